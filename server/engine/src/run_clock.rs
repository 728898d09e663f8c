//! The state of a run and its time without pauses, which its schedule and limits follow.

use domain::{RunState, load_shape::LocalClock};
use parking_lot::Mutex;
use std::time::{Duration, SystemTime};
use tokio::{
    select,
    sync::watch,
    time::{Instant, sleep},
};

/// The time of a run and its state, which change together.
#[derive(Debug)]
pub(crate) struct RunClock {
    /// Zero of all planned times.
    pub started: Instant,
    /// The same moment on the wall clock, taken once: a clock that jumps moves no hit.
    pub started_at: SystemTime,
    state: watch::Sender<RunState>,
    /// How long it has been paused; changed together with `state`.
    pauses: Mutex<Pauses>,
}

/// How long a run has been paused.
#[derive(Clone, Copy, Debug, Default)]
struct Pauses {
    /// Pauses that are over.
    over: Duration,
    /// When the current one began.
    since: Option<Instant>,
    /// How often the state has changed.
    turn: u64,
}

impl Pauses {
    fn begin(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    fn end(&mut self) {
        self.over = self.total();
        self.since = None;
    }

    /// All pauses so far, the current one included.
    fn total(&self) -> Duration {
        self.over + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl RunClock {
    /// The clock of a run that starts now.
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            started_at: SystemTime::now(),
            state: watch::Sender::new(RunState::Starting),
            pauses: Mutex::default(),
        }
    }

    /// The state of the run.
    pub(crate) fn state(&self) -> RunState {
        *self.state.borrow()
    }

    /// Subscribes to the state of the run.
    pub(crate) fn watch_state(&self) -> watch::Receiver<RunState> {
        self.state.subscribe()
    }

    /// How often the state has changed.
    pub(crate) fn turn(&self) -> u64 {
        self.pauses.lock().turn
    }

    /// Moves to `state` and notifies watchers. A pause ends with it.
    pub(crate) fn enter(&self, state: RunState) {
        self.state.send_modify(|now| {
            let mut pauses = self.pauses.lock();
            pauses.end();
            pauses.turn += 1;
            *now = state;
        });
    }

    /// Moves from one of `from` to `to`, in one step, together with the clock of the pauses. Gives the number of that
    /// change; `None` if the state is none of `from`.
    pub(crate) fn step(&self, from: &[RunState], to: RunState) -> Option<u64> {
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
    pub(crate) fn is_paused(&self) -> bool {
        self.state() == RunState::Paused
    }

    /// Waits until the run is not paused; returns at once when it is not.
    pub(crate) async fn unpaused(&self) {
        // The sender lives as long as the run, so this cannot fail.
        let _ = self.state.subscribe().wait_for(|state| *state != RunState::Paused).await;
    }

    /// Waits until the run is paused; for ever, if it never is.
    pub(crate) async fn paused(&self) {
        let _ = self.state.subscribe().wait_for(|state| *state == RunState::Paused).await;
    }

    /// How much later than on the schedule's clock it is, because of pauses.
    pub(crate) fn shift(&self) -> Duration {
        self.pauses.lock().total()
    }

    /// Time since the start of the run.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Time since the start that was not paused: what the schedule and the time limit count.
    pub(crate) fn running(&self) -> Duration {
        self.elapsed().saturating_sub(self.shift())
    }

    /// Waits until `limit` of time that was not paused is over; for ever, if there is no limit.
    pub(crate) async fn out_of_time(&self, limit: Option<Duration>) {
        let Some(limit) = limit else { return std::future::pending().await };
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

    /// `clock`, set to the start of the run if it was not set.
    pub(crate) fn local(&self, clock: &LocalClock) -> LocalClock {
        let start_unix = if clock.start_unix == 0.0 { self.started_unix().as_secs_f64() } else { clock.start_unix };
        LocalClock { start_unix, ..clock.clone() }
    }

    /// `planned` on the wall clock, milliseconds since the Unix epoch.
    pub(crate) fn unix_ms(&self, planned: Duration) -> i64 {
        (self.started_unix() + planned).as_millis() as i64
    }

    fn started_unix(&self) -> Duration {
        self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }
}
