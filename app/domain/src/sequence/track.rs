//! The arrivals of one stream of visits, on the clock of the load: when the integral of the rate says.

use crate::{
    config::Arrivals,
    mix::{Stream, exponential, keyed},
};

/// Arrivals at a rate of its own, evenly spaced or as a Poisson process, on a clock whose unit is up to
/// whoever asks: the integral of the load shape, so that the shape moves no visit past another
/// (time-scale transformation: Lewis, Shedler: "Simulation of nonhomogeneous Poisson processes by
/// thinning", 1979, section 1).
///
/// Between two changes of the rate every arrival is computed from where that stretch began, so nothing
/// drifts.
#[derive(Clone, Debug)]
pub struct Track {
    arrivals: Arrivals,
    seed: u64,
    /// Visits per unit of the clock.
    per_unit: f64,
    /// Number of the next visit.
    number: u64,
    /// When it comes.
    next: f64,
    /// Where this stretch began, and the number of its first visit.
    anchor: (f64, u64),
    /// Visits from the anchor to the stretch's first visit, as a part of one if they are evenly spaced; to
    /// the next visit if they are a Poisson process.
    lead: f64,
}

impl Track {
    /// Arrivals from `at` on, the first evenly spaced one `lead` of a gap (0–1) later. `seed` and the
    /// `number` of the first decide the gaps of a Poisson process.
    pub fn new(arrivals: Arrivals, seed: u64, per_unit: f64, (at, number): (f64, u64), lead: f64) -> Self {
        let mut track = Self { arrivals, seed, per_unit, number, next: at, anchor: (at, number), lead };
        if arrivals == Arrivals::Poisson {
            track.lead = track.gap();
        }
        track.settle();
        track
    }

    /// When the next visit comes; infinite if never.
    pub fn next(&self) -> f64 {
        self.next
    }

    /// On to the visit after the next one.
    pub fn advance(&mut self) {
        self.number += 1;
        if self.arrivals == Arrivals::Poisson {
            self.lead += self.gap();
        }
        self.settle();
    }

    /// Another rate, or another kind of arrivals, from `at` on, which is not before a visit that has come.
    /// What was left of the gap to the next visit passes at the new rate; the gaps of a Poisson process
    /// have no memory, so its next one is as good a gap as any.
    pub fn change(&mut self, at: f64, arrivals: Arrivals, per_unit: f64) {
        if (self.arrivals, self.per_unit) == (arrivals, per_unit) {
            return;
        }
        let left = (self.next - at) * self.per_unit;
        let begins = (self.arrivals, arrivals) == (Arrivals::Constant, Arrivals::Poisson);
        (self.arrivals, self.per_unit, self.anchor) = (arrivals, per_unit, (at, self.number));
        self.lead = if begins || !left.is_finite() { self.gap() } else { left.max(0.0) };
        self.settle();
    }

    /// The visits up to `at` do not come: the next one is the first that is due then or later. Its number stays.
    pub fn seek(&mut self, at: f64) {
        // One that is due later still comes when it is due, however often this is said.
        if self.arrivals == Arrivals::Constant || self.next < at {
            self.reopen(at);
        }
    }

    /// The next visit is the first that is due at `at` or later, also where that leads back, to when no visit has
    /// come yet.
    pub fn reopen(&mut self, at: f64) {
        match self.arrivals {
            Arrivals::Constant if self.next.is_finite() => {
                self.lead += ((at - self.next) * self.per_unit).ceil();
            }
            Arrivals::Constant => {}
            // Without memory, but with a gap of its own: that of the visit's number was at most what is left out.
            Arrivals::Poisson => {
                self.anchor = (at, self.number);
                self.lead = exponential(keyed(self.seed, Stream::Arrival, at.to_bits()), Stream::Arrival, self.number);
            }
        }
        self.settle();
        self.next = self.next.max(at);
    }

    /// Visits before `at` that are still to come; on average if they are a Poisson process.
    pub fn count_before(&self, at: f64) -> u64 {
        ((at - self.next) * self.per_unit).max(0.0).ceil() as u64
    }

    /// All visits that are still to come do so by this much later.
    pub fn shift(&mut self, by: f64) {
        self.anchor.0 += by;
        self.settle();
    }

    fn settle(&mut self) {
        let since = match self.arrivals {
            Arrivals::Constant => self.lead + (self.number - self.anchor.1) as f64,
            Arrivals::Poisson => self.lead,
        };
        self.next = if self.per_unit > 0.0 { self.anchor.0 + since / self.per_unit } else { f64::INFINITY };
    }

    /// The gap before the next visit, in visits.
    fn gap(&self) -> f64 {
        match self.arrivals {
            Arrivals::Constant => 1.0,
            Arrivals::Poisson => exponential(self.seed, Stream::Arrival, self.number),
        }
    }
}
