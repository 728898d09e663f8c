//! What every kind of file is read into.

use domain::FieldError;
use serde_json::Value;

/// One setting of the file. `Debug` is left out on purpose: the text may be a token.
pub(super) struct Entry {
    /// As it stands in the file.
    pub(super) name: String,
    /// `None` for what is no single value.
    pub(super) text: Option<String>,
}

/// Several targets, and how the load is split over them.
pub(super) struct Targets {
    pub(super) list: Vec<Value>,
    pub(super) strategy: Option<Value>,
}

/// A file, taken apart.
#[derive(Default)]
pub(super) struct File {
    /// Its settings in order; the last of a name counts.
    pub(super) entries: Vec<Entry>,
    /// Its targets, if it names several.
    pub(super) targets: Option<Targets>,
    /// Its funnels, if it is a file with funnels.
    pub(super) funnels: Option<Vec<Value>>,
    /// Parts that could not be read.
    pub(super) left_out: Vec<FieldError>,
}
