//! What follows when a target's health changes: rotation, events and outages.

use super::Run;
use crate::{
    dispatch::Registry,
    health::{Detection, Flip, Policy, Rest, changes},
    routing::Takeover,
    visits::{Channel, HealthObserver},
};
use domain::{
    EventKind, Health, Outage,
    messages::{EpochCause, HealthChange, Message},
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use transport::{Answer, Transport};

impl<T: Transport> HealthObserver<T> for Run<T> {
    fn on_flip(&self, channel: &Channel<T>, flip: &Flip, answer: Option<&Answer>, now: Duration) {
        flipped(self, channel, flip, answer, now);
    }

    fn on_rest(&self, channel: &Channel<T>, rest: &Rest, answer: &Answer, now: Duration) {
        rests(self, channel, rest, answer, now);
    }
}

/// Applies the health settings in force to all targets.
pub(super) fn follow_policy<T: Transport>(run: &Run<T>) {
    let policy = Policy::of(&run.dispatch.config.load(), run.plan().is_open());
    let now = run.clock().elapsed();
    let channels: Vec<_> =
        run.dispatch.registry.lock().entries.iter().map(|entry| Arc::clone(&entry.channel)).collect();
    for channel in channels {
        if let Some(flip) = channel.monitor.follow(policy, now) {
            flipped(run, &channel, &flip, None, now);
        }
    }
    run.rotate(EpochCause::UnhealthyPolicyChanged);
}

/// The outages so far, those that go on brought up to date.
pub(super) fn outages<T: Transport>(run: &Run<T>) -> Vec<Outage> {
    outages_by(run, &run.dispatch.registry.lock())
}

/// As [`outages`], where the registry is locked. Called before targets change, as others have other shares then.
pub(super) fn outages_by<T: Transport>(run: &Run<T>, registry: &Registry<T>) -> Vec<Outage> {
    let moved = Takeover::new(&run.dispatch.config.load(), registry);
    let position = run.dispatch.position.load(Ordering::Relaxed);
    run.outages.latest(
        |slot| run.context().counters.losses(slot),
        position,
        |slot, from, to| moved.visits(slot, from, to),
    )
}

/// Handles a change of state of a target that is still part of the run.
pub(super) fn flipped<T: Transport>(
    run: &Run<T>,
    channel: &Channel<T>,
    flip: &Flip,
    answer: Option<&Answer>,
    now: Duration,
) {
    let Some(target_id) = id_of(run, channel) else { return };
    let name = channel.name();
    let reason = answer.and_then(|answer| answer.reason.as_deref().cloned());
    let policy = channel.monitor.policy();
    let unhealthy_for = match flip.to {
        Health::Failing | Health::Open => {
            run.outages.begin(Detection {
                slot: channel.slot,
                target_id,
                target: &name,
                cause: reason.clone().map(Message::from),
                began: flip.began,
                detected: now,
                before: run.context().counters.losses(channel.slot),
                position: run.dispatch.position.load(Ordering::Relaxed),
            });
            None
        }
        Health::Healthy => {
            let registry = run.dispatch.registry.lock();
            let takeover = Takeover::new(&run.dispatch.config.load(), &registry);
            let losses = run.context().counters.losses(channel.slot);
            let position = run.dispatch.position.load(Ordering::Relaxed);
            run.outages.end(channel.slot, now, losses, position, |slot, from, to| takeover.visits(slot, from, to))
        }
        Health::Unknown | Health::HalfOpen => None,
    };
    let is_open = flip.to == Health::Open;
    if is_open {
        run.rotate(EpochCause::TargetOpened { target: name.to_string() });
    } else if flip.from == Health::Open {
        run.rotate(EpochCause::TargetBack { target: name.to_string() });
    }
    // Only now is it known which targets are left.
    let is_last_resort = channel.monitor.is_last_resort();
    if let Some((is_warning, change)) = changes::of_flip(flip, &policy, is_last_resort, reason, unhealthy_for) {
        run.note(EventKind::Health, is_warning, Some(&name), change);
    }
    if is_open && is_last_resort {
        run.note(EventKind::Health, true, None, HealthChange::NoTargetWell);
    }
}

/// Handles `Retry-After` from a target that is still part of the run.
pub(super) fn rests<T: Transport>(run: &Run<T>, channel: &Channel<T>, rest: &Rest, answer: &Answer, now: Duration) {
    if id_of(run, channel).is_none() {
        return;
    }
    let name = channel.name();
    run.rotate(EpochCause::TargetResting { target: name.to_string() });
    if rest.is_news {
        let policy = channel.monitor.policy();
        let is_last_resort = channel.monitor.is_last_resort();
        let timeout = run.context().timeout;
        let change = changes::of_rest(rest, now, &policy, is_last_resort, answer.reason.as_deref().cloned(), timeout);
        run.note(EventKind::Health, true, Some(&name), change);
    }
}

/// The id of the target, if it gets load with this very channel: late answers to one that was disabled,
/// removed or connected anew are no news.
fn id_of<T>(run: &Run<T>, channel: &Channel<T>) -> Option<i64> {
    let registry = run.dispatch.registry.lock();
    let entry = registry.entries.iter().find(|entry| std::ptr::eq(Arc::as_ptr(&entry.channel), channel));
    entry.filter(|entry| entry.target.enabled).map(|entry| entry.id)
}
