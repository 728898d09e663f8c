//! The lists of a configuration that the page edits row by row: their columns, and how rows of texts and
//! values become each other.

pub use domain::fields::{COUNTRY, JOURNEY, LEVEL, RULE, STEP};

use super::spec::Spec;
use crate::form;
use domain::{
    FieldError, MultiTargetConfig,
    country::{OTHER, country},
    load_shape::MAX_STEPS,
};
use std::collections::BTreeMap;

/// A list of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The steps of the load shape.
    Steps,
    /// The hours of the day curve.
    Hours,
    /// The weekdays of the day curve.
    Weekdays,
    /// Where visitors come from.
    Countries,
    /// Types of visitors.
    Journeys,
    /// What must hold at the end.
    Thresholds,
    /// What ends a run as failed.
    AbortRules,
}

/// The names of the weekdays, as the day curve counts them.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What the country with this code is called.
pub fn country_name(code: &str) -> String {
    if code == OTHER {
        return "All others".to_owned();
    }
    country(code).map_or_else(|| format!("“{code}”"), |known| known.name.to_owned())
}

/// One row as typed. Equality is "the same texts".
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Identity within this editor, never reused.
    pub key: u32,
    /// Texts by column.
    pub texts: BTreeMap<&'static str, String>,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Row {
    /// The text of a column.
    pub fn text(&self, column: &str) -> &str {
        self.texts.get(column).map_or("", String::as_str)
    }

    /// The row of a value.
    pub fn of<C: Clone>(specs: &[Spec<C>], value: &C) -> Self {
        Self { key: 0, texts: specs.iter().map(|spec| (spec.path, spec.text(value))).collect() }
    }
}

impl form::Row for Row {
    fn key(&self) -> u32 {
        self.key
    }

    fn set_key(&mut self, key: u32) {
        self.key = key;
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        form::take_over_texts(&mut self.texts, &submitted.texts, &saved.texts);
    }
}

impl List {
    /// Every list, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::Steps, Self::Hours, Self::Weekdays, Self::Countries, Self::Journeys, Self::Thresholds, Self::AbortRules];

    /// Path in the configuration.
    pub fn path(self) -> &'static str {
        match self {
            Self::Steps => "load_shape.steps",
            Self::Hours => "load_shape.day_curve.hours",
            Self::Weekdays => "load_shape.day_curve.weekdays",
            Self::Countries => "countries",
            Self::Journeys => "journeys",
            Self::Thresholds => "thresholds",
            Self::AbortRules => "abort_when",
        }
    }

    /// Path of a column of the row at `index`.
    pub fn path_of(self, index: usize, column: &str) -> String {
        let dot = if column.is_empty() { "" } else { "." };
        format!("{}[{index}]{dot}{column}", self.path())
    }

    /// What the row at `index` is called, for the error summary.
    pub fn row_label(self, index: usize) -> String {
        match self {
            Self::Steps => format!("Step {}", index + 1),
            Self::Hours => format!("Hour {index}"),
            Self::Weekdays => WEEKDAYS.get(index).copied().unwrap_or_default().to_owned(),
            Self::Countries => format!("Country {}", index + 1),
            Self::Journeys => format!("Journey {}", index + 1),
            Self::Thresholds => format!("Threshold {}", index + 1),
            Self::AbortRules => format!("Abort rule {}", index + 1),
        }
    }

    /// Label of a column.
    pub fn column_label(self, column: &str) -> &'static str {
        fn label<C>(specs: &'static [Spec<C>], column: &str) -> &'static str {
            specs.iter().find(|spec| spec.path == column).map_or("", |spec| spec.label)
        }
        match self {
            Self::Steps => label(STEP, column),
            Self::Hours | Self::Weekdays => label(LEVEL, column),
            Self::Countries => label(COUNTRY, column),
            Self::Journeys => label(JOURNEY, column),
            Self::Thresholds | Self::AbortRules => label(RULE, column),
        }
    }

    /// The columns, as paths from a row.
    pub fn columns(self) -> Vec<&'static str> {
        fn paths<C>(specs: &'static [Spec<C>]) -> Vec<&'static str> {
            specs.iter().map(|spec| spec.path).collect()
        }
        match self {
            Self::Steps => paths(STEP),
            Self::Hours | Self::Weekdays => paths(LEVEL),
            Self::Countries => paths(COUNTRY),
            Self::Journeys => paths(JOURNEY),
            Self::Thresholds | Self::AbortRules => paths(RULE),
        }
    }

    /// The most rows, where the page has to know.
    pub fn most(self) -> usize {
        match self {
            Self::Steps => MAX_STEPS,
            Self::Journeys => domain::journey::MAX_JOURNEYS,
            Self::Thresholds | Self::AbortRules => domain::rules::MAX_RULES,
            Self::Hours | Self::Weekdays | Self::Countries => usize::MAX,
        }
    }

    /// The rows that stand for the list in `config`.
    pub(super) fn rows(self, config: &MultiTargetConfig) -> Vec<Row> {
        let shape = &config.load_shape;
        match self {
            Self::Steps => shape.steps.iter().map(|step| Row::of(STEP, step)).collect(),
            Self::Hours => shape.day_curve.hours.iter().map(|level| Row::of(LEVEL, level)).collect(),
            Self::Weekdays => shape.day_curve.weekdays.iter().map(|level| Row::of(LEVEL, level)).collect(),
            Self::Countries => config.countries.iter().map(|share| Row::of(COUNTRY, share)).collect(),
            Self::Journeys => config.journeys.iter().map(|journey| Row::of(JOURNEY, journey)).collect(),
            Self::Thresholds => config.thresholds.iter().map(|rule| Row::of(RULE, rule)).collect(),
            Self::AbortRules => config.abort_when.iter().map(|rule| Row::of(RULE, rule)).collect(),
        }
    }

    /// Reads rows into `config`; what is no number is left at a default and named in `unread`.
    pub(super) fn read(self, rows: &[Row], config: &mut MultiTargetConfig, unread: &mut Vec<FieldError>) {
        match self {
            Self::Steps => config.load_shape.steps = self.values(STEP, rows, unread),
            Self::Hours => config.load_shape.day_curve.hours = self.values(LEVEL, rows, unread),
            Self::Weekdays => config.load_shape.day_curve.weekdays = self.values(LEVEL, rows, unread),
            Self::Countries => config.countries = self.values(COUNTRY, rows, unread),
            Self::Journeys => config.journeys = self.values(JOURNEY, rows, unread),
            Self::Thresholds => config.thresholds = self.values(RULE, rows, unread),
            Self::AbortRules => config.abort_when = self.values(RULE, rows, unread),
        }
    }

    fn values<C: Clone + Default>(self, specs: &[Spec<C>], rows: &[Row], unread: &mut Vec<FieldError>) -> Vec<C> {
        let rows = rows.iter().enumerate().map(|(index, row)| {
            let mut value = C::default();
            for spec in specs {
                if let Err(finding) = spec.read(row.text(spec.path), &mut value) {
                    unread.push(FieldError::new(self.path_of(index, spec.path), finding));
                }
            }
            value
        });
        rows.collect()
    }
}
