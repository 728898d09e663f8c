//! The run log: this process's log lines, on standard error and, the latest of them, in memory for
//! `GET /api/logs`. Nothing that is logged holds a secret.

mod layer;
mod limit;
mod ring;

pub(crate) use ring::{Entry, Filter, Level, LogRing};

use crate::settings::{LogFormat, ServerSettings};
use std::{
    io::{self, IsTerminal},
    sync::Arc,
};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging as `settings` say (which have been checked) and returns what `GET /api/logs` reads.
pub(crate) fn start(settings: &ServerSettings) -> Arc<LogRing> {
    let ring = Arc::new(LogRing::new(settings.log_lines));
    let levels: Targets = settings.log.parse().unwrap_or_default();
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let to_stderr = match settings.log_format {
        LogFormat::Text => to_stderr.boxed(),
        LogFormat::Json => to_stderr.json().boxed(),
    };
    let to_memory = layer::RingLayer::new(Arc::clone(&ring));
    tracing_subscriber::registry()
        .with(levels)
        .with(limit::Libraries::default())
        .with(to_stderr)
        .with(to_memory)
        .init();
    ring
}

/// Logging for commands that run once: warnings and worse, on standard error.
pub(crate) fn start_quietly() {
    let to_stderr =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).without_time().with_target(false);
    let levels = Targets::new().with_default(tracing::Level::WARN);
    tracing_subscriber::registry().with(levels).with(limit::Libraries::default()).with(to_stderr).init();
}
