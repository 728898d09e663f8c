//! The traffic editor without its looks: everything of a configuration that says how much traffic there
//! is and what it does, as texts and choices; what they amount to; what is wrong with them. Pure, so that
//! all of it is tested without a browser.

pub mod assess;
pub mod curve;
pub mod draft;
pub mod fields;
pub mod health;
pub mod lists;
pub mod rules;
pub mod section;
pub mod sources;
pub mod spec;

pub use assess::Assessed;
pub use draft::{At, Draft, WindowForm};
pub use lists::{List, Row};
pub use section::Section;
pub use spec::{Slot, Spec};
