//! One target among the others: what it must satisfy, with findings named as in the target itself.

use crate::plan;
use app::error::{AppError, ErrorCode};
use domain::{
    FieldError, MultiTargetConfig, Target,
    messages::{RulesFinding, StoredFinding},
    rules,
};

/// Settles, normalises and checks the target at `index` of `all`; `old` is what it replaces, whose
/// token it may keep even under another name.
///
/// # Errors
/// `Conflict` when another target has its name, `Invalid` with everything else.
pub(super) fn settle(all: Vec<Target>, index: usize, old: Option<&Target>) -> Result<Target, AppError> {
    let mut config = MultiTargetConfig { targets: all, ..Default::default() };
    config.normalise();
    let prefix = format!("targets[{index}].");
    let found = plan::check_for_storing(&config);
    let mut errors: Vec<FieldError> = found
        .errors
        .into_iter()
        .filter_map(|error| match error.field.strip_prefix(&prefix).map(str::to_owned) {
            Some(field) => Some(error.at(field)),
            None if error.field == "targets" => Some(error),
            None => None,
        })
        .collect();
    let Some(mut target) = config.targets.get(index).cloned() else {
        return Err(AppError::new(ErrorCode::NotFound, "There is no such target. Reload the list."));
    };
    let mut others = config.targets.iter().enumerate().filter(|(other, _)| *other != index);
    if others.any(|(_, stored)| stored.name == target.name) {
        let fields = vec![FieldError::new("name", StoredFinding::TargetNameTaken)];
        let message = format!("The target name {:?} is already taken. Choose another name.", target.name);
        return Err(AppError { code: ErrorCode::Conflict, message, fields });
    }
    errors.extend(keep_secrets(&mut target, old));
    if errors.is_empty() { Ok(target) } else { Err(AppError::invalid(errors)) }
}

/// Refuses to delete the target called `name` while thresholds or abort rules of `config` are about it.
///
/// # Errors
/// `Conflict` with the rules.
pub(super) fn check_unnamed(config: &MultiTargetConfig, name: &str) -> Result<(), AppError> {
    let about = rules::about_target(config, name);
    let Some(first) = about.first() else { return Ok(()) };
    let message = format!(
        "The rule {:?} ({}) is about the target {name:?}. Change or remove it first: under Traffic, Rules, or with \
         PUT /api/config.",
        first.rule, first.field
    );
    let fields =
        about.into_iter().map(|about| FieldError::new(about.field, RulesFinding::RuleAboutTarget { rule: about.rule }));
    Err(AppError { code: ErrorCode::Conflict, message, fields: fields.collect() })
}

/// The rule of [`MultiTargetConfig::keep_tokens`] for one target, which is known by its id and not by its name.
fn keep_secrets(target: &mut Target, old: Option<&Target>) -> Vec<FieldError> {
    let known = old.map(|old| Target { name: target.name.clone(), ..old.clone() });
    let mut alone = MultiTargetConfig { targets: vec![target.clone()], ..Default::default() };
    let kept = alone.keep_tokens(known.as_slice());
    if let Some(settled) = alone.targets.pop() {
        *target = settled;
    }
    kept.err()
        .unwrap_or_default()
        .into_iter()
        .map(|error| {
            let field = error.field.strip_prefix("targets[0].").unwrap_or(&error.field).to_owned();
            error.at(field)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TokenAuth;

    fn target(name: &str, url: &str) -> Target {
        Target { name: name.into(), ..Target::new(url, 1) }
    }

    #[test]
    fn findings_are_named_as_in_the_target_and_others_do_not_count() {
        let all = vec![target("a", "nonsense"), Target { weight: 0, site_id: 0, ..target("b", "ftp://m") }];
        let error = settle(all, 1, None).unwrap_err();
        let fields: Vec<_> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["url", "site_id", "weight"]);
    }

    #[test]
    fn a_taken_name_is_a_conflict_and_no_name_becomes_a_free_one() {
        let all = vec![target("m.example", "https://a.example"), target("m.example", "https://b.example")];
        assert_eq!(settle(all, 1, None).unwrap_err().code, ErrorCode::Conflict);
        let all = vec![target("m.example", "https://a.example"), target("", "https://m.example")];
        assert_eq!(settle(all, 1, None).unwrap().name, "m.example-2");
    }

    #[test]
    fn a_renamed_target_keeps_its_token_and_a_new_one_has_none_to_keep() {
        let old = Target { token_auth: Some(TokenAuth::new("t")), ..target("old", "https://m.example") };
        let new = || Target { has_token: true, ..target("new", "https://m.example") };
        let settled = settle(vec![new()], 0, Some(&old)).unwrap();
        assert_eq!(settled.token().map(TokenAuth::expose), Some("t"));
        assert_eq!(settle(vec![new()], 0, None).unwrap_err().fields[0].field, "token_auth");
    }
}
