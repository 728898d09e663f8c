//! Every field of a configuration has its place, and every text goes into its own field.

use super::*;
use crate::editors::traffic::Slot;

/// Fields of the configuration that are no typed text of this page: choices, lists, and what belongs
/// to other pages.
const ELSEWHERE: [&str; 20] = [
    "targets",
    "distribution_strategy",
    "distribute_by",
    "arrivals",
    "load_shape.shape",
    "load_shape.steps",
    "load_shape.day_curve",
    "randomize_visitor_countries",
    "countries",
    "journeys",
    "funnels",
    "data_sets",
    "backfill_enabled",
    "request.method",
    "request.check_tokens",
    "thresholds",
    "abort_when",
    "health.on_unhealthy",
    "health.probe",
    "health.respect_retry_after",
];

#[test]
fn every_field_of_a_configuration_is_on_the_page_or_known_to_be_elsewhere() {
    fn leaves(prefix: &str, value: &serde_json::Value, paths: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) if !ELSEWHERE.contains(&prefix) => {
                for (name, value) in fields {
                    let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                    leaves(&path, value, paths);
                }
            }
            _ => paths.push(prefix.to_owned()),
        }
    }
    let mut paths = Vec::new();
    leaves("", &serde_json::to_value(MultiTargetConfig::default()).unwrap(), &mut paths);
    assert!(paths.len() > 60);
    for path in &paths {
        let typed = find(path).is_some();
        let elsewhere = ELSEWHERE.contains(&path.as_str());
        assert!(typed != elsewhere, "{path}: typed {typed}, elsewhere {elsewhere}");
    }
    for spec in all() {
        assert!(paths.iter().any(|path| path == spec.path), "{} is no field", spec.path);
    }
}

#[test]
fn a_text_goes_into_its_own_field_and_comes_back() {
    for spec in all() {
        let mut config = MultiTargetConfig::default();
        spec.read(" 7 ", &mut config).unwrap();
        assert_eq!(spec.text(&config), "7", "{}", spec.path);
        if matches!(spec.slot, Slot::Line(..)) {
            // A list of more than numbers or texts.
            continue;
        }
        let value = serde_json::to_value(&config).unwrap();
        let pointer = format!("/{}", spec.path.replace('.', "/"));
        let text = value.pointer(&pointer).unwrap().to_string().replace(['"', '[', ']'], "");
        assert_eq!(text.trim_end_matches(".0"), "7", "{}", spec.path);
    }
}

#[test]
fn what_may_be_left_out_may_be_empty_and_nothing_else() {
    for spec in all() {
        let mut config = MultiTargetConfig::default();
        let taken = spec.read("  ", &mut config).is_ok();
        let free = matches!(spec.slot, Slot::Text(..) | Slot::Line(..) | Slot::Numbers(..));
        assert_eq!(taken, free || spec.is_optional(), "{}", spec.path);
    }
}

#[test]
fn a_list_of_numbers_is_read_between_commas() {
    let spec = find("ecommerce_shipping_rates").unwrap();
    let mut config = MultiTargetConfig::default();
    spec.read("0, 4.90 ,9", &mut config).unwrap();
    assert_eq!(config.ecommerce_shipping_rates, [0.0, 4.9, 9.0]);
    assert!(spec.read("1; 2", &mut config).is_err());
    spec.read("", &mut config).unwrap();
    assert_eq!(config.ecommerce_shipping_rates, [0.0; 0]);
}
