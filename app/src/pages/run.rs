//! One run's report: the dashboard's figures as they stood at its end, what failed and why, and the
//! configuration that was used.

mod breakdown;
mod configuration;
mod labels;
mod timeline;

use crate::{
    api::runs::{ReportPage, get_run},
    base::{at, use_navigate},
    components::{
        ErrorNotice, Load, Missing, PageHeader,
        backfill_days::BackfillDays,
        continue_run::{ContinueRunButton, continue_action},
        fleet::Fleet,
        funnel_counts::FunnelTable,
        icon::{Icon, IconName},
        kpis::Kpis,
        run_charts::RunCharts,
        run_deletion::{DeleteRunButton, delete_action},
        run_history::{BottleneckBanner, EpochTable, EventTimeline, OutageTable, ThresholdList, host},
        state_badge::{KindBadge, OutcomeBadge},
    },
    error::{AppError, ErrorCode},
    format,
    live::{DayRow, TargetRow},
};
use breakdown::Breakdown;
use configuration::Configuration;
use domain::{BackfillStatus, EpochStatus, Outage, RunEvent, RunOutcome, RunReport, StatusSnapshot, ThresholdStatus};
use labels::LabelsCard;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::collections::HashMap;
use timeline::timeline;

const MISSING: Missing = Missing {
    title: "Run not found",
    heading: "There is no such run",
    text: "",
    link: ("/runs", "See all runs"),
    testid: "run-not-found",
};

/// The page of the run whose number is in the address.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok())));
    let report = Resource::new(
        move || id.get(),
        async |id| match id {
            Some(id) => get_run(id).await,
            None => Err(AppError::new(ErrorCode::NotFound, "A run's number has only digits.")),
        },
    );
    view! {
        <Load from=report what="the report" heading="Run" missing=MISSING let:page>
            <Report page/>
        </Load>
    }
    .into_any()
}

#[component]
fn Report(page: ReportPage) -> impl IntoView {
    let ReportPage { report, own_data } = page;
    let labels = RwSignal::new(report.labels());
    let RunReport { summary, config, snapshot, series, .. } = report;
    let outcome = summary.outcome;
    let kind = summary.kind;
    // A run that was cut off may have sent more than was saved of it.
    let known = !matches!(outcome, RunOutcome::Running | RunOutcome::Interrupted);
    let continuing = continue_action();
    let navigate = use_navigate();
    let deleting = delete_action(move || navigate("/runs", Default::default()));
    let continues = snapshot.run.as_ref().and_then(|run| run.continues);
    let facts = format!(
        "Run {} · {} · {} · seed {} · {}",
        summary.id,
        format::utc(&summary.started_at),
        format::duration(summary.elapsed_seconds),
        summary.seed,
        summary.strategy,
    );
    let preset = summary.preset.clone().map(|preset| format!(" · preset {preset}"));
    let title = Signal::derive(move || labels.with(|labels| labels.name.clone()));
    let message = snapshot.run.as_ref().and_then(|run| run.message.clone());
    let bottleneck = StoredValue::new(snapshot.bottleneck.clone());
    let totals = StoredValue::new(snapshot.totals.clone());
    let history = StoredValue::new(RunHistory::of(&snapshot));
    let timeline = timeline(&config, &snapshot, &series);
    let rows: Vec<_> = snapshot.targets.into_iter().map(|target| TargetRow::new(target, Vec::new(), 0)).collect();
    let BackfillStatus { days, in_doubt } = snapshot.backfill.unwrap_or_default();
    let days: Vec<_> = days.into_iter().map(DayRow::new).collect();
    let days = StoredValue::new(days);
    let funnels = StoredValue::new(snapshot.funnels);
    let rows = StoredValue::new(rows);
    let series = StoredValue::new(series);
    let series = Signal::derive(move || series.get_value());
    view! {
        <PageHeader title=title meta=move || view! {
            <OutcomeBadge outcome=outcome/>
            <KindBadge kind=kind/>
            <span class="summary" data-testid="report-facts">{facts.clone()}{preset.clone()}</span>
        }>
            {summary.can_continue.then(|| view! { <ContinueRunButton id=summary.id action=continuing/> })}
            <a class="btn" href=at("/runs")>"All runs"</a>
            <a class="btn" href=at(format_args!("/compare?runs={}", summary.id)) data-testid="compare">"Compare"</a>
            {(outcome != RunOutcome::Running).then(|| view! { <DeleteRunButton id=summary.id action=deleting/> })}
            <a class="btn" href=at(format_args!("/api/runs/{}", summary.id)) download=format!("trackstorm-run-{}.json", summary.id)
                rel="external" data-testid="download-report"><Icon name=IconName::Download/>"Download JSON"</a>
        </PageHeader>
        {move || continuing.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error=error/> })}
        {move || deleting.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error=error/> })}
        <LabelsCard id=summary.id labels/>
        <OutcomeNotice outcome=outcome message=message/>
        <BottleneckBanner bottleneck=Signal::derive(move || bottleneck.get_value()) over=outcome != RunOutcome::Running/>
        {continues.map(|id| view! {
            <p class="notice" data-testid="continues">
                "This run went on where "<a href=at(format_args!("/runs/{id}"))>{format!("run {id}")}</a>" had ended; no visit was begun twice."
            </p>
        })}
        <Kpis totals=Signal::derive(move || totals.get_value())/>
        <RunCharts series timeline/>
        <Fleet rows=Signal::derive(move || rows.get_value()) tick=Signal::derive(|| 0) trend=false
            outages=Signal::derive(move || history.with_value(|history| history.outages.clone()))/>
        <BackfillDays days=Signal::derive(move || days.get_value()) in_doubt=in_doubt over=known/>
        <HistoryCards history=history over=outcome != RunOutcome::Running/>
        <div class="report-columns">
            <Breakdown totals=snapshot.totals/>
            <FunnelTable funnels=Signal::derive(move || funnels.get_value())/>
        </div>
        <Configuration config=config own_data=own_data/>
    }
    .into_any()
}

