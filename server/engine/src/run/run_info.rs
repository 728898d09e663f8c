//! What a snapshot says of the run itself.

use super::Run;
use crate::metrics::wall_clock::rfc3339;
use domain::{
    RunInfo, RunState,
    messages::{Message, RunEnd},
};
use std::time::Duration;

/// The run as it is `elapsed` after its start; `aborted_by` is the rule that ended it, if one did.
pub(super) fn run_info<T>(run: &Run<T>, elapsed: Duration, state: RunState, aborted_by: Option<&String>) -> RunInfo {
    let plan = run.plan();
    let config = run.dispatch.config.load();
    let started_at = run.clock().started_at;
    let message = ending(run, state);
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
        message: message.as_ref().map(|message| message.text.clone()),
        coded: message.map(|message| message.coded).unwrap_or_default(),
    }
}

/// How it came to its end, if it has.
fn ending<T>(run: &Run<T>, state: RunState) -> Option<Message> {
    Some(match state {
        RunState::Finished => RunEnd::Finished.into(),
        RunState::Stopped if has_planned_end(run) => RunEnd::StoppedBeforePlannedEnd.into(),
        RunState::Stopped => RunEnd::StoppedWithoutPlannedEnd.into(),
        RunState::Failed => match run.context().stop.failure() {
            Some(failure) => failure.clone().into(),
            None => RunEnd::Faulted.into(),
        },
        _ => return None,
    })
}

fn has_planned_end<T>(run: &Run<T>) -> bool {
    let plan = run.plan();
    plan.visit_limit() != u64::MAX || plan.time_limit_of(&run.dispatch.config.load()).is_some()
}
