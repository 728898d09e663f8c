//! A target's own connections, limits and queue: what keeps its trouble from reaching the others (law 4).

use crate::{
    metrics::books::Slot,
    run::gather::Open,
    transport::{Answer, Outcome},
};
use arc_swap::ArcSwap;
use domain::{Health, RequestSettings, Target};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};
use tokio::sync::Semaphore;

/// So many undelivered hits in a row make a target failing.
const FAILING_AFTER: u32 = 3;

/// Everything a visit needs to send to one target.
#[derive(Debug)]
pub struct Bulkhead<T> {
    /// Where its figures are booked.
    pub slot: Slot,
    /// The target as it was when it was connected, for its site and token.
    pub target: Target,
    /// Its connections.
    pub transport: T,
    /// Visits in progress, at most `concurrency`.
    pub visits: Arc<Semaphore>,
    /// Requests in flight, each a hit or a bulk, at most `max_in_flight_per_target`; waiters queue in order.
    pub in_flight: Semaphore,
    /// The bulk that visits are gathering for.
    pub gathering: Open<T>,
    /// What the log calls it; the one thing that can change without new connections.
    name: ArcSwap<String>,
    streak: AtomicU32,
    has_delivered: AtomicBool,
}

impl<T> Bulkhead<T> {
    /// A bulkhead around `transport`.
    pub fn new(slot: Slot, target: Target, transport: T, concurrency: u32, settings: &RequestSettings) -> Self {
        Self {
            slot,
            name: ArcSwap::from_pointee(target.name.clone()),
            target,
            transport,
            visits: Arc::new(Semaphore::new(concurrency as usize)),
            in_flight: Semaphore::new(settings.max_in_flight_per_target as usize),
            gathering: Open::default(),
            streak: AtomicU32::new(0),
            has_delivered: AtomicBool::new(false),
        }
    }

    /// Calls it `name` from now on.
    pub fn rename(&self, name: &str) {
        self.name.store(Arc::new(name.to_owned()));
    }

    /// Takes note of an answer to so many hits; a change between well and failing is logged, once.
    pub fn observe(&self, answer: &Answer, hits: u64) {
        if answer.outcome == Outcome::NotSent {
            return;
        }
        if answer.outcome == Outcome::Delivered {
            // Loads before stores: the usual hit must not take the cache line from other workers.
            if !self.has_delivered.load(Ordering::Relaxed) {
                self.has_delivered.store(true, Ordering::Relaxed);
            }
            if self.streak.load(Ordering::Relaxed) > 0 && self.streak.swap(0, Ordering::Relaxed) >= FAILING_AFTER {
                tracing::info!(name = %self.name.load(), "target recovered: hits are delivered again");
            }
        } else if self.lengthen_streak(hits) {
            let reason = answer.message.as_deref().unwrap_or("no reason given");
            tracing::warn!(name = %self.name.load(), "target failing: {FAILING_AFTER} hits in a row not delivered; {reason}");
        }
    }

    /// So many more hits in a row were not delivered; true when that makes the target failing.
    fn lengthen_streak(&self, hits: u64) -> bool {
        let hits = u32::try_from(hits).unwrap_or(u32::MAX);
        let longer = |streak: u32| Some(streak.saturating_add(hits));
        let before = self.streak.fetch_update(Ordering::Relaxed, Ordering::Relaxed, longer).unwrap_or(0);
        before < FAILING_AFTER && before.saturating_add(hits) >= FAILING_AFTER
    }

    /// How the target has been answering.
    pub fn health(&self) -> Health {
        if self.streak.load(Ordering::Relaxed) >= FAILING_AFTER {
            Health::Failing
        } else if self.has_delivered.load(Ordering::Relaxed) {
            Health::Healthy
        } else {
            Health::Unknown
        }
    }
}
