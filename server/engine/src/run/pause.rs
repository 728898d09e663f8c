//! Where a run stands, and the time that passes while it is not paused: what its schedule and its limits
//! go by.

use super::{state::Run, wording};
use domain::{EventKind, RunState};
use std::time::Duration;
use tokio::{
    select,
    time::{Instant, sleep},
};

/// How long a run has been paused.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pauses {
    /// Pauses that are over.
    over: Duration,
    /// When the current one began.
    since: Option<Instant>,
    /// How often the state has changed.
    pub turn: u64,
}

impl Pauses {
    /// A pause begins, unless one has already.
    pub fn begin(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// The pause is over, if there is one.
    pub fn end(&mut self) {
        self.over = self.total();
        self.since = None;
    }

    /// All pauses so far, the current one included.
    pub fn total(&self) -> Duration {
        self.over + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl<T> Run<T> {
    /// Moves to `state`; watchers are told. A pause ends with it.
    pub fn enter(&self, state: RunState) {
        self.state.send_modify(|now| {
            let mut pauses = self.pauses.lock();
            pauses.end();
            pauses.turn += 1;
            *now = state;
        });
    }

    /// People are told that the run begins.
    pub fn announce(&self) {
        self.note(EventKind::Run, false, None, wording::began(self.plan.continues));
    }

    /// From starting to running, unless it was paused before it came to that.
    pub fn begin(&self) {
        self.step(&[RunState::Starting], RunState::Running);
    }

    /// Pauses the run and gives the number of that change; `None` unless it is starting or running.
    pub fn pause(&self) -> Option<u64> {
        let paused = self.step(&[RunState::Starting, RunState::Running], RunState::Paused);
        if paused.is_some() {
            self.note(EventKind::Run, false, None, wording::PAUSED.to_owned());
        }
        paused
    }

    /// Goes on after a pause and gives the number of that change; `None` unless it is paused.
    pub fn resume(&self) -> Option<u64> {
        let resumed = self.step(&[RunState::Paused], RunState::Running);
        if resumed.is_some() {
            self.note(EventKind::Run, false, None, wording::RESUMED.to_owned());
        }
        resumed
    }

    /// Moves from one of `from` to `to`, in one step, together with the clock of the pauses.
    fn step(&self, from: &[RunState], to: RunState) -> Option<u64> {
        let mut turn = None;
        self.state.send_if_modified(|state| {
            if !from.contains(state) {
                return false;
            }
            let mut pauses = self.pauses.lock();
            if to == RunState::Paused {
                pauses.begin()
            } else {
                pauses.end()
            }
            pauses.turn += 1;
            turn = Some(pauses.turn);
            *state = to;
            true
        });
        turn
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        *self.state.borrow() == RunState::Paused
    }

    /// Waits until the run is not paused; returns at once when it is not.
    pub async fn unpaused(&self) {
        // The sender lives as long as the run, so this cannot fail.
        let _ = self.state.subscribe().wait_for(|state| *state != RunState::Paused).await;
    }

    /// Waits until the run is paused; for ever, if it never is.
    pub async fn paused(&self) {
        let _ = self.state.subscribe().wait_for(|state| *state == RunState::Paused).await;
    }

    /// How much later than on the schedule's clock it is, because of pauses.
    pub fn shift(&self) -> Duration {
        self.pauses.lock().total()
    }

    /// Time since the start of the run.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Time since the start that was not paused: what the schedule and the time limit count.
    pub fn running(&self) -> Duration {
        self.elapsed().saturating_sub(self.shift())
    }

    /// Waits until the plan's time is over; for ever, if it is not limited.
    pub async fn out_of_time(&self) {
        let Some(limit) = self.plan.time_limit() else { return std::future::pending().await };
        loop {
            self.unpaused().await;
            let left = limit.saturating_sub(self.running());
            if left.is_zero() {
                return;
            }
            select! {
                () = sleep(left) => {}
                () = self.paused() => {}
            }
        }
    }
}