/// What happened in the run.
#[derive(Clone)]
struct RunHistory {
    thresholds: Vec<ThresholdStatus>,
    events: Vec<RunEvent>,
    outages: Vec<Outage>,
    epochs: Vec<EpochStatus>,
    names: HashMap<i64, String>,
    hosts: HashMap<i64, String>,
}

impl RunHistory {
    fn of(snapshot: &StatusSnapshot) -> Self {
        Self {
            thresholds: snapshot.thresholds.clone(),
            events: snapshot.events.clone(),
            outages: snapshot.outages.clone(),
            epochs: snapshot.epochs.clone(),
            names: snapshot.targets.iter().map(|target| (target.id, target.name.clone())).collect(),
            hosts: snapshot.targets.iter().map(|target| (target.id, host(&target.url).to_owned())).collect(),
        }
    }
}

#[component]
fn HistoryCards(history: StoredValue<RunHistory>, over: bool) -> impl IntoView {
    view! {
        <ThresholdList thresholds=Signal::derive(move || history.with_value(|history| history.thresholds.clone()))/>
        <OutageTable outages=Signal::derive(move || history.with_value(|history| history.outages.clone()))
            hosts=Signal::derive(move || history.with_value(|history| history.hosts.clone())) over=over/>
        <EpochTable epochs=Signal::derive(move || history.with_value(|history| history.epochs.clone()))
            names=Signal::derive(move || history.with_value(|history| history.names.clone()))/>
        <EventTimeline events=Signal::derive(move || history.with_value(|history| history.events.clone()))/>
    }
    .into_any()
}

/// What a reader must know before trusting the figures.
#[component]
fn OutcomeNotice(outcome: RunOutcome, message: Option<String>) -> impl IntoView {
    let (class, text) = match outcome {
        RunOutcome::Interrupted => (
            "notice notice-warn",
            Some(
                "The server ended while this run was active. The figures are the last that were saved, a moment before; hits sent after that are not counted.",
            ),
        ),
        RunOutcome::Running => (
            "notice",
            Some("This run is still active. These are the latest saved figures; the dashboard shows it live."),
        ),
        RunOutcome::Failed => ("notice notice-bad", None),
        RunOutcome::Finished | RunOutcome::Stopped => ("notice", None),
    };
    let text = [text.map(str::to_owned), message].into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| view! { <p class=class data-testid="outcome-notice">{text}</p> })
}
