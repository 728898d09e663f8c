//! The editors without their looks. Here the targets editor: what is being edited, what is wrong with it, what was
//! pasted, and how the load would be split. Pure, so that all of it is tested without a browser.

pub mod assess;
pub mod data_lines;
pub mod draft;
pub mod export;
pub mod extras;
pub mod fields;
pub mod funnel;
pub mod import;
mod labels;
pub mod live_change;
pub mod load;
pub mod paste;
pub mod row;
pub mod split;
pub mod traffic;

pub use assess::Assessed;
pub use draft::{Draft, Targets};
pub use fields::Setting;
pub use row::{Column, Row, TokenChange};
