//! What is found in a set: counts for people, mistakes by the number of their line.

use super::{
    DataSetKind, MAX_ENTRIES,
    entries::{finding, subjects},
};
use crate::{
    error::FieldError,
    messages::{DataSetFinding, DataSetWarning},
};
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
        let mut errors = Vec::new();
        let mut good = Vec::new();
        let mut keys = BTreeSet::new();
        let mut duplicates = 0;
        for (line, subject) in subjects(kind, text) {
            match subject {
                Ok(subject) => {
                    duplicates += usize::from(!keys.insert(subject.key));
                    good.push(subject);
                }
                Err(found) => errors.push(finding(line, found)),
            }
        }
        let entries = good.len();
        if entries > MAX_ENTRIES {
            let finding = DataSetFinding::DataSetTooLong { has: entries, most: MAX_ENTRIES };
            errors.insert(0, FieldError::new("text", finding));
        }
        if entries == 0 && errors.is_empty() {
            errors.push(FieldError::new("text", DataSetFinding::DataSetEmpty));
        }
        errors.truncate(Self::MOST_FINDINGS);
        Self {
            valid: errors.is_empty(),
            entries,
            errors,
            warnings: warnings(kind, entries, duplicates).iter().map(ToString::to_string).collect(),
            domains: top(good.iter().filter_map(|subject| subject.domain)),
            categories: top(good.iter().filter_map(|subject| subject.category)),
        }
    }
}

fn warnings(kind: DataSetKind, entries: usize, duplicates: usize) -> Vec<DataSetWarning> {
    let mut warnings = Vec::new();
    if kind == DataSetKind::Urls {
        match entries {
            1..10 => warnings.push(DataSetWarning::VeryFewPages { pages: entries }),
            10..100 => warnings.push(DataSetWarning::FewPages { pages: entries }),
            50_001.. => warnings.push(DataSetWarning::ManyPages { pages: entries }),
            _ => {}
        }
    }
    if duplicates > 0 {
        warnings.push(DataSetWarning::DuplicateEntries { entries: duplicates });
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
