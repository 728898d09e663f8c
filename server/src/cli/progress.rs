//! One line per second about a run, for people, on standard error.

use super::tell;
use domain::{BackfillStatus, StatusSnapshot};
use engine::Engine;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Prints until it is dropped.
pub(super) async fn print(engine: &Engine) {
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    second.tick().await;
    loop {
        second.tick().await;
        tell(line(&engine.published().status));
    }
}

/// Where the run stands, in one line.
pub(super) fn line(status: &StatusSnapshot) -> String {
    let hits = status.totals.hits;
    let totals = &status.totals;
    let seconds = status.run.as_ref().map_or(0.0, |run| run.elapsed_seconds);
    let day = status.backfill.as_ref().map(day).unwrap_or_default();
    format!(
        "{seconds:>7.1} s  {:<8}  {:.1} of {:.1} hits/s  p99 {:.1} ms  planned {}  delivered {}  rejected {}  failed {}  unknown {}  dropped {}  cancelled {}  pending {}{day}",
        status.state.as_str(),
        totals.rate.delivered_hits_per_second,
        totals.rate.planned_hits_per_second,
        totals.latency_ms.from_planned.p99,
        hits.planned,
        hits.delivered,
        hits.rejected,
        hits.failed,
        hits.unknown,
        hits.dropped,
        hits.cancelled,
        hits.in_flight + hits.waiting,
    )
}

/// The day a backfill is at: the first that is not full, or the last. What earlier runs had begun may not have
/// arrived, so it is told apart from what was sent.
fn day(backfill: &BackfillStatus) -> String {
    let days = &backfill.days;
    let at = days.iter().position(|day| day.before + day.sent < day.planned).unwrap_or(days.len().saturating_sub(1));
    let Some(day) = days.get(at) else { return String::new() };
    let sent = day.sent;
    let before = day.before;
    let planned = day.planned;
    let visits = match before {
        0 => format!("{sent} of {planned} visits sent"),
        _ => format!("{sent} visits sent now, {before} begun by earlier runs, of {planned}"),
    };
    format!("  {} (day {} of {}): {visits}", day.date, at + 1, days.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::DayStatus;

    /// On the second of two days.
    fn status(before: u64, sent: u64) -> BackfillStatus {
        BackfillStatus {
            days: vec![
                DayStatus { date: "2026-01-05".into(), planned: 40, before: 40, sent: 0 },
                DayStatus { date: "2026-01-06".into(), planned: 40, before, sent },
            ],
            in_doubt: 0,
        }
    }

    #[test]
    fn what_earlier_runs_began_is_not_called_sent() {
        assert_eq!(
            day(&status(10, 5)),
            "  2026-01-06 (day 2 of 2): 5 visits sent now, 10 begun by earlier runs, of 40"
        );
        assert_eq!(day(&status(0, 40)), "  2026-01-06 (day 2 of 2): 40 of 40 visits sent");
        assert_eq!(day(&BackfillStatus::default()), "");
    }
}
