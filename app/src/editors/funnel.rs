//! The funnel editor without its looks: texts of a funnel while it is edited, what they amount to, and
//! the order in which visits try funnels.

pub mod assess;
pub mod draft;
pub mod field;
pub mod order;

pub use assess::Assessed;
pub use draft::{FunnelDraft, StepDraft, Steps, step_id};
pub use field::StepField;
pub use order::{Tried, as_tried};
