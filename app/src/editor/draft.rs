//! The configuration while it is being edited.

use super::{
    fields::Setting,
    row::{Row, TokenChange},
};
use domain::{Arrivals, DistributeBy, DistributionStrategy, Method, MultiTargetConfig, names};
use std::collections::{BTreeMap, BTreeSet};

/// Everything the editor shows. Equality is "nothing to save": it looks at all that is stored and at
/// the order of the rows.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The targets in list order.
    pub rows: Vec<Row>,
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
    next_key: u32,
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
        let mut draft = Self {
            rows: Vec::with_capacity(config.targets.len()),
            texts: Setting::ALL.into_iter().map(|setting| (setting, setting.text_of(config))).collect(),
            strategy: config.distribution_strategy,
            distribute_by: config.distribute_by,
            arrivals: config.arrivals,
            method: config.request.method,
            stored: MultiTargetConfig { targets: Vec::new(), ..config.clone() },
            next_key: 0,
        };
        for target in &config.targets {
            let key = draft.take_key();
            draft.rows.push(Row::of(key, target));
        }
        draft
    }

    /// What `saved` looks like as a draft, keeping the keys of this draft, which is what was saved.
    pub fn after_saving(&self, saved: &MultiTargetConfig) -> Self {
        let mut draft = Self::of(saved);
        for (row, old) in draft.rows.iter_mut().zip(&self.rows) {
            row.key = old.key;
        }
        draft.next_key = self.next_key.max(draft.next_key);
        draft
    }

    /// Carries on with edits made while `saved` was under way: only what is stored beside them changes.
    pub fn carry_on(&mut self, submitted: &Self, saved: &Self) {
        self.stored.clone_from(&saved.stored);
        for row in &mut self.rows {
            let Some(stored) = saved.row(row.key) else { continue };
            row.token_of.clone_from(&stored.token_of);
            row.stored_as.clone_from(&stored.stored_as);
            if submitted.row(row.key).is_some_and(|sent| sent.token == row.token) {
                row.token = TokenChange::Keep;
            }
        }
    }

    /// The row with this key.
    pub fn row(&self, key: u32) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// The row with this key, to be written.
    pub fn row_mut(&mut self, key: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.key == key)
    }

    /// Where the row with this key stands.
    pub fn index_of(&self, key: u32) -> Option<usize> {
        self.rows.iter().position(|row| row.key == key)
    }

    /// The text of a number field.
    pub fn text(&self, setting: Setting) -> &str {
        self.texts.get(&setting).map_or("", String::as_str)
    }

    /// The configuration as it is stored, without its targets; the editor passes on what it does not show.
    pub fn stored(&self) -> &MultiTargetConfig {
        &self.stored
    }

    /// Adds an empty row at the end and returns its key.
    pub fn add(&mut self) -> u32 {
        let key = self.take_key();
        self.rows.push(Row::new(key));
        key
    }

    /// Adds rows at the end, giving them keys; returns the first of these.
    pub fn append(&mut self, rows: impl IntoIterator<Item = Row>) -> Option<u32> {
        let mut first = None;
        for row in rows {
            let key = self.take_key();
            first = first.or(Some(key));
            self.rows.push(Row { key, ..row });
        }
        first
    }

    /// Copies a row, token included, to the place after it under a free name; returns the copy's key.
    pub fn duplicate(&mut self, key: u32) -> Option<u32> {
        let index = self.index_of(key)?;
        let mut copy = self.row(key)?.clone();
        let taken: BTreeSet<String> = self.rows.iter().map(|row| row.name.trim().to_owned()).collect();
        if !copy.name.trim().is_empty() {
            copy.name = names::free_name(copy.name.trim(), &taken);
        }
        copy.key = self.take_key();
        copy.stored_as = None;
        let key = copy.key;
        self.rows.insert(index + 1, copy);
        Some(key)
    }

    /// Takes a row out; the result is what [`Draft::put_back`] needs.
    pub fn remove(&mut self, key: u32) -> Option<(usize, Row)> {
        let index = self.index_of(key)?;
        Some((index, self.rows.remove(index)))
    }

    /// Undoes [`Draft::remove`].
    pub fn put_back(&mut self, index: usize, row: Row) {
        self.rows.insert(index.min(self.rows.len()), row);
    }

    /// Moves a row one place up or down; returns its new index, or `None` at the end of the list.
    pub fn shift(&mut self, key: u32, up: bool) -> Option<usize> {
        let from = self.index_of(key)?;
        let to = if up { from.checked_sub(1)? } else { from + 1 };
        if to >= self.rows.len() {
            return None;
        }
        self.rows.swap(from, to);
        Some(to)
    }

    /// Moves a row to the place of another, which makes room; returns its new index.
    pub fn place(&mut self, key: u32, at: u32) -> Option<usize> {
        let (from, to) = (self.index_of(key)?, self.index_of(at)?);
        let row = self.rows.remove(from);
        self.rows.insert(to, row);
        Some(to)
    }

    fn take_key(&mut self) -> u32 {
        self.next_key += 1;
        self.next_key
    }
}

#[cfg(test)]
mod tests;
