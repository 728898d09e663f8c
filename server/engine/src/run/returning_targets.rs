//! Outages of targets that leave and rejoin a run: one that is not part of it has none, however it answered last.

use super::Run;
use crate::{
    health::{Detection, changes},
    routing::Entry,
    visits::Outlet,
};
use domain::{
    EventKind, Health,
    messages::{HealthChange, OutageCause},
};
use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};
use transport::Transport;

/// Goes by the targets that take part now, of which those with `ids` did before: ends the outages of the others,
/// and begins one for each that is back as unhealthy as it went.
pub(super) fn follow_membership<T: Transport>(run: &Run<T>, ids: &HashSet<i64>) {
    let now = run.clock().elapsed();
    let position = run.dispatch.position.load(Ordering::Relaxed);
    let mut changes: Vec<(String, HealthChange)> = Vec::new();
    {
        let registry = run.dispatch.registry.lock();
        let current = run.dispatch.config.load().targets.len();
        for (place, entry) in registry.entries.iter().enumerate() {
            let slot = entry.channel.slot;
            let was_in = ids.contains(&entry.id);
            if was_in && !entry.target.enabled {
                // What others took over of its load was brought up to date before it went.
                let ended = run.outages.end(slot, now, run.context().counters.losses(slot), position, |_, _, _| 0.0);
                let change = ended.map(|unhealthy_for| changes::of_leaving(place >= current, unhealthy_for));
                changes.extend(change.map(|change| (entry.target.name.clone(), change)));
            } else if !was_in && entry.target.enabled {
                begin_if_unhealthy(run, entry, now, position);
            }
        }
    }
    for (name, change) in changes {
        run.note(EventKind::Health, false, Some(&name), change);
    }
}

fn begin_if_unhealthy<T: Transport>(run: &Run<T>, entry: &Entry<Outlet<T>>, now: Duration, position: u64) {
    let is_unhealthy = matches!(entry.channel.monitor.health(), Health::Failing | Health::Open | Health::HalfOpen);
    if is_unhealthy {
        run.outages.begin(Detection {
            slot: entry.channel.slot,
            target_id: entry.id,
            target: &entry.target.name,
            cause: Some(OutageCause::StillUnhealthy.into()),
            began: now,
            detected: now,
            before: run.context().counters.losses(entry.channel.slot),
            position,
        });
    }
}
