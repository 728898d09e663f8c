//! Rules and the names of their targets: what is renamed is renamed in them, too.

use crate::config::MultiTargetConfig;

/// The text of a rule, threshold or abort rule, taken apart at its target's name: what is before the name, the
/// name, and the rest. `None` when it is about all targets.
fn apart(text: &str) -> Option<(&str, &str, &str)> {
    // The last colon ends a name, and what comes after it holds none.
    let (before, _) = text.rsplit_once(':')?;
    let name = before.trim();
    let start = before.len() - before.trim_start().len();
    let (lead, rest) = text.split_at_checked(start)?;
    let (name, rest) = rest.split_at_checked(name.len())?;
    (!name.is_empty()).then_some((lead, name, rest))
}

/// Gives targets in thresholds and abort rules the names that `new_name` has for theirs, and leaves all else as
/// it was written.
pub fn rename_targets<'a>(config: &mut MultiTargetConfig, new_name: impl Fn(&str) -> Option<&'a str>) {
    for text in config.thresholds.iter_mut().chain(&mut config.abort_when) {
        let renamed = apart(text).and_then(|(lead, name, rest)| Some(format!("{lead}{}{rest}", new_name(name)?)));
        if let Some(renamed) = renamed {
            *text = renamed;
        }
    }
}

/// A threshold or abort rule about some target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutTarget {
    /// Path of the rule: `thresholds[2]`.
    pub field: String,
    /// Its text.
    pub rule: String,
}

/// The thresholds and abort rules about the target of this name.
pub fn about_target(config: &MultiTargetConfig, name: &str) -> Vec<AboutTarget> {
    let lists = [("thresholds", &config.thresholds), ("abort_when", &config.abort_when)];
    let found = lists.into_iter().flat_map(|(field, texts)| {
        let about =
            texts.iter().enumerate().filter(|(_, text)| apart(text).is_some_and(|(_, target, _)| target == name));
        about.map(move |(index, text)| AboutTarget { field: format!("{field}[{index}]"), rule: text.trim().to_owned() })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(thresholds: &[&str], abort_when: &[&str]) -> MultiTargetConfig {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        MultiTargetConfig { thresholds: texts(thresholds), abort_when: texts(abort_when), ..Default::default() }
    }

    #[test]
    fn names_change_and_the_rest_stays_as_it_was_written() {
        let mut rules = config(&["p95<1s", "  a b : p95 <  2s ", "x: 1: max<3", ": p95<5"], &["a b: mean>1 for 5s"]);
        // Two that change names with each other do not meet.
        rename_targets(&mut rules, |name| match name {
            "a b" => Some("x: 1"),
            "x: 1" => Some("a b"),
            _ => None,
        });
        let after = config(&["p95<1s", "  x: 1 : p95 <  2s ", "a b: max<3", ": p95<5"], &["x: 1: mean>1 for 5s"]);
        assert_eq!(rules, after);
    }

    #[test]
    fn rules_are_found_by_the_whole_name() {
        let rules =
            config(&["eu: p95<1s", "eu: 1: p95<1s", "p95<1s"], &["made for 5s: p95>1s for 5s", "eu : max>1 for 5s"]);
        let found = |name| about_target(&rules, name).into_iter().map(|rule| rule.field).collect::<Vec<_>>();
        assert_eq!(found("eu"), ["thresholds[0]", "abort_when[1]"]);
        assert_eq!(found("made for 5s"), ["abort_when[0]"]);
        assert_eq!(found("1"), [""; 0]);
        assert_eq!(about_target(&rules, "eu: 1")[0].rule, "eu: 1: p95<1s");
    }
}
