//! Events as they are uploaded: JSON text of both sets, ours or Trafficinator's `events.json`.

use super::{outline, read, shape};
use domain::{
    EventSets, FieldError,
    messages::{DataSetWarning, InputFinding},
};
use serde_json::Value;

/// What Trafficinator keeps beside the events; here, as there, the configuration has fields of these names.
const RATES: [&str; 2] = ["click_events_probability", "random_events_probability"];

/// Reads both sets; with them, what was in the text and is not taken over.
///
/// # Errors
/// The line where the text is no JSON, or that it holds far too much; or every unknown field and wrong type.
pub(crate) fn read_events(text: &str) -> Result<(EventSets, Vec<String>), Vec<FieldError>> {
    if outline::is_too_much(text.as_bytes()) {
        return Err(vec![FieldError::new("text", InputFinding::TooManyValues)]);
    }
    let mut value: Value = serde_json::from_str(text).map_err(|error| vec![not_json(&error)])?;
    let mut warnings = Vec::new();
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, _| match RATES.contains(&name.as_str()) {
            true => {
                warnings.push(DataSetWarning::RateLeftOut { name: name.clone() }.to_string());
                false
            }
            false => true,
        });
    }
    Ok((read(value, &shape(&EventSets::example()))?, warnings))
}

fn not_json(error: &serde_json::Error) -> FieldError {
    let column = error.column();
    let finding = match error.classify() {
        serde_json::error::Category::Eof => InputFinding::JsonEndsEarly { column },
        _ => InputFinding::NotJson { column },
    };
    FieldError::new(format!("line {}", error.line()), finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_rates_are_named() {
        let ours = r#"{ "click_events": [{ "category": "Video", "action": "Play", "value": 3 }] }"#;
        let (events, warnings) = read_events(ours).unwrap();
        assert_eq!((events.click_events.len(), events.random_events.len(), warnings.len()), (1, 0, 0));
        let theirs = r#"{ "click_events_probability": 0.25, "random_events_probability": 0.12,
            "click_events": [], "random_events": [{ "category": "a", "action": "b", "name": "c", "value": null }] }"#;
        let (events, warnings) = read_events(theirs).unwrap();
        assert_eq!((events.random_events.len(), warnings.len()), (1, 2));
        assert!(warnings.iter().all(|warning| warning.contains("_probability is not part of the set")), "{warnings:?}");
    }

    #[test]
    fn mistakes_are_named_by_line_or_by_field() {
        let error = read_events("{\n  \"click_events\": [\n    {,\n").unwrap_err();
        assert_eq!(error[0].field, "line 3");
        assert!(error[0].message.starts_with("column 6: "), "{error:?}");
        assert_eq!(read_events("{\n").unwrap_err()[0].message, "column 0: the text ends too early");
        let errors = read_events(r#"{ "click_events": [{ "catgory": "a" }], "random": [] }"#).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["click_events[0].catgory", "random"]);
        assert!(errors[0].message.contains("did you mean category?"), "{errors:?}");
        assert!(read_events("[]").is_err());
    }
}
