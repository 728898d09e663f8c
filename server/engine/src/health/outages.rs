//! When targets were unhealthy, and what it cost.

use crate::slot::Slot;
use domain::{Outage, messages::Message, status::MAX_OUTAGES};
use parking_lot::Mutex;
use std::{collections::VecDeque, time::Duration};

/// The outages of a run, the latest [`MAX_OUTAGES`] of them.
#[derive(Debug, Default)]
pub(crate) struct OutageLog(Mutex<VecDeque<Record>>);

#[derive(Debug)]
struct Record {
    outage: Outage,
    slot: Slot,
    before: Losses,
    /// Positions of the sequence that have been looked at.
    settled: u64,
    /// Exact number of visits that others took over.
    moved: f64,
}

/// What a target has lost since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    /// Hits rejected, failed or dropped.
    pub hits: u64,
    /// Hits that may or may not have been recorded.
    pub unknown: u64,
    /// Visits held back.
    pub held: u64,
}

/// A target that was found unhealthy.
#[derive(Clone, Debug)]
pub(crate) struct Detection<'a> {
    /// Where its figures stand.
    pub slot: Slot,
    /// Its id.
    pub target_id: i64,
    /// Its name.
    pub target: &'a str,
    /// What it answered, or why it did not.
    pub cause: Option<Message>,
    /// When the first sign was seen, since the start of the run.
    pub began: Duration,
    /// When it was detected.
    pub detected: Duration,
    /// What it had lost by then.
    pub before: Losses,
    /// Positions of the sequence given out by then.
    pub position: u64,
}

impl Record {
    fn is_open(&self) -> bool {
        self.outage.recovered_seconds.is_none()
    }

    fn update(&mut self, now: Losses, position: u64, moved: impl Fn(Slot, u64, u64) -> f64) {
        self.outage.hits_lost = now.hits.saturating_sub(self.before.hits);
        self.outage.hits_unknown = now.unknown.saturating_sub(self.before.unknown);
        self.outage.visits_held = now.held.saturating_sub(self.before.held);
        self.moved += moved(self.slot, self.settled, position);
        self.settled = position;
        self.outage.visits_moved = self.moved.round() as u64;
    }
}

impl OutageLog {
    /// An outage begins, unless there is one of the same target already.
    pub(crate) fn begin(&self, found: Detection<'_>) {
        let mut records = self.0.lock();
        if records.iter().any(|record| record.slot == found.slot && record.is_open()) {
            return;
        }
        let number = records.back().map_or(1, |record| record.outage.number + 1);
        if records.len() >= MAX_OUTAGES {
            records.pop_front();
        }
        let cause = found.cause.unwrap_or_default();
        let outage = Outage {
            number,
            target_id: found.target_id,
            target: found.target.to_owned(),
            cause: cause.text,
            coded: cause.coded,
            began_seconds: found.began.as_secs_f64(),
            detected_seconds: found.detected.as_secs_f64(),
            ..Outage::default()
        };
        let slot = found.slot;
        let before = found.before;
        let settled = found.position;
        records.push_back(Record { outage, slot, before, settled, moved: 0.0 });
    }

    /// The target is healthy again. Returns how long it was unhealthy, if it was. `moved` as in
    /// [`OutageLog::latest`].
    pub(crate) fn end(
        &self,
        slot: Slot,
        now: Duration,
        losses: Losses,
        position: u64,
        moved: impl Fn(Slot, u64, u64) -> f64,
    ) -> Option<Duration> {
        let mut records = self.0.lock();
        let record = records.iter_mut().find(|record| record.slot == slot && record.is_open())?;
        record.update(losses, position, moved);
        record.outage.recovered_seconds = Some(now.as_secs_f64());
        Some(now.saturating_sub(Duration::from_secs_f64(record.outage.detected_seconds)))
    }

    /// The outages, those that go on brought up to date. `losses` says what a target has lost since the
    /// start of the run, `moved` how many of its visits others took over between two positions.
    pub(crate) fn latest(
        &self,
        losses: impl Fn(Slot) -> Losses,
        position: u64,
        moved: impl Fn(Slot, u64, u64) -> f64,
    ) -> Vec<Outage> {
        let mut records = self.0.lock();
        for record in records.iter_mut().filter(|record| record.is_open()) {
            record.update(losses(record.slot), position, &moved);
        }
        records.iter().map(|record| record.outage.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::messages::{Coded, NotDelivered};

    fn found(slot: Slot, at: u64) -> Detection<'static> {
        Detection {
            slot,
            target_id: slot as i64 + 1,
            target: "a",
            cause: Some(NotDelivered::NoTracker.into()),
            began: Duration::from_secs(at),
            detected: Duration::from_secs(at + 2),
            before: Losses { hits: 10, unknown: 2, held: 1 },
            position: 100,
        }
    }

    fn half(_: Slot, from: u64, to: u64) -> f64 {
        (to - from) as f64 / 2.0
    }

    #[test]
    fn what_an_outage_cost_is_what_was_lost_since_it_was_detected() {
        let log = OutageLog::default();
        log.begin(found(0, 5));
        log.begin(found(0, 6));
        let going_on = log.latest(|_| Losses { hits: 12, unknown: 2, held: 1 }, 103, half);
        assert_eq!((going_on.len(), going_on[0].hits_lost, going_on[0].visits_moved), (1, 2, 2));
        assert_eq!(going_on[0].recovered_seconds, None);
        let losses = Losses { hits: 15, unknown: 4, held: 4 };
        assert_eq!(log.end(0, Duration::from_secs(10), losses, 105, half), Some(Duration::from_secs(3)));
        assert_eq!(log.end(0, Duration::from_secs(11), losses, 106, half), None);
        // What happens afterwards has other causes.
        let over = log.latest(|_| Losses { hits: 99, unknown: 99, held: 99 }, 999, half);
        let expected = Outage {
            number: 1,
            target_id: 1,
            target: "a".into(),
            cause: "answered 404: there is no tracker at that address".into(),
            coded: Coded { code: "no_tracker".into(), ..Coded::default() },
            began_seconds: 5.0,
            detected_seconds: 7.0,
            recovered_seconds: Some(10.0),
            hits_lost: 5,
            hits_unknown: 2,
            visits_held: 3,
            visits_moved: 3,
        };
        assert_eq!(over, [expected]);
    }

    #[test]
    fn the_oldest_are_left_out_and_numbers_go_on() {
        let log = OutageLog::default();
        for slot in 0..MAX_OUTAGES + 5 {
            log.begin(found(slot, 1));
        }
        let outages = log.latest(|_| Losses::default(), 100, half);
        assert_eq!((outages.len(), outages[0].number), (MAX_OUTAGES, 6));
        assert!(log.end(0, Duration::from_secs(9), Losses::default(), 100, half).is_none());
    }
}
