//! The configuration while it is being edited.

use super::{
    fields::Setting,
    row::{Column, Row},
};
use crate::form::{self, Rows, take_over, take_over_texts};
use domain::{Arrivals, DistributeBy, DistributionStrategy, Method, MultiTargetConfig, names};
use std::collections::{BTreeMap, BTreeSet};

/// Everything the editor shows. Equality is "nothing to save": it looks at all that is stored and at
/// the order of the rows.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The targets in list order.
    pub rows: Rows<Row>,
    /// Texts of the number fields.
    pub texts: BTreeMap<Setting, String>,
    /// Strategy.
    pub strategy: DistributionStrategy,
    /// What is split.
    pub distribute_by: DistributeBy,
    /// When visits arrive.
    pub arrivals: Arrivals,
    /// How hits are sent.
    pub method: Method,
    /// The configuration without its targets: what other pages edit stays as it is stored.
    stored: MultiTargetConfig,
}

impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
            && self.texts == other.texts
            && (self.strategy, self.distribute_by, self.arrivals, self.method)
                == (other.strategy, other.distribute_by, other.arrivals, other.method)
    }
}

impl Draft {
    /// A draft of a configuration as the server returned it.
    pub fn of(config: &MultiTargetConfig) -> Self {
        Self {
            rows: config.targets.iter().map(Row::of).collect(),
            texts: Setting::ALL.into_iter().map(|setting| (setting, setting.text_of(config))).collect(),
            strategy: config.distribution_strategy,
            distribute_by: config.distribute_by,
            arrivals: config.arrivals,
            method: config.request.method,
            stored: MultiTargetConfig { targets: Vec::new(), ..config.clone() },
        }
    }

    /// The text of a number field.
    pub fn text(&self, setting: Setting) -> &str {
        self.texts.get(&setting).map_or("", String::as_str)
    }

    /// The configuration as it is stored, without its targets; the editor passes on what it does not show.
    pub fn stored(&self) -> &MultiTargetConfig {
        &self.stored
    }

    /// A name for a copy of the row with this key that no other row has.
    pub fn name_of_copy(&self, key: u32) -> String {
        let name = self.rows.by_key(key).map_or("", |row| row.name.trim());
        let taken: BTreeSet<String> = self.rows.iter().map(|row| row.name.trim().to_owned()).collect();
        if name.is_empty() { String::new() } else { names::free_name(name, &taken) }
    }
}

impl form::Draft for Draft {
    type Stored = MultiTargetConfig;

    fn after_saving(&self, stored: &MultiTargetConfig) -> Self {
        let draft = Self::of(stored);
        Self { rows: draft.rows.clone().with_keys_of(&self.rows), ..draft }
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        self.stored.clone_from(&saved.stored);
        self.rows.take_over(&submitted.rows, &saved.rows);
        take_over_texts(&mut self.texts, &submitted.texts, &saved.texts);
        take_over(&mut self.strategy, &submitted.strategy, &saved.strategy);
        take_over(&mut self.distribute_by, &submitted.distribute_by, &saved.distribute_by);
        take_over(&mut self.arrivals, &submitted.arrivals, &saved.arrivals);
        take_over(&mut self.method, &submitted.method, &saved.method);
    }
}

/// The list of targets.
#[derive(Clone, Copy, Debug)]
pub struct Targets;

impl form::ListOf for Targets {
    type Draft = Draft;
    type Row = Row;

    fn rows(self, draft: &Draft) -> &Rows<Row> {
        &draft.rows
    }

    fn rows_mut(self, draft: &mut Draft) -> &mut Rows<Row> {
        &mut draft.rows
    }

    fn id(self) -> &'static str {
        "targets"
    }

    fn first_input(self, key: u32) -> String {
        Column::Name.id(key)
    }

    fn called(self, row: &Row) -> String {
        if row.name.is_empty() { "Target".to_owned() } else { row.name.clone() }
    }
}

#[cfg(test)]
mod tests;
