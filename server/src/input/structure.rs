//! Objects where objects belong, lists where lists belong, and no unknown fields.
//!
//! Known names come from an example of the type itself, so they cannot fall behind it. Serde alone
//! would stop at the first unknown field, and would take `[…]` for a struct.

use super::{MOST_FINDINGS, below, nearest};
use domain::{FieldError, messages::InputFinding, validate::too_many};
use serde_json::Value;

/// Compares `value` with `shape`: takes out unknown fields and says so; false when something is not an
/// object or a list where it must be, or a list is too long (it is then replaced, so that the rest can be checked).
/// After this many findings the rest is not checked.
pub(super) fn check(value: &mut Value, shape: &Value, path: &str, findings: &mut Vec<FieldError>) -> bool {
    if findings.len() >= MOST_FINDINGS {
        return false;
    }
    match (&mut *value, shape) {
        (Value::Object(fields), Value::Object(known)) => {
            let mut well_shaped = true;
            fields.retain(|key, inner| match known.get(key) {
                Some(shape) => {
                    well_shaped &=
                        fits(key, inner, shape, path, findings) && check(inner, shape, &below(path, key), findings);
                    true
                }
                // Says to an editor which fields there are.
                None if path.is_empty() && key == "$schema" => false,
                None if findings.len() >= MOST_FINDINGS => false,
                None => {
                    findings.push(unknown(path, key, known.keys().map(String::as_str)));
                    false
                }
            });
            well_shaped
        }
        (Value::Array(items), Value::Array(shapes)) => {
            let Some(shape) = shapes.first() else { return true };
            let mut well_shaped = true;
            for (index, item) in items.iter_mut().enumerate() {
                well_shaped &= check(item, shape, &format!("{path}[{index}]"), findings);
            }
            well_shaped
        }
        // To JSON Schema a number without a fraction is an integer, however it is written. What may be left out has no
        // example, and takes a whole number whichever kind it is.
        (Value::Number(number), Value::Number(_) | Value::Null) if !shape.is_f64() && number.is_f64() => {
            if let Some(whole) = number.as_f64().and_then(whole) {
                *value = whole.into();
            }
            true
        }
        // What may be left out may also be null; conversion decides.
        (Value::Null, _) if !path.is_empty() => true,
        (_, Value::Object(_)) => replace(value, shape, path, InputFinding::NotAnObject, findings),
        (_, Value::Array(_)) => replace(value, shape, path, InputFinding::NotAList, findings),
        _ => true,
    }
}

/// Whether the list called `key` is no longer than it may be; if it is, it is replaced.
fn fits(key: &str, value: &mut Value, shape: &Value, path: &str, findings: &mut Vec<FieldError>) -> bool {
    let Some(error) = value.as_array().and_then(|items| too_many(key, items.len())) else { return true };
    *value = shape.clone();
    findings.push(error.at(below(path, key)));
    false
}

/// `number` as an integer, if it is one that no digit was lost of.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

fn unknown<'a>(path: &str, key: &str, known: impl Iterator<Item = &'a str>) -> FieldError {
    if key.trim().is_empty() {
        return FieldError::new(below(path, r#""""#), InputFinding::FieldWithoutName);
    }
    let near = nearest(key, known).map(str::to_owned);
    FieldError::new(below(path, key), InputFinding::UnknownField { near })
}

fn replace(
    value: &mut Value,
    shape: &Value,
    path: &str,
    finding: InputFinding,
    findings: &mut Vec<FieldError>,
) -> bool {
    *value = shape.clone();
    let field = if path.is_empty() { "body" } else { path };
    findings.push(FieldError::new(field, finding));
    false
}
