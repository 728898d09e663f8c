//! What people read of a target's health: what happened, why, and what follows.

use super::{
    machine::{Flip, Sign},
    monitor::Rest,
    policy::{Policy, Role},
};
use domain::Health;
use std::time::Duration;

/// The sentences for a flip and whether they are a warning; `None` for one that is no news. `why` is what
/// the target answered, or why it did not; `ill_for` how long it has been unhealthy; `is_last_resort` whether it
/// gets its load because no target is left to take over.
pub fn flip(
    flip: &Flip,
    policy: &Policy,
    is_last_resort: bool,
    why: Option<&str>,
    ill_for: Option<Duration>,
) -> Option<(bool, String)> {
    if flip.from == Health::Unknown && flip.to == Health::Healthy {
        return None;
    }
    // As many good probes as it takes by now.
    let policy = &Policy { recover_after_probes: flip.probes_to_trial, ..*policy };
    let (what, load) = (what(flip.sign), load(flip.to, policy, is_last_resort));
    let reason = why.map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
    Some(match flip.to {
        Health::Failing | Health::Open if flip.sign == Sign::NewPolicy => {
            (true, format!("Is still unhealthy when the configuration changes. {}", load))
        }
        Health::Failing => (true, format!("Failing, because {what}{reason}. {}", load)),
        Health::Open if flip.sign == Sign::LostOnTrial => {
            (true, format!("Open again, because {what}{reason}. {}", load))
        }
        Health::Open => (true, format!("Open, because {what}{reason}. {}", load)),
        Health::HalfOpen => (false, format!("Half-open, because {what}. {}", load)),
        Health::Healthy | Health::Unknown => {
            let ill_for = ill_for.map(|time| format!(" after {}", seconds(time))).unwrap_or_default();
            (false, format!("Healthy again{ill_for}, because {what}."))
        }
    })
}

fn what(sign: Sign) -> String {
    match sign {
        Sign::Delivered(1) => "a hit was delivered".to_owned(),
        Sign::Delivered(hits) => format!("{hits} hits in a row were delivered"),
        Sign::Lost(1) => "a hit was not delivered".to_owned(),
        Sign::Lost(hits) => format!("{hits} hits in a row were not delivered"),
        Sign::Rate { lost, hits } => format!("{lost} of the latest {hits} hits were not delivered"),
        Sign::LostOnTrial => "a hit was not delivered on trial".to_owned(),
        Sign::GoodProbes(1) => "a probe succeeded".to_owned(),
        Sign::GoodProbes(probes) => format!("{probes} probes in a row succeeded"),
        Sign::BadProbes(1) => "a probe failed".to_owned(),
        Sign::BadProbes(probes) => format!("{probes} probes in a row failed"),
        Sign::NewPolicy => "the configuration changed".to_owned(),
    }
}

/// What becomes of the target's load.
fn load(state: Health, policy: &Policy, is_last_resort: bool) -> String {
    if state == Health::HalfOpen {
        return match policy.trial_hits {
            1 => "It has its load back on trial, until a hit is delivered.".to_owned(),
            hits => format!("It has its load back on trial, until {hits} hits are delivered."),
        };
    }
    let fate = match policy.role {
        Role::Kept => return "It goes on getting its load.".to_owned(),
        Role::Relieved if is_last_resort => {
            return "No target of the list is well, so the first one gets the load.".to_owned();
        }
        _ if is_last_resort => return "It goes on getting its load, for no other target is well.".to_owned(),
        Role::Shared => "The other targets take over its visits",
        Role::Relieved => "The next target of the list that is well takes over",
        Role::Spared => "It gets no visits, and the others have no more than before",
        Role::Held => "Its visits are dropped and counted as held",
        Role::HitsHeld => "Its hits are dropped",
    };
    match policy.recover_after_probes {
        1 => format!("{fate} until a probe succeeds."),
        probes => format!("{fate} until {probes} probes in a row succeed."),
    }
}

/// The sentences for a target that wants to be left alone; `is_last_resort` as in [`flip`].
pub fn rest(
    rest: &Rest,
    now: Duration,
    policy: &Policy,
    is_last_resort: bool,
    why: Option<&str>,
    timeout: Duration,
) -> String {
    let reason = why.map(|why| format!(" ({})", why.trim_end_matches('.'))).unwrap_or_default();
    let length = seconds(rest.until.saturating_sub(now));
    let waits = || format!("hits that are due meanwhile wait, and are dropped after {}", seconds(timeout));
    let fate = match policy.role {
        Role::Kept | Role::Held | Role::HitsHeld => waits(),
        _ if is_last_resort => format!("no other target is well enough to take over, so {}", waits()),
        Role::Shared => "the other targets take over its visits meanwhile".to_owned(),
        Role::Relieved => "the next target of the list that is well takes over meanwhile".to_owned(),
        Role::Spared => "it gets no visits meanwhile".to_owned(),
    };
    format!("Asks to be left alone for {length} with Retry-After{reason}. Nothing is sent to it until then; {fate}.")
}

/// The outage of a target ends because it has no part in the run any more.
pub fn gone(is_removed: bool, ill_for: Duration) -> String {
    let what = if is_removed { "removed" } else { "disabled" };
    format!(
        "Was {what} after {} of being unhealthy. It is not watched any more, so its outage ends here.",
        seconds(ill_for)
    )
}

