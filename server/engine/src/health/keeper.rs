//! Probes targets and lets time pass for them, as long as a run lasts: one task for all.

use super::{flipped, leave_alone};
use crate::{bulkhead::Bulkhead, run::state::Run};
use domain::DistributionStrategy;
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};
use transport::{Answer, Cause, Outcome, Transport};

/// How often time is told: the shortest part of a window, and the shortest time between probes.
const TICK: Duration = Duration::from_millis(100);

/// The longest a probe may take, if hits may not take less.
const LONGEST_PROBE: Duration = Duration::from_secs(10);

/// Keeps an eye on all targets of `run`, for ever; probes on their way end with it.
pub async fn keep<T: Transport>(run: Arc<Run<T>>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut probes = JoinSet::new();
    let mut before = None;
    loop {
        ticks.tick().await;
        let now = run.elapsed();
        let targets = Candidate::all(&run);
        let count = targets.len();
        for (place, Candidate { bulkhead, is_idle }) in targets.into_iter().enumerate() {
            pass_time(&run, &bulkhead, now);
            let turn = Turn { interval: bulkhead.monitor.rules().probe_interval, place, count };
            let is_its_turn = before.map_or(0, |before| turn.number(before)) < turn.number(now);
            if is_its_turn && bulkhead.monitor.wants_probes(is_idle, now) && bulkhead.monitor.begin_probe() {
                probes.spawn(probe(Arc::clone(&run), bulkhead));
            }
        }
        before = Some(now);
        while probes.try_join_next().is_some() {}
    }
}

/// An enabled target.
struct Candidate<T> {
    bulkhead: Arc<Bulkhead<T>>,
    /// It would get no load if it were well: another one goes first.
    is_idle: bool,
}

impl<T: Transport> Candidate<T> {
    fn all(run: &Run<T>) -> Vec<Self> {
        let is_failover = run.config.load().distribution_strategy == DistributionStrategy::Failover;
        let epoch = run.epoch.load();
        let span = epoch.span();
        let served: HashSet<_> = span.shares.iter().filter(|(_, share)| *share > 0.0).map(|(slot, _)| *slot).collect();
        let roster = run.roster.lock();
        let enabled = roster.entries.iter().filter(|entry| entry.target.enabled);
        let candidate = |bulkhead: &Arc<Bulkhead<T>>| Self {
            is_idle: is_failover && run.plan.is_open() && !served.contains(&bulkhead.slot),
            bulkhead: Arc::clone(bulkhead),
        };
        enabled.map(|entry| candidate(&entry.bulkhead)).collect()
    }
}

/// When a target's probes go: once in each interval, at a moment of its own.
struct Turn {
    interval: Duration,
    place: usize,
    count: usize,
}

impl Turn {
    /// Turns it has had by `now`; the first target of the list has one at the very start.
    fn number(&self, now: Duration) -> u64 {
        let interval = self.interval.as_nanos().max(1);
        let moment = interval * self.place as u128 / self.count.max(1) as u128;
        ((now.as_nanos() + interval - moment) / interval) as u64
    }
}

fn pass_time<T: Transport>(run: &Run<T>, bulkhead: &Bulkhead<T>, now: Duration) {
    if let Some(flip) = bulkhead.monitor.elapsed(now) {
        flipped(run, bulkhead, &flip, None, now);
    }
    if bulkhead.monitor.wake(now) {
        run.rotate(format!("{} has been left alone for as long as it asked.", bulkhead.name()));
    }
}

/// Asks a target how it is. Nothing of it gets into the books.
async fn probe<T: Transport>(run: Arc<Run<T>>, bulkhead: Arc<Bulkhead<T>>) {
    let patience = run.timeout.min(LONGEST_PROBE);
    let answer = timeout(patience, bulkhead.transport.probe()).await.unwrap_or_else(|_| {
        let seconds = patience.as_secs_f64();
        Answer::failed(Cause::Timeout, None, format!("no complete answer to a probe within {seconds} s"))
    });
    bulkhead.monitor.end_probe();
    if matches!(answer.outcome, Outcome::NotSent(_)) {
        return;
    }
    let now = run.elapsed();
    if let Some(flip) = bulkhead.monitor.probed(answer.outcome == Outcome::Delivered, now) {
        flipped(&run, &bulkhead, &flip, Some(&answer), now);
    }
    leave_alone(&run, &bulkhead, &answer, now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_spread_over_the_interval_and_come_once_in_each() {
        let interval = Duration::from_secs(4);
        for place in 0..4 {
            let turn = Turn { interval, place, count: 4 };
            let had = |second| turn.number(Duration::from_secs(second));
            let seconds: Vec<u64> = (1..=12).filter(|second| had(second - 1) < had(*second)).collect();
            let first = if place == 0 { 4 } else { place as u64 };
            assert!(seconds.iter().copied().eq((first..=12).step_by(4)), "{place}: {seconds:?}");
        }
    }
}
