//! Visits in progress: how their hits are sent, one by one or in bulks, and when they may be.

mod admission;
pub(crate) mod bulk;
mod bulk_queue;
mod context;
mod in_progress;
mod observation;
mod outlet;
mod sequential;
mod token_check;

pub(crate) use admission::rested;
pub(crate) use context::{Context, HealthObserver};
pub(crate) use in_progress::{Pace, VisitInProgress};
pub(crate) use outlet::Outlet;
pub(crate) use sequential::send_hits;

/// The targets as visits see them, each with its outlet.
pub(crate) type Channel<T> = crate::target::Channel<Outlet<T>>;
/// Where the hits of one visit go.
pub(crate) type Route<T> = crate::routing::Route<Outlet<T>>;
