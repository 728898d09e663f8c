//! Probes targets and advances their health clocks while a run lasts: one task for all.

use super::{
    Run,
    health_control::{flipped, rests},
};
use crate::visits::Channel;
use domain::messages::{EpochCause, NotDelivered};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};
use transport::{Answer, Cause, Outcome, Transport};

/// The tick: the shortest part of a window, and the shortest time between probes.
const TICK: Duration = Duration::from_millis(100);

/// The longest a probe may take, if hits may not take less.
const LONGEST_PROBE: Duration = Duration::from_secs(10);

/// Watches all targets of `run`, for ever; probes in flight end with it.
pub(super) async fn probe_targets<T: Transport>(run: Arc<Run<T>>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut probes = JoinSet::new();
    let mut before = None;
    loop {
        ticks.tick().await;
        let now = run.clock().elapsed();
        let targets = Candidate::all(&run);
        let count = targets.len();
        for (place, Candidate { channel, is_idle }) in targets.into_iter().enumerate() {
            pass_time(&run, &channel, now);
            let turn = ProbeTurn { interval: channel.monitor.policy().probe_interval, place, count };
            let is_its_turn = before.map_or(0, |before| turn.number(before)) < turn.number(now);
            if is_its_turn && channel.monitor.wants_probes(is_idle, now) && channel.monitor.begin_probe() {
                probes.spawn(probe(Arc::clone(&run), channel));
            }
        }
        before = Some(now);
        while probes.try_join_next().is_some() {}
    }
}

/// An enabled target.
struct Candidate<T> {
    channel: Arc<Channel<T>>,
    /// It would get no load if it were well: another one goes first.
    is_idle: bool,
}

impl<T: Transport> Candidate<T> {
    fn all(run: &Run<T>) -> Vec<Self> {
        let is_failover = run.dispatch.config.load().distribution_strategy.always_takes_over();
        let epoch = run.dispatch.epoch.load();
        let record = epoch.record();
        let served: HashSet<_> =
            record.shares.iter().filter(|(_, share)| *share > 0.0).map(|(slot, _)| *slot).collect();
        let registry = run.dispatch.registry.lock();
        let enabled = registry.entries.iter().filter(|entry| entry.target.enabled);
        let candidates = enabled.map(|entry| Self {
            is_idle: is_failover && run.plan().is_open() && !served.contains(&entry.channel.slot),
            channel: Arc::clone(&entry.channel),
        });
        candidates.collect()
    }
}

/// When a target's probes go: once in each interval, at a moment of its own.
struct ProbeTurn {
    interval: Duration,
    place: usize,
    count: usize,
}

impl ProbeTurn {
    /// Turns it has had by `now`; the first target of the list has one at the very start.
    fn number(&self, now: Duration) -> u64 {
        let interval = self.interval.as_nanos().max(1);
        let moment = interval * self.place as u128 / self.count.max(1) as u128;
        ((now.as_nanos() + interval - moment) / interval) as u64
    }
}

fn pass_time<T: Transport>(run: &Run<T>, channel: &Channel<T>, now: Duration) {
    if let Some(flip) = channel.monitor.elapsed(now) {
        flipped(run, channel, &flip, None, now);
    }
    if channel.monitor.wake(now) {
        run.rotate(EpochCause::TargetRested { target: channel.name().to_string() });
    }
}

/// Probes a target. Probes are not counted.
async fn probe<T: Transport>(run: Arc<Run<T>>, channel: Arc<Channel<T>>) {
    let patience = run.context().timeout.min(LONGEST_PROBE);
    let answer = timeout(patience, channel.outlet.transport.probe()).await.unwrap_or_else(|_| {
        let seconds = patience.as_secs_f64();
        Answer::failed(Cause::Timeout, None, NotDelivered::ProbeTimeout { seconds })
    });
    channel.monitor.end_probe();
    if matches!(answer.outcome, Outcome::NotSent(_)) {
        return;
    }
    let now = run.clock().elapsed();
    if let Some(flip) = channel.monitor.probed(answer.outcome == Outcome::Delivered, now) {
        flipped(&run, &channel, &flip, Some(&answer), now);
    }
    if let Some(rest) = answer.retry_after.and_then(|length| channel.monitor.ask_for_rest(length, now)) {
        rests(&run, &channel, &rest, &answer, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_spread_over_the_interval_and_come_once_in_each() {
        let interval = Duration::from_secs(4);
        for place in 0..4 {
            let turn = ProbeTurn { interval, place, count: 4 };
            let had = |second| turn.number(Duration::from_secs(second));
            let seconds: Vec<u64> = (1..=12).filter(|second| had(second - 1) < had(*second)).collect();
            let first = if place == 0 { 4 } else { place as u64 };
            assert!(seconds.iter().copied().eq((first..=12).step_by(4)), "{place}: {seconds:?}");
        }
    }
}
