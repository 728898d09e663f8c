//! What a preset amounts to, in one line.

use crate::format::amount;
use domain::{MultiTargetConfig, PresetOutline};

/// Number of targets, disabled ones apart: `3 targets, 1 of them disabled`.
pub(crate) fn targets(outline: &PresetOutline) -> String {
    let all = outline.target_count;
    let disabled = all.saturating_sub(outline.enabled_count);
    let word = if all == 1 { "target" } else { "targets" };
    match disabled {
        0 => format!("{all} {word}"),
        some if some == all => format!("{all} {word}, disabled"),
        some => format!("{all} {word}, {some} of them disabled"),
    }
}

/// The rate: `20,000 visits/day`.
pub(crate) fn rate(outline: &PresetOutline) -> String {
    format!("{} visits/day", amount(outline.target_visits_per_day))
}

/// When a run ends by itself.
pub(crate) fn ends(config: &MultiTargetConfig) -> String {
    let hours = (config.auto_stop_after_hours > 0.0).then(|| format!("{} h", amount(config.auto_stop_after_hours)));
    let visits =
        (config.max_total_visits > 0).then(|| format!("{} visits", crate::format::count(config.max_total_visits)));
    match (hours, visits) {
        (None, None) => "when somebody stops it".into(),
        (Some(one), None) | (None, Some(one)) => format!("after {one}"),
        (Some(hours), Some(visits)) => format!("after {hours} or {visits}, whichever comes first"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Target;

    #[test]
    fn facts_are_counted_and_worded() {
        let mut config = MultiTargetConfig { targets: vec![Target::new("https://a.example", 1)], ..Default::default() };
        let outline = PresetOutline::of(&config);
        assert_eq!((targets(&outline).as_str(), rate(&outline).as_str()), ("1 target", "20,000 visits/day"));
        assert_eq!(ends(&config), "when somebody stops it");
        config.targets.push(Target { enabled: false, ..Target::new("https://b.example", 1) });
        config.auto_stop_after_hours = 1.5;
        config.max_total_visits = 1_000;
        assert_eq!(targets(&PresetOutline::of(&config)), "2 targets, 1 of them disabled");
        assert_eq!(ends(&config), "after 1.5 h or 1,000 visits, whichever comes first");
    }
}
