//! The choice of what to compare: runs by their boxes, or the targets of the one run that is chosen.

use super::choice::Choice;
use crate::{
    api::{
        compare::MOST_SIDES,
        runs::{get_run, list_runs},
    },
    base::at,
    components::{Empty, EmptyState, Load, PageHeader},
    error::AppError,
    format,
};
use domain::{RunFilter, RunSummary, TargetStatus};
use leptos::prelude::*;

/// What can be chosen.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Offer {
    runs: Vec<RunSummary>,
    /// The only run that is chosen, and its targets.
    run: Option<(i64, Vec<TargetStatus>)>,
}

/// The forms.
#[component]
pub fn Picker(choice: Choice) -> impl IntoView {
    let chosen = choice.runs.clone();
    let offer = Resource::new(
        move || chosen.clone(),
        async |chosen| {
            let run = match chosen.as_slice() {
                &[id] => Some((id, get_run(id).await?.report.snapshot.targets)),
                _ => None,
            };
            Ok::<_, AppError>(Offer { runs: list_runs(None, RunFilter::default()).await?.entries, run })
        },
    );
    view! {
        <PageHeader title="Compare"/>
        <Load from=offer what="the runs" empty=Empty { is_empty: |offer| offer.runs.len() < 2 && offer.run.is_none(), view: too_few } let:offer>
            {
                let Offer { runs, run } = offer;
                let chosen = choice.runs.clone();
                view! {
                    {run.filter(|(_, targets)| targets.len() > 1).map(|(id, targets)| view! { <Targets id targets/> })}
                    {(runs.len() > 1).then(|| view! { <Runs runs chosen/> })}
                }
            }
        </Load>
    }
    .into_any()
}

fn too_few() -> AnyView {
    view! {
        <EmptyState title="Not enough runs yet" testid="compare-none">
            <p>"Two runs can be compared as soon as there are two, and the targets of a mirrored run as soon as there is one."</p>
            <a class="btn btn-primary" href=at("/")>"Go to the dashboard to start one"</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Targets(id: i64, targets: Vec<TargetStatus>) -> impl IntoView {
    // With two there is nothing to choose.
    let only_two = targets.len() == 2;
    view! {
        <form class="card compare-form" method="get" action=at("/compare") data-testid="compare-targets">
            <h2>{format!("Targets of run {id}")}</h2>
            <input type="hidden" name="runs" value=id.to_string()/>
            <ul class="compare-choices">
                {targets.into_iter().map(|target| view! {
                    <li><label><input type="checkbox" name="targets" value=target.id.to_string() checked=only_two/>
                        " "<b>{target.name}</b>" "<small>{target.url}</small></label></li>
                }).collect_view()}
            </ul>
            <button type="submit" class="btn btn-primary">"Compare targets"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Runs(runs: Vec<RunSummary>, chosen: Vec<i64>) -> impl IntoView {
    view! {
        <form class="card compare-form" method="get" action=at("/compare") data-testid="compare-runs">
            <h2>"Runs "<em>{format!("two to {MOST_SIDES}; the others are compared to the first")}</em></h2>
            <ul class="compare-choices">
                {runs.into_iter().map(|run| view! {
                    <li><label><input type="checkbox" name="runs" value=run.id.to_string() checked=chosen.contains(&run.id)/>
                        " "<b>{format!("Run {}", run.id)}</b>" "
                        <small>{[run.title(), run.strategy, format::utc(&run.started_at), format::duration(run.elapsed_seconds)]
                            .into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")}</small></label></li>
                }).collect_view()}
            </ul>
            <button type="submit" class="btn btn-primary">"Compare runs"</button>
        </form>
    }
    .into_any()
}
