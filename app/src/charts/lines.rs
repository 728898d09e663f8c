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
    /// Its value at a point; `None` leaves a gap.
    pub value: fn(&SeriesPoint) -> Option<f64>,
    /// How its values are written.
    pub text: fn(f64) -> String,
}

/// Hits per second: what was due, what arrived, what did not (failed, rejected or dropped), and what cannot be told.
pub const HITS: [Line; 4] = [
    Line {
        label: "planned",
        colour: "--chart-planned",
        fill: None,
        dashed: true,
        value: |point| Some(point.planned),
        text: crate::format::rate,
    },
    Line {
        label: "delivered",
        colour: "--chart-delivered",
        fill: Some("--chart-delivered-fill"),
        dashed: false,
        value: |point| Some(point.delivered),
        text: crate::format::rate,
    },
    Line {
        label: "not delivered",
        colour: "--chart-failed",
        fill: None,
        dashed: false,
        value: |point| Some(point.failed),
        text: crate::format::rate,
    },
    Line {
        label: "unknown",
        colour: "--chart-unknown",
        fill: None,
        dashed: true,
        value: |point| Some(point.unknown),
        text: crate::format::rate,
    },
];

/// Latency of the delivered hits from the planned time, milliseconds.
pub const LATENCY: [Line; 3] = [
    Line {
        label: "p50",
        colour: "--chart-p50",
        fill: None,
        dashed: false,
        value: |point| point.p50,
        text: crate::format::ms,
    },
    Line {
        label: "p95",
        colour: "--chart-p95",
        fill: None,
        dashed: false,
        value: |point| point.p95,
        text: crate::format::ms,
    },
    Line {
        label: "p99",
        colour: "--chart-p99",
        fill: None,
        dashed: false,
        value: |point| point.p99,
        text: crate::format::ms,
    },
];

/// Visits per second of a load shape.
pub const SHAPE: [Line; 1] = [Line {
    label: "visits per second",
    colour: "--chart-delivered",
    fill: Some("--chart-delivered-fill"),
    dashed: false,
    value: |point| Some(point.planned),
    text: crate::editors::load::three_digits,
}];
