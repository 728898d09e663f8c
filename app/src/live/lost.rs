//! Whether the page has lost sight of the run.

use super::{Connection, Live};
use leptos::prelude::*;

/// True while the connection to the server is interrupted: what is known then is what came last. Trying again is not yet
/// having it back.
pub fn is_lost(live: Live) -> Memo<bool> {
    Memo::new(move |before: Option<&bool>| match live.connection.get() {
        Connection::Waiting { .. } | Connection::Offline => true,
        Connection::Connecting => before.copied().unwrap_or(false),
        Connection::Page | Connection::Live => false,
    })
}
