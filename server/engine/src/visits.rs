//! Visits in progress: how their hits are sent, one by one or in bulks, and when they may be.

mod admission;
pub mod bulk;
mod bulk_queue;
mod context;
mod in_progress;
mod observation;
mod outlet;
mod sequential;
mod token_check;

pub use admission::rested;
pub use context::{Context, HealthObserver};
pub use in_progress::{Pace, VisitInProgress};
pub use outlet::Outlet;
pub use sequential::send_hits;

/// The targets as visits see them, with what their hits go out by.
pub type Channel<T> = crate::target::Channel<Outlet<T>>;
/// Where the hits of one visit go.
pub type Route<T> = crate::routing::Route<Outlet<T>>;
