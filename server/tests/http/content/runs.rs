//! The real binary: what it reports as delivered is recorded as planned, live and for past days, singly and in bulk.

use super::{
    planned::{Planned, TOKEN, eventful, hits},
    sender::{matomo, visits_by_day},
};
use crate::support::{PATIENCE, binary, write};
use domain::{Date, Funnel, FunnelStep, MultiTargetConfig, RequestSettings, StepKind, backfill::Window};
use matomo_sim::{Faults, Reason, SimHandle, SiteStats, Stats};
use serde_json::{Value, json};
use std::time::Duration;
use traffic::{Traffic, zone};

const SEED: u64 = 4_711;
const VISITS: u64 = 200;
/// Far enough from any date line to be the day before yesterday everywhere.
const DAYS_AGO: i64 = 5;

/// Everything happens, a hundred visits a second, without long waits.
fn brisk() -> MultiTargetConfig {
    let steps = StepKind::ALL.map(|kind| FunnelStep {
        kind,
        url: "https://www.example.org/landing".to_owned(),
        action_name: "Landing".to_owned(),
        event_category: "Form".to_owned(),
        event_action: "Submit".to_owned(),
        event_name: "Contact".to_owned(),
        search_keyword: "tent".to_owned(),
        target_url: "https://www.example.org/files/x.pdf".to_owned(),
        ..FunnelStep::default()
    });
    MultiTargetConfig {
        target_visits_per_day: 8_640_000.0,
        // Room and time for every visit, or a busy machine drops some.
        concurrency: VISITS as u32,
        request: RequestSettings { timeout_seconds: PATIENCE as f64, ..RequestSettings::default() },
        pause_between_pvs_min: 0.0,
        pause_between_pvs_max: 0.02,
        max_total_visits: VISITS,
        seed: Some(SEED),
        funnels: vec![Funnel {
            name: "all steps".to_owned(),
            probability: 0.3,
            exit_after_completion: false,
            steps: steps.into(),
            ..Funnel::default()
        }],
        ..eventful()
    }
}

/// Runs the binary to its end; gives its report and what Matomo has counted.
async fn run(config: &MultiTargetConfig, sim: &SimHandle) -> (Value, Stats) {
    let mut config = serde_json::to_value(config).unwrap();
    config["targets"] = json!([{ "name": "t", "url": sim.url(), "site_id": 1, "token_auth": TOKEN }]);
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "config.json", config.to_string());
    let mut command = binary();
    command.arg("run").arg(file);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    (serde_json::from_slice(&output.stdout).unwrap(), sim.stats())
}

/// The report says of every hit what became of it.
fn assert_reported(report: &Value, planned: &Planned) {
    let hits = &report["totals"]["hits"];
    assert_eq!((&hits["planned"], &hits["delivered"]), (&json!(planned.hits), &json!(planned.hits)), "{hits}");
}

fn live(config: &MultiTargetConfig) -> Planned {
    Planned::of(&hits(&Traffic::live(config, SEED), VISITS, 0, 0, Some(TOKEN), false))
}

/// What is asked before the first hit says `rec=0`, or names a site that cannot exist.
fn leave_out_questions(totals: &mut SiteStats) {
    for reason in [Reason::MissingRec, Reason::BadSite] {
        totals.hits_received -= totals.hits_not_recorded.remove(&reason).unwrap_or(0);
    }
}

#[tokio::test]
async fn live_visits_one_hit_at_a_time() {
    let config = brisk();
    let sim = matomo(TOKEN).await;
    let planned = live(&config);
    let (report, mut counted) = run(&config, &sim).await;
    assert_reported(&report, &planned);
    leave_out_questions(&mut counted.totals);
    planned.assert_recorded(&counted.totals, VISITS);
    assert_eq!(counted.bulk.batches, 0);
}

#[tokio::test]
async fn live_visits_in_bulk() {
    let mut config = brisk();
    let sim = matomo(TOKEN).await;
    let planned = live(&config);
    config.request.bulk_size = 60;
    let (report, mut counted) = run(&config, &sim).await;
    assert_reported(&report, &planned);
    leave_out_questions(&mut counted.totals);
    planned.assert_recorded(&counted.totals, VISITS);
    assert_eq!((counted.bulk.tracked, counted.bulk.invalid), (planned.hits, 0));
    assert!(counted.bulk.batches > 0 && counted.bulk.batches < planned.hits / 20, "{:?}", counted.bulk);
}

/// First hits of a visitor that are under way at the same time became several visits (measured: 50 became 79).
#[tokio::test]
async fn a_visitors_next_hit_waits_for_the_answer_to_the_one_before() {
    const LATENCY: Duration = Duration::from_millis(150);
    let mut config = brisk();
    let sim = matomo(TOKEN).await;
    sim.set_faults(Faults { latency: LATENCY, ..Default::default() }).unwrap();
    (config.max_total_visits, config.pageviews_min, config.pageviews_max) = (1, 8, 8);
    (config.journeys, config.pause_between_pvs_max) = (Vec::new(), 0.0);
    let (report, counted) = run(&config, &sim).await;
    assert!(counted.totals.hits_recorded >= 9 && counted.totals.visits == 1, "{:?}", counted.totals);
    // All are due at once. One after the other they take this long at least, however busy the machine is.
    let least = LATENCY.as_secs_f64() * counted.totals.hits_recorded as f64;
    assert!(report["run"]["elapsed_seconds"].as_f64().unwrap() >= least, "{}", report["run"]);
}

/// Four days of 50 visits that ended the day before yesterday.
fn past() -> (MultiTargetConfig, Vec<Date>) {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() as i64;
    let days: Vec<Date> = (0..4).map(|day| zone::today("UTC", now).plus_days(day - DAYS_AGO)).collect();
    let config = MultiTargetConfig {
        backfill_enabled: true,
        backfill_start_date: Some(days[0].to_string()),
        backfill_end_date: Some(days[3].to_string()),
        backfill_max_visits_per_day: Some(50),
        backfill_rps_limit: Some(500.0),
        backfill_seed: Some(SEED),
        // Who comes back is decided per target, by whoever sends: see the traffic crate's tests of returning visitors.
        returning_visitors_probability: 0.0,
        max_total_visits: 0,
        ..brisk()
    };
    (config, days)
}

async fn assert_backfilled(config: &MultiTargetConfig, days: &[Date]) -> Stats {
    let now = days[3].plus_days(2).unix_days() * 86_400;
    let plan = Window::of(config, zone::today("UTC", now)).unwrap().plan(config);
    let planned = Planned::of(&hits(&Traffic::backfill(config, SEED, plan, now), VISITS, 0, 0, Some(TOKEN), false));
    let sim = matomo(TOKEN).await;
    let (report, mut counted) = run(config, &sim).await;
    assert_reported(&report, &planned);
    leave_out_questions(&mut counted.totals);
    planned.assert_recorded(&counted.totals, VISITS);
    assert_eq!(visits_by_day(&sim, TOKEN, days).await, [50; 4]);
    counted
}

#[tokio::test]
async fn past_days_one_hit_at_a_time() {
    let (config, days) = past();
    let counted = assert_backfilled(&config, &days).await;
    assert_eq!(counted.bulk.batches, 0);
}

#[tokio::test]
async fn past_days_in_bulk() {
    let (mut config, days) = past();
    config.request.bulk_size = 100;
    let counted = assert_backfilled(&config, &days).await;
    assert!(counted.bulk.batches > 0 && counted.bulk.invalid == 0, "{:?}", counted.bulk);
}
