//! Filling a week of past days over REST: every day gets exactly its visits.

mod continued;
mod refused;

use crate::support::{PATIENCE, Reply, Server, sim_with_token};
use matomo_sim::SimHandle;
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "fedcba9876543210fedcba9876543210";

/// A week of 40 visits a day, all of it long past.
const DAYS: [&str; 7] =
    ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10", "2026-01-11"];
pub(crate) const PER_DAY: u64 = 40;

/// Visits per second for tests that step in: with these the week takes 14 seconds, so that the step comes in time
/// on a busy machine, too.
pub(crate) const SLOWLY: u64 = 20;

/// The most visits of a run at [`SLOWLY`] that a kill can lose. A block of reserved visits is doubled when it lasts
/// less than half a second, in which 30 visits begin at most, 20 of them to make up for a second's delay: so one of
/// 16 may be doubled and one of 32 is not. Besides, `concurrency` visits are in progress.
pub(crate) const MOST_LOST: u64 = 32 + 8;

pub(crate) fn week(sims: &[&SimHandle]) -> Value {
    fn target((index, sim): (usize, &&SimHandle)) -> Value {
        json!({ "name": format!("t{index}"), "url": sim.url(), "site_id": 1, "token_auth": TOKEN })
    }
    json!({
        "targets": sims.iter().enumerate().map(target).collect::<Vec<_>>(), "request": { "timeout_seconds": PATIENCE },
        "timezone": "UTC", "seed": 11, "target_visits_per_day": PER_DAY,
        "pageviews_min": 1, "pageviews_max": 3, "ecommerce_probability": 0.2, "concurrency": 8,
        // So that whoever comes twice was sent twice.
        "returning_visitors_probability": 0,
        "backfill_enabled": true, "backfill_start_date": DAYS[0], "backfill_end_date": DAYS[6]
    })
}

/// What Matomo's own report counts on `date`.
async fn visits_on(sim: &SimHandle, date: &str) -> u64 {
    let question = format!(
        "{}/index.php?module=API&method=VisitsSummary.get&idSite=1&period=day&date={date}&format=json",
        sim.url()
    );
    let answer = crate::support::client()
        .post(question)
        .body(format!("token_auth={TOKEN}"))
        .header("content-type", "application/x-www-form-urlencoded");
    let answer: Value = serde_json::from_str(&answer.send().await.unwrap().text().await.unwrap()).unwrap();
    answer["nb_visits"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

pub(crate) async fn visits_by_day(sims: &[&SimHandle]) -> Vec<u64> {
    let mut days = Vec::new();
    for date in DAYS {
        let mut visits = 0;
        for sim in sims {
            visits += visits_on(sim, date).await;
        }
        days.push(visits);
    }
    days
}

fn days(status: &Value) -> Vec<(String, u64, u64, u64)> {
    let count = |day: &Value, field: &str| day[field].as_u64().unwrap();
    let days = status["backfill"]["days"].as_array().unwrap_or_else(|| panic!("{status}"));
    days.iter()
        .map(|day| {
            (day["date"].as_str().unwrap().to_owned(), count(day, "planned"), count(day, "before"), count(day, "sent"))
        })
        .collect()
}

async fn start(server: &Server, config: Value) -> Reply {
    server.send("POST", "/api/start", json!({ "config": config })).await
}

#[tokio::test]
async fn every_day_gets_its_visits_and_none_lies_anywhere_else() {
    for bulk_size in [1, 20] {
        let server = Server::start().await;
        let one = sim_with_token(TOKEN).await;
        let two = sim_with_token(TOKEN).await;
        let mut config = week(&[&one, &two]);
        config["request"]["bulk_size"] = json!(bulk_size);
        let started = start(&server, config).await.expect(200);
        assert_eq!((&started["run"]["kind"], &started["run"]["seed"]), (&json!("backfill"), &json!(11)));
        let done = server.status_when("the end", |status| status["state"] == "finished").await;
        let expected: Vec<_> = DAYS.iter().map(|date| ((*date).to_owned(), PER_DAY, 0, PER_DAY)).collect();
        assert_eq!(days(&done), expected);
        assert_eq!(visits_by_day(&[&one, &two]).await, [PER_DAY; 7], "bulk size {bulk_size}");
        let totals = [one.stats().totals, two.stats().totals];
        assert_eq!(totals.iter().map(|totals| totals.visits).sum::<u64>(), 7 * PER_DAY);
        let hits = &done["totals"]["hits"];
        assert_eq!(hits["delivered"], json!(totals.iter().map(|totals| totals.hits_recorded).sum::<u64>()));
        assert_eq!(hits["delivered"], hits["planned"], "{hits}");
        let metrics = server.get("/metrics").await.text;
        for (part, visits) in [("planned", 7 * PER_DAY), ("before", 0), ("sent", 7 * PER_DAY)] {
            assert!(metrics.contains(&format!("trackstorm_backfill_visits{{part=\"{part}\"}} {visits}\n")), "{part}");
        }
        let run = server.get("/api/runs").await.expect(200)[0].clone();
        assert_eq!((&run["kind"], &run["can_continue"]), (&json!("backfill"), &json!(false)));
        let refused = server.send("POST", &format!("/api/runs/{}/continue", run["id"]), json!({})).await.expect(409);
        assert!(refused["error"]["message"].as_str().unwrap().contains("cannot be continued"), "{refused}");
        let refused = server.send("POST", "/api/restart", json!({})).await.expect(409);
        assert!(refused["error"]["message"].as_str().unwrap().contains("twice"), "{refused}");
        assert_eq!(visits_by_day(&[&one, &two]).await, [PER_DAY; 7]);
    }
}

#[tokio::test]
async fn a_paused_backfill_stands_still_and_goes_on() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    let mut config = week(&[&sim]);
    config["backfill_rps_limit"] = json!(SLOWLY);
    start(&server, config).await.expect(200);
    server.status_when("some visits", |status| status["totals"]["visits"]["completed"].as_u64() > Some(30)).await;
    let paused = server.send("POST", "/api/pause", json!({})).await.expect(200);
    assert_eq!(paused["state"], "paused");
    let settled = server.status_when("visits in progress", |status| status["totals"]["visits"]["active"] == 0).await;
    assert!(settled["totals"]["visits"]["completed"].as_u64() < Some(7 * PER_DAY), "{settled}");
    let resumed = server.send("POST", "/api/resume", json!({})).await.expect(200);
    assert_eq!(resumed["run"]["id"], paused["run"]["id"]);
    server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(visits_by_day(&[&sim]).await, [PER_DAY; 7]);
}
