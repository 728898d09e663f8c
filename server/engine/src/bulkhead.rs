//! A target's own connections, limits and queue: what keeps its trouble from reaching the others (law 4).

use crate::{
    health::{Monitor, Rules},
    limits::cap::Cap,
    metrics::books::Slot,
    run::gather::Open,
};
use arc_swap::ArcSwap;
use domain::{Health, RequestSettings, Target};
use std::sync::Arc;
use tokio::sync::Semaphore;

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
    /// Most visits that begin per second; those beyond are dropped, or wait where there is no plan.
    pub cap: Cap,
    /// How it is.
    pub monitor: Monitor,
    /// What people call it; the one thing that can change without new connections.
    name: ArcSwap<String>,
}

impl<T> Bulkhead<T> {
    /// A bulkhead around `transport`.
    pub fn new(slot: Slot, target: Target, transport: T, concurrency: u32, settings: &RequestSettings) -> Self {
        Self {
            slot,
            cap: Cap::new(target.max_visits_per_second),
            name: ArcSwap::from_pointee(target.name.clone()),
            target,
            transport,
            visits: Arc::new(Semaphore::new(concurrency as usize)),
            in_flight: Semaphore::new(settings.max_in_flight_per_target as usize),
            gathering: Open::default(),
            monitor: Monitor::new(Rules::default()),
        }
    }

    /// Whether it may be given arrivals. When that changes, [`Run::rotate`](crate::run::state::Run::rotate)
    /// is called.
    pub fn in_rotation(&self) -> bool {
        self.monitor.is_in_rotation()
    }

    /// Calls it `name` from now on.
    pub fn rename(&self, name: &str) {
        self.name.store(Arc::new(name.to_owned()));
    }

    /// What people call it.
    pub fn name(&self) -> Arc<String> {
        self.name.load_full()
    }

    /// How the target has been answering.
    pub fn health(&self) -> Health {
        self.monitor.health()
    }
}
