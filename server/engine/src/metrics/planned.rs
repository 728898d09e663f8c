//! How many hits were due in each second: the line that "achieved" is held against.

use parking_lot::Mutex;
use std::{collections::VecDeque, time::Duration};

/// Counts planned hits by the second they are due in.
#[derive(Debug, Default)]
pub struct PlannedCurve {
    due: Mutex<Due>,
}

#[derive(Debug, Default)]
struct Due {
    /// The second `counts` starts with.
    from: u64,
    counts: VecDeque<u64>,
    /// Hits due before `from`.
    passed: u64,
}

impl PlannedCurve {
    /// A visit was planned with hits due at these times since the start of the run.
    pub fn add(&self, due: impl Iterator<Item = Duration>) {
        let mut curve = self.due.lock();
        for time in due {
            match time.as_secs().checked_sub(curve.from) {
                None => curve.passed += 1,
                Some(place) => {
                    let place = place as usize;
                    if curve.counts.len() <= place {
                        curve.counts.resize(place + 1, 0);
                    }
                    if let Some(count) = curve.counts.get_mut(place) {
                        *count += 1;
                    }
                }
            }
        }
    }

    /// Hits due before `now`, counted in whole seconds with the current one in proportion.
    pub fn due_before(&self, now: Duration) -> f64 {
        let mut curve = self.due.lock();
        while curve.from < now.as_secs() {
            curve.from += 1;
            curve.passed += curve.counts.pop_front().unwrap_or(0);
        }
        let current = curve.counts.front().copied().unwrap_or(0);
        curve.passed as f64 + current as f64 * f64::from(now.subsec_nanos()) / 1e9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_due_in_their_second() {
        let curve = PlannedCurve::default();
        curve.add([0, 500, 1_200, 3_000].into_iter().map(Duration::from_millis));
        let due = |millis| curve.due_before(Duration::from_millis(millis));
        assert_eq!([due(0), due(500), due(1_000), due(1_500), due(2_000)], [0.0, 1.0, 2.0, 2.5, 3.0]);
        curve.add([Duration::from_millis(100)].into_iter());
        assert_eq!([due(3_000), due(4_000)], [4.0, 5.0]);
    }
}
