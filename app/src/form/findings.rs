//! What is wrong with a draft and what is probably not meant, by the path of the field.

use domain::{FieldError, Validation};
use std::collections::HashMap;

/// Findings about a draft that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// What must be put right before saving, in the order of the page.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldError>,
    errors_by_path: HashMap<String, usize>,
    warnings_by_path: HashMap<String, usize>,
}

impl Findings {
    /// What validation says of what was read, and what could not be read. `show` says it in the words of the page,
    /// `place` says where on it.
    pub fn new<P: Ord>(
        found: Validation,
        unread: Vec<FieldError>,
        show: impl Fn(&mut FieldError),
        place: impl Fn(&str) -> P,
    ) -> Self {
        let Validation { mut errors, mut warnings } = found;
        // A text that is no number left another value behind; findings about that value are noise.
        errors.retain(|error| unread.iter().all(|other| other.field != error.field));
        errors.extend(unread);
        errors.iter_mut().chain(&mut warnings).for_each(show);
        errors.sort_by_cached_key(|error| place(&error.field));
        let (errors_by_path, warnings_by_path) = (by_path(&errors), by_path(&warnings));
        Self { errors, warnings, errors_by_path, warnings_by_path }
    }

    /// Whether nothing keeps the draft from being saved.
    pub fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    /// The first error about the field with this path.
    pub fn error_at(&self, path: &str) -> Option<&str> {
        self.errors.get(*self.errors_by_path.get(path)?).map(|error| error.message.as_str())
    }

    /// The first warning about the field with this path.
    pub fn warning_at(&self, path: &str) -> Option<&str> {
        self.warnings.get(*self.warnings_by_path.get(path)?).map(|warning| warning.message.as_str())
    }
}

fn by_path(findings: &[FieldError]) -> HashMap<String, usize> {
    let mut first = HashMap::with_capacity(findings.len());
    for (index, finding) in findings.iter().enumerate() {
        first.entry(finding.field.clone()).or_insert(index);
    }
    first
}

/// Where the field of a finding is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On this page: the input, or the group of inputs, with this id.
    Input(String),
    /// On another page, which has this address.
    Page(String),
    /// Nowhere a link could lead.
    Unknown,
}

/// A finding with the name of its field and the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the input, or of the group of inputs, that shows it.
    pub id: String,
    /// What the field is called: "Target 3 (eu-1), URL".
    pub label: String,
    /// What is wrong.
    pub message: String,
    /// Where the field is.
    pub place: Place,
}

impl Finding {
    /// One that is shown by, and leads to, the input with this id.
    pub fn at_input(id: String, label: String, message: String) -> Self {
        Self { place: Place::Input(id.clone()), id, label, message }
    }
}

/// Id of the input of the field with this path; inputs in rows have ids of their own, which stay when the row moves.
pub fn id_of_path(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}
