//! Thresholds and abort rules must be readable and speak of targets that exist.

use super::Validation;
use crate::{
    config::MultiTargetConfig,
    messages::{RuleFinding, RulesFinding, TextFinding},
    rules::{AbortRule, Condition, MAX_RULES, nearest},
};

/// The longest rule, in characters: the longest name of a target and its condition.
const MAX_RULE_LENGTH: usize = 300;
/// How many findings suggest what was probably meant; finding that out for many would take long.
const MOST_HINTS: usize = 10;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    each("thresholds", &config.thresholds, Condition::parse, config, found);
    each("abort_when", &config.abort_when, |text| Ok(AbortRule::parse(text)?.condition), config, found);
}

fn each(
    field: &str,
    texts: &[String],
    parse: fn(&str) -> Result<Condition, RuleFinding>,
    config: &MultiTargetConfig,
    found: &mut Validation,
) {
    if texts.len() > MAX_RULES {
        found.error(field, RulesFinding::TooManyRules { has: texts.len(), most: MAX_RULES });
    }
    for (index, text) in texts.iter().enumerate().take(MAX_RULES) {
        let field = format!("{field}[{index}]");
        let length = text.chars().count();
        if length > MAX_RULE_LENGTH {
            found.error(field, TextFinding::TextTooLong { most: MAX_RULE_LENGTH, has: Some(length) });
            continue;
        }
        match parse(text) {
            Ok(condition) => check_target(field, condition.target.as_deref(), config, found),
            Err(finding) => found.error(field, finding),
        }
    }
}

fn check_target(field: String, name: Option<&str>, config: &MultiTargetConfig, found: &mut Validation) {
    let Some(name) = name else { return };
    match config.targets.iter().find(|target| target.name == name) {
        Some(target) if target.enabled => {}
        Some(_) => found.warning(field, RulesFinding::RuleTargetDisabled { target: name.to_owned() }),
        None => {
            let names = config.targets.iter().map(|target| target.name.as_str());
            let near = if found.errors.len() < MOST_HINTS { nearest(name, names) } else { None };
            let near = near.map(str::to_owned);
            found.error(field, RulesFinding::RuleTargetUnknown { target: name.to_owned(), near });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn config(thresholds: &[&str], abort_when: &[&str]) -> MultiTargetConfig {
        let target =
            |name: &str, enabled: bool| Target { name: name.into(), enabled, ..Target::new("https://m.example", 1) };
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        MultiTargetConfig {
            targets: vec![target("eu-1", true), target("us west: 2", false)],
            thresholds: texts(thresholds),
            abort_when: texts(abort_when),
            ..Default::default()
        }
    }

    #[test]
    fn findings_name_their_rule() {
        let mut found = Validation::default();
        check(
            &config(
                &["p95<500ms", "eu1: p95<5", "us west: 2: error_rate<1%", "p95"],
                &["eu-1: p99>1s for 3s", "p95>5", "UsWest 2: p95>5 for 5s"],
            ),
            &mut found,
        );
        let fields: Vec<_> = found.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["thresholds[1]", "thresholds[3]", "abort_when[1]", "abort_when[2]"]);
        assert!(found.errors[0].message.contains("did you mean \"eu-1\""), "{:?}", found.errors);
        assert!(found.errors[3].message.contains("did you mean \"us west: 2\""), "{:?}", found.errors);
        assert_eq!(found.warnings.len(), 1);
        assert_eq!(found.warnings[0].field, "thresholds[2]");
    }

    #[test]
    fn a_hundred_are_enough() {
        let mut found = Validation::default();
        check(&config(&["p95<1"; 100], &["p95>1 for 1s"; 101]), &mut found);
        let fields: Vec<_> = found.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["abort_when"]);
    }
}
