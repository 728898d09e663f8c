//! The history of runs, newest first: what each was, whether it went well, and the way to its report.

mod filter;
mod line;

use crate::{
    api::runs::list_runs,
    base::at,
    components::{
        EmptyState, ErrorNotice, Load, PageHeader,
        continue_run::continue_action,
        list_pager::{ListPager, use_after},
        run_deletion::{DeletedNotice, delete_action, use_run_deletions},
    },
};
use domain::{Page, RunSummary};
use filter::{FilterForm, Sought, use_sought};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use line::{Actions, Line};

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let after = use_after();
    let sought = use_sought();
    let deletions = use_run_deletions();
    let query = use_query_map();
    let deleted = move || query.with(|query| query.get("deleted").and_then(|id| id.parse::<i64>().ok()));
    let runs = Resource::new(
        move || (deletions.version(), after.get(), sought.get()),
        |(_, after, Sought(filter))| list_runs(after, filter),
    );
    let actions = Actions { continuing: continue_action(), deleting: delete_action(|| ()) };
    let failure = move || {
        let continuing = actions.continuing.value().get().and_then(Result::err);
        continuing.or_else(|| actions.deleting.value().get().and_then(Result::err))
    };
    view! {
        <PageHeader title="Runs"><a class="btn" href=at("/compare")>"Compare"</a></PageHeader>
        {move || failure().map(|error| view! { <ErrorNotice error=error/> })}
        {move || deleted().map(|id| view! { <DeletedNotice id/> })}
        <Load from=runs what="the history" stays=true let:page>
            <History page sought=sought.get_untracked() is_later=after.get_untracked().is_some() actions/>
        </Load>
    }
    .into_any()
}

#[component]
fn History(page: Page<RunSummary>, sought: Sought, is_later: bool, actions: Actions) -> impl IntoView {
    let Page { entries, total, next } = page;
    if total == 0 && sought.is_all() {
        return view! {
            <EmptyState title="No runs yet" testid="no-runs">
                <p>"Every run is kept here with its figures, its seed and the configuration it used."</p>
                <a class="btn btn-primary" href=at("/")>"Go to the dashboard to start one"</a>
            </EmptyState>
        }
        .into_any();
    }
    let shown = entries.len();
    let filter = sought.query();
    view! {
        <FilterForm sought/>
        {if shown == 0 {
            view! {
                <EmptyState title="No run is like that" testid="no-such-runs">
                    <p>"Look for something else, or at all runs."</p>
                    <a class="btn" href=at("/runs")>"Show all runs"</a>
                </EmptyState>
            }.into_any()
        } else {
            view! { <Table entries actions/> }.into_any()
        }}
        <ListPager path="/runs" filter is_later shown total next/>
    }
    .into_any()
}

#[component]
fn Table(entries: Vec<RunSummary>, actions: Actions) -> impl IntoView {
    view! {
        <section class="card table-card" aria-label="History of runs">
            <div class="table-scroll" tabindex="0" role="region" aria-label="Table of runs">
                <table class="data-table" data-testid="runs">
                    <thead>
                        <tr>
                            <th scope="col">"Run"</th>
                            <th scope="col" class="text">"Tags"</th>
                            <th scope="col" class="text">"Outcome"</th>
                            <th scope="col" class="text">"Thresholds"</th>
                            <th scope="col">"Delivered"</th>
                            <th scope="col" title="Latency of delivered hits, from when they were due">"p95, ms"</th>
                            <th scope="col" title="Rejected, failed and unknown hits, of all that were sent">"Errors"</th>
                            <th scope="col" class="text">"Started"</th>
                            <th scope="col">"Duration"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{entries.into_iter().map(|run| view! { <Line run actions/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
