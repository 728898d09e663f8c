//! Reading what people and programs send: JSON into our types, with every unknown field and every
//! wrong type named by its path at once, and never a value repeated (it might be a misplaced secret).

mod convert;
mod events;
#[cfg(test)]
mod fuzz;
mod nearest;
pub(crate) mod outline;
mod structure;
#[cfg(test)]
mod tests;

pub(crate) use events::read_events;
pub(crate) use nearest::nearest;

use domain::{
    FieldError, Funnel, MultiTargetConfig, RunLabels, Target, Validation,
    messages::{InputFinding, JsonKind, RequestFinding},
    plain_text,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The most findings reported at once.
const MOST_FINDINGS: usize = 100;

/// Reads `value` as a `T` that has the fields of `shape`, an example value of what may be sent.
///
/// # Errors
/// Every unknown field and every wrong type, up to a hundred.
pub(crate) fn read<T: DeserializeOwned>(value: Value, shape: &Value) -> Result<T, Vec<FieldError>> {
    match read_leniently(value, shape) {
        (Some(read), findings) if findings.is_empty() => Ok(read),
        (_, findings) => Err(findings),
    }
}

/// As [`read`], but gives what could be read although there were unknown fields, so that the rest can
/// be checked in the same go. `None` when a type is wrong.
pub(crate) fn read_leniently<T: DeserializeOwned>(mut value: Value, shape: &Value) -> (Option<T>, Vec<FieldError>) {
    let mut findings = Vec::new();
    let well_shaped = structure::check(&mut value, shape, "", &mut findings);
    let (read, wrong) = convert::convert(value, shape);
    findings.extend(wrong);
    findings.truncate(MOST_FINDINGS);
    (read.filter(|_| well_shaped), findings)
}

/// Reads a configuration and checks its text, all findings together.
///
/// # Errors
/// Unknown fields, wrong types, and what `check` finds in the rest.
pub(crate) fn read_config(
    value: Value,
    check: impl FnOnce(&MultiTargetConfig) -> Validation,
) -> Result<MultiTargetConfig, Vec<FieldError>> {
    let (config, mut findings) = read_leniently::<MultiTargetConfig>(value, &config_shape());
    let Some(mut config) = config else { return Err(findings) };
    if findings.is_empty() {
        return Ok(config);
    }
    config.normalise();
    findings.extend(check(&config).errors);
    findings.truncate(MOST_FINDINGS);
    Err(findings)
}

/// The fields of a configuration.
pub(crate) fn config_shape() -> Value {
    shape(&MultiTargetConfig::example())
}

/// Reads a target; an `id` may be sent back as it was read and changes nothing.
///
/// # Errors
/// Unknown fields and wrong types.
pub(crate) fn read_target(value: Value) -> Result<Target, Vec<FieldError>> {
    let (value, misplaced) = without(value, &["id"]);
    joined(misplaced, read(value, &shape(&Target::example())))
}

/// Reads a funnel; what the server adds to a stored one may be sent back as it was read and changes nothing.
///
/// # Errors
/// Unknown fields and wrong types.
pub(crate) fn read_funnel(value: Value) -> Result<Funnel, Vec<FieldError>> {
    let (value, misplaced) = without(value, &["id", "step_count", "created_at", "updated_at"]);
    joined(misplaced, read(value, &shape(&Funnel::example())))
}

/// As [`read_funnel`], for one that is new: its probability must be given.
///
/// # Errors
/// Unknown fields and wrong types; without a `probability` that, and all else that is wrong.
pub(crate) fn read_new_funnel(value: Value) -> Result<Funnel, Vec<FieldError>> {
    let is_missing = value.as_object().is_some_and(|fields| !fields.contains_key("probability"));
    let read = read_funnel(value);
    if !is_missing {
        return read;
    }
    let mut findings = match read {
        Ok(funnel) => Validation::of_funnel(&funnel).errors,
        Err(findings) => findings,
    };
    findings.push(FieldError::new("probability", RequestFinding::ProbabilityMissing));
    Err(findings)
}

/// Reads what is said of a run.
///
/// # Errors
/// Unknown fields and wrong types.
pub(crate) fn read_run_labels(value: Value) -> Result<RunLabels, Vec<FieldError>> {
    read(value, &json!({ "name": "", "tags": [""], "notes": "" }))
}

/// The fields of a preset that can be written.
pub(crate) fn preset_shape() -> Value {
    json!({ "name": "", "description": "", "config": config_shape() })
}

/// Fields that the server decides and that are numbers; the others are texts.
const DECIDED_NUMBERS: [&str; 2] = ["id", "step_count"];

/// `value` without the fields that the server decides, and those of them that cannot have been read here. They may be
/// sent back as they were read, and change nothing.
pub(crate) fn without(mut value: Value, decided: &[&str]) -> (Value, Vec<FieldError>) {
    let mut misplaced = Vec::new();
    for field in decided {
        let Some(sent) = value.as_object_mut().and_then(|fields| fields.remove(*field)) else { continue };
        let expected = match DECIDED_NUMBERS.contains(field) {
            true if !sent.is_null() && sent.as_i64().is_none() => JsonKind::Integer,
            false if !sent.is_null() && !sent.is_string() => JsonKind::Text,
            _ => continue,
        };
        misplaced.push(FieldError::new(*field, InputFinding::DecidedByServer { expected }));
    }
    (value, misplaced)
}

/// What was read, or all findings together.
fn joined<T>(mut misplaced: Vec<FieldError>, read: Result<T, Vec<FieldError>>) -> Result<T, Vec<FieldError>> {
    match read {
        Ok(read) if misplaced.is_empty() => Ok(read),
        read => {
            misplaced.extend(read.err().unwrap_or_default());
            Err(misplaced)
        }
    }
}

/// The fields of a start request.
pub(crate) fn start_shape() -> Value {
    json!({ "config": config_shape(), "preset_id": 1 })
}

/// The fields of a preview request.
pub(crate) fn preview_shape() -> Value {
    json!({ "config": config_shape(), "visits": 1, "seed": 1 })
}

/// JSON as people's editors write it: a byte order mark in front is no part of it.
pub(crate) fn json_of(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn shape(example: &impl Serialize) -> Value {
    serde_json::to_value(example).unwrap_or_default()
}

/// `key` below `path`, as in `request.method`.
fn below(path: &str, key: &str) -> String {
    let key: String = plain_text::visible(&key.chars().take(100).collect::<String>());
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
