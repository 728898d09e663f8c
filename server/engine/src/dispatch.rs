//! When a visit begins: by a schedule (open model) or as soon as another ends (closed loop).

pub(crate) mod closed_loop;
mod cursor;
pub(crate) mod open_loop;
mod present_visitors;
mod reservations;
mod write_off;

pub(crate) use open_loop::MOST_AT_ONCE;

use crate::{
    routing,
    schedule::{Limits, Load},
    visits::{Context, Outlet},
};
use arc_swap::ArcSwap;
use domain::MultiTargetConfig;
use parking_lot::Mutex;
use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};
use tokio::sync::{Semaphore, watch};

/// The targets of a run, each with its outlet.
pub(crate) type Registry<T> = routing::Registry<Outlet<T>>;
/// An epoch over these targets.
pub(crate) type Epoch<T> = routing::Epoch<Outlet<T>>;

/// What decides which visits begin. Others change it while the run goes on.
pub(crate) struct Dispatch<T> {
    /// What each visit needs.
    pub context: Arc<Context<T>>,
    /// The configuration in force: the plan's, with the changes made during the run.
    pub config: ArcSwap<MultiTargetConfig>,
    /// Who gets load, in which order.
    pub epoch: ArcSwap<Epoch<T>>,
    /// The same with everything else that decides the next arrival.
    pub arrivals: watch::Sender<Arc<ArrivalPlan<T>>>,
    /// Positions of all sequences given out so far.
    pub position: AtomicU64,
    /// Places of visits in progress, where each hit has a target of its own.
    pub visits: Arc<Semaphore>,
    /// Every target that has or had a part in the run.
    pub registry: Mutex<Registry<T>>,
}

/// Everything that decides the next arrival: one immutable value, replaced as a whole.
pub(crate) struct ArrivalPlan<T> {
    /// Who gets the arrivals.
    pub epoch: Arc<Epoch<T>>,
    /// When they come.
    pub load: Load,
    /// How far they go.
    pub limits: Limits,
    /// When it was set, on the schedule's clock.
    pub at: Duration,
}

impl<T> Dispatch<T> {
    /// Begins with `first`, over the targets of `registry`.
    pub(crate) fn new(context: Arc<Context<T>>, registry: Registry<T>, first: ArrivalPlan<T>) -> Self {
        Self {
            config: ArcSwap::from_pointee(context.plan.config.clone()),
            epoch: ArcSwap::new(Arc::clone(&first.epoch)),
            arrivals: watch::Sender::new(Arc::new(first)),
            position: AtomicU64::new(0),
            visits: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            registry: Mutex::new(registry),
            context,
        }
    }
}
