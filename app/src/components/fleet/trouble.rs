//! How urgently a target needs a person: pure, and the same for the order of the table and the colours of its cells.

use super::group::Group;
use domain::TargetStatus;

/// The place of a target in the order "failing first": 0 needs a person most. Steps, not figures, so that rows do not
/// change places with every tick.
pub fn trouble(status: &TargetStatus) -> u8 {
    match Group::of(status) {
        Group::Failing | Group::Open => 0,
        Group::HalfOpen => 1,
        Group::Disabled => 4,
        Group::Healthy | Group::Unknown if many_failures(status) || many_rejections(status) => 2,
        Group::Healthy | Group::Unknown => 3,
    }
}

/// Hits that came to an end or were never sent: the base of failure shares.
fn settled(status: &TargetStatus) -> u64 {
    status.hits.settled() + status.hits.dropped
}

/// One in a hundred is what a person should look at.
pub fn many_failures(status: &TargetStatus) -> bool {
    status.hits.failed * 100 > settled(status)
}

/// As [`many_failures`], of the hits that the tracker refused.
pub fn many_rejections(status: &TargetStatus) -> bool {
    status.hits.rejected * 100 > settled(status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Health, HitCounts};

    fn with(failed: u64, delivered: u64) -> TargetStatus {
        TargetStatus {
            enabled: true,
            hits: HitCounts { failed, delivered, ..Default::default() },
            ..Default::default()
        }
    }

    #[test]
    fn a_failure_in_a_hundred_does_not_alarm_yet() {
        assert!(!many_failures(&with(0, 0)) && !many_failures(&with(1, 99)));
        assert!(many_failures(&with(2, 98)));
    }

    #[test]
    fn failing_now_comes_before_having_failed_and_disabled_last() {
        let now = TargetStatus { health: Health::Failing, ..with(1, 99) };
        let disabled = TargetStatus { enabled: false, ..now.clone() };
        let order: Vec<_> = [now, with(2, 98), with(0, 9), disabled].iter().map(trouble).collect();
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
    }
}
