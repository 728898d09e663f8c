//! JSON values into typed ones, going on after an error so that all of them are found.

use super::below;
use domain::{
    FieldError,
    messages::{InputFinding, JsonKind},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Each error costs one more pass over the whole value, so there is an end to it.
const MOST_ERRORS: usize = 50;

/// How many values all passes together may look at: enough for all errors of a large configuration, and of a larger
/// one, at least the first is named.
const MOST_WORK: usize = 2_000_000;

/// Converts `value`; after each error the offending part is replaced by that of `shape` and conversion
/// starts over. `None` if there was any.
pub(super) fn convert<T: DeserializeOwned>(mut value: Value, shape: &Value) -> (Option<T>, Vec<FieldError>) {
    let mut findings = Vec::new();
    let most = (MOST_WORK / count(&value)).clamp(1, MOST_ERRORS);
    loop {
        // Converting from a reference keeps the value for the next pass.
        let error = match serde_path_to_error::deserialize(&value) {
            Ok(read) => return (findings.is_empty().then_some(read), findings),
            Err(error) => error,
        };
        let text = error.inner().to_string();
        let finding = describe(error.path(), &text, &value);
        let repaired = repair(&mut value, shape, error.path(), missing(&text));
        findings.push(finding);
        if !repaired || findings.len() >= most {
            return (None, findings);
        }
    }
}

/// How many values there are in `value`, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The name in "missing field `name`".
fn missing(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.split('`').next()
}

/// Serde's words without the value they quote: a token typed into the wrong field must not come back.
fn describe(path: &Path, text: &str, value: &Value) -> FieldError {
    let field = if path.iter().len() == 0 { String::new() } else { path.to_string() };
    if let Some(name) = missing(text) {
        return FieldError::new(below(&field, name), InputFinding::FieldMissing);
    }
    let is = find(value, path).map_or(JsonKind::Unknown, kind);
    let expected = text.rsplit_once(", expected ").map(|(_, expected)| expected);
    let finding = match expected {
        Some(choices) if text.starts_with("unknown variant") => InputFinding::NotOneOf { words: words(choices) },
        Some(expected) => InputFinding::WrongKind { expected: expected_kind(expected), is },
        None => InputFinding::JsonUnreadable { is },
    };
    FieldError::new(if field.is_empty() { "body".to_owned() } else { field }, finding)
}

/// The words in "one of `a`, `b`, `c`" or "`a` or `b`".
fn words(choices: &str) -> Vec<String> {
    choices.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn expected_kind(expected: &str) -> JsonKind {
    match expected {
        "u16" | "u32" | "u64" | "usize" => JsonKind::Natural,
        "i64" => JsonKind::Integer,
        "f32" | "f64" => JsonKind::Number,
        "a string" | "string or map" => JsonKind::Text,
        "a boolean" => JsonKind::Boolean,
        "a sequence" => JsonKind::List,
        other if other.starts_with("struct ") => JsonKind::Object,
        other => JsonKind::Other(other.to_owned()),
    }
}

fn kind(value: &Value) -> JsonKind {
    match value {
        Value::Null => JsonKind::Null,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(number) if number.is_f64() => JsonKind::Fraction,
        Value::Number(number) if number.is_i64() && !number.is_u64() => JsonKind::Negative,
        Value::Number(_) => JsonKind::Number,
        Value::String(_) => JsonKind::Text,
        Value::Array(_) => JsonKind::List,
        Value::Object(_) => JsonKind::Object,
    }
}

fn find<'a>(value: &'a Value, path: &Path) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Map { key } => value.get(key),
        Segment::Seq { index } => value.get(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    })
}

/// Puts the part of `shape` at `path` (and `name` below it) into `value`; false if that cannot be done.
fn repair(value: &mut Value, shape: &Value, path: &Path, name: Option<&str>) -> bool {
    let mut place = value;
    let mut model = shape;
    for segment in path {
        let next = match segment {
            Segment::Map { key } => place.get_mut(key).zip(model.get(key)),
            Segment::Seq { index } => place.get_mut(*index).zip(model.get(0)),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        let Some(next) = next else { return false };
        (place, model) = next;
    }
    match (name, place.as_object_mut()) {
        (Some(name), Some(fields)) => {
            let Some(model) = model.get(name) else { return false };
            fields.insert(name.to_owned(), model.clone()).is_none()
        }
        (Some(_), None) => false,
        (None, _) => {
            let changed = place != model;
            *place = model.clone();
            changed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use std::{cell::Cell, fmt};

    thread_local! {
        static READ: Cell<usize> = const { Cell::new(0) };
    }

    /// A number that counts how often one was read.
    struct Counted;

    impl<'de> Deserialize<'de> for Counted {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl serde::de::Visitor<'_> for Visitor {
                type Value = Counted;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("u64")
                }

                fn visit_u64<E>(self, _: u64) -> Result<Counted, E> {
                    READ.set(READ.get() + 1);
                    Ok(Counted)
                }
            }
            deserializer.deserialize_u64(Visitor)
        }
    }

    /// What is found in `numbers` good numbers and sixty texts after them, and how many numbers were read.
    fn converted(numbers: usize) -> (usize, usize) {
        READ.set(0);
        let mut items = vec![json!(1); numbers];
        items.extend(vec![json!("x"); 60]);
        let (read, findings) = convert::<Vec<Counted>>(Value::Array(items), &json!([0]));
        assert!(read.is_none());
        (findings.len(), READ.get())
    }

    #[test]
    fn many_errors_in_a_long_list_cost_no_pass_each() {
        assert_eq!(converted(10).0, MOST_ERRORS);
        for numbers in [10_000, 330_000, 3_000_000] {
            let (findings, read) = converted(numbers);
            assert!((1..=MOST_ERRORS).contains(&findings), "{numbers}: {findings}");
            assert!(read <= MOST_WORK.max(numbers + 60), "{numbers}: {read}");
        }
    }
}
