//! What differs between two states of something stored, field by field.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Longest value that is shown, characters.
const SHOWN: usize = 60;

/// A field with two values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where: `targets.eu-1.weight`. List entries with a name are called by it, others by their place from 1.
    pub field: String,
    /// The value before; "–" where there was none.
    pub before: String,
    /// The value after; "–" where there is none.
    pub after: String,
}

/// What leads from `before` to `after`, in the order of the fields.
pub fn differences(before: &impl Serialize, after: &impl Serialize) -> Vec<Difference> {
    let [before, after] = [serde_json::to_value(before), serde_json::to_value(after)];
    let mut found = Vec::new();
    if let (Ok(before), Ok(after)) = (before, after) {
        compare("", Some(&before), Some(&after), &mut found);
    }
    found
}

/// Which lines of a text are gone and which are new, wherever they stand; or that only their order is another.
pub fn line_differences(before: &str, after: &str) -> Vec<Difference> {
    let gone = unmatched(before, after).map(|(number, line)| (number, cut(line), shown(None)));
    let new = unmatched(after, before).map(|(number, line)| (number, shown(None), cut(line)));
    let mut lines: Vec<_> = gone.chain(new).collect();
    lines.sort_by_key(|(number, ..)| *number);
    if lines.is_empty() && !before.lines().eq(after.lines()) {
        let [before, after] = ["one order", "another order"].map(str::to_owned);
        return vec![Difference { field: "the same lines".to_owned(), before, after }];
    }
    lines
        .into_iter()
        .map(|(number, before, after)| Difference { field: format!("line {number}"), before, after })
        .collect()
}

/// The lines of `text` that `other` does not have as often, with their numbers from 1.
fn unmatched<'t>(text: &'t str, other: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    other.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    (1..).zip(text.lines()).filter(move |(_, line)| match counts.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    match (before.and_then(fields), after.and_then(fields)) {
        (Some(old), Some(new)) => {
            // A failover goes by the order of its targets.
            let [was, is] = [before, after].map(|list| list.map(names).unwrap_or_default());
            if was != is && was.len() == is.len() && was.iter().all(|name| new.contains_key(name)) {
                let [before, after] = [was, is].map(|names| cut(&names.join(", ")));
                found.push(Difference { field: path.to_owned(), before, after });
            }
            let added = new.keys().filter(|field| !old.contains_key(*field));
            for field in old.keys().chain(added) {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                compare(&path, old.get(field), new.get(field), found);
            }
        }
        _ => found.push(Difference { field: path.to_owned(), before: shown(before), after: shown(after) }),
    }
}

/// The parts of an object, or of a list of objects by their names.
fn fields(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields.clone()),
        Value::Array(entries) if entries.is_empty() || entries.iter().any(Value::is_object) => {
            Some(names(value).into_iter().zip(entries.iter().cloned()).collect())
        }
        _ => None,
    }
}

/// What the entries of a list are called, in its order.
fn names(list: &Value) -> Vec<String> {
    let entries = list.as_array().into_iter().flatten();
    entries
        .zip(1..)
        .map(|(entry, number)| {
            let name = entry.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            name.map_or_else(|| number.to_string(), str::to_owned)
        })
        .collect()
}

fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        // What an added or removed entry holds is not listed.
        Some(Value::Object(_)) => "…".to_owned(),
        // As a person would write it: 600000, not 600000.0.
        Some(Value::Number(number)) if number.is_f64() => number.as_f64().unwrap_or_default().to_string(),
        Some(other) => other.to_string(),
    };
    cut(&text)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn described(before: Value, after: Value) -> Vec<String> {
        differences(&before, &after)
            .into_iter()
            .map(|Difference { field, before, after }| format!("{field}: {before} → {after}"))
            .collect()
    }

    #[test]
    fn fields_are_listed_one_by_one_and_entries_by_name() {
        let before = json!({ "rate": 5, "targets": [{ "name": "a", "weight": 1 }, { "name": "b", "weight": 2 }] });
        let after = json!({ "rate": 5, "targets": [{ "name": "b", "weight": 4 }, { "name": "a", "weight": 1 }] });
        assert_eq!(described(before.clone(), after), ["targets: a, b → b, a", "targets.b.weight: 2 → 4"]);
        let none = json!({ "rate": 5, "targets": [] });
        assert_eq!(described(none, json!({ "rate": 5, "targets": [{ "name": "a" }] })), ["targets.a: – → …"]);
        let gone = json!({ "rate": 7, "targets": [{ "name": "b", "weight": 2 }, { "name": "c", "weight": 1 }] });
        assert_eq!(described(before.clone(), gone), ["rate: 5 → 7", "targets.a: … → –", "targets.c: – → …"]);
        assert_eq!(described(before.clone(), before), [""; 0]);
        assert_eq!(described(json!({ "rate": 600_000.0 }), json!({ "rate": 0.5 })), ["rate: 600000 → 0.5"]);
    }

    #[test]
    fn lines_that_are_gone_or_new_are_listed() {
        for (before, after, expected) in [
            ("a\nb\nb\nc\ne\n", "c\nb\nd\na", "line 3: b → –, line 3: – → d, line 5: e → –"),
            ("", "a\na", "line 1: – → a, line 2: – → a"),
            ("a\nb", "b\na", "the same lines: one order → another order"),
            ("a\nb\n", "a\nb", ""),
        ] {
            let described = line_differences(before, after);
            let described: Vec<_> =
                described.iter().map(|it| format!("{}: {} → {}", it.field, it.before, it.after)).collect();
            assert_eq!(described.join(", "), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn long_values_are_cut() {
        let text = described(json!({ "a": "x".repeat(200) }), json!({ "a": true }));
        assert_eq!(text, [format!("a: {}… → yes", "x".repeat(SHOWN))]);
    }
}
