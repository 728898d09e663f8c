//! Signs that this machine cannot keep up, counted where they show. Without strain nothing is counted,
//! so they cost a comparison per hit.

use std::time::Duration;
use transport::Shortage;

/// Whatever is late by more than this is a sign.
pub(crate) const NOTICEABLE: Duration = Duration::from_millis(10);

/// What went wrong on this machine's side, of one target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Strain {
    /// Hits that asked for a place in flight more than [`NOTICEABLE`] after they were ready.
    pub late: u64,
    /// How late those were, all together.
    pub late_by: Duration,
    /// Visits that were not begun because it was too late for their first hit.
    pub missed_visits: u64,
    /// Hits that were given up because it was too late for them before they asked for a place.
    pub missed_hits: u64,
    /// Hits that waited more than [`NOTICEABLE`] for a place in flight and got one.
    pub queued: u64,
    /// How long those waited, all together.
    pub queued_for: Duration,
    /// Hits that were given up because no place in flight was free in time.
    pub crowded_out: u64,
    /// Hits that were given up because as many visits were sending one as may be in progress, where each hit has a target
    /// of its own.
    pub unplaced: u64,
    /// Hits that were not sent for lack of open files.
    pub files: u64,
    /// Hits that were not sent for lack of local ports.
    pub ports: u64,
    /// Hits that were not sent for lack of memory.
    pub memory: u64,
}

impl Strain {
    /// So many hits asked for a place so long after they were ready.
    pub(crate) fn delay(&mut self, by: Duration, hits: u64) {
        self.late += hits;
        self.late_by += by.saturating_mul(u32::try_from(hits).unwrap_or(u32::MAX));
    }

    /// So many hits waited so long for a place in flight.
    pub(crate) fn queue(&mut self, waited: Duration, hits: u64) {
        self.queued += hits;
        self.queued_for += waited.saturating_mul(u32::try_from(hits).unwrap_or(u32::MAX));
    }

    /// So many hits were not sent.
    pub(crate) fn lack(&mut self, shortage: Shortage, hits: u64) {
        *match shortage {
            Shortage::Files => &mut self.files,
            Shortage::Ports => &mut self.ports,
            Shortage::Memory => &mut self.memory,
        } += hits;
    }

    /// Adds another's.
    pub(crate) fn add(&mut self, other: &Self) {
        self.merge(other, |mine, theirs| mine + theirs, |mine, theirs| mine + theirs);
    }

    /// What came since `before`.
    pub(crate) fn since(mut self, before: &Self) -> Self {
        self.merge(before, u64::saturating_sub, Duration::saturating_sub);
        self
    }

    fn merge(&mut self, other: &Self, counts: fn(u64, u64) -> u64, times: fn(Duration, Duration) -> Duration) {
        // Destructured without `..`, so that a new sign cannot be forgotten here.
        let Self {
            late,
            late_by,
            missed_visits,
            missed_hits,
            queued,
            queued_for,
            crowded_out,
            unplaced,
            files,
            ports,
            memory,
        } = *other;
        for (mine, theirs) in [
            (&mut self.late, late),
            (&mut self.missed_visits, missed_visits),
            (&mut self.missed_hits, missed_hits),
            (&mut self.queued, queued),
            (&mut self.crowded_out, crowded_out),
            (&mut self.unplaced, unplaced),
            (&mut self.files, files),
            (&mut self.ports, ports),
            (&mut self.memory, memory),
        ] {
            *mine = counts(*mine, theirs);
        }
        self.late_by = times(self.late_by, late_by);
        self.queued_for = times(self.queued_for, queued_for);
    }
}
