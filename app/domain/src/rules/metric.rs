//! What can be measured.

use crate::{
    rules::Unit,
    status::{HitCounts, Quantiles, TargetStatus},
};
use std::fmt;

/// From when a latency counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeFrom {
    /// The planned time: what a visitor would feel.
    Planned,
    /// The send time: what the target took.
    Sent,
    /// From the planned time to the send time.
    Lag,
}

/// Which figure of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Statistic {
    P50,
    P90,
    P95,
    P99,
    Max,
    Mean,
}

/// What is measured of one target, or of all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Milliseconds.
    Latency(TimeFrom, Statistic),
    /// (rejected + failed + unknown) / (delivered + rejected + failed + unknown), 0–1.
    ErrorRate,
    /// Dropped / all hits that came to an end, 0–1.
    DropRate,
    /// Delivered / all hits that came to an end, 0–1.
    DeliveryRate,
    /// Hits that were sent and came to an end, whichever, per second.
    HitsPerSecond,
    /// Visits begun per second.
    VisitsPerSecond,
}

const STATISTICS: [Statistic; 6] =
    [Statistic::P50, Statistic::P90, Statistic::P95, Statistic::P99, Statistic::Max, Statistic::Mean];

impl Metric {
    /// Every metric, in the order a picker shows them.
    pub fn all() -> impl Iterator<Item = Self> {
        let latencies = [TimeFrom::Planned, TimeFrom::Sent, TimeFrom::Lag]
            .into_iter()
            .flat_map(|from| STATISTICS.map(|statistic| Self::Latency(from, statistic)));
        latencies.chain([
            Self::ErrorRate,
            Self::DropRate,
            Self::DeliveryRate,
            Self::HitsPerSecond,
            Self::VisitsPerSecond,
        ])
    }

    /// The units it can be written in, the usual one first.
    pub fn units(self) -> &'static [Unit] {
        match self {
            Self::Latency(..) => &[Unit::Milliseconds, Unit::Microseconds, Unit::Seconds],
            Self::ErrorRate | Self::DropRate | Self::DeliveryRate => &[Unit::Percent, Unit::One],
            Self::HitsPerSecond | Self::VisitsPerSecond => &[Unit::One],
        }
    }

    /// The unit of a number that is written without one.
    pub fn default_unit(self) -> Unit {
        match self {
            Self::Latency(..) => Unit::Milliseconds,
            _ => Unit::One,
        }
    }

    /// Its value: milliseconds, a part of 1, or per second; `None` when there is nothing to measure it by.
    pub fn measure(self, status: &TargetStatus) -> Option<f64> {
        let HitCounts { dropped, cancelled, .. } = status.hits;
        let settled = status.hits.settled();
        let part = |some: u64, all: u64| (all > 0).then(|| some as f64 / all as f64);
        match self {
            // Hits that were without an answer when the run ended are in the latencies, too.
            Self::Latency(from, statistic) => (settled > 0 || status.latency_ms.from_send.max > 0.0).then(|| {
                let latency = &status.latency_ms;
                statistic.of(match from {
                    TimeFrom::Planned => &latency.from_planned,
                    TimeFrom::Sent => &latency.from_send,
                    TimeFrom::Lag => &latency.lag,
                })
            }),
            Self::ErrorRate => part(status.hits.not_accepted(), settled),
            Self::DropRate => part(dropped, settled + dropped + cancelled),
            Self::DeliveryRate => part(status.hits.delivered, settled + dropped + cancelled),
            Self::HitsPerSecond => Some(status.rate.hits_per_second),
            Self::VisitsPerSecond => Some(status.rate.visits_per_second),
        }
    }

    /// A value of it in words, for example `412 ms`, `0.5 %` or `11.9 per second`; four digits that matter.
    pub fn words(self, value: f64) -> String {
        match self {
            Self::Latency(..) => format!("{} ms", digits(value)),
            Self::ErrorRate | Self::DropRate | Self::DeliveryRate => format!("{} %", digits(value * 100.0)),
            Self::HitsPerSecond | Self::VisitsPerSecond => format!("{} per second", digits(value)),
        }
    }
}

impl Statistic {
    fn of(self, quantiles: &Quantiles) -> f64 {
        match self {
            Self::P50 => quantiles.p50,
            Self::P90 => quantiles.p90,
            Self::P95 => quantiles.p95,
            Self::P99 => quantiles.p99,
            Self::Max => quantiles.max,
            Self::Mean => quantiles.mean,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(from, statistic) => {
                f.write_str(match from {
                    TimeFrom::Planned => "",
                    TimeFrom::Sent => "send.",
                    TimeFrom::Lag => "lag.",
                })?;
                f.write_str(statistic.as_str())
            }
            Self::ErrorRate => f.write_str("error_rate"),
            Self::DropRate => f.write_str("drop_rate"),
            Self::DeliveryRate => f.write_str("delivery_rate"),
            Self::HitsPerSecond => f.write_str("hits_per_second"),
            Self::VisitsPerSecond => f.write_str("visits_per_second"),
        }
    }
}

/// With four digits that matter, and no zeros after them.
fn digits(value: f64) -> String {
    if !value.is_normal() {
        return "0".to_owned();
    }
    let places = (3.0 - value.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.places$}");
    if places > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_what_matters() {
        let latency = Metric::Latency(TimeFrom::Planned, Statistic::P95);
        for (metric, value, words) in [
            (latency, 412.0, "412 ms"),
            (latency, 0.04567, "0.04567 ms"),
            (latency, 12_345.6, "12346 ms"),
            (latency, 10.0, "10 ms"),
            (Metric::ErrorRate, 0.0, "0 %"),
            (Metric::ErrorRate, 0.000_012, "0.0012 %"),
            (Metric::DropRate, 1.0, "100 %"),
            (Metric::HitsPerSecond, 11.87, "11.87 per second"),
        ] {
            assert_eq!(metric.words(value), words);
        }
    }
}
