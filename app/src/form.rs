//! The form room: what the editors share, so that they behave alike. An error shows when its input is left or saving is
//! tried; an edit made during a save stays; what the server stores in its own form is taken over; what it refuses stands
//! at its inputs; what was removed from a list can be brought back.
//!
//! [`Draft`], [`Rows`], [`Findings`] and [`Notices`] are pure; [`Form`] is the handle that the components share by context.

mod draft;
mod field;
mod findings;
mod fold;
mod frame;
mod header;
mod input;
mod list;
mod notices;
mod rows;
mod state;
mod summary;
mod switch;

pub use draft::{Draft, Drafts, take_over, take_over_texts};
pub use field::Field;
pub use findings::{Finding, Findings, Place, id_of_path};
pub use fold::Fold;
pub use frame::{FormFrame, NeedsJavaScript};
pub use header::FormHeader;
pub use input::{GroupNote, Input, NoteLine};
pub use list::{DuplicateButton, ListOf, Move, MoveButton, RemoveButton, RowList, UndoBar};
pub use notices::{Note, Notices, Summary};
pub use rows::{Row, Rows};
pub use state::Form;
pub use summary::ErrorSummary;
pub use switch::Switch;
