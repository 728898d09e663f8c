//! What can be done to rows: add, copy, remove and bring back, move. The table turns to the page with the row.

use super::{
    filter::Filter,
    state::{Editor, PAGE_ROWS},
};
use crate::{
    components::focus::focus_soon,
    editors::{Column, Row, split::per_day},
    form::Move,
};
use domain::{DistributeBy, DistributionStrategy};
use leptos::prelude::*;

impl Editor {
    /// Adds an empty row and puts the cursor into its address.
    pub fn add_row(self) {
        let Some(key) = self.rows.change(|rows| rows.push(Row::new())) else { return };
        self.follow(key);
        focus_soon(&Column::Url.id(key));
    }

    /// Adds pasted rows.
    pub fn append_rows(self, added: Vec<Row>) {
        let keys = self.rows.change(|rows| added.into_iter().map(|row| rows.push(row)).collect::<Vec<_>>());
        if let Some(first) = keys.unwrap_or_default().first() {
            self.follow(*first);
        }
    }

    /// Copies a row, token included, to the place after it.
    pub fn duplicate_row(self, key: u32) {
        let name = self.draft.with_untracked(|draft| draft.name_of_copy(key));
        let copy = self.rows.duplicate(key, |row| {
            row.name = name;
            row.stored_as = None;
        });
        copy.into_iter().for_each(|copy| self.follow(copy));
    }

    /// Takes a row out; the page offers to bring it back.
    pub fn remove_row(self, key: u32) {
        self.remove_rows(&[key]);
    }

    /// Takes rows out together; the page offers to bring them back.
    pub fn remove_rows(self, keys: &[u32]) {
        keys.iter().for_each(|key| self.forget_probe(*key));
        self.select(keys, false);
        self.rows.remove_all(keys);
        self.show_row(self.page.get_untracked().min(untrack(|| self.last_page())) * PAGE_ROWS);
    }

    /// Moves a row one place.
    pub fn shift_row(self, key: u32, to: &Move) {
        self.rows.shift(key, to);
        self.follow(key);
    }

    /// Turns to the page with this row, which the filter may have hidden.
    pub fn follow(self, key: u32) {
        let place = || self.shown.with_untracked(|shown| shown.iter().position(|shown| *shown == key));
        if place().is_none() && self.rows.index_of(key).is_some() {
            self.filter.set(Filter::default());
        }
        if let Some(index) = place() {
            self.show_row(index);
        }
    }

    /// Chooses how the load is split; what gives out whole visits only brings that along.
    pub fn choose_strategy(self, strategy: DistributionStrategy) {
        self.draft.update(|draft| {
            draft.strategy = strategy;
            if strategy.needs_whole_visits() {
                draft.distribute_by = DistributeBy::Visit;
            }
        });
    }

    /// Visits per day of a target that has none of its own.
    pub fn equal_part(self) -> String {
        self.assessed.with(|assessed| per_day(assessed.config.equal_part()))
    }

    /// The last page of the table, from 0.
    pub fn last_page(self) -> usize {
        self.shown.with(|shown| shown.len().saturating_sub(1) / PAGE_ROWS)
    }
}
