//! What changed in a run, in a sentence for people.

use crate::routing::Entry;
use domain::{MultiTargetConfig, RunState, Target};
use std::collections::HashMap;

/// A target as it was before a change.
pub struct Known {
    /// Its id.
    pub id: i64,
    /// What was known of it; disabled, if it was removed.
    pub target: Target,
}

/// The targets as they are before a change.
pub fn known<T>(entries: &[Entry<T>]) -> Vec<Known> {
    entries.iter().map(|entry| Known { id: entry.id, target: entry.target.clone() }).collect()
}

/// What changed in targets and strategy, if anything did.
pub fn targets<T>(
    known: &[Known],
    entries: &[Entry<T>],
    before: &MultiTargetConfig,
    next: &MultiTargetConfig,
) -> Option<String> {
    let (mut new, mut gone, mut on, mut off) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut renamed, mut moved, mut other) = (Vec::new(), Vec::new(), Vec::new());
    let by_id: HashMap<i64, (usize, &Known)> =
        known.iter().enumerate().map(|(place, known)| (known.id, (place, known))).collect();
    for (place, entry) in entries.iter().enumerate() {
        let is_current = place < next.targets.len();
        let (name, target) = (entry.target.name.clone(), &entry.target);
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
    let mut parts = Vec::new();
    if before.distribution_strategy != next.distribution_strategy {
        parts.push(format!("strategy {} instead of {}", next.distribution_strategy, before.distribution_strategy));
    }
    for (what, names) in [
        ("added", new),
        ("removed", gone),
        ("enabled", on),
        ("disabled", off),
        ("renamed", renamed),
        ("given another part of the load", moved),
        ("changed", other),
    ] {
        parts.extend(list(what, &names));
    }
    let is_reordered = || {
        let order = |targets: &[Target]| targets.iter().map(|target| target.name.clone()).collect::<Vec<_>>();
        order(&before.targets) != order(&next.targets)
    };
    if parts.is_empty() && is_reordered() {
        parts.push("another order".to_owned());
    }
    sentence("Targets changed", parts)
}

/// What changed in rate and load shape, if anything did.
pub fn load(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<String> {
    let mut parts = Vec::new();
    if before.target_visits_per_day != next.target_visits_per_day {
        parts.push(format!("{} visits a day instead of {}", next.target_visits_per_day, before.target_visits_per_day));
    }
    if before.arrivals != next.arrivals {
        parts.push(match next.arrivals {
            domain::Arrivals::Constant => "evenly spaced arrivals".to_owned(),
            domain::Arrivals::Poisson => "arrivals as a Poisson process".to_owned(),
        });
    }
    let (old, new) = (before.load_shape.shape, next.load_shape.shape);
    if old != new {
        parts.push(format!("shape {} instead of {}", new.as_str(), old.as_str()));
    } else if before.load_shape != next.load_shape {
        parts.push(format!("other values of the shape {}, from its beginning", new.as_str()));
    }
    sentence("Load changed", parts)
}

/// What changed in limits, if anything did.
pub fn limits(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<String> {
    let mut parts = Vec::new();
    let mut changed = |field: &str, old: f64, new: f64| {
        if old != new {
            let shown = |value: f64| if value == 0.0 { "off".to_owned() } else { value.to_string() };
            parts.push(format!("{field} {} instead of {}", shown(new), shown(old)));
        }
    };
    changed("concurrency", before.concurrency.into(), next.concurrency.into());
    changed("max_total_visits", before.max_total_visits as f64, next.max_total_visits as f64);
    changed("max_visits_per_day", before.max_visits_per_day as f64, next.max_visits_per_day as f64);
    changed("auto_stop_after_hours", before.auto_stop_after_hours, next.auto_stop_after_hours);
    sentence("Limits changed", parts)
}

/// What changed in how the targets and the run are judged, if anything did.
pub fn rules(before: &MultiTargetConfig, next: &MultiTargetConfig) -> Option<String> {
    let mut parts = Vec::new();
    let (old, new) = (&before.health, &next.health);
    if old.on_unhealthy != new.on_unhealthy {
        parts.push(format!("on_unhealthy {} instead of {}", new.on_unhealthy.as_str(), old.on_unhealthy.as_str()));
    } else if old != new {
        parts.push("health judged by other values".to_owned());
    }
    for (field, old, new) in
        [("abort_when", &before.abort_when, &next.abort_when), ("thresholds", &before.thresholds, &next.thresholds)]
    {
        let shown = |rules: &[String]| if rules.is_empty() { "none".to_owned() } else { rules.join(", ") };
        if old != new {
            parts.push(format!("{field} {} instead of {}", shown(new), shown(old)));
        }
    }
    sentence("Rules changed", parts)
}

/// The run begins; it may continue another.
pub fn began(continues: Option<i64>) -> String {
    match continues {
        Some(before) => format!("The run began, where run {before} had ended."),
        None => "The run began.".to_owned(),
    }
}

/// No visits begin for a while.
pub const PAUSED: &str = "The run was paused: no visits begin until it goes on.";

/// The pause is over.
pub const RESUMED: &str = "The run went on.";

/// The run is over; `reason` says why it could not go on, `is_asked` whether somebody stopped it.
pub fn ended(state: RunState, reason: Option<&String>, is_asked: bool) -> String {
    match (state, reason) {
        (RunState::Failed, Some(reason)) => format!("The run ended early. {reason}"),
        (RunState::Failed, None) => {
            "The run ended early because of a fault in this program; its log says which.".to_owned()
        }
        (RunState::Stopped, _) if is_asked => "The run was stopped.".to_owned(),
        (RunState::Stopped, _) => {
            "The run's time was over before all visits of its days had begun; it can be continued.".to_owned()
        }
        _ => "The run came to its planned end.".to_owned(),
    }
}

/// Up to three names, or how many they are.
fn list(what: &str, names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [_, _, _, _, ..] => Some(format!("{} targets {what}", names.len())),
        few => Some(format!("{} {what}", few.join(", "))),
    }
}

fn sentence(subject: &str, parts: Vec<String>) -> Option<String> {
    (!parts.is_empty()).then(|| format!("{subject}: {}.", parts.join("; ")))
}
