//! What is reported about a target's health: what happened, why, and what follows.

use super::{
    machine::Flip,
    monitor::Rest,
    policy::{Policy, Role},
};
use domain::{
    Health,
    messages::{HealthChange, LoadFate, Meanwhile, NotDelivered, Sign},
};
use std::time::Duration;

/// The message about a flip and whether it is a warning; `None` for one that is not worth reporting. `reason` is what
/// the target answered, or why it did not; `unhealthy_for` how long it has been unhealthy; `is_last_resort` whether it
/// gets its load because no target is left to take over.
pub(crate) fn of_flip(
    flip: &Flip,
    policy: &Policy,
    is_last_resort: bool,
    reason: Option<NotDelivered>,
    unhealthy_for: Option<Duration>,
) -> Option<(bool, HealthChange)> {
    if flip.from == Health::Unknown && flip.to == Health::Healthy {
        return None;
    }
    let sign = flip.sign;
    // As many good probes as it takes by now.
    let load = fate(flip.to, &Policy { recover_after_probes: flip.probes_to_trial, ..*policy }, is_last_resort);
    Some(match (flip.to, sign) {
        (Health::Failing | Health::Open, Sign::NewPolicy) => (true, HealthChange::TargetStillUnhealthy { load }),
        (Health::Failing, _) => (true, HealthChange::TargetFailing { sign, reason, load }),
        (Health::Open, Sign::LostOnTrial) => (true, HealthChange::TargetOpenAgain { sign, reason, load }),
        (Health::Open, _) => (true, HealthChange::TargetOpen { sign, reason, load }),
        (Health::HalfOpen, _) => (false, HealthChange::TargetHalfOpen { sign, load }),
        (Health::Healthy | Health::Unknown, _) => {
            let unhealthy_seconds = unhealthy_for.map(|length| length.as_secs_f64());
            (false, HealthChange::TargetHealthy { sign, unhealthy_seconds })
        }
    })
}

/// What becomes of the target's load.
fn fate(state: Health, policy: &Policy, is_last_resort: bool) -> LoadFate {
    let probes = policy.recover_after_probes;
    match policy.role {
        _ if state == Health::HalfOpen => LoadFate::OnTrial { hits: policy.trial_hits },
        Role::Kept => LoadFate::Kept,
        Role::Relieved if is_last_resort => LoadFate::FirstOfList,
        _ if is_last_resort => LoadFate::KeptForLackOfOthers,
        Role::Shared => LoadFate::TakenOverByAll { probes },
        Role::Relieved => LoadFate::TakenOverByNext { probes },
        Role::Spared => LoadFate::TakenOverByNobody { probes },
        Role::Held => LoadFate::VisitsHeld { probes },
        Role::HitsHeld => LoadFate::HitsHeld { probes },
    }
}

/// The message about a target that asks to be left alone; `is_last_resort` as in [`of_flip`].
pub(crate) fn of_rest(
    rest: &Rest,
    now: Duration,
    policy: &Policy,
    is_last_resort: bool,
    reason: Option<NotDelivered>,
    timeout: Duration,
) -> HealthChange {
    let timeout_seconds = timeout.as_secs_f64();
    let meanwhile = match policy.role {
        Role::Kept | Role::Held | Role::HitsHeld => Meanwhile::HitsWait { timeout_seconds },
        _ if is_last_resort => Meanwhile::HitsWaitForLackOfOthers { timeout_seconds },
        Role::Shared => Meanwhile::TakenOverByAll,
        Role::Relieved => Meanwhile::TakenOverByNext,
        Role::Spared => Meanwhile::TakenOverByNobody,
    };
    HealthChange::RetryAfter { seconds: rest.until.saturating_sub(now).as_secs_f64(), reason, meanwhile }
}

