//! What can be done to rows: add, copy, remove and bring back, move. Focus follows the row, also onto
//! another page of the table.

use super::state::Editor;
use crate::components::focus::focus_soon;
use crate::editor::{Column, Row, split::per_day};
use domain::{DistributeBy, DistributionStrategy, live_part::needs_whole_visits};
use leptos::prelude::*;

impl Editor {
    /// Adds an empty row and puts the cursor into its address.
    pub fn add_row(self) {
        let Some(key) = self.draft.try_update(|draft| draft.add()) else { return };
        self.follow(key, &Column::Url.id(key));
    }

    /// Adds pasted rows.
    pub fn append_rows(self, rows: Vec<Row>) {
        let first = self.draft.try_update(|draft| draft.append(rows)).flatten();
        if let Some(index) = first.and_then(|key| self.draft.with_untracked(|draft| draft.index_of(key))) {
            self.show_row(index);
        }
    }

    /// Copies a row to the place after it.
    pub fn duplicate_row(self, key: u32) {
        let Some(copy) = self.draft.try_update(|draft| draft.duplicate(key)).flatten() else { return };
        self.say(copy, "added as a copy");
        self.follow(copy, &Column::Name.id(copy));
    }

    /// Takes a row out; the page offers to bring it back.
    pub fn remove_row(self, key: u32) {
        self.forget_probe(key);
        let name = self.name_of(key);
        let Some(removed) = self.draft.try_update(|draft| draft.remove(key)).flatten() else { return };
        self.removed.set(Some(removed));
        self.show_row(self.page.get_untracked().min(untrack(|| self.last_page())) * super::state::PAGE_ROWS);
        self.said.set(format!("{name} removed."));
        focus_soon("undo-remove");
    }

    /// Brings the row removed last back.
    pub fn undo_remove(self) {
        let Some((index, row)) = self.removed.get_untracked() else { return };
        self.removed.set(None);
        let key = row.key;
        self.draft.update(|draft| draft.put_back(index, row));
        self.say(key, "is back");
        self.follow(key, &Column::Name.id(key));
    }

    /// Moves a row one place; `focus` is the id of the element that keeps the focus.
    pub fn shift_row(self, key: u32, up: bool, focus: &str) {
        if self.draft.try_update(|draft| draft.shift(key, up)).flatten().is_some() {
            self.say(key, if up { "moved up" } else { "moved down" });
        }
        self.follow(key, focus);
    }

    /// Moves a row to the place of another.
    pub fn place_row(self, key: u32, at: u32) {
        if key != at && self.draft.try_update(|draft| draft.place(key, at)).flatten().is_some() {
            self.say(key, "moved");
        }
    }

    /// Chooses how the load is split; what gives out whole visits only brings that along.
    pub fn choose_strategy(self, strategy: DistributionStrategy) {
        self.draft.update(|draft| {
            draft.strategy = strategy;
            if needs_whole_visits(strategy) {
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
        self.draft.with(|draft| draft.rows.len().saturating_sub(1) / super::state::PAGE_ROWS)
    }

    /// The name a row has or will have.
    pub fn name_of(self, key: u32) -> String {
        let index = self.draft.with_untracked(|draft| draft.index_of(key));
        self.assessed.with_untracked(|assessed| {
            index
                .and_then(|index| assessed.config.targets.get(index))
                .map(|target| target.name.clone())
                .unwrap_or_default()
        })
    }

    fn follow(self, key: u32, focus: &str) {
        if let Some(index) = self.draft.with_untracked(|draft| draft.index_of(key)) {
            self.show_row(index);
        }
        focus_soon(focus);
    }

    fn say(self, key: u32, what: &str) {
        let (place, of) =
            self.draft.with_untracked(|draft| (draft.index_of(key).map_or(0, |index| index + 1), draft.rows.len()));
        self.said.set(format!("{} {what}: target {place} of {of}.", self.name_of(key)));
    }
}
