//! A target's `max_visits_per_second`: the Generic Cell Rate Algorithm (ITU-T I.371, annex A, "virtual
//! scheduling") on planned arrival times, so that which visits are dropped follows from the plan and not
//! from how busy the machine was.
//!
//! A burst of one second's worth passes at once (a single visit below one per second): a cap of 10 per
//! second lets Poisson arrivals at 5 per second pass, which 100 ms between any two would not. In any `t`
//! seconds at most cap × (t + 1) visits begin, and cap × t in the long run.

use parking_lot::Mutex;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Planned times are whole nanoseconds, so visits planned exactly at the cap can be that much early; a
/// microsecond is more than any such rounding.
const SLACK: Duration = Duration::from_micros(1);
/// Binary places after the nanosecond: without them a week at an odd rate would drift.
const FRACTION: u32 = 32;

/// The cap of one target. Only the task that begins visits asks it, so the lock is always free.
#[derive(Debug, Default)]
pub(crate) struct RateCap {
    /// Visits per second, the bits of an `f64`; 0: no cap.
    per_second: AtomicU64,
    mark: Mutex<Mark>,
}

/// Where a cap stands; nanoseconds with [`FRACTION`] binary places.
#[derive(Debug, Default)]
struct Mark {
    /// When the next visit would be due if all came evenly (GCRA's theoretical arrival time).
    next: u128,
    /// When the latest visit that asked was planned.
    asked: u128,
}

impl RateCap {
    /// A cap of so many visits per second; `None`: no cap.
    pub(crate) fn new(per_second: Option<f64>) -> Self {
        let cap = Self::default();
        cap.set(per_second);
        cap
    }

    /// Caps at so many visits per second from the next arrival on. As many visits count as let through of late as
    /// before, but not more than the new cap ever lets through at once.
    pub(crate) fn set(&self, per_second: Option<f64>) {
        let mut mark = self.mark.lock();
        let before = self.step();
        self.per_second.store(per_second.unwrap_or(0.0).to_bits(), Ordering::Relaxed);
        match (before, self.step()) {
            (Some(before), Some(step)) if before != step => {
                let visits = mark.next.saturating_sub(mark.asked) as f64 / before as f64;
                let most = step.max(fixed(Duration::from_secs(1)));
                mark.next = mark.asked + ((visits * step as f64) as u128).min(most);
            }
            (Some(_), Some(_)) => {}
            _ => mark.next = 0,
        }
    }

    /// Whether a visit planned at `planned` may begin; it counts if so. Planned times must not go back.
    pub(crate) fn admits(&self, planned: Duration) -> bool {
        let Some(step) = self.step() else { return true };
        let planned = fixed(planned);
        let mut mark = self.mark.lock();
        mark.asked = planned;
        if planned + tolerance(step) < mark.next {
            return false;
        }
        mark.next = planned.max(mark.next) + step;
        true
    }

