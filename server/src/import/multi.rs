//! Several targets at once, as Trafficinator's multi-target presets and its `MULTI_TARGET_CONFIG` name them.

use super::entry::Targets;
use crate::input::{outline, read_target};
use domain::{
    DistributionStrategy, FieldError, MultiTargetConfig, Validation,
    config::MAX_TARGETS,
    messages::{ImportFinding, InputFinding},
    validate::too_many,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The variable that holds all of it as JSON.
pub(super) const VARIABLE: &str = "multi_target_config";

/// What `fields` say of targets, taken out of them; `None` when they say nothing.
pub(super) fn take(fields: &mut Map<String, Value>) -> Option<Targets> {
    let Some(Value::Array(list)) = fields.remove("targets") else { return None };
    Some(Targets { list, strategy: fields.remove("distribution_strategy") })
}

/// Reads the value of [`VARIABLE`]; nothing of it is repeated.
///
/// # Errors
/// What it must be instead.
pub(super) fn variable(text: &str) -> Result<(Targets, Vec<String>), ImportFinding> {
    if outline::is_too_much(text.as_bytes()) {
        return Err(ImportFinding::Input(InputFinding::TooManyValues));
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        return Err(ImportFinding::NotAListOfTargets);
    };
    let targets = take(&mut fields).ok_or(ImportFinding::NotAListOfTargets)?;
    Ok((targets, fields.into_iter().map(|(name, _)| name).collect()))
}

/// Puts `targets` into `config` in place of those it has. Returns the names of what was taken over.
pub(super) fn apply(targets: Targets, config: &mut MultiTargetConfig, left_out: &mut Vec<FieldError>) -> Vec<String> {
    let Targets { mut list, strategy } = targets;
    if let Some(error) = too_many("targets", list.len()) {
        left_out.push(error);
        list.truncate(MAX_TARGETS);
    }
    let mut taken = vec!["targets".to_owned()];
    config.targets.clear();
    for (index, mut value) in list.into_iter().enumerate() {
        let prefix = format!("targets[{index}].");
        // No token is as good as an empty one.
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
        }
        match read_target(value) {
            Ok(target) => config.targets.push(target),
            Err(errors) => left_out.extend(errors.into_iter().map(|error| error.below(&prefix))),
        }
    }
    match strategy.map(serde_json::from_value::<DistributionStrategy>) {
        Some(Ok(strategy)) => {
            config.distribution_strategy = strategy;
            taken.push("distribution_strategy".to_owned());
        }
        Some(Err(_)) => left_out.push(FieldError::new("distribution_strategy", ImportFinding::UnknownStrategy)),
        None => {}
    }
    config.normalise();
    let _ = config.keep_tokens(&[]);
    clear_placeholders(config, left_out);
    // What cannot be is named and goes.
    loop {
        let errors = Validation::for_storing(config).errors;
        let of_targets = errors.iter().filter_map(|error| {
            let index = error.field.strip_prefix("targets[")?.split_once(']')?.0.parse::<usize>().ok()?;
            (index < config.targets.len()).then(|| (index, error.clone()))
        });
        // All at once: to look again after each takes as long as there are targets.
        let mut out = BTreeMap::new();
        for (index, error) in of_targets {
            out.entry(index).or_insert(error);
        }
        if out.is_empty() {
            return taken;
        }
        let mut index = 0;
        config.targets.retain(|target| {
            let error = out.remove(&index);
            index += 1;
            let Some(error) = error else { return true };
            let finding = ImportFinding::TargetLeftOut { why: error.without_value().into() };
            left_out.push(FieldError::new(format!("target {:?}", target.name), finding));
            false
        });
    }
}

fn clear_placeholders(config: &mut MultiTargetConfig, left_out: &mut Vec<FieldError>) {
    for (index, target) in config.targets.iter_mut().enumerate() {
        if target.token().is_some_and(|token| domain::token::is_placeholder(token.expose())) {
            (target.token_auth, target.has_token) = (None, false);
            left_out
                .push(FieldError::new(format!("targets[{index}].token_auth"), ImportFinding::EnvironmentPlaceholder));
        }
    }
}
