//! The history's line of the run that the engine still shows: its figures, not the last saved ones, so
//! that history and dashboard never differ (law 6).

use domain::{RunOutcome, RunSummary, StatusSnapshot};

/// Brings `summary` up to `status`; false (and nothing changed) if that speaks of another run.
pub(super) fn refresh(summary: &mut RunSummary, status: &StatusSnapshot) -> bool {
    let Some(run) = status.run.as_ref().filter(|run| run.id == summary.id) else { return false };
    let hits = status.totals.hits;
    summary.outcome = RunOutcome::from(status.state);
    summary.ended_at.clone_from(&run.ended_at);
    summary.elapsed_seconds = run.elapsed_seconds;
    summary.planned = hits.planned;
    summary.delivered = hits.delivered;
    summary.failed = hits.rejected + hits.failed;
    summary.unknown = hits.unknown;
    summary.dropped = hits.dropped;
    summary.take_figures(status);
    true
}
