//! The schemas of answers, derived from the types that are answered. What serde leaves open is closed here: an answer has
//! every field, and no other.

use crate::{
    http::{builtin, data_sets, health::ServerHealth, logs::Log},
    schema::add,
};
use domain::{
    DataSetContent, DataSetSummary, Imported, LiveEvent, Preset, PresetSummary, Preview, RunLabels, RunReport,
    StatusSnapshot, ValidationReport,
};
use serde_json::{Map, Value, json};
use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// Where references to schemas lead.
const PLACE: &str = "#/components/schemas/";

/// All of them, by name.
///
/// # Errors
/// When a schema cannot be written as JSON, which a test rules out.
pub(super) fn schemas() -> serde_json::Result<Map<String, Value>> {
    let mut found = Vec::new();
    collect::<StatusSnapshot>(&mut found);
    collect::<LiveEvent>(&mut found);
    collect::<Preset>(&mut found);
    collect::<PresetSummary>(&mut found);
    collect::<RunReport>(&mut found);
    collect::<RunLabels>(&mut found);
    collect::<DataSetSummary>(&mut found);
    collect::<DataSetContent>(&mut found);
    collect::<Imported>(&mut found);
    collect::<Preview>(&mut found);
    collect::<Log>(&mut found);
    collect::<ServerHealth>(&mut found);
    collect::<builtin::Answer>(&mut found);
    collect::<data_sets::Shown>(&mut found);
    collect::<ValidationReport>(&mut found);
    let mut all = Map::new();
    for (name, schema) in found {
        all.insert(name, serde_json::to_value(schema)?);
    }
    let whole = all.clone();
    for schema in all.values_mut() {
        merge(schema, &whole);
        close(schema);
    }
    all.extend(variants(&all));
    for path in ["Status/properties/totals", "StatusDelta/properties/totals"] {
        let (name, rest) = path.split_once('/').unwrap_or_default();
        if let Some(totals) = all.get_mut(name).and_then(|schema| schema.pointer_mut(&format!("/{rest}"))) {
            *totals = json!({ "$ref": format!("{PLACE}Totals") });
        }
    }
    for (name, of) in [
        ("Presets", "PresetSummary"),
        ("Runs", "RunSummary"),
        ("Targets", "Target"),
        ("Funnels", "StoredFunnel"),
        ("FunnelTemplates", "Funnel"),
        ("DataSetSummaries", "DataSetSummary"),
        ("BuiltinPresets", "BuiltinPreset"),
    ] {
        all.insert(name.to_owned(), json!({ "type": "array", "items": { "$ref": format!("{PLACE}{of}") } }));
    }
    all.extend(sets(&all));
    Ok(all)
}

/// The two sets that have addresses of their own, and what checking a text for one of them finds.
fn sets(all: &Map<String, Value>) -> Map<String, Value> {
    let mut events = all.get("Urls").cloned().unwrap_or_default();
    set(&mut events, "description", "Click and behavioural events; content is the JSON text of EventSets.");
    let named = [
        ("TrackingEvents", events),
        ("UrlsCheck", checked(all, "url_count")),
        ("TrackingEventsCheck", checked(all, "event_count")),
    ];
    named.map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect()
}

/// The findings in a set, with the number of its entries as `count`.
fn checked(all: &Map<String, Value>, count: &str) -> Value {
    let mut schema = all.get("DataSetFindings").cloned().unwrap_or_default();
    add(Some(&mut schema), count, json!({ "type": "integer", "minimum": 0 }), true);
    add(Some(&mut schema), "structure", json!({ "$ref": format!("{PLACE}DataSetStructure") }), true);
    schema
}

fn collect<T: ToSchema>(found: &mut Vec<(String, RefOr<Schema>)>) {
    found.push((T::name().into_owned(), T::schema()));
    T::schemas(found);
}

/// Makes one object of a flattened one: `allOf` with references becomes their fields.
fn merge(schema: &mut Value, all: &Map<String, Value>) {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array).cloned() else { return };
    let mut properties = Map::new();
    for mut part in parts {
        if let Some(name) = part.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix(PLACE)) {
            part = all.get(name).cloned().unwrap_or_default();
            merge(&mut part, all);
        }
        if let Some(Value::Object(fields)) = part.get_mut("properties").map(Value::take) {
            properties.extend(fields);
        }
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("allOf");
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
}

/// Says of every object that it has these fields and no others, and of texts that are times that they are.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            if let Some(Value::String(text)) = parts.get_mut("description") {
                *text = text.replace("[`", "").replace("`]", "").replace('`', "");
            }
            // Names are texts in JSON, also those that are numbers.
            if parts.get("propertyNames").is_some_and(|names| names.get("type") == Some(&json!("integer"))) {
                parts.insert("propertyNames".to_owned(), json!({ "pattern": "^[0-9]+$" }));
            }
            if let Some(Value::Object(properties)) = parts.get_mut("properties") {
                let names: Vec<&String> = properties.keys().collect();
                let required = json!(names);
                for (_, field) in properties.iter_mut().filter(|(name, _)| *name == "at" || name.ends_with("_at")) {
                    if let Some(field) = field.as_object_mut() {
                        field.insert("format".to_owned(), json!("date-time"));
                    }
                }
                parts.insert("required".to_owned(), required);
                parts.insert("additionalProperties".to_owned(), json!(false));
            }
            parts.values_mut().for_each(close);
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

/// What is made of these: all targets together, which have no name, and what changed of one.
fn variants(all: &Map<String, Value>) -> Map<String, Value> {
    let mut totals = all.get("TargetStatus").cloned().unwrap_or_default();
    for name in ["name", "url"] {
        if let Some(properties) = totals.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove(name);
        }
        if let Some(required) = totals.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|field| field != name);
        }
    }
    set(&mut totals, "description", "All targets together; histograms merged, never averaged.");
    let mut change = totals.clone();
    open(&mut change, all);
    if let Some(change) = change.as_object_mut() {
        change.insert("required".to_owned(), json!(["id"]));
    }
    set(
        &mut change,
        "description",
        "A JSON merge patch (RFC 7396) of the figures of the target with this id: what is left out stays.",
    );
    Map::from_iter([("Totals".to_owned(), totals), ("TargetChange".to_owned(), change)])
}

/// The same where any field may be left out, at any depth.
fn open(schema: &mut Value, all: &Map<String, Value>) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix(PLACE))
        && let Some(whole) = all.get(name)
    {
        *schema = whole.clone();
    }
    match schema {
        Value::Object(parts) => {
            if parts.get("properties").is_some_and(Value::is_object) {
                parts.remove("required");
            }
            parts.values_mut().for_each(|part| open(part, all));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| open(part, all)),
        _ => {}
    }
}

fn set(schema: &mut Value, key: &str, text: &str) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(key.to_owned(), json!(text));
    }
}
