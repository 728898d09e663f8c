//! Findings land at their inputs, and tokens travel beside the configuration.

use super::*;
use crate::form::{Draft as _, Finding, Place};

fn draft() -> Draft {
    let mut config = MultiTargetConfig {
        targets: (1..=3).map(|site| Target::new("https://m.example", site)).collect(),
        max_total_visits: 10,
        randomize_visitor_countries: false,
        ..Default::default()
    };
    config.targets[0].has_token = true;
    config.normalise();
    Draft::of(&config)
}

fn named(draft: &Draft) -> Vec<Finding> {
    let Assessed { config, findings, .. } = Assessed::of(draft);
    findings.errors.iter().map(|error| finding(error, &draft.rows, &config.targets)).collect()
}

fn ids(draft: &Draft) -> Vec<String> {
    named(draft).into_iter().map(|finding| finding.id).collect()
}

#[test]
fn a_stored_configuration_reads_back_without_findings() {
    let assessed = Assessed::of(&draft());
    assert_eq!((assessed.findings.errors.len(), assessed.findings.warnings.len()), (0, 0));
    assert_eq!(assessed.tokens, TokenChanges::default());
    assert!(assessed.config.targets[0].has_token);
}

#[test]
fn what_the_editor_does_not_show_stays_as_it_is_stored() {
    let mut config = MultiTargetConfig {
        targets: vec![Target::new("https://m.example", 1)],
        sitesearch_probability: 0.77,
        timezone: "UTC".into(),
        ..Default::default()
    };
    config.load_shape.shape = domain::Shape::Spike;
    config.request.bulk_size = 50;
    config.normalise();
    assert_eq!(Assessed::of(&Draft::of(&config)).config, config);
}

#[test]
fn errors_stand_at_their_inputs_in_the_order_of_the_page() {
    let mut draft = draft();
    draft.texts.insert(Setting::Timeout, "soon".into());
    draft.rows[2].site_id = "x".into();
    draft.rows[1].url = "matomo.example".into();
    draft.rows[2].weight = "0".into();
    let assessed = Assessed::of(&draft);
    let expected = [
        Column::Url.id(draft.rows[1].key),
        Column::SiteId.id(draft.rows[2].key),
        Column::Weight.id(draft.rows[2].key),
        Setting::Timeout.id(),
    ];
    assert_eq!(ids(&draft), expected);
    assert_eq!(assessed.findings.error_at("targets[1].url"), Some("must start with http:// or https://"));
    assert_eq!(named(&draft)[0].label, "Target 2 (m.example-2), URL");
    assert!(assessed.row_has_error(2) && !assessed.row_has_error(0));
}

#[test]
fn what_may_be_empty_is_nothing_or_a_number() {
    let mut draft = draft();
    draft.rows[0].visits_per_day = " 500 ".into();
    draft.rows[0].max_rate = "0.5".into();
    draft.rows[0].certificate = "\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".into();
    draft.rows[1].visits_per_day = "many".into();
    draft.rows[1].max_rate = "0".into();
    draft.rows[2].certificate = "mine".into();
    let assessed = Assessed::of(&draft);
    let target = &assessed.config.targets[0];
    assert_eq!((target.visits_per_day, target.max_visits_per_second), (Some(500.0), Some(0.5)));
    assert!(target.ca_certificate.as_ref().unwrap().starts_with("-----BEGIN"));
    let expected = [
        Column::VisitsPerDay.id(draft.rows[1].key),
        Column::MaxRate.id(draft.rows[1].key),
        Column::Certificate.id(draft.rows[2].key),
    ];
    assert_eq!(ids(&draft), expected);
    assert_eq!(assessed.config.targets[2].max_visits_per_second, None);
    assert_eq!(Draft::of(&assessed.config).rows[0].certificate.lines().count(), 3);
}

#[test]
fn what_another_page_must_put_right_leads_there() {
    let mut config = draft().stored().clone();
    let target = |name: &str| Target { name: name.into(), ..Target::new("https://m.example", 1) };
    config.targets = vec![target("eu-1"), target("us-1")];
    config.thresholds = vec!["p95<1s".into(), "eu-1: error_rate<1%".into()];
    let mut draft = Draft::of(&config);
    draft.rows.remove(draft.rows[0].key);
    let errors = named(&draft);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].label, "Traffic, Threshold 2");
    assert_eq!(errors[0].place, Place::Page("/traffic#limits".into()));
    draft.rows[0].weight = "0".into();
    assert_eq!(named(&draft)[0].place, Place::Input(Column::Weight.id(draft.rows[0].key)));
}

