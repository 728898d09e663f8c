//! The schema against the table, the types and the validation.

mod documentation;

use super::*;
use domain::{MultiTargetConfig, Validation, fields::entries};
use jsonschema::Validator;

fn configuration() -> Value {
    json!({ "targets": [{ "name": "eu-1", "url": "https://m.example", "site_id": 1 }] })
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&of_configuration()).unwrap()
}

/// The schema of a field, followed from the root of the configuration's.
fn schema_of(root: &Value, path: &str) -> Option<Value> {
    let mut schema = root.clone();
    for part in path.split('.') {
        let (name, is_list) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        schema = resolve(root, schema.get("properties")?.get(name)?.clone())?;
        if is_list {
            schema = resolve(root, schema.get("items")?.clone())?;
        }
    }
    Some(schema)
}

fn resolve(root: &Value, schema: Value) -> Option<Value> {
    let reference = schema.get("$ref").or_else(|| schema.pointer("/oneOf/0/$ref"));
    match reference.and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?).cloned(),
        None => Some(schema),
    }
}

#[test]
fn every_field_has_its_schema_with_range_default_and_description() {
    let root = of_configuration();
    assert_eq!(root["$schema"], DIALECT);
    for (path, entry) in entries() {
        let schema = schema_of(&root, &path).unwrap_or_else(|| panic!("{path} is not in the schema"));
        assert!(schema["description"].as_str().is_some_and(|text| !text.is_empty()), "{path}");
        let (Kind::Number(range) | Kind::Integer(range)) = entry.kind else { continue };
        let least = if range.above { &schema["exclusiveMinimum"] } else { &schema["minimum"] };
        assert_eq!(least.as_f64(), Some(range.min), "{path}");
        assert!(!range.has_max() || schema["maximum"].as_f64() == Some(range.max), "{path}");
        assert!(entry.required || schema.get("default").is_some(), "{path}");
    }
}

#[test]
fn what_the_schema_says_of_a_number_validation_says_too() {
    let validator = validator();
    for (path, value, fits) in [
        ("/concurrency", json!(0), false),
        ("/concurrency", json!(100_000), true),
        ("/health", json!({ "failure_rate": 0 }), false),
        ("/health", json!({ "failure_rate": 1 }), true),
        ("/request", json!({ "timeout_seconds": 300.5 }), false),
        ("/backfill_duration_days", json!(180), true),
        ("/backfill_duration_days", json!(181), false),
        ("/seed", json!(9_007_199_254_740_992_u64), false),
        ("/targets/0/weight", json!(1_001), false),
        ("/targets/0/site_id", json!(0), false),
        ("/ecommerce_currency", json!("eur"), false),
        ("/ecommerce_shipping_rates", json!([1, -1]), false),
        ("/load_shape", json!({ "ramp": { "to": 101 } }), false),
    ] {
        let mut config = configuration();
        let (parent, name) = path.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value.clone());
        assert_eq!(validator.is_valid(&config), fits, "the schema about {path} = {value}");
        let read: MultiTargetConfig = serde_json::from_value(config).unwrap();
        let errors = Validation::for_storing(&read).errors;
        let field = path[1..].replace("/0/", "[0].");
        assert_eq!(errors.iter().all(|error| !error.field.starts_with(&field)), fits, "{path} = {value}: {errors:?}");
    }
}

#[test]
fn unknown_fields_and_missing_ones_are_refused() {
    let validator = validator();
    assert!(validator.is_valid(&configuration()));
    assert!(!validator.is_valid(&json!({})), "targets are missing");
    for (field, value) in [("cuncurrency", json!(5)), ("targets", json!([{ "url": "https://m.example" }]))] {
        let mut config = configuration();
        config[field] = value;
        assert!(!validator.is_valid(&config), "{field}");
    }
    let mut config = configuration();
    config["$schema"] = json!("./trackstorm.schema.json");
    assert!(validator.is_valid(&config), "an editor's own note is read past");
}

#[test]
fn what_is_written_by_default_fits() {
    let mut config = serde_json::to_value(MultiTargetConfig::default()).unwrap();
    config["targets"] = configuration()["targets"].clone();
    let problems: Vec<String> =
        validator().iter_errors(&config).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn nothing_is_defined_that_nobody_refers_to() {
    let root = of_configuration();
    let text = root.to_string();
    for name in root["$defs"].as_object().unwrap().keys() {
        assert!(text.contains(&format!("\"#/$defs/{name}\"")), "{name}");
    }
}
