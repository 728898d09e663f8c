//! The status snapshot in the Prometheus text format.

mod history;
mod text;

use super::AppState;
use axum::{extract::State, response::IntoResponse};
use domain::{
    BackfillStatus, DayStatus, FunnelCounts, Health, Latency, Quantiles, RunState, StatusSnapshot, TargetStatus,
};
use engine::Published;
use http::header;
use text::{Exposition, Kind};

const STATES: [RunState; 8] = [
    RunState::Idle,
    RunState::Starting,
    RunState::Running,
    RunState::Paused,
    RunState::Stopping,
    RunState::Finished,
    RunState::Stopped,
    RunState::Failed,
];
const HEALTHS: [Health; 5] = [Health::Unknown, Health::Healthy, Health::Failing, Health::Open, Health::HalfOpen];

/// The same figures as /api/status, for Prometheus. Counters start again with each run.
#[utoipa::path(
    get, path = "/metrics", tag = "Observation", operation_id = "getMetrics",
    responses((status = 200, description = "Prometheus text format 0.0.4", content_type = "text/plain", body = String))
)]
pub(super) async fn read(State(state): State<AppState>) -> impl IntoResponse {
    let exposition =
        state.metrics.get(&state.published(), |published: &Published| render(&published.status).into_bytes()).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], exposition)
}

fn render(status: &StatusSnapshot) -> String {
    let mut exposition = Exposition::default();
    run(&mut exposition, status);
    visits(&mut exposition, &status.targets);
    history::not_begun(&mut exposition, &status.targets);
    hits(&mut exposition, &status.targets);
    latencies(&mut exposition, status);
    funnels(&mut exposition, &status.funnels);
    history::history(&mut exposition, status);
    if let Some(figures) = &status.backfill {
        backfill(&mut exposition, figures);
    }
    exposition.into_text()
}

fn funnels(exposition: &mut Exposition, funnels: &[FunnelCounts]) {
    exposition.family("trackstorm_funnel_visits_total", Kind::Counter, "Visits that began or completed the funnel.");
    for funnel in funnels {
        for (part, count) in [("started", funnel.started), ("completed", funnel.completed)] {
            exposition.sample(&[("funnel", &funnel.name), ("part", part)], count);
        }
    }
}

fn backfill(exposition: &mut Exposition, figures: &BackfillStatus) {
    exposition.family(
        "trackstorm_backfill_visits",
        Kind::Gauge,
        "Visits of all days: planned, begun by runs before, sent.",
    );
    let sum = |of: fn(&DayStatus) -> u64| figures.days.iter().map(of).sum::<u64>();
    for (part, count) in
        [("planned", sum(|day| day.planned)), ("before", sum(|day| day.before)), ("sent", sum(|day| day.sent))]
    {
        exposition.sample(&[("part", part)], count);
    }
}

fn run(exposition: &mut Exposition, status: &StatusSnapshot) {
    exposition.family("trackstorm_run_state", Kind::Gauge, "1 for the state the latest run is in.");
    for state in STATES {
        exposition.sample(&[("state", state.as_str())], u8::from(state == status.state));
    }
    let Some(run) = &status.run else { return };
    exposition.family("trackstorm_run_info", Kind::Gauge, "The latest run.");
    let id = run.id.to_string();
    let seed = run.seed.to_string();
    exposition
        .sample(&[("run", &id), ("seed", &seed), ("kind", run.kind.as_str()), ("strategy", run.strategy.as_str())], 1);
    exposition.family("trackstorm_run_elapsed_seconds", Kind::Gauge, "Since the start of the latest run, to its end.");
    exposition.sample(&[], run.elapsed_seconds);
    exposition.family("trackstorm_target_enabled", Kind::Gauge, "1 if the target gets load.");
    for target in &status.targets {
        exposition.sample(&[("target", &target.name)], u8::from(target.enabled));
    }
    exposition.family("trackstorm_target_health", Kind::Gauge, "1 for how the target has been answering.");
    for target in &status.targets {
        for health in HEALTHS {
            let labels = [("target", target.name.as_str()), ("health", health.as_str())];
            exposition.sample(&labels, u8::from(health == target.health));
        }
    }
    exposition.family("trackstorm_target_share_ratio", Kind::Gauge, "Share of the load, as due and as it was.");
    for target in &status.targets {
        exposition.sample(&[("target", &target.name), ("kind", "expected")], target.expected_share);
        exposition.sample(&[("target", &target.name), ("kind", "actual")], target.share);
    }
}

