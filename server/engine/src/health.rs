//! How targets are: what their hits and probes say of them, and what follows for their load.
//!
//! [`machine`] decides, [`monitor`] shares one machine among all who send to a target, [`keeper`] probes
//! and lets time pass, [`outages`] writes down what it cost. This file passes on what follows from a flip:
//! to the rotation, to people and to the outages.

mod gate;
mod keeper;
mod machine;
mod monitor;
mod moved;
mod muster;
pub mod outages;
mod rules;
mod sentences;
mod window;

pub use gate::{is_free, let_in, rested};
pub use keeper::keep;
pub use monitor::Monitor;
pub use muster::muster;
pub use rules::Rules;

use crate::{
    bulkhead::Bulkhead,
    run::state::{Roster, Run},
};
use domain::{EventKind, Health, Outage};
use machine::Flip;
use moved::Moved;
use outages::Detection;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::Instant;
use transport::{Answer, Outcome, Transport};

/// Takes note of what became of hits that were sent together at `sent`: so many for each answer. Those
/// that never left this machine say nothing of the target.
pub fn observe<T: Transport>(run: &Run<T>, bulkhead: &Bulkhead<T>, answers: &[(Answer, u64)], sent: Instant) {
    let (mut delivered, mut lost, mut trouble) = (0, 0, None);
    for (answer, hits) in answers {
        match answer.outcome {
            Outcome::Delivered => delivered += hits,
            Outcome::NotSent(_) => {}
            Outcome::Rejected(_) | Outcome::Failed(_) | Outcome::Unknown(_) => {
                lost += hits;
                trouble = Some(answer);
            }
        }
    }
    if delivered + lost == 0 || lost == 0 && bulkhead.monitor.count_delivered(delivered) {
        return;
    }
    let now = run.elapsed();
    let sent = sent.saturating_duration_since(run.started);
    if let Some(flip) = bulkhead.monitor.observe(delivered, lost, sent, now) {
        flipped(run, bulkhead, &flip, trouble, now);
    }
    if let Some(answer) = trouble {
        leave_alone(run, bulkhead, answer, now);
    }
}

/// Goes by the configuration in force from now on, for all targets.
pub fn follow<T: Transport>(run: &Run<T>) {
    let rules = Rules::of(&run.config.load(), run.plan.is_open());
    let now = run.elapsed();
    let bulkheads: Vec<_> = run.roster.lock().entries.iter().map(|entry| Arc::clone(&entry.bulkhead)).collect();
    for bulkhead in bulkheads {
        if let Some(flip) = bulkhead.monitor.follow(rules, now) {
            flipped(run, &bulkhead, &flip, None, now);
        }
    }
    run.rotate("What becomes of the load of unhealthy targets was changed.".to_owned());
}

/// The outages so far, those that go on brought up to date.
pub fn outages<T: Transport>(run: &Run<T>) -> Vec<Outage> {
    outages_by(run, &run.roster.lock())
}

/// As [`outages`], where the roster is locked. Called before targets change, as others have other shares then.
pub fn outages_by<T: Transport>(run: &Run<T>, roster: &Roster<T>) -> Vec<Outage> {
    let moved = Moved::new(&run.config.load(), roster);
    let position = run.position.load(Ordering::Relaxed);
    run.outages.latest(|slot| run.books.losses(slot), position, |slot, from, to| moved.visits(slot, from, to))
}

/// Passes on what follows from a flip of a target that is still part of the run.
fn flipped<T: Transport>(run: &Run<T>, bulkhead: &Bulkhead<T>, flip: &Flip, trouble: Option<&Answer>, now: Duration) {
    let Some(target_id) = id_of(run, bulkhead) else { return };
    let name = bulkhead.name();
    let why = trouble.and_then(|answer| answer.message.as_deref());
    let rules = bulkhead.monitor.rules();
    let ill_for = match flip.to {
        Health::Failing | Health::Open => {
            run.outages.begin(Detection {
                slot: bulkhead.slot,
                target_id,
                target: &name,
                cause: why.unwrap_or_default(),
                began: flip.began,
                detected: now,
                before: run.books.losses(bulkhead.slot),
                position: run.position.load(Ordering::Relaxed),
            });
            None
        }
        Health::Healthy => {
            let roster = run.roster.lock();
            let moved = Moved::new(&run.config.load(), &roster);
            let moved = |slot, from, to| moved.visits(slot, from, to);
            let position = run.position.load(Ordering::Relaxed);
            run.outages.end(bulkhead.slot, now, run.books.losses(bulkhead.slot), position, moved)
        }
        Health::Unknown | Health::HalfOpen => None,
    };
    let is_open = flip.to == Health::Open;
    if is_open {
        run.rotate(format!("{name} was opened."));
    } else if flip.from == Health::Open {
        run.rotate(format!("{name} has its load back."));
    }
    // Only now is it known who is left.
    let is_last_resort = bulkhead.monitor.is_last_resort();
    if let Some((is_warning, message)) = sentences::flip(flip, &rules, is_last_resort, why, ill_for) {
        run.note(EventKind::Health, is_warning, Some(&name), message);
    }
    if is_open && is_last_resort {
        run.note(EventKind::Health, true, None, sentences::NOBODY_LEFT.to_owned());
    }
}

/// Lets the target rest if it asks for that.
fn leave_alone<T: Transport>(run: &Run<T>, bulkhead: &Bulkhead<T>, answer: &Answer, now: Duration) {
    let rest = answer.retry_after.and_then(|length| bulkhead.monitor.ask_for_rest(length, now));
    let (Some(rest), Some(_)) = (rest, id_of(run, bulkhead)) else { return };
    let name = bulkhead.name();
    run.rotate(format!("{name} asks to be left alone for a while."));
    if rest.is_news {
        let (rules, is_last_resort) = (bulkhead.monitor.rules(), bulkhead.monitor.is_last_resort());
        let message = sentences::rest(&rest, now, &rules, is_last_resort, answer.message.as_deref(), run.timeout);
        run.note(EventKind::Health, true, Some(&name), message);
    }
}

/// The id of the target, if it gets load with this very bulkhead: late answers to one that was disabled,
/// removed or connected anew are no news.
fn id_of<T>(run: &Run<T>, bulkhead: &Bulkhead<T>) -> Option<i64> {
    let roster = run.roster.lock();
    let is_it = |bulkhead_of: &Arc<Bulkhead<T>>| std::ptr::eq(Arc::as_ptr(bulkhead_of), bulkhead);
    let entry = roster.entries.iter().find(|entry| is_it(&entry.bulkhead));
    entry.filter(|entry| entry.target.enabled).map(|entry| entry.id)
}
