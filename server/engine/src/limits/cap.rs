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
pub struct Cap {
    /// Visits per second, the bits of an `f64`; 0: no cap.
    per_second: AtomicU64,
    /// When the next visit would be due if all came evenly (GCRA's theoretical arrival time), in
    /// nanoseconds with [`FRACTION`] binary places.
    next: Mutex<u128>,
}

impl Cap {
    /// A cap of so many visits per second; `None`: no cap.
    pub fn new(per_second: Option<f64>) -> Self {
        let cap = Self::default();
        cap.set(per_second);
        cap
    }

    /// Caps at so many visits per second from the next arrival on.
    pub fn set(&self, per_second: Option<f64>) {
        self.per_second.store(per_second.unwrap_or(0.0).to_bits(), Ordering::Relaxed);
    }

    /// Whether a visit planned at `planned` may begin; it counts if so. Planned times must not go back.
    pub fn admits(&self, planned: Duration) -> bool {
        let Some(step) = self.step() else { return true };
        let planned = fixed(planned);
        let mut next = self.next.lock();
        if planned + tolerance(step) < *next {
            return false;
        }
        *next = planned.max(*next) + step;
        true
    }

    /// The earliest time for which [`Cap::admits`] would say yes.
    pub fn opens_at(&self) -> Duration {
        let Some(step) = self.step() else { return Duration::ZERO };
        let nanos = self.next.lock().saturating_sub(tolerance(step)).div_ceil(1 << FRACTION);
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
        let cap = Cap::new(Some(cap));
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
    fn a_cap_follows_changes_and_can_go() {
        let cap = Cap::new(Some(1.0));
        assert!(cap.admits(Duration::ZERO));
        assert!(!cap.admits(Duration::from_millis(900)));
        assert_eq!(cap.opens_at(), Duration::from_secs(1) - SLACK);
        cap.set(Some(2.0));
        assert!(cap.admits(Duration::from_millis(900)));
        cap.set(None);
        assert!((0..100).all(|_| cap.admits(Duration::from_millis(901))));
        assert_eq!(cap.opens_at(), Duration::ZERO);
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
            let cap = Cap::new(Some(per_second));
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
