//! Every finding at once, by path, without repeating what was sent.

use super::*;
use domain::StoredTarget;

fn fields(findings: &[FieldError]) -> Vec<&str> {
    findings.iter().map(|finding| finding.field.as_str()).collect()
}

fn config(value: Value) -> Result<MultiTargetConfig, Vec<FieldError>> {
    read_config(value, Validation::for_storing)
}

#[test]
fn all_unknown_fields_are_named_with_the_nearest_known_one() {
    let findings = config(json!({
        "targets": [{ "url": "https://m.example", "site_id": 1, "wieght": 3 }, { "url": "ftp://m", "site_id": 1 }],
        "concurency": 5, "request": { "timeout": 3 }
    }))
    .unwrap_err();
    assert_eq!(fields(&findings), ["concurency", "request.timeout", "targets[0].wieght", "targets[1].url"]);
    assert!(findings[0].message.contains("did you mean concurrency?"), "{findings:?}");
    assert!(findings[1].message.contains("timeout_seconds"), "{findings:?}");
    assert!(findings[2].message.contains("weight"), "{findings:?}");
}

#[test]
fn a_field_without_a_name_is_named_as_such() {
    let findings =
        config(json!({ "targets": [{ "url": "https://m.example", "site_id": 1, " ": 3 }], "": 1 })).unwrap_err();
    assert_eq!(fields(&findings), [r#""""#, r#"targets[0]."""#]);
    assert!(findings.iter().all(|finding| finding.message.contains("no name")), "{findings:?}");
}

#[test]
fn all_wrong_types_are_named_and_values_are_not_repeated() {
    let findings = config(json!({
        "targets": [
            { "url": 5, "site_id": "s3cret", "weight": -1, "enabled": "s3cret" },
            { "site_id": 1.5, "token_auth": { "s3cret": 1 } },
            "s3cret"
        ],
        "seed": "s3cret", "distribution_strategy": "s3cret", "target_visits_per_day": [1], "request": "s3cret"
    }))
    .unwrap_err();
    let mut named = fields(&findings);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "distribution_strategy",
            "request",
            "seed",
            "target_visits_per_day",
            "targets[0].enabled",
            "targets[0].site_id",
            "targets[0].url",
            "targets[0].weight",
            "targets[1].site_id",
            "targets[1].token_auth",
            "targets[1].url",
            "targets[2]",
        ]
    );
    assert!(!format!("{findings:?}").contains("s3cret"), "{findings:?}");
    let strategy = findings.iter().find(|finding| finding.field == "distribution_strategy").unwrap();
    assert_eq!(strategy.message, "must be one of round-robin, weighted, random, independent, mirror, failover");
}

#[test]
fn a_list_is_not_an_object() {
    for value in [json!([]), json!("x"), json!(null), json!(3), json!({ "targets": {} }), json!({ "targets": null })] {
        assert!(config(value.clone()).is_err(), "{value}");
    }
    let findings = config(json!({ "targets": [["a", "https://m.example", 1]] })).unwrap_err();
    assert_eq!(fields(&findings), ["targets[0]"]);
}

#[test]
fn what_was_read_can_be_sent_back() {
    let stored = StoredTarget { id: 3, target: Target::new("https://m.example", 1) };
    let read: Target = read_target(serde_json::to_value(&stored).unwrap()).unwrap();
    assert_eq!(read, stored.target);
}

#[test]
fn what_is_far_too_large_is_reported_in_one_finding() {
    let targets: Vec<Value> = vec![json!({ "url": "http://a", "site_id": "x", "wieght": 1 }); 20_000];
    let findings = config(json!({ "targets": targets, "concurency": 1 })).unwrap_err();
    assert_eq!(fields(&findings), ["concurency", "targets"]);
    assert!(findings[1].message.contains("has 20,000 targets; at most 1,000"), "{findings:?}");
    let nested = json!({ "config": { "targets": vec![json!({}); 1_001] } });
    let (read, findings) = read_leniently::<Value>(nested, &start_shape());
    assert_eq!((read, fields(&findings)), (None, vec!["config.targets"]));
}

#[test]
fn findings_end_somewhere_and_long_names_are_not_compared() {
    let many: serde_json::Map<String, Value> = (0..50_000).map(|number| (format!("field{number}"), json!(1))).collect();
    assert_eq!(config(Value::Object(many)).unwrap_err().len(), MOST_FINDINGS);
    let long = "concurrency".repeat(200_000);
    let findings = config(json!({ long: 1 })).unwrap_err();
    assert_eq!(findings[0].message, "is not a known field; remove it");
    assert!(findings[0].field.len() <= 100, "{}", findings[0].field.len());
}
