//! The tables against the types they describe, and against what is made from them.

use super::*;
use crate::{Connection, CountryShare, Header, Target, funnel::Funnel};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A configuration with an entry in every list.
fn example() -> Value {
    let mut config = MultiTargetConfig::example();
    config.funnels = vec![Funnel::example()];
    serde_json::to_value(config).unwrap()
}

/// Every path in `value`, with `[]` for the entries of lists; the first entry of a list stands for all.
fn paths(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                found.insert(path.clone());
                paths(&path, value, found);
            }
        }
        Value::Array(entries) if entries.first().is_some_and(Value::is_object) => {
            paths(&format!("{prefix}[]"), &entries[0], found);
        }
        _ => {}
    }
}

/// The place of a field in [`example`].
fn pointer(path: &str) -> String {
    format!("/{}", path.replace("[]", ".0").replace('.', "/"))
}

/// A value that the field may have, other than `now`.
fn another(entry: &Entry, now: &Value) -> Option<Value> {
    Some(match &entry.kind {
        Kind::Number(range) if now.as_f64() == Some(range.min) => json!(range.min + 0.5),
        Kind::Number(range) => json!(if range.above { 0.25 } else { range.min }),
        Kind::Integer(range) if now.as_f64() == Some(range.min) => json!(range.min as u64 + 1),
        Kind::Integer(range) => json!(range.min as u64),
        Kind::Flag => json!(!now.as_bool().unwrap()),
        Kind::Choice(words) => json!(words.iter().find(|word| **word != now.as_str().unwrap()).unwrap()),
        Kind::Day => json!("2026-01-31"),
        Kind::Text(..) => json!("another"),
        Kind::Numbers(..) => json!([0.5]),
        Kind::Texts(..) => json!(["another"]),
        // Secrets are never in JSON; of lists and objects the fields are looked at.
        Kind::Secret | Kind::Rows(_) | Kind::Object(_) => return None,
    })
}

#[test]
fn every_field_of_the_types_is_in_the_tables_and_nothing_else() {
    let mut in_types = BTreeSet::new();
    paths("", &example(), &mut in_types);
    // Both lists of events have the same table.
    in_types.retain(|path| !path.starts_with("data_sets.events.random_events[]."));
    let in_tables: BTreeSet<String> = entries().into_iter().map(|(path, _)| path).collect();
    assert_eq!(in_tables, in_types);
    assert_eq!(entries().len(), in_types.len(), "each is there once");
}

#[test]
fn every_field_is_described() {
    for (path, entry) in entries() {
        assert!(entry.label.starts_with(char::is_uppercase) && !entry.label.contains('_'), "{path}: {}", entry.label);
        assert!(entry.help.is_empty() || entry.help.ends_with(['.', '…']), "{path}: {:?} is a sentence", entry.help);
        assert!(entry.absent.is_empty() || entry.optional, "{path}");
    }
}

#[test]
fn each_slot_is_the_place_of_its_path_and_of_nothing_else() {
    let plain = example();
    let read = |value: &Value| serde_json::from_value::<MultiTargetConfig>(value.clone()).unwrap();
    for field in config() {
        let entry = field.entry();
        let now = plain.pointer(&pointer(field.path)).unwrap();
        let Some(other) = another(&entry, now) else { continue };
        let mut changed = plain.clone();
        *changed.pointer_mut(&pointer(field.path)).unwrap() = other;
        let before = read(&plain);
        let after = read(&changed);
        assert!(field.slot.same(&before, &before) && !field.slot.same(&before, &after), "{}", field.path);
        let mut taken = before.clone();
        field.slot.copy(&after, &mut taken);
        assert_eq!(taken, after, "{}", field.path);
        let root = field.path.split('.').next().unwrap();
        let differing: Vec<_> = whole().filter(|one| !one.slot.same(&before, &after)).map(|one| one.path).collect();
        assert_eq!(differing, [root]);
    }
}

