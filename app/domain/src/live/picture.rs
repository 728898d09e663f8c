//! What the live channel shows of a snapshot, which is what can be seen of it.
//!
//! Digits that no page shows would change with every tick and make up most of what is sent.

use crate::status::{EpochStatus, Latency, Quantiles, Rate, StatusSnapshot, TargetStatus};

/// Digits after the point of a share: hundredths of a percent.
const SHARE_DIGITS: i32 = 4;
/// Digits after the point of a number of visits that need not be whole.
const VISIT_DIGITS: i32 = 2;
/// Digits after the point of a rate per second.
const RATE_DIGITS: i32 = 2;
/// Digits after the point of a latency in milliseconds. The quantiles are whole microseconds anyhow, with
/// three significant digits; it is the means that this concerns.
const LATENCY_DIGITS: i32 = 3;

/// The snapshot as the live channel shows it: shares, rates, latencies and distances rounded to 0.0001, to 0.01 per
/// second, to a microsecond and to 0.01 visits, and epochs without what each target was due. All else is exact, all counts above all;
/// `GET /api/status` and the report have everything.
#[must_use]
pub fn picture(status: &StatusSnapshot) -> StatusSnapshot {
    StatusSnapshot {
        state: status.state,
        run: status.run.clone(),
        totals: shown(&status.totals),
        targets: status.targets.iter().map(shown).collect(),
        funnels: status.funnels.clone(),
        backfill: status.backfill.clone(),
        epochs: status.epochs.iter().map(EpochStatus::without_shares).collect(),
        outages: status.outages.clone(),
        events: status.events.clone(),
        thresholds: status.thresholds.clone(),
        bottleneck: status.bottleneck.clone(),
    }
}

fn shown(target: &TargetStatus) -> TargetStatus {
    let Rate { visits_per_second, hits_per_second, planned_hits_per_second, delivered_hits_per_second } = target.rate;
    let Latency { from_planned, from_send, lag, delivered, failed } = target.latency_ms;
    TargetStatus {
        expected_share: rounded(target.expected_share, SHARE_DIGITS),
        share: rounded(target.share, SHARE_DIGITS),
        distance_visits: rounded(target.distance_visits, VISIT_DIGITS),
        rate: Rate {
            visits_per_second: rounded(visits_per_second, RATE_DIGITS),
            hits_per_second: rounded(hits_per_second, RATE_DIGITS),
            planned_hits_per_second: rounded(planned_hits_per_second, RATE_DIGITS),
            delivered_hits_per_second: rounded(delivered_hits_per_second, RATE_DIGITS),
        },
        latency_ms: Latency {
            from_planned: quantiles(from_planned),
            from_send: quantiles(from_send),
            lag: quantiles(lag),
            delivered: quantiles(delivered),
            failed: quantiles(failed),
        },
        ..target.clone()
    }
}

fn quantiles(exact: Quantiles) -> Quantiles {
    let Quantiles { mean, p50, p90, p95, p99, max } = exact;
    let [mean, p50, p90, p95, p99, max] = [mean, p50, p90, p95, p99, max].map(|ms| rounded(ms, LATENCY_DIGITS));
    Quantiles { mean, p50, p90, p95, p99, max }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}
