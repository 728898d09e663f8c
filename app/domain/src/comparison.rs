//! Runs or targets beside each other: which figures, how far one is from another, and what makes them hard to compare. No
//! verdict: whether a difference is more than chance is not decided here.

mod caveats;

pub use caveats::{run_caveats, target_caveats};

use crate::status::{Quantiles, TargetStatus};

/// What a figure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Things per second.
    PerSecond,
    /// A part of 1.
    Share,
    /// Milliseconds.
    Milliseconds,
}

/// A figure of every side.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// What it is called.
    pub label: &'static str,
    source: Source,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Count(fn(&TargetStatus) -> u64),
    PerSecond(fn(&TargetStatus) -> f64),
    Share {
        part: fn(&TargetStatus) -> u64,
        whole: fn(&TargetStatus) -> u64,
    },
    /// Of the hits that were delivered, from the planned time.
    Latency(fn(&Quantiles) -> f64),
}

impl Figure {
    /// The figure of `side`; `None` where nothing was measured.
    pub fn of(&self, side: &TargetStatus) -> Option<f64> {
        match self.source {
            Source::Count(count) => Some(count(side) as f64),
            Source::PerSecond(rate) => Some(rate(side)),
            Source::Share { part, whole } => {
                let whole = whole(side);
                (whole > 0).then(|| part(side) as f64 / whole as f64)
            }
            Source::Latency(quantile) => Some(quantile(&side.latency_ms.delivered)).filter(|value| *value > 0.0),
        }
    }

    /// What it counts in.
    pub fn unit(&self) -> Unit {
        match self.source {
            Source::Count(_) => Unit::Count,
            Source::PerSecond(_) => Unit::PerSecond,
            Source::Share { .. } => Unit::Share,
            Source::Latency(_) => Unit::Milliseconds,
        }
    }

    /// How far `other` is from `base`; `None` where one of them has no such figure.
    pub fn difference(&self, base: &TargetStatus, other: &TargetStatus) -> Option<Difference> {
        let base = self.of(base)?;
        let absolute = self.of(other)? - base;
        let relative = (self.unit() != Unit::Share && base > 0.0).then(|| absolute / base);
        Some(Difference { absolute, relative })
    }
}

/// How far a figure is from that of the first side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// In the figure's unit; above 0 where it is more.
    pub absolute: f64,
    /// As a part of the first side's; not for shares, where "2 % more" has two meanings, and not from 0.
    pub relative: Option<f64>,
}

/// Hits that were sent and not accepted: rejected, failed or unknown.
pub const NOT_ACCEPTED: Figure = Figure {
    label: "Hits not accepted",
    source: Source::Share { part: |side| side.hits.not_accepted(), whole: |side| side.hits.settled() },
};

/// 95 of 100 delivered hits were answered within this time.
pub const P95: Figure = latency("Latency p95", |q| q.p95);

/// Delivered hits per second.
pub const RATE: Figure =
    Figure { label: "Hits per second", source: Source::PerSecond(|side| side.rate.delivered_hits_per_second) };

/// All that sides are compared by, in the order of a table.
pub const FIGURES: [Figure; 16] = [
    count("Visits", |side| side.visits.assigned),
    count("Visits whole", |side| side.visits.whole),
    count("Hits planned", |side| side.hits.planned),
    count("Hits delivered", |side| side.hits.delivered),
    RATE,
    NOT_ACCEPTED,
    count("Hits rejected", |side| side.hits.rejected),
    count("Hits failed", |side| side.hits.failed),
    count("Hits unknown", |side| side.hits.unknown),
    count("Hits dropped", |side| side.hits.dropped),
    latency("Latency mean", |q| q.mean),
    latency("Latency p50", |q| q.p50),
    latency("Latency p90", |q| q.p90),
    P95,
    latency("Latency p99", |q| q.p99),
    latency("Latency max", |q| q.max),
];

/// The name of a quantile, and how to read it.
pub type NamedQuantile = (&'static str, fn(&Quantiles) -> f64);

/// The quantiles of a plot of one side against another, in rising order.
pub const QUANTILES: [NamedQuantile; 5] =
    [("p50", |q| q.p50), ("p90", |q| q.p90), ("p95", |q| q.p95), ("p99", |q| q.p99), ("max", |q| q.max)];

const fn count(label: &'static str, of: fn(&TargetStatus) -> u64) -> Figure {
    Figure { label, source: Source::Count(of) }
}

const fn latency(label: &'static str, of: fn(&Quantiles) -> f64) -> Figure {
    Figure { label, source: Source::Latency(of) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{HitCounts, Latency};

    fn side(delivered: u64, failed: u64, p95: f64) -> TargetStatus {
        TargetStatus {
            hits: HitCounts { delivered, failed, ..Default::default() },
            latency_ms: Latency { delivered: Quantiles { p95, ..Default::default() }, ..Default::default() },
            ..Default::default()
        }
    }

    #[test]
    fn a_difference_is_told_from_the_first_side() {
        let difference = P95.difference(&side(1, 0, 400.0), &side(1, 0, 430.0)).unwrap();
        assert!((difference.absolute - 30.0).abs() < 1e-9 && (difference.relative.unwrap() - 0.075).abs() < 1e-9);
        let fewer = FIGURES[3].difference(&side(100, 0, 0.0), &side(75, 0, 0.0)).unwrap();
        assert_eq!(fewer, Difference { absolute: -25.0, relative: Some(-0.25) });
    }

    #[test]
    fn shares_differ_in_points_and_nothing_is_a_part_of_nothing() {
        let difference = NOT_ACCEPTED.difference(&side(99, 1, 0.0), &side(96, 4, 0.0)).unwrap();
        assert!((difference.absolute - 0.03).abs() < 1e-9 && difference.relative.is_none());
        let failed = FIGURES[7].difference(&side(9, 0, 0.0), &side(9, 3, 0.0)).unwrap();
        assert_eq!(failed, Difference { absolute: 3.0, relative: None });
    }

    #[test]
    fn what_was_not_measured_is_not_compared() {
        assert_eq!(P95.difference(&side(1, 0, 0.0), &side(1, 0, 430.0)), None);
        assert_eq!(NOT_ACCEPTED.of(&side(0, 0, 0.0)), None);
    }

    #[test]
    fn every_figure_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = FIGURES.iter().map(|figure| figure.label).collect();
        assert_eq!(names.len(), FIGURES.len());
    }
}
