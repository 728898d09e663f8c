//! The schema of one field.

use super::{
    defaults::number,
    object::{Naming, View},
};
use domain::fields::{Entry, Kind, Length, Range, Rows, Table};
use serde_json::{Map, Value, json};

/// The schema of a field of `table`, but for objects whose fields stand in it under no name.
pub(super) fn property(entry: &Entry, table: &Table, view: View, naming: Naming, default: Option<Value>) -> Value {
    let mut schema = Map::new();
    match &entry.kind {
        Kind::Object(name) => return object_reference(entry, naming.reference(name, view), view),
        Kind::Number(range) => numeric(&mut schema, "number", range, f64::INFINITY),
        Kind::Integer(range) => numeric(&mut schema, "integer", range, f64::from(u32::MAX)),
        Kind::Flag => set(&mut schema, "type", json!("boolean")),
        Kind::Choice(words) => {
            set(&mut schema, "type", json!("string"));
            set(&mut schema, "enum", json!(words));
        }
        Kind::Day => {
            set(&mut schema, "type", json!("string"));
            set(&mut schema, "pattern", json!("^\\d{4}-\\d{2}-\\d{2}$"));
        }
        Kind::Text(length, pattern) => {
            set(&mut schema, "type", json!("string"));
            bounds(&mut schema, "minLength", "maxLength", length);
            if !pattern.is_empty() {
                set(&mut schema, "pattern", json!(pattern));
            }
        }
        Kind::Secret if view == View::Read => {
            return json!({ "description": format!("{}. Never returned.", entry.label), "type": "null" });
        }
        Kind::Secret => {
            set(&mut schema, "type", json!("string"));
            set(&mut schema, "writeOnly", json!(true));
        }
        Kind::Numbers(range, length) => {
            let mut items = Map::new();
            numeric(&mut items, "number", range, f64::INFINITY);
            list(&mut schema, Value::Object(items), length);
        }
        Kind::Texts(length) => list(&mut schema, json!({ "type": "string" }), length),
        Kind::Rows(rows) => {
            // The stored configuration may have none yet.
            let length = if view == View::Read { Length { min: 0, ..rows.length } } else { rows.length };
            list(&mut schema, naming.reference(rows.table, view), &length);
        }
    }
    if entry.optional
        && let Some(kind) = schema.get("type").cloned()
    {
        set(&mut schema, "type", json!([kind, "null"]));
    }
    set(&mut schema, "description", json!(description(entry, table)));
    if let Some(default) = default.filter(|default| has_default(entry, view, default)) {
        set(&mut schema, "default", default);
    }
    Value::Object(schema)
}

/// The schema of a choice by itself.
pub(super) fn choice(entry: &Entry) -> Value {
    let Kind::Choice(words) = &entry.kind else { return Value::Null };
    json!({ "description": entry.help, "type": "string", "enum": words })
}

fn object_reference(entry: &Entry, reference: Value, view: View) -> Value {
    if !entry.optional {
        return reference;
    }
    let mut schema = json!({ "oneOf": [reference, { "type": "null" }] });
    if let Some(schema) = schema.as_object_mut().filter(|_| view != View::Patch) {
        set(schema, "default", Value::Null);
    }
    schema
}

/// Whether a default says something: not of what must be there, and not where it is no value to be kept.
fn has_default(entry: &Entry, view: View, default: &Value) -> bool {
    let fits = match &entry.kind {
        Kind::Text(length, _) => default.as_str().is_none_or(|text| text.chars().count() >= length.min),
        Kind::Texts(length) | Kind::Rows(Rows { length, .. }) => {
            default.as_array().is_none_or(|list| list.len() >= length.min)
        }
        Kind::Secret => false,
        _ => true,
    };
    fits && !entry.required && matches!(view, View::Read | View::Write)
}

/// What a field is, for people.
fn description(entry: &Entry, table: &Table) -> String {
    let mut text = entry.label.to_owned();
    if !entry.unit.is_empty() {
        text += &format!(" ({})", entry.unit);
    }
    text.push('.');
    let sibling = entry.path.strip_suffix("_max").map(|stem| format!("{stem}_min"));
    if let Some(least) = sibling.filter(|path| table.entries.iter().any(|entry| entry.path == path)) {
        text += &format!(" Not below {}.", least.rsplit('.').next().unwrap_or_default());
    }
    if !entry.help.is_empty() {
        text += &format!(" {}", entry.help);
    }
    if !entry.absent.is_empty() {
        text += &format!(" null: {}.", entry.absent);
    }
    text
}

fn set(schema: &mut Map<String, Value>, key: &str, value: Value) {
    schema.insert(key.to_owned(), value);
}

/// A number in a range; a type's own largest number is the bound where the range has none.
fn numeric(schema: &mut Map<String, Value>, kind: &str, range: &Range, largest: f64) {
    set(schema, "type", json!(kind));
    set(schema, if range.above { "exclusiveMinimum" } else { "minimum" }, number(range.min));
    let max = range.max.min(if range.has_max() { f64::INFINITY } else { largest });
    if max.is_finite() {
        set(schema, "maximum", number(max));
    }
}

fn list(schema: &mut Map<String, Value>, items: Value, length: &Length) {
    set(schema, "type", json!("array"));
    set(schema, "items", items);
    bounds(schema, "minItems", "maxItems", length);
}

fn bounds(schema: &mut Map<String, Value>, least: &str, most: &str, length: &Length) {
    if length.min > 0 {
        set(schema, least, json!(length.min));
    }
    if length.max < usize::MAX {
        set(schema, most, json!(length.max));
    }
}
