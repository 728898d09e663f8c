//! What happens to tokens, and what JSON must hold.

use super::*;

fn with_token(name: &str, token: Option<&str>, has_token: bool) -> Target {
    Target {
        name: name.into(),
        token_auth: token.map(TokenAuth::new),
        has_token,
        ..Target::new("https://m.example", 1)
    }
}

#[test]
fn tokens_are_kept_set_and_cleared() {
    let stored = [with_token("a", Some("old"), true), with_token("b", Some("old"), true)];
    let mut config = MultiTargetConfig {
        targets: vec![
            with_token("a", None, true),
            with_token("b", Some(""), true),
            with_token("c", Some("new"), false),
            with_token("d", None, false),
        ],
        ..Default::default()
    };
    assert_eq!(config.keep_tokens(&stored), Ok(()));
    let tokens: Vec<_> = config.targets.iter().map(|t| t.token().map(TokenAuth::expose)).collect();
    assert_eq!(tokens, [Some("old"), None, Some("new"), None]);
    let had: Vec<_> = config.targets.iter().map(|t| t.has_token).collect();
    assert_eq!(had, [true, false, true, false]);
}

#[test]
fn keeping_a_token_that_is_not_stored_names_the_field() {
    let mut config = MultiTargetConfig { targets: vec![with_token("x", None, true)], ..Default::default() };
    let errors = config.keep_tokens(&[]).unwrap_err();
    assert_eq!(errors[0].field, "targets[0].token_auth");
}

#[test]
fn a_token_never_leaves_in_json_or_debug_output() {
    let mut config = MultiTargetConfig { targets: vec![with_token("a", Some("s3cret"), true)], ..Default::default() };
    config.apply_token_edits(&[TokenEdit { target: 0, token_auth: "s3cret".into() }]);
    let json = serde_json::to_string(&config).unwrap();
    assert!(json.contains(r#""token_auth":null,"has_token":true"#), "{json}");
    assert!(!json.contains("s3cret") && !format!("{config:?}").contains("s3cret"));
}

#[test]
fn only_targets_are_required() {
    let config: MultiTargetConfig =
        serde_json::from_str(r#"{"targets":[{"url":"https://m.example","site_id":1}]}"#).unwrap();
    assert_eq!(config.targets[0].weight, 1);
    assert_eq!(config.target_visits_per_day, 20_000.0);
    assert!(serde_json::from_str::<MultiTargetConfig>(r#"{"targets":[],"sede":1}"#).is_err());
}
