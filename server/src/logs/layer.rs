//! From tracing's events to lines of the run log.

use super::ring::{Entry, Level, LogRing};
use jiff::Timestamp;
use std::{fmt, fmt::Write, sync::Arc};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

/// Writes every event it sees into the ring, with the fields of the spans it happens in.
pub(super) struct RingLayer(Arc<LogRing>);

impl RingLayer {
    pub(super) fn new(ring: Arc<LogRing>) -> Self {
        Self(ring)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for RingLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut of_span = Line::default();
        attributes.record(&mut of_span);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(of_span);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Line::default();
        event.record(&mut line);
        for span in context.event_scope(event).into_iter().flatten() {
            // A line may say for itself what it is about.
            if let Some(of_span) = span.extensions().get::<Line>()
                && !line.fields.contains(&of_span.fields)
            {
                line.fields.push_str(&of_span.fields);
            }
        }
        self.0.push(Entry {
            at: format!("{:.3}", Timestamp::now()),
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
