//! From tracing's events to lines of the run log.

use super::ring::{Entry, Level, LogRing};
use chrono::{SecondsFormat, Utc};
use std::{fmt, fmt::Write, sync::Arc};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// Writes every event it sees into the ring.
pub(super) struct RingLayer(Arc<LogRing>);

impl RingLayer {
    pub(super) fn new(ring: Arc<LogRing>) -> Self {
        Self(ring)
    }
}

impl<S: Subscriber> Layer<S> for RingLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line::default();
        event.record(&mut line);
        self.0.push(Entry {
            at: Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
            level: level(*event.metadata().level()),
            message: line.into_text(),
        });
    }
}

fn level(level: tracing::Level) -> Level {
    match level {
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::INFO => Level::Info,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::TRACE => Level::Trace,
    }
}

/// The message, then the other fields as `name=value`.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Line {
    fn into_text(mut self) -> String {
        self.message.push_str(&self.fields);
        self.message
    }

    fn add(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = match field.name() {
            "message" => self.message.write_fmt(value),
            name => write!(self.fields, " {name}={value}"),
        };
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format_args!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, format_args!("{value}"));
    }
}
