//! A target's own connections, limits and queue: what keeps its failures from reaching the others (law 4).

use super::rate_cap::RateCap;
use crate::{
    health::{Monitor, Policy},
    slot::Slot,
    tokens::Trial,
};
use arc_swap::ArcSwap;
use domain::{Health, RequestSettings, Target, messages::NotDelivered};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU8, Ordering},
};
use tokio::sync::Semaphore;
use transport::{Answer, Outcome};

/// Everything a visit needs to send to one target.
#[derive(Debug)]
pub(crate) struct Channel<O> {
    /// Index of its figures.
    pub slot: Slot,
    /// The target as it was when it was connected, for its site and token.
    pub target: Target,
    /// Sends its hits; its type comes from a room above.
    pub outlet: O,
    /// Visits in progress, at most `concurrency`.
    pub visits: Arc<Semaphore>,
    /// Requests in flight, each a hit or a bulk, at most `max_in_flight_per_target`; waiters queue in order.
    pub in_flight: Semaphore,
    /// Most visits that begin per second; those beyond are dropped, or wait where there is no plan.
    pub cap: RateCap,
    /// Its health.
    pub monitor: Monitor,
    /// What is known of its token.
    trial: OnceLock<Option<Arc<Trial>>>,
    /// What has been reported about a token that is not sent: 1, that it is not; 2, that it was given up.
    told_of_token: AtomicU8,
    /// A hit was delivered.
    took_hits: AtomicBool,
    /// Its name; the one thing that can change without new connections.
    name: ArcSwap<String>,
}

impl<O> Channel<O> {
    /// A channel around `outlet`.
    pub(crate) fn new(slot: Slot, target: Target, outlet: O, concurrency: u32, settings: &RequestSettings) -> Self {
        Self {
            slot,
            cap: RateCap::new(target.max_visits_per_second),
            name: ArcSwap::from_pointee(target.name.clone()),
            target,
            outlet,
            visits: Arc::new(Semaphore::new(concurrency as usize)),
            in_flight: Semaphore::new(settings.max_in_flight_per_target as usize),
            monitor: Monitor::new(Policy::default()),
            trial: OnceLock::new(),
            told_of_token: AtomicU8::new(0),
            took_hits: AtomicBool::new(false),
        }
    }

    /// Whether its hits carry one.
    pub(crate) fn has_token(&self) -> bool {
        self.target.token().is_some()
    }

    /// What is known of its token, looked up with `find` at first; none without a token.
    pub(crate) fn trial(&self, find: impl FnOnce() -> Option<Arc<Trial>>) -> Option<&Arc<Trial>> {
        self.trial.get_or_init(find).as_ref()
    }

    /// Whether it has not been reported yet that its token is not sent, or `was_given_up`; counts as reported from
    /// now on.
    pub(crate) fn is_first_report_of_token(&self, was_given_up: bool) -> bool {
        let news = 1 + u8::from(was_given_up);
        self.told_of_token.fetch_max(news, Ordering::Relaxed) < news
    }

    /// The same, if it was looked up.
    pub(crate) fn known_trial(&self) -> Option<&Arc<Trial>> {
        self.trial.get()?.as_ref()
    }

    /// Takes note of what became of hits, and explains a refusal by what was before: Matomo's 400 is the same for a wrong
    /// site, a wrong token, a database that is down, a lock and a repeated order (measured), but of a target that has
    /// taken hits, site and token are the last to suspect.
    pub(crate) fn in_view_of_the_past(&self, answer: &mut Answer) {
        if answer.outcome == Outcome::Delivered {
            if !self.took_hits.load(Ordering::Relaxed) {
                self.took_hits.store(true, Ordering::Relaxed);
            }
        } else if answer.status == Some(400) && self.took_hits.load(Ordering::Relaxed) {
            answer.reason = Some(Box::new(NotDelivered::RefusedAfterAll));
        }
    }

    /// Whether it may be given arrivals.
    pub(crate) fn in_rotation(&self) -> bool {
        self.monitor.is_in_rotation()
    }

    /// Renames it.
    pub(crate) fn rename(&self, name: &str) {
        self.name.store(Arc::new(name.to_owned()));
    }

    /// Its name.
    pub(crate) fn name(&self) -> Arc<String> {
        self.name.load_full()
    }

    /// How the target has been answering.
    pub(crate) fn health(&self) -> Health {
        self.monitor.health()
    }
}
