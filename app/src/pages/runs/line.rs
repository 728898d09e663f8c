//! One run in the history.

use crate::{
    api::{engine::ContinueRun, runs::DeleteRun},
    base::at,
    components::{
        continue_run::ContinueRunButton,
        run_deletion::DeleteRunButton,
        run_tags::TagList,
        state_badge::{KindBadge, OutcomeBadge, ThresholdBadge},
    },
    format,
};
use domain::{RunOutcome, RunSummary, StartedBy};
use leptos::prelude::*;

/// What can be done with a run; the lines share these.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) continuing: ServerAction<ContinueRun>,
    pub(super) deleting: ServerAction<DeleteRun>,
}

#[component]
pub(super) fn Line(run: RunSummary, actions: Actions) -> impl IntoView {
    let errors = run.failed + run.unknown;
    let title = run.title();
    let is_active = run.outcome == RunOutcome::Running;
    // What is not measured yet does not hold; that says nothing while it is being measured.
    let verdict = run.thresholds.filter(|_| !is_active);
    view! {
        <tr data-testid="run-row">
            <th scope="row">
                <a class="row-link" href=at(format_args!("/runs/{}", run.id))>
                    <span class="run-name"><b>{title}</b><KindBadge kind=run.kind/></span>
                    <small>{format!("Run {}", run.id)}</small>
                </a>
            </th>
            <td class="text"><TagList tags=run.tags/></td>
            <td class="text"><OutcomeBadge outcome=run.outcome/></td>
            <td class="text"><ThresholdBadge verdict/></td>
            <td>{format::count(run.delivered)}</td>
            <td>{run.p95_ms.map_or_else(|| format::NOTHING.to_owned(), format::ms)}</td>
            <td class:bad=(errors > 0) class:quiet=(errors == 0)
                title=format!("{} of {} hits sent", format::count(errors), format::count(run.delivered + errors))>
                {format::percent(errors, run.delivered + errors)}</td>
            <td class="text">
                <time datetime=run.started_at.clone()>{format::utc(&run.started_at)}</time>
                {run.started_by.map(|by| view! { <small class="run-started-by">{started_by(by)}</small> })}
            </td>
            <td>{format::duration(run.elapsed_seconds)}</td>
            <td>
                <span class="run-actions">
                    {run.can_continue.then(|| view! {
                        <ContinueRunButton id=run.id action=actions.continuing class="btn btn-small"/>
                    })}
                    {(!is_active).then(|| view! {
                        <DeleteRunButton id=run.id action=actions.deleting class="btn btn-small btn-quiet"/>
                    })}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn started_by(by: StartedBy) -> &'static str {
    match by {
        StartedBy::Browser => "in a browser",
        StartedBy::Api => "by REST",
    }
}
