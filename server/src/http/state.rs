//! What handlers share.

use super::{Hub, OncePerTick};
use crate::logs::LogRing;
use app::services::Services;
use engine::Published;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Shared by all handlers; clones are cheap.
#[derive(Clone)]
pub(crate) struct AppState {
    /// What pages call, too.
    pub services: Services,
    /// The latest figures of the engine.
    published: watch::Receiver<Arc<Published>>,
    /// The same as they change.
    pub live: Hub,
    /// The answer of /api/status.
    pub status: OncePerTick,
    /// The answer of /metrics.
    pub metrics: OncePerTick,
    /// The run log.
    pub logs: Arc<LogRing>,
    /// Cancelled when the server shuts down; live streams end with it.
    pub closing: CancellationToken,
    /// The OpenAPI document.
    pub document: Arc<Value>,
}

impl AppState {
    /// The state of a new server, with room for `live_streams` at once.
    pub(crate) fn new(
        services: Services,
        published: watch::Receiver<Arc<Published>>,
        logs: Arc<LogRing>,
        closing: CancellationToken,
        live_streams: usize,
    ) -> Self {
        Self {
            services,
            live: Hub::start(&published, live_streams),
            status: OncePerTick::default(),
            metrics: OncePerTick::default(),
            published,
            logs,
            closing,
            document: Arc::default(),
        }
    }

    /// The latest figures.
    pub(super) fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published.borrow())
    }

    pub(super) fn with_document(self, document: Value) -> Self {
        Self { document: Arc::new(document), ..self }
    }
}