fn visits(exposition: &mut Exposition, targets: &[TargetStatus]) {
    exposition.family("trackstorm_visits_assigned_total", Kind::Counter, "Visits given to the target.");
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.visits.assigned);
    }
    exposition.family("trackstorm_visits_total", Kind::Counter, "Visits that have ended, by outcome.");
    for target in targets {
        let visits = target.visits;
        for (outcome, count) in
            [("completed", visits.completed), ("dropped", visits.dropped), ("cancelled", visits.cancelled)]
        {
            exposition.sample(&[("target", &target.name), ("outcome", outcome)], count);
        }
    }
    exposition.family(
        "trackstorm_visits_ended_total",
        Kind::Counter,
        "Visits that are over, by how much was delivered.",
    );
    for target in targets {
        let visits = target.visits;
        for (delivered, count) in [("whole", visits.whole), ("torn", visits.torn), ("not_begun", visits.not_begun)] {
            exposition.sample(&[("target", &target.name), ("delivered", delivered)], count);
        }
    }
    exposition.family("trackstorm_visits_active", Kind::Gauge, "Visits in progress.");
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.visits.active);
    }
    exposition.family("trackstorm_visits_per_second", Kind::Gauge, "Visits begun per second over the last seconds.");
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.rate.visits_per_second);
    }
}

fn hits(exposition: &mut Exposition, targets: &[TargetStatus]) {
    exposition.family("trackstorm_hits_planned_total", Kind::Counter, "Hits of visits that have arrived.");
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.hits.planned);
    }
    exposition.family("trackstorm_hits_total", Kind::Counter, "Hits whose outcome is known, by outcome.");
    for target in targets {
        let hits = target.hits;
        for (outcome, count) in [
            ("delivered", hits.delivered),
            ("rejected", hits.rejected),
            ("failed", hits.failed),
            ("unknown", hits.unknown),
            ("dropped", hits.dropped),
            ("cancelled", hits.cancelled),
        ] {
            exposition.sample(&[("target", &target.name), ("outcome", outcome)], count);
        }
    }
    exposition.family("trackstorm_hits_pending", Kind::Gauge, "Hits whose outcome is not known yet.");
    for target in targets {
        exposition.sample(&[("target", &target.name), ("state", "in_flight")], target.hits.in_flight);
        exposition.sample(&[("target", &target.name), ("state", "waiting")], target.hits.waiting);
    }
    exposition.family(
        "trackstorm_hits_per_second",
        Kind::Gauge,
        "Hits per second over the last seconds that were sent and came to an end.",
    );
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.rate.hits_per_second);
    }
    exposition.family("trackstorm_hits_planned_per_second", Kind::Gauge, "Hits due per second over the same time.");
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.rate.planned_hits_per_second);
    }
    exposition.family(
        "trackstorm_hits_delivered_per_second",
        Kind::Gauge,
        "Hits delivered per second over the same time.",
    );
    for target in targets {
        exposition.sample(&[("target", &target.name)], target.rate.delivered_hits_per_second);
    }
    exposition.family("trackstorm_errors_total", Kind::Counter, "Hits that were not delivered, by cause.");
    for target in targets {
        let errors = target.errors;
        for (cause, count) in [
            ("timeout", errors.timeout),
            ("connect", errors.connect),
            ("tls", errors.tls),
            ("http_4xx", errors.http_4xx),
            ("http_5xx", errors.http_5xx),
            ("invalid_response", errors.invalid_response),
        ] {
            exposition.sample(&[("target", &target.name), ("cause", cause)], count);
        }
    }
    exposition.family("trackstorm_responses_total", Kind::Counter, "Answers by HTTP status code.");
    for target in targets {
        for (code, count) in &target.status_codes {
            exposition.sample(&[("target", &target.name), ("code", &code.to_string())], *count);
        }
    }
}

fn latencies(exposition: &mut Exposition, status: &StatusSnapshot) {
    exposition.family(
        "trackstorm_latency_milliseconds",
        Kind::Gauge,
        "Latency quantiles of the run, from when a hit was planned or sent, the lag between the two, and from planned for \
         delivered and for all other hits apart.",
    );
    for target in &status.targets {
        latency(exposition, &[("target", &target.name)], &target.latency_ms);
    }
    exposition.family(
        "trackstorm_all_latency_milliseconds",
        Kind::Gauge,
        "As trackstorm_latency_milliseconds, of all targets together.",
    );
    latency(exposition, &[], &status.totals.latency_ms);
}

fn latency(exposition: &mut Exposition, labels: &[(&str, &str)], latency: &Latency) {
    for (from, quantiles) in [
        ("planned", latency.from_planned),
        ("send", latency.from_send),
        ("lag", latency.lag),
        ("planned_delivered", latency.delivered),
        ("planned_failed", latency.failed),
    ] {
        let Quantiles { mean, p50, p90, p95, p99, max } = quantiles;
        for (quantile, value) in [("0.5", p50), ("0.9", p90), ("0.95", p95), ("0.99", p99), ("1", max), ("mean", mean)]
        {
            let labels: Vec<_> = labels.iter().copied().chain([("from", from), ("quantile", quantile)]).collect();
            exposition.sample(&labels, value);
        }
    }
}
