//! The schema of an object: its fields, which of them must be there, and nothing else.

use super::{defaults, property::property};
use domain::fields::{Kind, Table};
use serde_json::{Map, Value, json};

/// Who looks at an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// For reading: everything is there, except secrets.
    Read,
    /// For writing: what has a default may be left out.
    Write,
    /// For changing: what is left out stays as it is.
    Patch,
    /// For changing during a run.
    LivePatch,
}

/// Where schemas are found by their names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming {
    /// What stands before a name.
    pub(crate) place: &'static str,
}

impl Naming {
    /// The reference to the schema of a table or object.
    pub(super) fn reference(self, name: &str, view: View) -> Value {
        let table = domain::fields::tables().into_iter().find(|table| table.name == name);
        let input = view != View::Read && table.is_some_and(|table| has_secrets(&table));
        let config = if name == "Target" { "Config" } else { "" };
        let input = if input { "Input" } else { "" };
        json!({ "$ref": format!("{}{config}{name}{input}", self.place) })
    }
}

/// Whether it is read otherwise than it is written.
pub(super) fn has_secrets(table: &Table) -> bool {
    table.entries.iter().any(|entry| entry.kind == Kind::Secret)
        || table.entries.iter().any(|entry| matches!(entry.kind, Kind::Object("Connection")))
}

/// Whether fields of an object stand in the same table.
pub(super) fn has_fields_below(table: &Table, path: &str) -> bool {
    table.entries.iter().any(|entry| entry.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// The object whose fields have `prefix` before their names in the table.
pub(crate) fn object(table: &Table, prefix: &str, about: &str, view: View, naming: Naming) -> Value {
    let own = table.entries.iter().filter_map(|entry| {
        let name = entry.path.strip_prefix(prefix)?;
        (!name.contains('.') && (view != View::LivePatch || entry.live)).then_some((name, entry))
    });
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, entry) in own {
        if view == View::Read || (view == View::Write && entry.required) {
            required.push(json!(name));
        }
        let schema = match &entry.kind {
            Kind::Object("") => object(table, &format!("{}.", entry.path), entry.help, view, naming),
            _ => property(entry, table, view, naming, defaults::of(table.name, entry.path)),
        };
        properties.insert(name.to_owned(), schema);
    }
    let mut schema = json!({
        "description": about,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if let Some(schema) = schema.as_object_mut().filter(|_| !required.is_empty()) {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    schema
}

/// Adds a field that is in no table.
pub(crate) fn add(schema: Option<&mut Value>, name: &str, field: Value, is_required: bool) {
    let Some(schema) = schema.and_then(Value::as_object_mut) else { return };
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(name.to_owned(), field);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut).filter(|_| is_required) {
        required.push(json!(name));
    }
}
