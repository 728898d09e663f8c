//! THE table of fields: what every field of a configuration is called, what it may hold, and who may change it when.
//!
//! A field is described here once. Made from that: the ranges of validation, the JSON Schema and the OpenAPI document, the
//! inputs of the editors and the words in their findings, the facts of a report, the table in `docs/fields.md`, the names an
//! import understands, and the list of what a run follows live. Its default is what the type's `Default` says.
//!
//! To add a field: the field and its default in its type, and an entry in the table of its group.

#[macro_use]
mod macros;
mod config;
mod entry;
mod funnel;
mod kind;
mod lists;
mod range;
mod slot;
mod target;
#[cfg(test)]
mod tests;
pub mod text;

pub use config::*;
pub(crate) use config::{MOST_COUNTRIES, MOST_RATES};
pub use entry::{Entry, Table, entries, of_target, tables};
pub use funnel::{EVENT, EVENT_SETS, FUNNEL, FUNNEL_STEP};
pub use kind::{Kind, Length, Pattern, Rows};
pub use lists::{CONTENT, COUNTRY, DIMENSION, GOAL, JOURNEY, LEVEL, RULE, STEP};
pub use range::{Range, above, between, from};
pub use slot::{At, Erased, Line, Slot, Words};
pub use target::{CONNECTION, HEADER, TARGET};

use crate::{Validation, config::MultiTargetConfig};

/// A field of `C`.
pub struct Field<C: 'static> {
    /// Path from `C`, as in JSON.
    pub path: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Unit of its number.
    pub unit: &'static str,
    /// What it does, where its label does not say it all.
    pub help: &'static str,
    /// The text for a field that is left out (`null`).
    pub absent: &'static str,
    /// Whether 0 turns it off.
    pub zero_is_off: bool,
    /// Whether JSON must have it.
    pub required: bool,
    /// Whether a run follows it while it goes on; parts of a field go with the whole.
    pub live: bool,
    /// What Trafficinator calls it.
    pub theirs: Theirs,
    /// Where its value lives, and what that may be.
    pub slot: Slot<C>,
}

/// The setting of Trafficinator that a field is imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theirs {
    /// None.
    Nothing,
    /// One of the same name.
    Same,
    /// One of the same name, whose 0 means that there is no limit.
    SameButZeroIsNone,
    /// One of another name.
    Called(&'static str),
}

impl<C> Field<C> {
    /// A field that is called by its path until more is said.
    pub const fn new(path: &'static str, slot: Slot<C>) -> Self {
        Self {
            path,
            label: path,
            unit: "",
            help: "",
            absent: "",
            zero_is_off: false,
            required: false,
            live: false,
            theirs: Theirs::Nothing,
            slot,
        }
    }

    /// Its name in Trafficinator.
    pub fn their_name(&self) -> Option<&'static str> {
        match self.theirs {
            Theirs::Nothing => None,
            Theirs::Same | Theirs::SameButZeroIsNone => Some(self.path),
            Theirs::Called(name) => Some(name),
        }
    }
}

/// Every field of a configuration, in the order of the tables.
pub fn config() -> impl Iterator<Item = &'static Field<MultiTargetConfig>> {
    CONFIG.iter().copied().flatten()
}

/// The field with this path in a table.
pub fn find<C>(table: &'static [Field<C>], path: &str) -> Option<&'static Field<C>> {
    table.iter().find(|field| field.path == path)
}

/// The fields that stand in JSON's outermost object, whose parts go with them.
pub fn whole() -> impl Iterator<Item = &'static Field<MultiTargetConfig>> {
    config().filter(|field| !field.path.contains('.'))
}

/// Finds numbers out of their range; `prefix` is where `owner` stands in the configuration.
pub(crate) fn check_ranges<C>(table: &'static [Field<C>], owner: &C, prefix: &str, found: &mut Validation) {
    for field in table {
        field.slot.each_number(owner, |place, number, range| {
            if let Some(finding) = range.objection(number) {
                found.error(format!("{prefix}{}{place}", field.path), finding);
            }
        });
    }
}
