//! JSON Schemas of a configuration, made from the table of fields: for the OpenAPI document, and for editors.

mod defaults;
mod object;
mod property;

pub(crate) use object::{Naming, View, add, object};

use domain::fields::{Kind, Table, tables};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The dialect of the schemas; OpenAPI 3.1 has the same.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a configuration file.
pub(crate) fn of_configuration() -> Value {
    let naming = Naming { place: "#/$defs/" };
    let mut definitions = components(naming);
    let mut root = definitions.remove("ConfigInput").unwrap_or_default();
    let used = used(&root, &definitions, naming);
    definitions.retain(|name, _| used.contains(name));
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".to_owned(), json!(DIALECT));
        root.insert("title".to_owned(), json!("Trackstorm configuration"));
        if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
            let description = "Where an editor finds this schema; Trackstorm reads past it.";
            properties.insert("$schema".to_owned(), json!({ "description": description, "type": "string" }));
        }
        root.insert("$defs".to_owned(), Value::Object(definitions));
    }
    root
}

/// The names of the definitions that a schema refers to, or that those refer to.
fn used(schema: &Value, definitions: &Map<String, Value>, naming: Naming) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut texts = vec![schema.to_string()];
    while let Some(text) = texts.pop() {
        for (name, definition) in definitions {
            if text.contains(&format!("\"{}{name}\"", naming.place)) && used.insert(name.clone()) {
                texts.push(definition.to_string());
            }
        }
    }
    used
}

/// The schemas of a configuration and its parts, by name.
pub(crate) fn components(naming: Naming) -> Map<String, Value> {
    let mut all = Map::new();
    for table in tables() {
        let names: Vec<(String, View)> = match table.name {
            "Config" => vec![
                ("Config".to_owned(), View::Read),
                ("ConfigInput".to_owned(), View::Write),
                ("RunPatch".to_owned(), View::LivePatch),
            ],
            "Target" => vec![
                ("ConfigTarget".to_owned(), View::Read),
                ("ConfigTargetInput".to_owned(), View::Write),
                ("Target".to_owned(), View::Read),
                ("TargetInput".to_owned(), View::Write),
                ("TargetPatch".to_owned(), View::Patch),
            ],
            name if object::has_secrets(&table) => {
                vec![(name.to_owned(), View::Read), (format!("{name}Input"), View::Write)]
            }
            name => vec![(name.to_owned(), View::Write)],
        };
        all.extend(names.into_iter().map(|(name, view)| (name, object(&table, "", table.about, view, naming))));
        all.extend(parts(&table, naming));
    }
    for (name, about) in [
        ("Config", "A configuration as it is read: all fields, tokens redacted."),
        ("ConfigInput", "A configuration as it is written: only targets are required. What was read can be sent back."),
        ("RunPatch", "Any of these fields; what is left out stays."),
        ("ConfigTarget", "A target as it is read."),
        ("Target", "A target of the working configuration, with its id."),
        ("TargetPatch", "Any fields of a target; what is left out stays."),
    ] {
        if let Some(schema) = all.get_mut(name).and_then(Value::as_object_mut) {
            schema.insert("description".to_owned(), json!(about));
        }
    }
    let id = json!({ "description": "Stable, never reused.", "type": "integer", "minimum": 1 });
    add(all.get_mut("Target"), "id", id, true);
    let ignored = json!({ "description": "Ignored; may be sent back as it was read.", "type": "integer" });
    for name in ["TargetInput", "TargetPatch"] {
        add(all.get_mut(name), "id", ignored.clone(), false);
    }
    all
}

/// The objects of a table that have schemas of their own, and the choices that others speak of, too.
fn parts(table: &Table, naming: Naming) -> Map<String, Value> {
    table
        .entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            Kind::Object(name) if !name.is_empty() && object::has_fields_below(table, entry.path) => {
                let prefix = format!("{}.", entry.path);
                Some(((*name).to_owned(), object(table, &prefix, entry.help, View::Write, naming)))
            }
            Kind::Choice(_) if entry.path == "distribution_strategy" => {
                Some(("DistributionStrategy".to_owned(), property::choice(entry)))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
