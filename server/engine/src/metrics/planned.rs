//! How many hits were due in each second, by target: the planned line that the achieved one is compared with.

use crate::slot::Slot;
use parking_lot::Mutex;
use std::{collections::VecDeque, time::Duration};

/// Counts planned hits by target and by the second they are due in.
#[derive(Debug, Default)]
pub(crate) struct PlannedCurves {
    /// By slot.
    due: Mutex<Vec<Due>>,
}

#[derive(Debug, Default)]
struct Due {
    /// The second `counts` starts with.
    from: u64,
    counts: VecDeque<u32>,
    /// Hits due before `from`.
    passed: u64,
}

impl PlannedCurves {
    /// A visit was planned with hits due at these targets, at these times since the start of the run.
    pub(crate) fn add(&self, due: impl Iterator<Item = (Slot, Duration)>) {
        let mut curves = self.due.lock();
        for (slot, time) in due {
            curve(&mut curves, slot).add(time.as_secs());
        }
    }

    /// So many hits of a target were due before now, whenever that was.
    pub(crate) fn pass(&self, slot: Slot, hits: u64) {
        curve(&mut self.due.lock(), slot).passed += hits;
    }

    /// By slot, hits due before `now`, counted in whole seconds with the current one in proportion. Targets that
    /// nothing was planned for may be missing at the end.
    pub(crate) fn due_before(&self, now: Duration) -> Vec<f64> {
        self.due.lock().iter_mut().map(|curve| curve.before(now)).collect()
    }
}

/// The curve of `slot`. A new one begins where the others are, however long ago the run began.
fn curve(curves: &mut Vec<Due>, slot: Slot) -> &mut Due {
    if curves.len() <= slot {
        let from = curves.first().map_or(0, |first| first.from);
        curves.resize_with(slot + 1, || Due { from, ..Due::default() });
    }
    #[expect(clippy::indexing_slicing, reason = "made long enough just above")]
    &mut curves[slot]
}

impl Due {
    fn add(&mut self, second: u64) {
        let Some(place) = second.checked_sub(self.from) else {
            self.passed += 1;
            return;
        };
        let place = place as usize;
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(place) {
            *count = count.saturating_add(1);
        }
    }

    fn before(&mut self, now: Duration) -> f64 {
        while self.from < now.as_secs() {
            self.from += 1;
            self.passed += u64::from(self.counts.pop_front().unwrap_or(0));
        }
        let current = self.counts.front().copied().unwrap_or(0);
        self.passed as f64 + f64::from(current) * f64::from(now.subsec_nanos()) / 1e9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_due_in_their_second() {
        let curves = PlannedCurves::default();
        curves.add([0, 500, 1_200, 3_000].into_iter().map(|millis| (0, Duration::from_millis(millis))));
        let due = |millis| curves.due_before(Duration::from_millis(millis))[0];
        assert_eq!([due(0), due(500), due(1_000), due(1_500), due(2_000)], [0.0, 1.0, 2.0, 2.5, 3.0]);
        curves.add([(0, Duration::from_millis(100))].into_iter());
        assert_eq!([due(3_000), due(4_000)], [4.0, 5.0]);
        curves.pass(0, 7);
        assert_eq!(due(4_000), 12.0);
    }

    #[test]
    fn each_target_has_a_curve_of_its_own() {
        let curves = PlannedCurves::default();
        curves.add([(0, 100), (2, 200), (2, 1_500)].into_iter().map(|(slot, ms)| (slot, Duration::from_millis(ms))));
        assert_eq!(curves.due_before(Duration::from_secs(1)), [1.0, 0.0, 1.0]);
        assert_eq!(curves.due_before(Duration::from_secs(2)), [1.0, 0.0, 2.0]);
    }

    #[test]
    fn a_target_that_comes_late_has_a_curve_from_then_on() {
        let curves = PlannedCurves::default();
        let year = Duration::from_secs(365 * 86_400);
        curves.add([(0, Duration::ZERO)].into_iter());
        assert_eq!(curves.due_before(year), [1.0]);
        curves.add([(1, year + Duration::from_millis(500))].into_iter());
        assert_eq!(curves.due.lock()[1].counts.len(), 1);
        assert_eq!(curves.due_before(year + Duration::from_secs(1)), [1.0, 1.0]);
    }
}