/// The outage of a target ends because it has no part in the run any more.
pub(crate) fn of_leaving(is_removed: bool, unhealthy_for: Duration) -> HealthChange {
    let unhealthy_seconds = unhealthy_for.as_secs_f64();
    match is_removed {
        true => HealthChange::UnhealthyTargetRemoved { unhealthy_seconds },
        false => HealthChange::UnhealthyTargetDisabled { unhealthy_seconds },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DistributeBy, DistributionStrategy, HealthSettings, MultiTargetConfig, OnUnhealthy};

    fn policy(strategy: DistributionStrategy, on_unhealthy: OnUnhealthy) -> Policy {
        let health = HealthSettings { on_unhealthy, ..Default::default() };
        Policy::of(&MultiTargetConfig { distribution_strategy: strategy, health, ..Default::default() }, true)
    }

    fn of_change(from: Health, to: Health, sign: Sign, policy: &Policy) -> Option<(bool, String)> {
        let moment = Duration::from_secs(3);
        let (flipped, ill_for) =
            (Flip { from, to, sign, began: moment, probes_to_trial: 2 }, Duration::from_millis(12_340));
        let reason = Some(NotDelivered::ServerError { status: 500 });
        let message = of_flip(&flipped, policy, false, reason, Some(ill_for))?;
        Some((message.0, message.1.to_string()))
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
                of_change(Healthy, Failing, Sign::Lost(5), &keep),
                true,
                "Failing, because 5 hits in a row were not delivered: answered 500: an error on its side. It goes on getting its load.",
            ),
            (
                of_change(Healthy, Open, Sign::Rate { lost: 13, hits: 20 }, &skip),
                true,
                "Open, because 13 of the latest 20 hits were not delivered: answered 500: an error on its side. The other targets take over its visits until 2 probes in a row succeed.",
            ),
            (
                of_change(Unknown, Open, Sign::BadProbes(5), &hold),
                true,
                "Open, because 5 probes in a row failed: answered 500: an error on its side. Its visits are dropped and counted as held until 2 probes in a row succeed.",
            ),
            (
                of_change(HalfOpen, Open, Sign::LostOnTrial, &policy(Failover, OnUnhealthy::Keep)),
                true,
                "Open again, because a hit was not delivered on trial: answered 500: an error on its side. The next target of the list that is well takes over until 2 probes in a row succeed.",
            ),
            (
                of_change(Failing, Open, Sign::NewPolicy, &policy(Mirror, OnUnhealthy::Skip)),
                true,
                "Is still unhealthy when the configuration changes. It gets no visits, and the others have no more than before until 2 probes in a row succeed.",
            ),
            (
                of_change(Open, HalfOpen, Sign::GoodProbes(2), &skip),
                false,
                "Half-open, because 2 probes in a row succeeded. It has its load back on trial, until 10 hits are delivered.",
            ),
            (
                of_change(HalfOpen, Healthy, Sign::Delivered(10), &skip),
                false,
                "Healthy again after 12.3 s, because 10 hits in a row were delivered.",
            ),
        ];
        for (found, is_warning, expected) in cases {
            assert_eq!(found, Some((is_warning, expected.to_owned())));
        }
        assert_eq!(of_change(Unknown, Healthy, Sign::Delivered(1), &keep), None, "the first answer is no news");
    }

    #[test]
    fn the_message_says_what_becomes_of_the_load() {
        let skip = policy(DistributionStrategy::RoundRobin, OnUnhealthy::Skip);
        assert_eq!(
            fate(Health::Open, &skip, true).to_string(),
            "It goes on getting its load, for no other target is well."
        );
        let config = MultiTargetConfig {
            distribute_by: DistributeBy::Hit,
            health: HealthSettings { on_unhealthy: OnUnhealthy::Hold, ..Default::default() },
            ..Default::default()
        };
        let held = Policy::of(&config, true);
        assert_eq!(
            fate(Health::Open, &held, false).to_string(),
            "Its hits are dropped until 2 probes in a row succeed."
        );
    }

    /// What is said of a rest of 30 s.
    fn rest_message(on_unhealthy: OnUnhealthy, is_last_resort: bool) -> String {
        let policy = policy(DistributionStrategy::RoundRobin, on_unhealthy);
        let resting = Rest { until: Duration::from_secs(40), is_news: true };
        let now = Duration::from_secs(10);
        let timeout = Duration::from_secs(5);
        of_rest(&resting, now, &policy, is_last_resort, Some(NotDelivered::TooManyRequests), timeout).to_string()
    }

    #[test]
    fn a_rest_says_how_long_and_what_becomes_of_the_load() {
        assert_eq!(
            rest_message(OnUnhealthy::Keep, false),
            "Asks to be left alone for 30 s with Retry-After (answered 429: it asks for fewer requests). Nothing is sent to it until then; hits that are due meanwhile wait, and are dropped after 5 s."
        );
        assert!(
            rest_message(OnUnhealthy::Skip, false).ends_with("; the other targets take over its visits meanwhile.")
        );
        assert!(rest_message(OnUnhealthy::Skip, true).ends_with(
            "; no other target is well enough to take over, so hits that are due meanwhile wait, and are dropped after 5 s."
        ));
    }
}