#[test]
fn rows_are_counted_from_one_in_sentences() {
    let mut draft = draft();
    draft.rows[1].name = draft.rows[0].name.clone();
    let assessed = Assessed::of(&draft);
    let message = assessed.findings.error_at("targets[1].name").unwrap();
    assert!(message.contains("the name of target 1;"), "{message}");
}

#[test]
fn tokens_are_set_cleared_and_follow_a_renamed_target() {
    let mut draft = draft();
    draft.rows[0].name = "renamed".into();
    draft.rows[1].token = TokenChange::Replace(" s3cret ".into());
    draft.rows[2].token = TokenChange::Clear;
    let assessed = Assessed::of(&draft);
    assert_eq!(assessed.tokens.kept, [KeptToken { target: 0, stored_as: "m.example".into() }]);
    assert_eq!(
        assessed.tokens.edits,
        [TokenEdit { target: 1, token_auth: "s3cret".into() }, TokenEdit { target: 2, token_auth: String::new() }]
    );
    assert!(!format!("{draft:?}{assessed:?}").contains("s3cret"));
}

#[test]
fn an_empty_replacement_keeps_the_stored_token() {
    let mut draft = draft();
    draft.rows[0].token = TokenChange::Replace(" ".into());
    draft.rows[1].token = TokenChange::Replace(String::new());
    let assessed = Assessed::of(&draft);
    assert_eq!(assessed.tokens, TokenChanges::default());
    assert_eq!([0, 1].map(|index: usize| assessed.config.targets[index].has_token), [true, false]);
}

#[test]
fn only_rows_without_errors_are_tested_and_their_tokens_move_along() {
    let mut draft = draft();
    draft.rows[0].url = String::new();
    draft.rows[1].enabled = false;
    draft.rows[2].token = TokenChange::Replace("t".into());
    draft.texts.insert(Setting::Concurrency, "many".into());
    let keys: Vec<u32> = draft.rows.iter().map(|row| row.key).collect();
    let request = Assessed::of(&draft).probe_request(&draft, &keys);
    assert_eq!(request.keys, keys[1..]);
    assert!(Validation::for_running(&request.config).errors.is_empty());
    assert_eq!(request.tokens.edits, [TokenEdit { target: 1, token_auth: "t".into() }]);
}

#[test]
fn a_renamed_target_takes_its_rules_along_and_a_removed_one_leaves_them_wrong() {
    let target = |name: &str| Target { name: name.into(), ..Target::new("https://m.example", 1) };
    let config = MultiTargetConfig {
        targets: vec![target("eu"), target("us")],
        thresholds: vec!["eu: p95<1s".into(), "p95<1s".into()],
        abort_when: vec!["us: error_rate>50% for 30s".into()],
        ..Default::default()
    };
    let mut draft = Draft::of(&config);
    let [eu, us] = [0, 1].map(|index| draft.rows[index].key);
    // A copy is another target, whatever name it is given.
    let copy = draft.rows.duplicate(us, |row| row.stored_as = None).unwrap();
    draft.rows.by_key_mut(eu).unwrap().name = " europe ".into();
    draft.rows.by_key_mut(us).unwrap().name = "eu".into();
    draft.rows.by_key_mut(copy).unwrap().name = "us".into();
    let assessed = Assessed::of(&draft);
    assert_eq!(assessed.findings.errors, []);
    assert_eq!(assessed.config.thresholds, ["europe: p95<1s", "p95<1s"]);
    assert_eq!(assessed.config.abort_when, ["eu: error_rate>50% for 30s"]);

    // An edit made while that was saved goes on from the names that are stored since.
    let mut later = draft.clone();
    later.rows.by_key_mut(eu).unwrap().name = "emea".into();
    later.take_over(&draft, &draft.after_saving(&assessed.config));
    assert_eq!(Assessed::of(&later).config.thresholds[0], "emea: p95<1s");
    later.rows.remove(eu);
    assert_eq!(Assessed::of(&later).findings.errors.len(), 1);
}
