//! The Prometheus text exposition format, version 0.0.4
//! (prometheus.io/docs/instrumenting/exposition_formats).

use domain::plain_text;
use std::fmt::{Display, Write};

/// What a metric is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Counter,
    Gauge,
}

/// A page of metrics in the making.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    text: String,
    name: &'static str,
}

impl Exposition {
    /// Begins a metric; the samples that follow are its.
    pub(super) fn family(&mut self, name: &'static str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        self.name = name;
        self.write(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// Adds one sample of the current metric.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(self.name);
        for (index, (label, text)) in labels.iter().enumerate() {
            self.text.push(if index == 0 { '{' } else { ',' });
            self.write(format_args!("{label}=\"{}\"", escaped(text)));
        }
        self.text.push_str(if labels.is_empty() { " " } else { "} " });
        self.write(format_args!("{value}\n"));
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.text.write_fmt(text);
    }
}

/// What stands for itself in a label, and nothing that does not show: names from before that was refused may hold some.
fn escaped(label: &str) -> String {
    plain_text::visible(label).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut exposition = Exposition::default();
        exposition.family("x_total", Kind::Counter, "Xs.");
        exposition.sample(&[("target", "a\"b\\c\nd\u{1b}\r"), ("k", "v")], 3);
        exposition.sample(&[], 0.5);
        let expected = "# HELP x_total Xs.\n# TYPE x_total counter\nx_total{target=\"a\\\"b\\\\c<U+000A>d<U+001B><U+000D>\",k=\"v\"} 3\nx_total 0.5\n";
        assert_eq!(exposition.into_text(), expected);
    }
}
