//! A data set in the shape that `/api/urls` and `/api/tracking-events` answer, which is the one that
//! users of Trafficinator know.

use domain::{DataSetContent, DataSetReport, DataSetSource, FieldError, data_sets::Count};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A set with its content.
#[derive(Serialize, ToSchema)]
#[schema(as = Urls)]
pub(crate) struct Shown {
    content: String,
    source: DataSetSource,
    validation: Findings,
    structure: Structure,
    line_count: usize,
    editable: bool,
}

/// What is wrong with it.
#[derive(Serialize, ToSchema)]
#[schema(as = DataSetFindings)]
pub(crate) struct Findings {
    valid: bool,
    errors: Vec<FieldError>,
    warnings: Vec<String>,
}

/// What is in it.
#[derive(Serialize, ToSchema)]
#[schema(as = DataSetStructure)]
pub(crate) struct Structure {
    entries: usize,
    domains: Vec<Count>,
    categories: Vec<Count>,
}

/// What checking a text found.
#[derive(Serialize)]
pub(crate) struct Checked {
    #[serde(flatten)]
    findings: Findings,
    /// The number of entries under the name that fits the set.
    #[serde(flatten)]
    count: BTreeMap<&'static str, usize>,
    structure: Structure,
}

impl Checked {
    /// With the number of entries called `count`.
    pub(crate) fn new(findings: Findings, count: &'static str, structure: Structure) -> Self {
        Self { findings, count: BTreeMap::from([(count, structure.entries)]), structure }
    }
}

impl From<DataSetContent> for Shown {
    fn from(set: DataSetContent) -> Self {
        let line_count = set.content.lines().count();
        let (validation, structure) = split(set.report);
        Self { content: set.content, source: set.source, validation, structure, line_count, editable: true }
    }
}

/// A report apart: findings, and what is there.
pub(crate) fn split(report: DataSetReport) -> (Findings, Structure) {
    let DataSetReport { valid, entries, errors, warnings, domains, categories } = super::of_content_in(report);
    (Findings { valid, errors, warnings }, Structure { entries, domains, categories })
}
