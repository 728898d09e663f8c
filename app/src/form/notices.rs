//! When what is said at an input: an error once the input was left or saving was tried, not while it is typed and not where
//! nobody has been; what the server refused until that field is changed; a warning always.

use super::findings::{Finding, Findings};
use domain::FieldError;
use std::collections::HashSet;

/// What to say at an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// An error, or a warning.
    pub is_error: bool,
    /// The sentence.
    pub text: String,
}

/// Everything that keeps a draft from being saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is about, or what is wrong with the whole.
    pub title: String,
    /// Findings about fields.
    pub findings: Vec<Finding>,
}

/// What has become of the inputs of a form.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    left: HashSet<String>,
    was_tried: bool,
    refused: Option<Summary>,
}

impl Notices {
    /// What to say at the input with this id about the field with this path.
    pub fn note(&self, findings: &Findings, path: &str, id: &str) -> Option<Note> {
        let error = |text: &str| Note { is_error: true, text: text.to_owned() };
        let found = findings.error_at(path).filter(|_| self.shows(id)).map(error);
        found
            .or_else(|| {
                let finding = self.refused.as_ref()?.findings.iter().find(|finding| finding.id == id)?;
                Some(error(&finding.message))
            })
            .or_else(|| findings.warning_at(path).map(|text| Note { is_error: false, text: text.to_owned() }))
    }

    /// Whether what is wrong at the input with this id shows.
    pub fn shows(&self, id: &str) -> bool {
        self.was_tried || self.left.contains(id)
    }

    /// What is shown above the fields; `name` finds the names of findings and the ways to them.
    pub fn summary(&self, findings: &Findings, name: impl Fn(&FieldError) -> Finding) -> Option<Summary> {
        if self.refused.is_some() {
            return self.refused.clone();
        }
        let title = match findings.errors.len() {
            0 => return None,
            1 => "One field needs attention before this can be saved:".to_owned(),
            many => format!("{many} fields need attention before this can be saved:"),
        };
        self.was_tried.then(|| Summary { title, findings: findings.errors.iter().map(name).collect() })
    }

    /// Whether saving was tried with errors, so that all of them show.
    pub fn was_tried(&self) -> bool {
        self.was_tried
    }

    /// Whether the person has left the input with this id.
    pub fn was_left(&self, id: &str) -> bool {
        self.left.contains(id)
    }

    /// The person has left the input with this id.
    pub fn leave(&mut self, id: &str) {
        self.left.insert(id.to_owned());
    }

    /// Saving was tried with errors.
    pub fn try_saving(&mut self) {
        self.was_tried = true;
        self.refused = None;
    }

    /// A save begins: what was refused before no longer counts.
    pub fn send(&mut self) {
        self.refused = None;
    }

    /// The server refused to save; `message` is about the whole where there are no findings about fields.
    pub fn refuse(&mut self, message: String, findings: Vec<Finding>) {
        let title = if findings.is_empty() { message } else { "The server did not accept this:".to_owned() };
        self.refused = Some(Summary { title, findings });
    }

    /// Whether the server has refused what the input with this id holds.
    pub fn refuses(&self, id: &str) -> bool {
        self.refused.as_ref().is_some_and(|refused| refused.findings.iter().any(|finding| finding.id == id))
    }

    /// The input with this id was changed: what the server said about it no longer holds.
    pub fn edit(&mut self, id: &str) {
        if !self.refuses(id) {
            return;
        }
        if let Some(refused) = &mut self.refused {
            refused.findings.retain(|finding| finding.id != id);
        }
        self.refused = self.refused.take().filter(|refused| !refused.findings.is_empty());
    }

    /// It was saved. Where somebody has typed on meanwhile, what was left stays so.
    pub fn saved(&mut self, has_more_edits: bool) {
        let left = std::mem::take(&mut self.left);
        *self = Self { left: if has_more_edits { left } else { HashSet::new() }, ..Self::default() };
    }
}

#[cfg(test)]
mod tests;
