//! Outages of targets that come and go: one that is out of the run has none, however it answered last.

use super::Run;
use crate::{
    health::{Detection, sentences},
    routing::Entry,
    visits::Outlet,
};
use domain::{EventKind, Health};
use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};
use transport::Transport;

/// What is taken for the cause of an outage that is seen when a target is back.
const STILL_ILL: &str = "was unhealthy when it was disabled, and has not been seen well since";

/// Goes by the targets that take part now, of which those with `ids` did before: ends the outages of the others,
/// and begins one for each that is back as unhealthy as it went.
pub fn follow_membership<T: Transport>(run: &Run<T>, ids: &HashSet<i64>) {
    let (now, position) = (run.clock().elapsed(), run.dispatch.position.load(Ordering::Relaxed));
    let mut told: Vec<(String, String)> = Vec::new();
    {
        let registry = run.dispatch.registry.lock();
        let current = run.dispatch.config.load().targets.len();
        for (place, entry) in registry.entries.iter().enumerate() {
            let (slot, was_in) = (entry.channel.slot, ids.contains(&entry.id));
            if was_in && !entry.target.enabled {
                // What others took over of its load was brought up to date before it went.
                let ended = run.outages.end(slot, now, run.context().counters.losses(slot), position, |_, _, _| 0.0);
                let message = ended.map(|ill_for| sentences::gone(place >= current, ill_for));
                told.extend(message.map(|message| (entry.target.name.clone(), message)));
            } else if !was_in && entry.target.enabled {
                begin_if_ill(run, entry, now, position);
            }
        }
    }
    for (name, message) in told {
        run.note(EventKind::Health, false, Some(&name), message);
    }
}

fn begin_if_ill<T: Transport>(run: &Run<T>, entry: &Entry<Outlet<T>>, now: Duration, position: u64) {
    let is_ill = matches!(entry.channel.monitor.health(), Health::Failing | Health::Open | Health::HalfOpen);
    if is_ill {
        run.outages.begin(Detection {
            slot: entry.channel.slot,
            target_id: entry.id,
            target: &entry.target.name,
            cause: STILL_ILL,
            began: now,
            detected: now,
            before: run.context().counters.losses(entry.channel.slot),
            position,
        });
    }
}
