//! What is found in a set: counts for people, mistakes by the number of their line.

use super::{
    DataSetKind, MAX_ENTRIES,
    entries::{finding, subjects},
};
use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a set holds and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DataSetReport {
    /// No errors: it can be saved.
    pub valid: bool,
    /// Number of entries without errors.
    pub entries: usize,
    /// The first mistakes; `field` is the place, as in `line 17`.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<String>,
    /// Most frequent hosts.
    pub domains: Vec<Count>,
    /// Most frequent categories: first directory, kind of referrer, category of product, term or event.
    pub categories: Vec<Count>,
}

/// How often something occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Count {
    pub name: String,
    pub count: usize,
}

/// How many hosts and categories are shown.
const TOP: usize = 10;

impl DataSetReport {
    /// The most mistakes reported at once.
    pub const MOST_FINDINGS: usize = 100;

    /// Reads a text set.
    pub fn of_text(kind: DataSetKind, text: &str) -> Self {
        let (mut errors, mut good, mut keys, mut duplicates) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
        for (line, subject) in subjects(kind, text) {
            match subject {
                Ok(subject) => {
                    duplicates += usize::from(!keys.insert(subject.key));
                    good.push(subject);
                }
                Err(message) => errors.push(finding(line, message)),
            }
        }
        let entries = good.len();
        if entries > MAX_ENTRIES {
            errors.insert(
                0,
                FieldError::new("text", format!("has {entries} entries; at most {MAX_ENTRIES} are possible")),
            );
        }
        if entries == 0 && errors.is_empty() {
            errors.push(FieldError::new("text", "has no entries; reset the set to use what is built in"));
        }
        errors.truncate(Self::MOST_FINDINGS);
        Self {
            valid: errors.is_empty(),
            entries,
            errors,
            warnings: warnings(kind, entries, duplicates),
            domains: top(good.iter().filter_map(|subject| subject.domain)),
            categories: top(good.iter().filter_map(|subject| subject.category)),
        }
    }
}

fn warnings(kind: DataSetKind, entries: usize, duplicates: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    if kind == DataSetKind::Urls {
        match entries {
            1..10 => warnings.push(format!("{entries} pages are very few: visits will all look alike")),
            10..100 => warnings.push(format!("{entries} pages are few; a hundred or more look like a real site")),
            50_001.. => {
                warnings.push(format!("{entries} pages make large reports: archiving in Matomo will take long"))
            }
            _ => {}
        }
    }
    if duplicates > 0 {
        warnings.push(format!("{duplicates} entries occur more than once, and so come up more often"));
    }
    warnings
}

/// The most frequent of `names`, then by name; empty ones are called `(none)`.
pub(super) fn top<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Count> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(if name.is_empty() { "(none)" } else { name }).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(name, count)| Count { name: name.to_owned(), count }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts.truncate(TOP);
    counts
}
