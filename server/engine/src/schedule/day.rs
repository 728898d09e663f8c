//! How many visits began today, and when tomorrow comes.

use domain::load_shape::LocalClock;
use std::time::Duration;

/// After midnight by this much, so that rounding (a time since the Unix epoch is known to a quarter of a
/// microsecond) does not lead back to the day before.
const PAST_MIDNIGHT: Duration = Duration::from_micros(1);

/// The days of a schedule, in the zone of the configuration.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// Starts at the start of the run; moved on by pauses.
    clock: LocalClock,
    /// The day of the latest arrival.
    today: Day,
}

/// One day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    /// When it ends, seconds since the Unix epoch.
    ends: f64,
    /// Visits that have begun.
    visits: u64,
    /// No more may begin.
    is_full: bool,
}

impl Days {
    /// The days from the start of a run on.
    pub(super) fn new(clock: LocalClock) -> Self {
        let today = Day { ends: clock.next_midnight(clock.start_unix), visits: 0, is_full: false };
        Self { clock, today }
    }

    /// The day of an arrival planned at `planned`, and that arrival counted, if a day may have `limit`. If today
    /// has had them: when tomorrow begins, on the schedule's clock.
    pub(super) fn admit(&mut self, planned: Duration, limit: u64) -> Result<Day, Duration> {
        let unix = self.clock.start_unix + planned.as_secs_f64();
        let is_today = unix < self.today.ends;
        if is_today && self.today.visits >= limit {
            self.today.is_full = true;
            let ends = (self.today.ends - self.clock.start_unix).max(0.0);
            return Err(Duration::from_secs_f64(ends) + PAST_MIDNIGHT);
        }
        let (ends, before) =
            if is_today { (self.today.ends, self.today.visits) } else { (self.clock.next_midnight(unix), 0) };
        Ok(Day { ends, visits: before + 1, is_full: false })
    }

    /// It is `day` now: that of an arrival that was admitted.
    pub(super) fn begin(&mut self, day: Day) {
        self.today = day;
    }

    /// Visits that have begun on the day of the latest.
    pub(super) fn today(&self) -> u64 {
        self.today.visits
    }

    /// The ends of the days from that of the latest on, as far as they come before `end`, on the schedule's clock.
    pub(super) fn midnights_before(&self, end: Duration) -> Vec<Duration> {
        let end = self.clock.start_unix + end.as_secs_f64();
        let midnights = std::iter::successors(Some(self.today.ends), |unix| Some(self.clock.next_midnight(*unix)));
        midnights
            .take_while(|unix| *unix < end)
            .map(|unix| Duration::from_secs_f64((unix - self.clock.start_unix).max(0.0)))
            .collect()
    }

    /// When the next visit may begin, if today's have: seconds since the Unix epoch.
    pub(super) fn full_until(&self) -> Option<f64> {
        self.today.is_full.then_some(self.today.ends)
    }

    /// Whether today was full; clears that, so that today is looked at again.
    pub(super) fn reopen(&mut self) -> bool {
        std::mem::take(&mut self.today.is_full)
    }

    /// The clock shows `unix` (seconds since the Unix epoch) at `at` on the schedule's.
    pub(super) fn set_clock(&mut self, at: Duration, unix: f64) {
        self.clock.start_unix = unix - at.as_secs_f64();
    }

    /// The clock for a curve that begins at `at`.
    pub(super) fn clock_from(&self, at: Duration) -> LocalClock {
        LocalClock { start_unix: self.clock.start_unix + at.as_secs_f64(), offsets: self.clock.offsets.clone() }
    }
}
