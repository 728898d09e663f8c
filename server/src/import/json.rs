//! Presets, configurations and funnels as JSON.

use super::{
    entry::{Entry, File},
    fields, multi,
};
use crate::input::{config_shape, outline};
use domain::{
    FieldError,
    messages::{FileFinding, ImportFinding, InputFinding},
};
use serde_json::{Map, Value};

/// What surrounds a preset's configuration and says nothing about traffic.
const WRAPPING: [&str; 5] = ["id", "slug", "created_at", "updated_at", "config"];

/// Reads `{name, description, config: {…}}`, a bare configuration, `{"funnels": […]}` or a list of funnels.
pub(super) fn read(text: &str) -> Result<File, FileFinding> {
    if outline::is_too_much(text.as_bytes()) {
        return Err(FileFinding::Input(InputFinding::TooManyValues));
    }
    // The place only: the text around it could hold a token.
    let value: Value = serde_json::from_str(text)
        .map_err(|error| FileFinding::FileNotJson { line: error.line(), column: error.column() })?;
    match value {
        Value::Array(funnels) => Ok(File { funnels: Some(funnels), ..File::default() }),
        Value::Object(fields) => object(fields),
        _ => Err(FileFinding::FileOfSomethingElse),
    }
}

fn object(mut settings: Map<String, Value>) -> Result<File, FileFinding> {
    // Trafficinator's own multi-target presets have targets, too, beside settings as it writes them.
    let known = config_shape();
    let is_ours = |fields: &Map<String, Value>| {
        fields.get("targets").is_some_and(Value::is_array)
            && !fields.keys().any(|name| known.get(name).is_none() && fields::find(name).is_some())
    };
    let mut inner = match settings.get("config") {
        Some(Value::Object(inner)) => Some(inner.clone()),
        _ => None,
    };
    if is_ours(&settings) || inner.as_ref().is_some_and(is_ours) {
        return Err(FileFinding::OursAlready);
    }
    let mut file = File {
        targets: inner.as_mut().and_then(multi::take).or_else(|| multi::take(&mut settings)),
        ..File::default()
    };
    if let Some(Value::Array(funnels)) = settings.remove("funnels") {
        file.funnels = Some(funnels);
    }
    for name in ["name", "description"] {
        if settings.remove(name).is_some_and(|text| text.as_str().is_some_and(|text| !text.is_empty())) {
            file.left_out.push(FieldError::new(name, ImportFinding::PartOfPreset));
        }
    }
    for name in WRAPPING {
        settings.remove(name);
    }
    let all = settings.into_iter().chain(inner.unwrap_or_default());
    file.entries = all.filter(|(_, value)| !value.is_null()).map(|(name, value)| entry(&name, &value)).collect();
    Ok(file)
}

fn entry(name: &str, value: &Value) -> Entry {
    let text = match value {
        Value::Array(parts) => parts.iter().map(scalar).collect::<Option<Vec<String>>>().map(|parts| parts.join(",")),
        value => scalar(value),
    };
    Entry { name: name.chars().take(100).collect(), text }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
