//! Partial updates of the faults from JSON, with errors that name the field.
//!
//! By hand rather than derived: serde's messages name the type that was expected but not the field it stands in.

use std::time::Duration;

use serde_json::Value;

use super::{FaultMode, Faults};
use crate::SimError;

const FIELDS: &str = "latency_ms, jitter_ms, error_rate, hang_rate, mode, mode_for_ms, trickle_interval_ms";

/// `faults` with the fields of `patch` replaced. A new mode without `mode_for_ms` stays until it is changed.
pub(crate) fn apply(faults: Faults, patch: &Value) -> Result<Faults, SimError> {
    let Value::Object(patch) = patch else {
        return Err(SimError::field("body", "must be a JSON object"));
    };
    let mut new = faults;
    if patch.contains_key("mode") {
        new.mode_for = None;
    }
    for (field, value) in patch {
        match field.as_str() {
            "latency_ms" => new.latency = millis(field, value)?,
            "jitter_ms" => new.jitter = millis(field, value)?,
            "trickle_interval_ms" => new.trickle_interval = millis(field, value)?,
            "mode_for_ms" => new.mode_for = if value.is_null() { None } else { Some(millis(field, value)?) },
            "error_rate" => new.error_rate = rate(field, value)?,
            "hang_rate" => new.hang_rate = rate(field, value)?,
            "mode" => new.mode = mode(field, value)?,
            _ => {
                return Err(SimError::field(field, format!("unknown field; the fields are {FIELDS}")));
            }
        }
    }
    // Over HTTP there would be no way back: the port that takes the next update is the one that closes.
    if new.mode == FaultMode::Refuse && new.mode_for.is_none() {
        return Err(SimError::field("mode_for_ms", "mode refuse closes the port this came through: say for how long"));
    }
    Ok(new)
}

fn millis(field: &str, value: &Value) -> Result<Duration, SimError> {
    let number = value.as_u64().ok_or_else(|| SimError::field(field, "must be a whole number of milliseconds"))?;
    Ok(Duration::from_millis(number))
}

fn rate(field: &str, value: &Value) -> Result<f64, SimError> {
    value.as_f64().ok_or_else(|| SimError::field(field, "must be a number from 0 to 1"))
}

fn mode(field: &str, value: &Value) -> Result<FaultMode, SimError> {
    serde_json::from_value(value.clone()).map_err(|error| SimError::field(field, error.to_string()))
}
