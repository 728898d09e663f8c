//! Which lines the charts have: the two of a run, and that of a load shape.

use domain::SeriesPoint;

/// One line of a chart.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its name in the legend and the table.
    pub label: &'static str,
    /// Custom property with its colour; also the suffix of its legend's class.
    pub colour: &'static str,
    /// Custom property with the colour below it, if that is filled.
    pub fill: Option<&'static str>,
    /// Whether it is dashed.
    pub dashed: bool,
    /// Whether it is drawn before somebody switches it on.
    pub is_shown: bool,
    /// Its value at a point; `None` leaves a gap.
    pub value: fn(&SeriesPoint) -> Option<f64>,
    /// How its values are written.
    pub text: fn(f64) -> String,
}

/// Hits per second: what was due, what arrived, what did not (failed, rejected or dropped), and what cannot be told; and how
/// many are in flight, which is no rate but of the same size (their rate times their latency).
pub const HITS: [Line; 5] = [
    Line {
        label: "planned",
        colour: "--chart-planned",
        fill: None,
        dashed: true,
        is_shown: true,
        value: |point| Some(point.planned),
        text: crate::format::rate,
    },
    Line {
        label: "delivered",
        colour: "--chart-delivered",
        fill: Some("--chart-delivered-fill"),
        dashed: false,
        is_shown: true,
        value: |point| Some(point.delivered),
        text: crate::format::rate,
    },
    Line {
        label: "not delivered",
        colour: "--chart-failed",
        fill: None,
        dashed: false,
        is_shown: true,
        value: |point| Some(point.failed),
        text: crate::format::rate,
    },
    Line {
        label: "unknown",
        colour: "--chart-unknown",
        fill: None,
        dashed: true,
        is_shown: true,
        value: |point| Some(point.unknown),
        text: crate::format::rate,
    },
    Line {
        label: "in flight",
        colour: "--chart-in-flight",
        fill: None,
        dashed: false,
        is_shown: false,
        value: |point| point.in_flight.map(|hits| hits as f64),
        text: crate::format::amount,
    },
];

/// Latency of the delivered hits from the planned time, milliseconds, and how late hits are sent.
pub const LATENCY: [Line; 4] = [
    of_latency("p50", "--chart-p50", |point| point.p50),
    of_latency("p95", "--chart-p95", |point| point.p95),
    of_latency("p99", "--chart-p99", |point| point.p99),
    LAG,
];

/// The same from when they were sent.
pub const LATENCY_FROM_SEND: [Line; 4] = [
    of_latency("p50", "--chart-p50", |point| point.send_p50),
    of_latency("p95", "--chart-p95", |point| point.send_p95),
    of_latency("p99", "--chart-p99", |point| point.send_p99),
    LAG,
];

const LAG: Line = Line { is_shown: false, dashed: true, ..of_latency("lag p99", "--chart-lag", |point| point.lag_p99) };

const fn of_latency(label: &'static str, colour: &'static str, value: fn(&SeriesPoint) -> Option<f64>) -> Line {
    Line { label, colour, fill: None, dashed: false, is_shown: true, value, text: crate::format::ms }
}

/// Visits per second of a load shape.
pub const SHAPE: [Line; 1] = [Line {
    label: "visits per second",
    colour: "--chart-delivered",
    fill: Some("--chart-delivered-fill"),
    dashed: false,
    is_shown: true,
    value: |point| Some(point.planned),
    text: crate::editors::load::three_digits,
}];
