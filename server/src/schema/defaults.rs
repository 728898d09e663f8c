//! The defaults of fields: what the types have.

use domain::{
    Connection, CountryShare, Funnel, FunnelStep, Header, Journey, MultiTargetConfig, Target, TrackingEvent,
    config::{Content, CustomDimension, Goal},
    data_sets::EventSets,
    load_shape::Step,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::LazyLock};

/// What each type has when nothing is said, by the names of their tables.
static DEFAULTS: LazyLock<HashMap<&'static str, Value>> = LazyLock::new(|| {
    HashMap::from([
        of_type("Config", &MultiTargetConfig::default()),
        of_type("Target", &Target::new("", 1)),
        of_type("Connection", &Connection::default()),
        of_type("Header", &Header::default()),
        of_type("Step", &Step::default()),
        of_type("CountryShare", &CountryShare::default()),
        of_type("Journey", &Journey::default()),
        of_type("Goal", &Goal::default()),
        of_type("CustomDimension", &CustomDimension::default()),
        of_type("Content", &Content::default()),
        of_type("Funnel", &Funnel::default()),
        of_type("FunnelStep", &FunnelStep::default()),
        of_type("EventSets", &EventSets::default()),
        of_type("TrackingEvent", &TrackingEvent::default()),
    ])
});

fn of_type(name: &'static str, value: &impl Serialize) -> (&'static str, Value) {
    (name, plain(serde_json::to_value(value).unwrap_or_default()))
}

/// The default of a field.
pub(super) fn of(table: &str, path: &str) -> Option<Value> {
    DEFAULTS.get(table)?.pointer(&format!("/{}", path.replace('.', "/"))).cloned()
}

/// The same with whole numbers as such: 1 for 1.0.
pub(super) fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), self::number),
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}

/// A number, without decimals if it has none. All whole ones here are below 2^53.
pub(super) fn number(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}
