//! The dashboard: is it running, is it going well, and which target needs a person.

mod charts;
mod demo;
mod empty;
mod summary;
mod unsaved;

use crate::{
    api::engine,
    app::use_overview,
    base::at,
    charts::TargetChart,
    components::{
        Load,
        backfill_days::BackfillDays,
        fleet::Fleet,
        funnel_counts::FunnelTable,
        kpis::Kpis,
        run_bar::RunBar,
        run_control::{RunActionError, RunActions},
        run_history::{EpochTable, EventTimeline, OutageTable, ThresholdList, host},
    },
    live::{Live, use_live},
};
use charts::Charts;
use demo::DemoStep;
use domain::RunState;
use empty::{IdleNotice, NoTargets};
use leptos::prelude::*;
use summary::{ReportLink, RunMessage, RunSummaryLine};
use unsaved::UnsavedNotice;

/// The page. Its first paint shows the figures the server knew when it was rendered.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let overview = use_overview();
    let live = use_live();
    let actions = RunActions::new();
    let title = Signal::derive(move || {
        live.run.with(|run| match run {
            Some(run) => run.name.clone().unwrap_or_else(|| format!("Run {}", run.id)),
            None => "Dashboard".into(),
        })
    });
    view! {
        <Load from=overview what="the current figures" heading="Dashboard" let:overview>
            {
                live.seed(&overview);
                view! { <Overview plan=StoredValue::new(overview) title actions/> }
            }
        </Load>
    }
    .into_any()
}

#[component]
fn Overview(plan: StoredValue<engine::Overview>, title: Signal<String>, actions: RunActions) -> impl IntoView {
    let live = use_live();
    let is_over = Signal::derive(move || !live.state.get().is_active());
    view! {
        <RunBar title=title document_title="Dashboard" actions=actions><ReportLink/></RunBar>
        <RunSummaryLine/>
        <RunActionError actions=actions/>
        <RunMessage/>
        <UnsavedNotice/>
        <DemoStep plan=plan/>
        <Show when=move || live.state.get() == RunState::Idle>
            <IdleNotice plan=plan actions=actions/>
        </Show>
        <Show when=move || live.state.get() != RunState::Idle>
            <Figures live=live/>
            <BackfillDays days=live.days in_doubt=live.in_doubt over=is_over/>
        </Show>
        <Show when=move || live.rows.with(|rows| !rows.is_empty())>
            <div id="fleet"><Fleet rows=live.rows tick=live.tick outages=live.outages switches=true>
                <a class="btn btn-quiet btn-small" href=at("/targets") data-testid="edit-targets">"Edit targets"</a>
            </Fleet></div>
        </Show>
        <RunHistory live=live/>
        <FunnelTable funnels=live.funnels/>
        <Show when=move || live.rows.with(Vec::is_empty)>
            <NoTargets plan=plan/>
        </Show>
    }
    .into_any()
}

/// Totals and charts.
#[component]
fn Figures(live: Live) -> impl IntoView {
    view! {
        <Kpis totals=live.totals/>
        <Charts live=live/>
        <TargetChart live=live/>
    }
    .into_any()
}

/// What happened, and how the run stands with what it is held to.
#[component]
fn RunHistory(live: Live) -> impl IntoView {
    let names =
        Signal::derive(move || live.rows.with(|rows| rows.iter().map(|row| (row.id, row.name.clone())).collect()));
    let hosts = Signal::derive(move || {
        live.rows.with(|rows| rows.iter().map(|row| (row.id, host(&row.url).to_owned())).collect())
    });
    view! {
        <div id="thresholds"><ThresholdList thresholds=live.thresholds/></div>
        <OutageTable outages=live.outages hosts=hosts over=Signal::derive(move || !live.state.get().is_active())/>
        <EpochTable epochs=live.epochs names=names/>
        <EventTimeline events=live.events/>
    }
    .into_any()
}
