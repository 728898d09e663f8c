//! Where the hits of one target are sent.

use super::bulk_queue::BulkQueue;

/// The connections of a target, and the visits that wait to go out together.
pub(crate) struct Outlet<T> {
    /// Its connections.
    pub transport: T,
    /// The bulk that hits of visits wait for.
    pub bulk_queue: BulkQueue<T>,
}

impl<T> Outlet<T> {
    /// An outlet that sends with `transport`.
    pub(crate) fn new(transport: T) -> Self {
        Self { transport, bulk_queue: BulkQueue::default() }
    }
}
