//! Describes what was changed during a run.

use crate::routing::Entry;
use domain::{
    MultiTargetConfig, Target,
    messages::{Change, LimitChange, LoadChange, Named, RulesChange, RunChange, TargetsChange},
};
use std::collections::HashMap;

/// A target as it was before a change.
pub(super) struct Known {
    /// Its id.
    pub id: i64,
    /// What was known of it; disabled, if it was removed.
    pub target: Target,
}

/// The targets as they are before a change.
pub(super) fn known<T>(entries: &[Entry<T>]) -> Vec<Known> {
    entries.iter().map(|entry| Known { id: entry.id, target: entry.target.clone() }).collect()
}

/// What changed in targets and strategy, if anything did.
pub(super) fn targets<T>(
    known: &[Known],
    entries: &[Entry<T>],
    before: &MultiTargetConfig,
    next: &MultiTargetConfig,
) -> Option<RunChange> {
    let mut new = Vec::new();
    let mut gone = Vec::new();
    let mut on = Vec::new();
    let mut off = Vec::new();
    let mut renamed = Vec::new();
    let mut moved = Vec::new();
    let mut other = Vec::new();
    let by_id: HashMap<i64, (usize, &Known)> =
        known.iter().enumerate().map(|(place, known)| (known.id, (place, known))).collect();
    for (place, entry) in entries.iter().enumerate() {
        let is_current = place < next.targets.len();
        let name = entry.target.name.clone();
        let target = &entry.target;
        let Some(&(old_place, old)) = by_id.get(&entry.id) else {
            new.push(name);
            continue;
        };
        let was_current = old_place < before.targets.len();
        match (was_current, is_current, old.target.enabled, target.enabled) {
            (true, false, ..) => gone.push(name),
            (false, true, ..) => new.push(name),
            (_, true, false, true) => on.push(name),
            (_, true, true, false) => off.push(name),
            (true, true, ..) if old.target.name != name => renamed.push(format!("{} to {name}", old.target.name)),
            (true, true, ..)
                if Target { weight: 0, visits_per_day: None, ..old.target.clone() }
                    != Target { weight: 0, visits_per_day: None, ..target.clone() } =>
            {
                other.push(name)
            }
            (true, true, ..) if old.target != *target => moved.push(name),
            _ => {}
        }
    }
    let mut change = TargetsChange {
        strategy: Change::between(before.distribution_strategy, next.distribution_strategy),
        added: Named::of(new),
        removed: Named::of(gone),
        enabled: Named::of(on),
        disabled: Named::of(off),
        renamed: Named::of(renamed),
        reweighted: Named::of(moved),
        changed: Named::of(other),
        is_reordered: false,
    };
    if change == TargetsChange::default() {
        let names = |config: &MultiTargetConfig| -> Vec<_> {
            config.targets.iter().map(|target| target.name.clone()).collect()
        };
        change.is_reordered = names(before) != names(next);
    }
    (change != TargetsChange::default()).then_some(RunChange::TargetsChanged(change))
}

/// What changed in rate and load shape, if anything did.
pub(super) fn load(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<RunChange> {
    let shape = Change::between(before.load_shape.shape, next.load_shape.shape);
    let has_other_values = shape.is_none() && before.load_shape != next.load_shape;
    let change = LoadChange {
        target_visits_per_day: Change::between(before.target_visits_per_day, next.target_visits_per_day),
        arrivals: Change::between(before.arrivals, next.arrivals),
        shape,
        values_of_shape: has_other_values.then_some(next.load_shape.shape),
    };
    (change != LoadChange::default()).then_some(RunChange::LoadChanged(change))
}

/// What changed in limits, if anything did.
pub(super) fn limits(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<RunChange> {
    let both = limit_values(before).into_iter().zip(limit_values(next));
    let limits: Vec<_> = both
        .filter_map(|((field, from), (_, to))| Some(LimitChange { field, change: Change::between(from, to)? }))
        .collect();
    (!limits.is_empty()).then_some(RunChange::LimitsChanged { limits })
}

fn limit_values(config: &MultiTargetConfig) -> [(&'static str, f64); 4] {
    [
        ("concurrency", config.concurrency.into()),
        ("max_total_visits", config.max_total_visits as f64),
        ("max_visits_per_day", config.max_visits_per_day as f64),
        ("auto_stop_after_hours", config.auto_stop_after_hours),
    ]
}

/// What changed in how the targets and the run are judged, if anything did.
pub(super) fn rules(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<RunChange> {
    let on_unhealthy = Change::between(before.health.on_unhealthy, next.health.on_unhealthy);
    let change = RulesChange {
        health: on_unhealthy.is_none() && before.health != next.health,
        on_unhealthy,
        abort_when: Change::between(before.abort_when.clone(), next.abort_when.clone()),
        thresholds: Change::between(before.thresholds.clone(), next.thresholds.clone()),
    };
    (change != RulesChange::default()).then_some(RunChange::RulesChanged(change))
}