#[test]
fn words_are_those_of_json_and_others_are_refused() {
    for (path, entry) in entries() {
        let Kind::Choice(words) = &entry.kind else { continue };
        for (word, fits) in words.iter().map(|word| (*word, true)).chain([("nonsense", false)]) {
            let mut config = example();
            *config.pointer_mut(&pointer(&path)).unwrap() = json!(word);
            assert_eq!(serde_json::from_value::<MultiTargetConfig>(config).is_ok(), fits, "{path}: {word}");
        }
    }
}

#[test]
fn what_must_be_there_is_what_json_cannot_do_without() {
    fn check<T: DeserializeOwned + serde::Serialize>(table: &[Entry], example: &T) {
        let full = serde_json::to_value(example).unwrap();
        for entry in table {
            let mut part = full.clone();
            part.as_object_mut().unwrap().remove(entry.path).unwrap();
            assert_eq!(serde_json::from_value::<T>(part).is_err(), entry.required, "{}", entry.path);
        }
    }
    let table = |name: &str| tables().into_iter().find(|table| table.name == name).unwrap().entries;
    check(&table("Target"), &Target::example());
    check(&table("Connection"), &Connection::default());
    check(&table("CountryShare"), &CountryShare::default());
    check(&table("Header"), &Header::default());
}

#[test]
fn a_number_is_found_just_out_of_its_range_and_not_at_its_ends() {
    for (path, entry) in entries() {
        let (Kind::Number(range) | Kind::Integer(range) | Kind::Numbers(range, _)) = entry.kind else { continue };
        let is_list = matches!(entry.kind, Kind::Numbers(..));
        let is_whole = matches!(entry.kind, Kind::Integer(_));
        let step = if is_whole { 1.0 } else { (range.max * 1e-9).clamp(1e-9, 1.0) };
        let ends = [(range.min, !range.above), (range.max, true), (range.min - step, false), (range.max + step, false)];
        for (value, fits) in ends.into_iter().filter(|(value, _)| value.is_finite() && (*value >= 0.0 || !is_whole)) {
            let mut config = example();
            let place = pointer(&path) + if is_list { "/0" } else { "" };
            *config.pointer_mut(&place).unwrap() = if is_whole { json!(value as u64) } else { json!(value) };
            let Ok(config) = serde_json::from_value::<MultiTargetConfig>(config) else {
                assert!(!fits, "{path}: {value}");
                continue;
            };
            let field = path.replace("[]", "[0]") + if is_list { "[0]" } else { "" };
            let errors = Validation::for_storing(&config).errors;
            let is_reported = errors.iter().any(|error| match path.strip_prefix("data_sets.events.") {
                Some(_) => error.field.starts_with("data_sets.events") && error.message.contains("must be a number"),
                None if !range.has_max() => error.field == field && error.message.contains("or more"),
                None => {
                    let message = &error.message;
                    error.field == field
                        && (message.starts_with("must be between") || message.contains("must be above"))
                }
            });
            assert_eq!(is_reported, !fits, "{path}: {value} {errors:?}");
        }
    }
}

#[test]
fn too_long_a_backfill_is_one_finding() {
    let config = MultiTargetConfig {
        targets: vec![Target { name: "a".into(), has_token: true, ..Target::new("https://m.example", 1) }],
        backfill_enabled: true,
        backfill_days_back: Some(365),
        backfill_duration_days: Some(181),
        ..Default::default()
    };
    let today = crate::Date::parse("2026-12-01").unwrap();
    let found = Validation::for_running_on(&config, today).errors;
    let of_it: Vec<_> = found.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
    assert_eq!(of_it, [("backfill_duration_days", "must be between 1 and 180, is 181")]);
    assert!(crate::backfill::Window::of(&config, today).is_err());
}

#[test]
fn parts_go_with_the_whole_that_a_run_follows() {
    let live: BTreeSet<_> = entries().into_iter().filter(|(_, entry)| entry.live).map(|(path, _)| path).collect();
    for path in ["health.trial_hits", "targets[].connection.headers[].name", "load_shape.steps[].level", "thresholds"] {
        assert!(live.contains(path), "{path}");
    }
    for path in ["seed", "request.method", "journeys[].name", "data_sets.urls"] {
        assert!(!live.contains(path), "{path}");
    }
}
