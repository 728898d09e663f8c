//! A field that is typed as text, as the table of fields describes it for the form, the error summary and the reader of the
//! texts.

pub use domain::fields::{Field as Spec, Slot};
