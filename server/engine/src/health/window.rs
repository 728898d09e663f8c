//! Delivered and undelivered hits of the last seconds, in a few parts of equal length: the memory is the
//! same at one hit a second and at a million.

use std::time::Duration;

/// Parts of a window. It slides by whole parts, so between nine and ten of them count.
pub(super) const PARTS: u64 = 10;

/// A sliding window over one target's hits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Length of a part.
    width: Duration,
    /// Number of the part that time is in, counted from 0 at the start of the run.
    newest: u64,
    /// A ring: part `number` is at `number % PARTS`.
    parts: [Part; PARTS as usize],
}

#[derive(Clone, Copy, Debug, Default)]
struct Part {
    delivered: u64,
    undelivered: u64,
    first_undelivered: Option<Duration>,
}

/// The sum of several parts of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// Hits that were delivered.
    pub delivered: u64,
    /// Hits that were not.
    pub undelivered: u64,
    /// When the first of those came back, since the start of the run.
    pub first_undelivered: Option<Duration>,
}

impl Sum {
    /// All hits.
    pub(super) fn hits(&self) -> u64 {
        self.delivered + self.undelivered
    }

    /// The part of the hits that was not delivered, 0–1; 0 without hits.
    pub(super) fn rate(&self) -> f64 {
        if self.hits() == 0 { 0.0 } else { self.undelivered as f64 / self.hits() as f64 }
    }
}

impl Window {
    /// An empty window of this length.
    pub(super) fn new(length: Duration) -> Self {
        // Valid settings are far above a millisecond; this only keeps a division possible.
        let width = (length / PARTS as u32).max(Duration::from_millis(1));
        Self { width, newest: 0, parts: Default::default() }
    }

    /// Forgets all hits.
    pub(super) fn clear(&mut self) {
        self.parts = Default::default();
    }

    /// These hits got their outcome at `now`, since the start of the run.
    pub(super) fn add(&mut self, delivered: u64, undelivered: u64, now: Duration) {
        self.slide(now);
        let newest = self.newest;
        let part = self.part_mut(newest);
        part.delivered += delivered;
        part.undelivered += undelivered;
        if undelivered > 0 {
            part.first_undelivered.get_or_insert(now);
        }
    }

    /// What the newest `parts` parts hold, of [`PARTS`].
    pub(super) fn sum(&mut self, parts: u64, now: Duration) -> Sum {
        self.slide(now);
        let mut sum = Sum::default();
        for age in 0..parts.min(PARTS).min(self.newest + 1) {
            let part = *self.part_mut(self.newest - age);
            sum.delivered += part.delivered;
            sum.undelivered += part.undelivered;
            // From new to old: the last one found is the first.
            sum.first_undelivered = part.first_undelivered.or(sum.first_undelivered);
        }
        sum
    }

    /// Clears the parts that time has entered since. A late observation counts in the newest part.
    fn slide(&mut self, now: Duration) {
        let number = (now.as_nanos() / self.width.as_nanos()) as u64;
        for fresh in (self.newest + 1..=number).rev().take(PARTS as usize) {
            *self.part_mut(fresh) = Part::default();
        }
        self.newest = self.newest.max(number);
    }

    #[expect(clippy::indexing_slicing, reason = "a remainder is below the length")]
    fn part_mut(&mut self, number: u64) -> &mut Part {
        &mut self.parts[(number % PARTS) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_holds_what_came_in_its_parts_and_nothing_else(
            hits in prop::collection::vec((0u64..3_000, 0u64..4, 0u64..4), 1..80),
        ) {
            let width = 200;
            let mut window = Window::new(Duration::from_millis(width * PARTS));
            let mut now = 0;
            let mut came = Vec::new();
            for (later, delivered, undelivered) in hits {
                // Mostly small steps, now and then one that leaves the whole window behind.
                now += if later > 2_700 { later } else { later % 90 };
                window.add(delivered, undelivered, Duration::from_millis(now));
                came.push((now, delivered, undelivered));
                for parts in [1, 2, PARTS] {
                    let from = (now / width).saturating_sub(parts - 1) * width;
                    let held = || came.iter().filter(|(at, ..)| *at >= from);
                    let lost = held().find(|(.., undelivered)| *undelivered > 0);
                    let expected = Sum {
                        delivered: held().map(|(_, delivered, _)| delivered).sum(),
                        undelivered: held().map(|(.., undelivered)| undelivered).sum(),
                        first_undelivered: lost.map(|(at, ..)| Duration::from_millis(*at)),
                    };
                    prop_assert_eq!(window.sum(parts, Duration::from_millis(now)), expected);
                }
            }
        }
    }

    #[test]
    fn an_empty_window_has_lost_nothing() {
        let mut window = Window::new(Duration::from_secs(10));
        assert_eq!(window.sum(PARTS, Duration::from_secs(1_000_000)).rate(), 0.0);
        window.add(1, 3, Duration::from_secs(1_000_000));
        assert_eq!(window.sum(PARTS, Duration::from_secs(1_000_001)).rate(), 0.75);
        // A late observation counts in the newest part.
        window.add(4, 0, Duration::from_secs(3));
        assert_eq!(window.sum(1, Duration::from_secs(1_000_001)).hits(), 4);
        window.clear();
        assert_eq!(window.sum(PARTS, Duration::from_secs(1_000_001)), Sum::default());
    }
}
