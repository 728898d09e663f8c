//! The history of runs, newest first.

use crate::{
    api::{engine::ContinueRun, runs::list_runs},
    base::at,
    components::{
        Empty, EmptyState, ErrorNotice, Load, PageHeader,
        continue_run::{ContinueRunButton, continue_action},
        list_pager::{ListPager, use_after},
        state_badge::{KindBadge, OutcomeBadge},
    },
    format,
};
use domain::{Page, RunSummary};
use leptos::prelude::*;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let after = use_after();
    let runs = Resource::new(move || after.get(), list_runs);
    view! {
        <PageHeader title="Runs"/>
        <Load from=runs what="the history" empty=Empty { is_empty: |page| page.total == 0, view: no_runs } let:page>
            <History page is_later=after.get_untracked().is_some()/>
        </Load>
    }
    .into_any()
}

fn no_runs() -> AnyView {
    view! {
        <EmptyState title="No runs yet" testid="no-runs">
            <p>"Every run is kept here with its figures, its seed and the configuration it used."</p>
            <a class="btn btn-primary" href=at("/")>"Go to the dashboard to start one"</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn History(page: Page<RunSummary>, is_later: bool) -> impl IntoView {
    let Page { entries, total, next } = page;
    let shown = entries.len();
    let continuing = continue_action();
    view! {
        {move || continuing.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error=error/> })}
        <section class="card table-card" aria-label="History of runs">
            <div class="table-scroll" tabindex="0" role="region" aria-label="Table of runs">
                <table class="data-table" data-testid="runs">
                    <thead>
                        <tr>
                            <th scope="col">"Run"</th>
                            <th scope="col" class="text">"Outcome"</th>
                            <th scope="col" class="text">"Started"</th>
                            <th scope="col">"Duration"</th>
                            <th scope="col" class="text">"Strategy"</th>
                            <th scope="col">"Targets"</th>
                            <th scope="col">"Seed"</th>
                            <th scope="col">"Planned"</th>
                            <th scope="col">"Delivered"</th>
                            <th scope="col">"Failed"</th>
                            <th scope="col">"Unknown"</th>
                            <th scope="col">"Dropped"</th>
                        </tr>
                    </thead>
                    <tbody>{entries.into_iter().map(|run| view! { <Line run=run continuing=continuing/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
        <ListPager path="/runs" is_later shown total next/>
    }
    .into_any()
}

#[component]
fn Line(run: RunSummary, continuing: ServerAction<ContinueRun>) -> impl IntoView {
    let settled = run.delivered + run.failed + run.unknown + run.dropped;
    let title = run.title();
    view! {
        <tr data-testid="run-row">
            <th scope="row">
                <a class="row-link" href=at(format_args!("/runs/{}", run.id))>
                    <span class="run-name"><b>{title}</b><KindBadge kind=run.kind/></span>
                    <small>{format!("Run {}", run.id)}</small>
                </a>
            </th>
            <td class="text">
                <span class="run-outcome">
                    <OutcomeBadge outcome=run.outcome/>
                    {run.can_continue.then(|| view! {
                        <ContinueRunButton id=run.id action=continuing class="btn btn-small"/>
                    })}
                </span>
            </td>
            <td class="text"><time datetime=run.started_at.clone()>{format::utc(&run.started_at)}</time></td>
            <td>{format::duration(run.elapsed_seconds)}</td>
            <td class="text">{run.strategy}</td>
            <td>{format::count(run.target_count as u64)}</td>
            <td class="quiet">{run.seed.to_string()}</td>
            <td>{format::count(run.planned)}</td>
            <td>{format::count(run.delivered)}</td>
            <td class:bad=(run.failed > 0) class:quiet=(run.failed == 0) title=format::percent(run.failed, settled)>
                {format::count(run.failed)}</td>
            <td class:warn=(run.unknown > 0) class:quiet=(run.unknown == 0)>{format::count(run.unknown)}</td>
            <td class:warn=(run.dropped > 0) class:quiet=(run.dropped == 0)>{format::count(run.dropped)}</td>
        </tr>
    }
    .into_any()
}