/// Nobody is left in the rotation.
pub const NOBODY_LEFT: &str = "No target is well. All of them get their visits all the same, so that it shows how they are; \
     those that recover take over.";

fn seconds(time: Duration) -> String {
    let tenths = (time.as_secs_f64() * 10.0).round() / 10.0;
    format!("{tenths} s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DistributeBy, DistributionStrategy, HealthSettings, MultiTargetConfig, OnUnhealthy};

    fn policy(strategy: DistributionStrategy, on_unhealthy: OnUnhealthy) -> Policy {
        let health = HealthSettings { on_unhealthy, ..Default::default() };
        Policy::of(&MultiTargetConfig { distribution_strategy: strategy, health, ..Default::default() }, true)
    }

    fn said(from: Health, to: Health, sign: Sign, policy: &Policy) -> Option<(bool, String)> {
        let moment = Duration::from_secs(3);
        let (flipped, ill_for) =
            (Flip { from, to, sign, began: moment, probes_to_trial: 2 }, Duration::from_millis(12_340));
        flip(&flipped, policy, false, Some("answered 500."), Some(ill_for))
    }

    #[test]
    fn every_flip_says_what_happened_why_and_what_follows() {
        use DistributionStrategy::{Failover, Mirror, RoundRobin};
        use Health::{Failing, HalfOpen, Healthy, Open, Unknown};
        let keep = policy(RoundRobin, OnUnhealthy::Keep);
        let skip = policy(RoundRobin, OnUnhealthy::Skip);
        let hold = policy(RoundRobin, OnUnhealthy::Hold);
        let cases = [
            (
                said(Healthy, Failing, Sign::Lost(5), &keep),
                true,
                "Failing, because 5 hits in a row were not delivered: answered 500. It goes on getting its load.",
            ),
            (
                said(Healthy, Open, Sign::Rate { lost: 13, hits: 20 }, &skip),
                true,
                "Open, because 13 of the latest 20 hits were not delivered: answered 500. The other targets take over its visits until 2 probes in a row succeed.",
            ),
            (
                said(Unknown, Open, Sign::BadProbes(5), &hold),
                true,
                "Open, because 5 probes in a row failed: answered 500. Its visits are dropped and counted as held until 2 probes in a row succeed.",
            ),
            (
                said(HalfOpen, Open, Sign::LostOnTrial, &policy(Failover, OnUnhealthy::Keep)),
                true,
                "Open again, because a hit was not delivered on trial: answered 500. The next target of the list that is well takes over until 2 probes in a row succeed.",
            ),
            (
                said(Failing, Open, Sign::NewPolicy, &policy(Mirror, OnUnhealthy::Skip)),
                true,
                "Is still unhealthy when the configuration changes. It gets no visits, and the others have no more than before until 2 probes in a row succeed.",
            ),
            (
                said(Open, HalfOpen, Sign::GoodProbes(2), &skip),
                false,
                "Half-open, because 2 probes in a row succeeded. It has its load back on trial, until 10 hits are delivered.",
            ),
            (
                said(HalfOpen, Healthy, Sign::Delivered(10), &skip),
                false,
                "Healthy again after 12.3 s, because 10 hits in a row were delivered.",
            ),
        ];
        for (found, is_warning, expected) in cases {
            assert_eq!(found, Some((is_warning, expected.to_owned())));
        }
        assert_eq!(said(Unknown, Healthy, Sign::Delivered(1), &keep), None, "the first answer is no news");
    }

    #[test]
    fn what_becomes_of_the_load_is_said_as_it_is() {
        let skip = policy(DistributionStrategy::RoundRobin, OnUnhealthy::Skip);
        assert_eq!(load(Health::Open, &skip, true), "It goes on getting its load, for no other target is well.");
        let config = MultiTargetConfig {
            distribute_by: DistributeBy::Hit,
            health: HealthSettings { on_unhealthy: OnUnhealthy::Hold, ..Default::default() },
            ..Default::default()
        };
        let held = Policy::of(&config, true);
        assert_eq!(load(Health::Open, &held, false), "Its hits are dropped until 2 probes in a row succeed.");
    }

    #[test]
    fn a_rest_says_how_long_and_what_becomes_of_the_load() {
        let until = Duration::from_secs(40);
        let said = |on_unhealthy, is_last_resort| {
            let policy = policy(DistributionStrategy::RoundRobin, on_unhealthy);
            let resting = Rest { until, is_news: true };
            let (now, timeout) = (Duration::from_secs(10), Duration::from_secs(5));
            rest(&resting, now, &policy, is_last_resort, Some("answered 429"), timeout)
        };
        assert_eq!(
            said(OnUnhealthy::Keep, false),
            "Asks to be left alone for 30 s with Retry-After (answered 429). Nothing is sent to it until then; hits that are due meanwhile wait, and are dropped after 5 s."
        );
        assert!(said(OnUnhealthy::Skip, false).ends_with("; the other targets take over its visits meanwhile."));
        assert!(said(OnUnhealthy::Skip, true).ends_with(
            "; no other target is well enough to take over, so hits that are due meanwhile wait, and are dropped after 5 s."
        ));
    }
}