    /// The earliest time for which [`RateCap::admits`] would say yes.
    pub(crate) fn opens_at(&self) -> Duration {
        let Some(step) = self.step() else { return Duration::ZERO };
        let nanos = self.mark.lock().next.saturating_sub(tolerance(step)).div_ceil(1 << FRACTION);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Time between two visits at the cap.
    fn step(&self) -> Option<u128> {
        let per_second = f64::from_bits(self.per_second.load(Ordering::Relaxed));
        // A shift of the exponent: no digit is lost.
        (per_second > 0.0).then(|| (1e9 / per_second * (1u64 << FRACTION) as f64).round() as u128)
    }
}

/// How much earlier than evenly a visit may come: the rest of one second's worth.
fn tolerance(step: u128) -> u128 {
    fixed(Duration::from_secs(1)).saturating_sub(step) + fixed(SLACK)
}

fn fixed(time: Duration) -> u128 {
    time.as_nanos() << FRACTION
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn admitted(cap: f64, planned: impl Iterator<Item = Duration>) -> Vec<Duration> {
        let cap = RateCap::new(Some(cap));
        planned.filter(|&planned| cap.admits(planned)).collect()
    }

    #[test]
    fn what_comes_at_the_cap_passes_whole() {
        for per_second in [0.001, 0.3, 1.0, 3.0, 7.7, 10_000.0] {
            let visits = 200_000u64;
            let planned = (0..visits).map(|k| Duration::from_secs_f64(k as f64 / per_second));
            assert_eq!(admitted(per_second, planned).len() as u64, visits, "{per_second} per second");
        }
    }

    #[test]
    fn twice_the_cap_is_halved_after_the_burst() {
        for (per_second, burst) in [(0.5, 1), (1.0, 1), (10.0, 10), (1_000.0, 1_000)] {
            let planned = (0..20_000u64).map(|k| Duration::from_secs_f64(k as f64 / (2.0 * per_second)));
            let passed = admitted(per_second, planned).len();
            // Half of them, and what the burst lets through before.
            assert!((10_000..=10_000 + burst).contains(&passed), "{passed} at {per_second} per second");
        }
    }

    #[test]
    fn a_cap_that_changes_remembers_what_it_let_through() {
        // First cap, visits let through at it, next cap, visits it still lets through at once.
        for (first, through, next, left) in
            [(10.0, 10, 20.0, 10), (20.0, 5, 10.0, 5), (20.0, 20, 5.0, 0), (4.0, 1, 4.0, 3)]
        {
            let cap = RateCap::new(Some(first));
            (0..through).for_each(|_| assert!(cap.admits(Duration::ZERO)));
            cap.set(Some(next));
            let at_once = (0..).take_while(|_| cap.admits(Duration::ZERO)).count();
            assert_eq!(at_once, left, "{through} at {first}, then {next}");
            // The next comes with a whole gap of the new cap.
            let opens = cap.opens_at().as_secs_f64();
            assert!((opens - 1.0 / next).abs() <= 1e-5, "{opens} at {next}");
        }
    }

    #[test]
    fn a_cap_follows_changes_and_can_go() {
        let cap = RateCap::new(Some(1.0));
        assert!(cap.admits(Duration::ZERO));
        assert!(!cap.admits(Duration::from_millis(900)));
        assert_eq!(cap.opens_at(), Duration::from_secs(1) - SLACK);
        cap.set(Some(2.0));
        assert!(cap.admits(Duration::from_millis(900)));
        cap.set(None);
        assert!((0..100).all(|_| cap.admits(Duration::from_millis(901))));
        assert_eq!(cap.opens_at(), Duration::ZERO);
    }

    #[test]
    fn a_higher_cap_frees_at_once_and_a_lower_one_shuts_for_no_longer_than_its_own_gap() {
        for (low, high) in [(0.001, 100.0), (0.02, 100.0), (0.5, 0.7), (1.0, 10.0), (10.0, 1_000.0)] {
            let cap = RateCap::new(Some(low));
            while cap.admits(Duration::ZERO) {}
            assert!(!cap.admits(Duration::from_millis(10)));
            cap.set(Some(high));
            // As much as passes in the gap of the new cap, from the latest visit that asked.
            let opens = cap.opens_at().as_secs_f64();
            assert!(opens <= 0.01 + 1.0 / high, "{low} to {high} per second: opens at {opens} s");
            cap.set(Some(high));
            assert!((cap.opens_at().as_secs_f64() - opens).abs() < 1e-6, "the same again changes nothing");
            while cap.admits(Duration::from_millis(10)) {}
            cap.set(Some(low));
            let opens = cap.opens_at().as_secs_f64() - 0.01;
            assert!(opens <= 1.0 / low + 1e-6, "{high} to {low} per second: shut for {opens} s");
        }
        let cap = RateCap::new(Some(0.001));
        assert!(cap.admits(Duration::ZERO));
        cap.set(None);
        cap.set(Some(0.5));
        assert!(cap.admits(Duration::from_secs(1)), "what was capped before there was no cap is forgotten");
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_has_more_than_its_part(
            per_second in 0.2f64..50.0,
            gaps in prop::collection::vec(0u64..400_000_000, 1..300),
        ) {
            let mut at = 0;
            let planned = gaps.iter().map(|gap| { at += gap; Duration::from_nanos(at) });
            let passed = admitted(per_second, planned);
            for (first, from) in passed.iter().enumerate() {
                for (last, to) in passed.iter().enumerate().skip(first) {
                    let seconds = (*to - *from).as_secs_f64() + 2e-6;
                    let most = (per_second * (seconds + 1.0)).max(per_second * seconds + 1.0);
                    prop_assert!(((last - first + 1) as f64) <= most + 1e-6, "{} in {seconds} s", last - first + 1);
                }
            }
        }

        #[test]
        fn what_opens_at_a_time_is_admitted_then_and_not_before(
            per_second in 0.2f64..50.0,
            gaps in prop::collection::vec(0u64..400_000_000, 1..100),
        ) {
            let cap = RateCap::new(Some(per_second));
            let mut at = 0;
            for gap in gaps {
                at += gap;
                let planned = Duration::from_nanos(at);
                let opens = cap.opens_at();
                prop_assert_eq!(cap.admits(planned), planned >= opens);
            }
        }
    }
}
