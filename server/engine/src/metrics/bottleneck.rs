//! Reports when this machine, not a target, keeps a run from going as planned: latencies measured then say more about
//! the machine. The plan is never slowed.
//!
//! Each kind of bottleneck shows a sign of its own. A bottleneck begins with signs in most of the last five
//! intervals (one is enough for lack of sockets, which never resolves itself within a hit) and is over when none
//! of them shows any, so that it does not flicker.

mod describe;
pub(crate) mod processor;
pub(crate) mod strain;
#[cfg(test)]
mod tests;
mod window;

use super::{rates::SHORTEST_INTERVAL, target_counts::TargetCounts};
use describe::describe;
use domain::{
    Bottleneck, BottleneckKind,
    messages::{MachineLimit, Message},
};
use std::time::Duration;
use window::{Interval, Mark, Window};

/// What comes first explains what comes after: without sockets or processor time hits wait for places in
/// flight, and with that visits take longer.
const KINDS: [BottleneckKind; 4] =
    [BottleneckKind::Sockets, BottleneckKind::Cpu, BottleneckKind::InFlight, BottleneckKind::Concurrency];

/// Follows one run.
#[derive(Default)]
pub(crate) struct Detector {
    marks: Vec<Mark>,
    at: Duration,
    processor: Option<Duration>,
    window: Window,
    current: Option<(BottleneckKind, Duration)>,
}

/// The limits that messages name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Cores this process may use.
    pub cores: usize,
    /// `max_in_flight_per_target`.
    pub max_in_flight: u32,
    /// `concurrency`.
    pub concurrency: u32,
    /// Where each hit has a target of its own, the visits of the whole run that may be in progress.
    pub visits_by_hit: Option<usize>,
}

/// The current bottleneck, and what changed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Finding {
    /// The bottleneck, if there is one.
    pub now: Option<Bottleneck>,
    /// What changed, and whether it is for the worse.
    pub news: Option<(bool, Message)>,
}

impl Detector {
    /// Takes the counts (by slot) and the processor time this process has used at `elapsed` since the start
    /// of the run. `name` gives a target's name by its slot.
    pub(crate) fn observe(
        &mut self,
        elapsed: Duration,
        processor: Option<Duration>,
        all_counts: &[TargetCounts],
        limits: Limits,
        name: impl Fn(usize) -> String,
    ) -> Finding {
        let length = elapsed.saturating_sub(self.at);
        if length < SHORTEST_INTERVAL {
            return Finding { now: self.now(limits, name), news: None };
        }
        let used = processor.zip(self.processor).map(|(now, before)| now.saturating_sub(before));
        let mut interval = Interval { length, processor: used, ..Interval::default() };
        self.marks.resize_with(all_counts.len().max(self.marks.len()), Mark::default);
        for (slot, (mark, counts)) in self.marks.iter_mut().zip(all_counts).enumerate() {
            let now = Mark::of(counts);
            let part = now.since(mark);
            *mark = now;
            interval.sent += part.sent;
            if part.is_strained() {
                interval.strained.insert(slot, part);
            }
        }
        (self.at, self.processor) = (elapsed, processor);
        self.window.push(interval);
        let before = self.current;
        self.settle(elapsed);
        let now = self.now(limits, name);
        let news = match (&now, before) {
            (Some(now), before) if before.is_none_or(|(kind, _)| kind != now.kind) => {
                Some((true, Message { text: now.message.clone(), coded: now.coded.clone() }))
            }
            (None, Some((_, since))) => {
                let seconds = elapsed.saturating_sub(since).as_secs_f64();
                Some((false, MachineLimit::AsPlannedAgain { seconds }.into()))
            }
            _ => None,
        };
        Finding { now, news }
    }

    /// Decides what the bottleneck is from now on.
    fn settle(&mut self, elapsed: Duration) {
        let first = KINDS.into_iter().find(|kind| {
            let signs = self.window.signs(*kind);
            let enough = if *kind == BottleneckKind::Sockets { 1 } else { window::LENGTH.div_ceil(2) };
            let stays = signs > 0 && self.current.is_some_and(|(now, _)| now == *kind);
            signs >= enough || stays
        });
        self.current = match (first, self.current) {
            (Some(kind), Some((now, since))) if kind == now => Some((now, since)),
            (Some(kind), _) => Some((kind, elapsed)),
            (None, _) => None,
        };
    }

    fn now(&self, limits: Limits, name: impl Fn(usize) -> String) -> Option<Bottleneck> {
        self.current.map(|(kind, since)| {
            let Message { text, coded } = describe(kind, &self.window, limits, name).into();
            Bottleneck { kind, since_seconds: since.as_secs_f64(), message: text, coded }
        })
    }
}
