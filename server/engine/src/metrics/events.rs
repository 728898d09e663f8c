//! The events of a run that people see; the latest are kept.

use super::wall_clock::rfc3339;
use domain::{EventKind, RunEvent, messages::Message, status::MAX_EVENTS};
use parking_lot::Mutex;
use std::{
    collections::VecDeque,
    time::{Duration, SystemTime},
};

/// The latest events of a run.
#[derive(Debug, Default)]
pub(crate) struct EventLog(Mutex<VecDeque<RunEvent>>);

impl EventLog {
    /// Something happened now, `at` after the start of the run.
    pub(crate) fn add(&self, at: Duration, kind: EventKind, is_warning: bool, target: Option<&str>, message: Message) {
        let mut events = self.0.lock();
        let number = events.back().map_or(1, |event| event.number + 1);
        if events.len() >= MAX_EVENTS {
            events.pop_front();
        }
        events.push_back(RunEvent {
            number,
            at_seconds: at.as_secs_f64(),
            at: rfc3339(SystemTime::now()),
            kind,
            is_warning,
            target: target.map(str::to_owned),
            message: message.text,
            coded: message.coded,
        });
    }

    /// The latest events, oldest first.
    pub(crate) fn latest(&self) -> Vec<RunEvent> {
        self.0.lock().iter().cloned().collect()
    }
}
