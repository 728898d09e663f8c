//! What a run comes to: the sentences at its end and the exit status. No verdict without its condition: what was
//! not sent is named beside what holds of the rest.

use super::{Exit, failed, tell, thresholds};
use domain::{
    RunState, StatusSnapshot,
    rules::{Condition, Metric},
};

/// From 1 dropped hit in this many planned ones on, thresholds that hold prove too little.
const TOO_MANY: u64 = 100;

/// Prints the thresholds of the run in `status` and what else decides; returns the exit status.
pub(super) fn reach(status: &StatusSnapshot) -> Exit {
    let unmet = thresholds::print(&status.thresholds);
    let hits = status.totals.hits;
    if hits.cancelled > 0 {
        tell(format_args!("warning: {} hits were given up when the run ended; they were planned", hits.cancelled));
    }
    match status.state {
        RunState::Failed => {
            let run = status.run.as_ref();
            let exit = if run.is_some_and(|run| run.aborted_by.is_some()) { Exit::Unmet } else { Exit::Failed };
            let why = run.and_then(|run| run.message.clone());
            failed(exit, why.unwrap_or_else(|| "the run failed".to_owned()))
        }
        RunState::Stopped => {
            failed(Exit::Failed, "the run was stopped before its end; the report says how far it came")
        }
        _ if hits.planned == 0 && status.backfill.is_none() => failed(
            Exit::Failed,
            "nothing was delivered: the run ended before its first visit was due; let it go on for longer, or raise \
             target_visits_per_day",
        ),
        _ if hits.planned > 0 && hits.delivered == 0 => {
            let last = status.totals.last_error.as_ref().map(|error| format!(" (the last error: {})", error.message));
            failed(
                Exit::Failed,
                format!("none of {} planned hits was delivered{}", hits.planned, last.unwrap_or_default()),
            )
        }
        _ if unmet > 0 => {
            let all = status.thresholds.len();
            failed(Exit::Unmet, format!("{unmet} of {all} threshold(s) do not hold"))
        }
        _ => decided(status),
    }
}

/// Every threshold holds: whether that says enough.
fn decided(status: &StatusSnapshot) -> Exit {
    let in_doubt = status.backfill.as_ref().map_or(0, |backfill| backfill.in_doubt);
    if in_doubt > 0 {
        return failed(
            Exit::Undecided,
            format!(
                "undecided: all visits were begun, but up to {in_doubt} of them may be missing: earlier runs were killed, \
                 and what they had reserved is not begun again"
            ),
        );
    }
    let hits = status.totals.hits;
    if hits.dropped * TOO_MANY <= hits.planned {
        return Exit::Done;
    }
    let part = 100.0 * hits.dropped as f64 / hits.planned as f64;
    let sentence = format!("{} of {} planned hits ({part:.1} %) were dropped", hits.dropped, hits.planned);
    match &status.bottleneck {
        Some(worst) if !status.thresholds.is_empty() && !judges_drops(status) => failed(
            Exit::Undecided,
            format!("undecided: every threshold holds for what was sent, but {sentence}. {}", worst.message),
        ),
        _ => {
            tell(format_args!("warning: {sentence}; latencies and rates of errors are of what was sent"));
            Exit::Done
        }
    }
}

/// Whether a threshold says how much may be dropped.
fn judges_drops(status: &StatusSnapshot) -> bool {
    status.thresholds.iter().filter_map(|threshold| Condition::parse(&threshold.threshold).ok()).any(|condition| {
        condition.target.is_none() && matches!(condition.metric, Metric::DropRate | Metric::DeliveryRate)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{BackfillStatus, Bottleneck, HitCounts, TargetStatus, ThresholdStatus};

    fn status(hits: HitCounts, thresholds: &[(&str, bool)]) -> StatusSnapshot {
        let thresholds = thresholds.iter().map(|&(text, passed)| ThresholdStatus {
            threshold: text.to_owned(),
            measured: None,
            passed,
        });
        StatusSnapshot {
            state: RunState::Finished,
            totals: TargetStatus { hits, ..Default::default() },
            thresholds: thresholds.collect(),
            bottleneck: (hits.dropped > 0).then(Bottleneck::default),
            ..Default::default()
        }
    }

    #[test]
    fn a_backfill_whose_runs_were_killed_is_undecided() {
        for (in_doubt, exit) in [(0, Exit::Done), (7, Exit::Undecided)] {
            let backfill = Some(BackfillStatus { in_doubt, ..Default::default() });
            let hits = HitCounts { planned: 5, delivered: 5, ..Default::default() };
            assert_eq!(reach(&StatusSnapshot { backfill, ..status(hits, &[]) }), exit);
        }
    }

    #[test]
    fn a_run_that_delivered_nothing_is_none() {
        let nothing = HitCounts::default();
        for thresholds in [&[][..], &[("p95<700ms", true)][..]] {
            assert_eq!(reach(&status(nothing, thresholds)), Exit::Failed);
        }
        // All that a backfill had to send may have been sent by the runs that it continues.
        let backfill = Some(BackfillStatus::default());
        assert_eq!(reach(&StatusSnapshot { backfill, ..status(nothing, &[]) }), Exit::Done);
    }

    fn hits(delivered: u64, failed: u64, dropped: u64) -> HitCounts {
        HitCounts { planned: delivered + failed + dropped, delivered, failed, dropped, ..Default::default() }
    }

    #[test]
    fn a_verdict_counts_what_was_planned() {
        for (hits, thresholds, exit) in [
            (hits(500, 0, 0), &[("p95<700ms", true)][..], Exit::Done),
            (hits(500, 0, 0), &[("p95<700ms", false)][..], Exit::Unmet),
            (hits(0, 500, 0), &[("p95<700ms", true)][..], Exit::Failed),
            (hits(0, 500, 0), &[][..], Exit::Failed),
            (hits(36, 0, 464), &[("p95<700ms", true), ("error_rate<1%", true)][..], Exit::Undecided),
            (hits(36, 0, 464), &[("p95<700ms", true), ("drop_rate<95%", true)][..], Exit::Done),
            (hits(36, 0, 464), &[("t0: drop_rate<95%", true)][..], Exit::Undecided),
            (hits(36, 0, 464), &[][..], Exit::Done),
            (hits(499, 0, 1), &[("p95<700ms", true)][..], Exit::Done),
        ] {
            assert_eq!(reach(&status(hits, thresholds)), exit, "{hits:?} {thresholds:?}");
        }
    }
}
