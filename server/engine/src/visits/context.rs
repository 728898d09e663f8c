//! What visits need from their run, passed in: no visit knows the run itself.

use super::Channel;
use crate::{
    health::{Flip, Rest},
    metrics::{
        counters::{Counters, ShardWriter},
        days::DayCounts,
        events::EventLog,
        funnels::FunnelCounters,
        planned::PlannedCurves,
    },
    plan::RunPlan,
    run_clock::RunClock,
    stop_signal::StopSignal,
    timer::SharedTimer,
    tokens::TokenRegistry,
};
use domain::{
    EventKind,
    messages::{Message, RunFailure},
};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use transport::Answer;

/// What all visits of a run share.
pub(crate) struct Context<T> {
    /// What was asked for.
    pub plan: RunPlan,
    /// The state of the run.
    pub clock: RunClock,
    /// The timer for later hits of visits.
    pub shared_timer: SharedTimer,
    /// The longest a hit may go unanswered, and the longest a ready hit waits for a free slot.
    pub timeout: Duration,
    /// The outcomes of hits.
    pub counters: Counters,
    /// When hits are due.
    pub planned: PlannedCurves,
    /// How often each funnel was taken.
    pub funnels: FunnelCounters,
    /// How far the days of a backfill are.
    pub days: Option<DayCounts>,
    /// What happened.
    pub events: EventLog,
    /// What is known of tokens.
    pub tokens: Arc<TokenRegistry>,
    /// Whether the run is to end.
    pub stop: StopSignal,
    /// Observes changes of health.
    pub observer: Weak<dyn HealthObserver<T>>,
}

/// Called, before the next arrival, when outcomes of hits change the health of their target. The health room decides;
/// the observer acts on it.
pub(crate) trait HealthObserver<T>: Send + Sync {
    /// The target's health changed, because of `answer` if there is one.
    fn on_flip(&self, channel: &Channel<T>, flip: &Flip, answer: Option<&Answer>, now: Duration);

    /// With `answer` the target asked to be left alone.
    fn on_rest(&self, channel: &Channel<T>, rest: &Rest, answer: &Answer, now: Duration);
}

impl<T> Context<T> {
    /// The shard that counts visit `index`.
    pub(crate) fn shard(&self, index: u64) -> ShardWriter<'_> {
        self.counters.shard(index)
    }

    /// Adds an event, to be seen in the log, on the dashboard and in the report.
    pub(crate) fn note(&self, kind: EventKind, is_warning: bool, target: Option<&str>, message: impl Into<Message>) {
        let message = message.into();
        // Without a target there is no such field.
        let run = self.plan.id;
        let name = target;
        if is_warning {
            tracing::warn!(run, name, "{}", message.text);
        } else {
            tracing::info!(run, name, "{}", message.text);
        }
        self.events.add(self.clock.elapsed(), kind, is_warning, target, message);
    }

    /// Ends the run as failed.
    pub(crate) fn fail(&self, reason: RunFailure) {
        tracing::error!(run = self.plan.id, %reason, "the run cannot go on");
        self.stop.fail(reason);
    }
}
