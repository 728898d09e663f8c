//! The tables as one list, for what is derived from all of them.

use super::{
    CONNECTION, CONTENT, COUNTRY, DIMENSION, EVENT, EVENT_SETS, FUNNEL, FUNNEL_STEP, Field, GOAL, HEADER, JOURNEY,
    Kind, STEP, TARGET, config, find,
};

/// A field, whatever it is a field of.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Path from its table's owner, as in JSON.
    pub path: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Unit of its number.
    pub unit: &'static str,
    /// What it does, where its label does not say it all.
    pub help: &'static str,
    /// The text for a field that is left out.
    pub absent: &'static str,
    /// Whether 0 turns it off.
    pub zero_is_off: bool,
    /// Whether JSON must have it.
    pub required: bool,
    /// Whether a run follows it, or the whole that it is a part of.
    pub live: bool,
    /// What values it takes.
    pub kind: Kind,
    /// Whether there may be none.
    pub optional: bool,
}

/// The fields of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What [`Kind::Rows`] and [`Kind::Object`] call it.
    pub name: &'static str,
    /// Where such objects stand in a configuration, with what comes between that and the path of a field.
    pub prefix: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Its fields.
    pub entries: Vec<Entry>,
}

impl<C> Field<C> {
    pub(super) fn entry(&self) -> Entry {
        Entry {
            path: self.path,
            label: self.label,
            unit: self.unit,
            help: self.help,
            absent: self.absent,
            zero_is_off: self.zero_is_off,
            required: self.required,
            live: self.live,
            kind: self.slot.kind(),
            optional: self.slot.is_optional(),
        }
    }
}

fn table<C>(name: &'static str, prefix: &'static str, about: &'static str, fields: &'static [Field<C>]) -> Table {
    Table { name, prefix, about, entries: fields.iter().map(Field::entry).collect() }
}

/// All tables; the first is the configuration itself.
pub fn tables() -> Vec<Table> {
    let about = "A configuration: where the load goes, how much, what the visits do, and how it is sent.";
    let mut tables = vec![
        Table { name: "Config", prefix: "", about, entries: config().map(Field::entry).collect() },
        table("Target", "targets[].", "One Matomo instance and site, and its part of the load.", TARGET),
        table(
            "Connection",
            "targets[].connection.",
            "How a target is reached where its address alone does not say it.",
            CONNECTION,
        ),
        table("Header", "targets[].connection.headers[].", "A header that is sent with every request.", HEADER),
        table("Step", "load_shape.steps[].", "A level that is held for a while.", STEP),
        table("CountryShare", "countries[].", "A country's part of the visits.", COUNTRY),
        table("Journey", "journeys[].", "A type of visitor. What is null is as in the configuration.", JOURNEY),
        table("Goal", "goals[].", "A goal that is set up in Matomo to be reached by hand.", GOAL),
        table("CustomDimension", "custom_dimensions[].", "A custom dimension that is set up in Matomo.", DIMENSION),
        table("Content", "contents[].", "A part of pages that is seen and used, such as a banner.", CONTENT),
        table(
            "Funnel",
            "funnels[].",
            "A fixed path. A visit tries the enabled funnels by priority and takes the first whose probability comes up.",
            FUNNEL,
        ),
        table(
            "FunnelStep",
            "funnels[].steps[].",
            "One hit. Fields of other types of step are kept and have no effect.",
            FUNNEL_STEP,
        ),
        table("EventSets", "data_sets.events.", "Both kinds of events.", EVENT_SETS),
        table("TrackingEvent", "data_sets.events.click_events[].", "One event.", EVENT),
    ];
    spread_live(&mut tables);
    tables
}

/// Parts of what a run follows are followed, too.
fn spread_live(tables: &mut [Table]) {
    let live: Vec<&str> = super::whole().filter(|field| field.live).map(|field| field.path).collect();
    for table in tables {
        for entry in &mut table.entries {
            let path = if table.prefix.is_empty() { entry.path } else { table.prefix };
            entry.live = path.split(['.', '[']).next().is_some_and(|root| live.contains(&root));
        }
    }
}

/// The entry of the target's field with this path: `connection.proxy`.
pub fn of_target(path: &str) -> Option<Entry> {
    match path.strip_prefix("connection.") {
        Some(path) => find(CONNECTION, path).map(Field::entry),
        None => find(TARGET, path).map(Field::entry),
    }
}

/// Every field with its full path: `targets[].weight`.
pub fn entries() -> Vec<(String, Entry)> {
    let tables = tables().into_iter();
    tables
        .flat_map(|table| {
            let prefix = table.prefix;
            table.entries.into_iter().map(move |entry| (format!("{prefix}{}", entry.path), entry))
        })
        .collect()
}
