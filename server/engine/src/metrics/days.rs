//! How far the days of a backfill are.

use domain::{BackfillStatus, DayStatus, backfill::DayPlan};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters by day.
#[derive(Debug)]
pub(crate) struct DayCounts(Vec<Day>);

#[derive(Debug)]
struct Day {
    plan: DayPlan,
    before: AtomicU64,
    sent: AtomicU64,
}

impl DayCounts {
    /// Counters for these days, which are in order.
    pub(crate) fn new(days: &[DayPlan]) -> Self {
        let days = days.iter().map(|plan| Day { plan: *plan, before: AtomicU64::new(0), sent: AtomicU64::new(0) });
        Self(days.collect())
    }

    /// Visit `index` was begun by an earlier run.
    pub(crate) fn pass(&self, index: u64) {
        if let Some(day) = self.of(index) {
            day.before.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Visit `index` was sent to its end.
    pub(crate) fn send(&self, index: u64) {
        if let Some(day) = self.of(index) {
            day.sent.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The number of the day of visit `index`, in the order of the days; it never falls.
    pub(crate) fn day(&self, index: u64) -> u64 {
        self.0.partition_point(|day| day.plan.first_index <= index) as u64
    }

    /// The day of visit `index`: of those that begin there, the last; the others have no visits.
    fn of(&self, index: u64) -> Option<&Day> {
        let after = self.0.partition_point(|day| day.plan.first_index <= index);
        self.0.get(after.checked_sub(1)?)
    }

    /// The figures as they are published, with what earlier runs left `in_doubt`.
    pub(crate) fn status(&self, in_doubt: u64) -> BackfillStatus {
        let days = self.0.iter().map(|day| DayStatus {
            date: day.plan.date.to_string(),
            planned: day.plan.visits,
            before: day.before.load(Ordering::Relaxed),
            sent: day.sent.load(Ordering::Relaxed),
        });
        BackfillStatus { days: days.collect(), in_doubt }
    }
}
