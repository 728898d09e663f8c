//! What a snapshot says of the run itself.

use super::Run;
use crate::metrics::wall_clock::rfc3339;
use domain::{RunInfo, RunState};
use std::time::Duration;

/// The run as it is `elapsed` after its start; `aborted_by` is the rule that ended it, if one did.
pub fn run_info<T>(run: &Run<T>, elapsed: Duration, state: RunState, aborted_by: Option<&String>) -> RunInfo {
    let plan = run.plan();
    let config = run.dispatch.config.load();
    let started_at = run.clock().started_at;
    RunInfo {
        id: plan.id,
        name: plan.name.clone(),
        seed: plan.seed,
        started_at: rfc3339(started_at),
        ended_at: (!state.is_active()).then(|| rfc3339(started_at + elapsed)),
        elapsed_seconds: elapsed.as_secs_f64(),
        kind: plan.kind,
        continues: plan.continues,
        strategy: config.distribution_strategy,
        target_visits_per_day: config.target_visits_per_day,
        aborted_by: aborted_by.cloned(),
        message: match state {
            RunState::Finished => Some("Came to its planned end.".to_owned()),
            RunState::Stopped if plan.visit_limit() == u64::MAX && plan.time_limit_of(&config).is_none() => {
                Some("Was stopped; it had no planned end.".to_owned())
            }
            RunState::Stopped => Some("Was stopped before its planned end.".to_owned()),
            RunState::Failed => {
                Some(
                    run.context().stop.failure().cloned().unwrap_or_else(|| {
                        "A fault in Trackstorm ended the run. The server's log says more.".to_owned()
                    }),
                )
            }
            _ => None,
        },
    }
}
