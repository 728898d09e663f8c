//! Filling past days over REST: exactly, after a kill, and never without a token that may.

use crate::support::{PATIENCE, Reply, Server, closed_port, sim_with_token, until};
use matomo_sim::{Faults, SimConfig, SimHandle};
use serde_json::{Value, json};
use std::time::Duration;

pub const TOKEN: &str = "fedcba9876543210fedcba9876543210";

/// A week of 40 visits a day, all of it long past.
const DAYS: [&str; 7] =
    ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10", "2026-01-11"];
pub const PER_DAY: u64 = 40;

/// Visits per second for tests that step in: with these the week takes 14 seconds, so that the step comes in time
/// on a busy machine, too.
pub const SLOWLY: u64 = 20;

/// The most visits of a run at [`SLOWLY`] that a kill can lose. A block of reserved visits is doubled when it lasts
/// less than half a second, in which 30 visits begin at most, 20 of them to make up for a second's delay: so one of
/// 16 may be doubled and one of 32 is not. Besides, `concurrency` visits are in progress.
pub const MOST_LOST: u64 = 32 + 8;

pub fn week(sims: &[&SimHandle]) -> Value {
    let target = |(index, sim): (usize, &&SimHandle)| json!({ "name": format!("t{index}"), "url": sim.url(), "site_id": 1, "token_auth": TOKEN });
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

pub async fn visits_by_day(sims: &[&SimHandle]) -> Vec<u64> {
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
        let (server, one, two) = (Server::start().await, sim_with_token(TOKEN).await, sim_with_token(TOKEN).await);
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
async fn a_kill_in_the_middle_loses_few_visits_and_sends_none_twice() {
    let (server, sim) = (Server::start().await, sim_with_token(TOKEN).await);
    sim.set_faults(Faults { latency: Duration::from_millis(5), ..Default::default() }).unwrap();
    // From the working configuration, which keeps the token that the run itself does not.
    let mut config = week(&[&sim]);
    config["backfill_rps_limit"] = json!(SLOWLY);
    server.send("PUT", "/api/config", config).await.expect(200);
    let started = server.send("POST", "/api/start", json!({})).await.expect(200);
    until("some visits", async || (sim.stats().totals.visits >= 60).then_some(())).await;
    let folder = server.kill();

    let server = Server::start_in(folder, &[]).await;
    let id = started["run"]["id"].clone();
    let report = server.get(&format!("/api/runs/{id}")).await.expect(200);
    assert_eq!((&report["outcome"], &report["can_continue"]), (&json!("interrupted"), &json!(true)));
    // What was in flight when the server died has arrived or never will.
    let before = sim.stats().totals.visits;
    let continued = server.send("POST", &format!("/api/runs/{id}/continue"), json!({})).await.expect(200);
    assert_eq!((&continued["run"]["continues"], &continued["run"]["seed"]), (&id, &json!(11)));
    let done = server.status_when("the end", |status| status["state"] == "finished").await;
    let by_day = visits_by_day(&[&sim]).await;
    let total: u64 = by_day.iter().sum();
    assert!(by_day.iter().all(|visits| *visits <= PER_DAY), "{by_day:?}");
    assert_eq!(total, sim.stats().totals.visits, "no visit lies on another day");
    assert_eq!(sim.stats().by_visitor.iter().filter(|visitor| visitor.visits > 1).count(), 0, "no visit came twice");
    let (planned, sent): (Vec<u64>, Vec<u64>) = days(&done).iter().map(|day| (day.1, day.2 + day.3)).unzip();
    assert_eq!((planned, sent), (vec![PER_DAY; 7], vec![PER_DAY; 7]), "before and now make the whole");
    assert!(before < total, "the second run had something to do");
    let lost = 7 * PER_DAY - total;
    assert!(lost <= MOST_LOST, "{lost} visits are missing: more than one block and what was in progress");
    // The first run is done with; the second is complete.
    for run in server.get("/api/runs").await.expect(200).as_array().unwrap() {
        assert_eq!(run["can_continue"], false, "{run}");
    }
}

#[tokio::test]
async fn a_stopped_backfill_goes_on_without_a_gap() {
    let (server, sim) = (Server::start().await, sim_with_token(TOKEN).await);
    let mut config = week(&[&sim]);
    config["backfill_rps_limit"] = json!(SLOWLY);
    server.send("POST", "/api/presets", json!({ "name": "Week", "config": config })).await.expect(201);
    let mut latest =
        server.send("POST", "/api/start", json!({ "preset_id": 1 })).await.expect(200)["run"]["id"].clone();
    // Twice: what the first run began, the third must know of, too.
    for visits in [20, 15] {
        server
            .status_when("some visits", |status| status["totals"]["visits"]["completed"].as_u64() > Some(visits))
            .await;
        let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
        assert_eq!(stopped["state"], "stopped");
        assert_eq!(stopped["totals"]["visits"]["cancelled"], 0, "visits in progress come to their end");
        let continued = format!("/api/runs/{latest}/continue");
        // The token comes from the preset, the working configuration has none.
        let status = server.send("POST", &continued, json!({})).await.expect(200);
        assert_eq!((&status["run"]["continues"], &status["run"]["name"]), (&latest, &json!("Week")));
        server.send("POST", &continued, json!({})).await.expect(409);
        latest = status["run"]["id"].clone();
    }
    server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(visits_by_day(&[&sim]).await, [PER_DAY; 7]);
    for run in 1..4 {
        server.send("POST", &format!("/api/runs/{run}/continue"), json!({})).await.expect(409);
    }
    server.send("POST", "/api/runs/999/continue", json!({})).await.expect(404);
}

#[tokio::test]
async fn to_continue_needs_the_token_again() {
    let (server, sim) = (Server::start().await, sim_with_token(TOKEN).await);
    let mut config = week(&[&sim]);
    config["backfill_rps_limit"] = json!(5);
    let started = start(&server, config.clone()).await.expect(200);
    server.status_when("a visit", |status| status["totals"]["visits"]["completed"].as_u64() > Some(0)).await;
    server.send("POST", "/api/stop", json!({})).await.expect(200);
    let continued = format!("/api/runs/{}/continue", started["run"]["id"]);
    assert_eq!(server.send("POST", &continued, json!({})).await.fields(422), ["targets[0].token_auth"]);
    // The same name elsewhere does not help, the same name and address do.
    config["targets"][0]["url"] = json!("http://127.0.0.1:1");
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    assert_eq!(server.send("POST", &continued, json!({})).await.fields(422), ["targets[0].token_auth"]);
    config["targets"][0]["url"] = json!(sim.url());
    server.send("PUT", "/api/config", config).await.expect(200);
    let status = server.send("POST", &continued, json!({})).await.expect(200);
    assert_eq!(status["run"]["continues"], started["run"]["id"]);
    server.send("POST", "/api/stop", json!({})).await.expect(200);
}

#[tokio::test]
async fn without_write_access_nothing_is_sent() {
    let server = Server::start().await;
    let view = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";
    let sim = matomo_sim::start(SimConfig {
        token: Some(TOKEN.to_owned()),
        view_token: Some(view.to_owned()),
        ..Default::default()
    })
    .await
    .unwrap();
    let good = sim_with_token(TOKEN).await;
    let (_closed, nobody) = closed_port();
    let mut config = week(&[&good, &sim, &sim, &sim, &sim]);
    config["targets"][1]["token_auth"] = json!(view);
    config["targets"][2]["site_id"] = json!(99);
    config["targets"][3]["url"] = json!(nobody);
    config["targets"][4]["token_auth"] = json!("wrong");
    let refused = start(&server, config.clone()).await;
    let fields = [
        "config.targets[1].token_auth",
        "config.targets[2].site_id",
        "config.targets[3].url",
        "config.targets[4].token_auth",
    ];
    assert_eq!(refused.fields(422), fields);
    for part in ["write access", "site 99", "refused: nothing listens"] {
        assert!(refused.text.contains(part), "{part} is missing in {}", refused.text);
    }
    let tries = |sim: &SimHandle| sim.stats().requests.by_path["/matomo.php"].get("400").copied();
    let tried = tries(&sim);
    assert_eq!(start(&server, config.clone()).await.fields(422), fields);
    // Site 99 is asked for again, without a token; refused tokens are not.
    assert_eq!(tries(&sim), tried.map(|tried| tried + 1));
    for sim in [&sim, &good] {
        let totals = sim.stats().totals;
        assert_eq!((totals.hits_recorded, totals.visits), (0, 0));
    }
    assert_eq!(
        (server.status().await["state"].clone(), server.get("/api/runs").await.expect(200)),
        (json!("idle"), json!([]))
    );
    // What is disabled need not work.
    for target in 1..5 {
        config["targets"][target]["enabled"] = json!(false);
    }
    start(&server, config).await.expect(200);
    server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(visits_by_day(&[&good]).await, [PER_DAY; 7]);
}

#[tokio::test]
async fn what_a_backfill_must_have_is_named() {
    let (server, sim) = (Server::start().await, sim_with_token(TOKEN).await);
    let refused = async |change: Value| {
        let mut config = week(&[&sim]);
        for (field, value) in change.as_object().unwrap() {
            config[field] = value.clone();
        }
        let validated = server.send("POST", "/api/validate?connect=false", config.clone()).await.expect(200);
        let found: Vec<String> = validated["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| format!("config.{}", error["field"].as_str().unwrap()))
            .collect();
        let fields = start(&server, config).await.fields(422);
        assert_eq!(fields, found, "validation and start agree");
        fields
    };
    let tomorrow = json!({ "backfill_start_date": null, "backfill_end_date": null, "backfill_days_back": 1, "backfill_duration_days": 3 });
    assert_eq!(refused(tomorrow).await, ["config.backfill_duration_days"]);
    assert_eq!(
        refused(json!({ "backfill_end_date": "2999-01-01", "backfill_start_date": "2998-12-30" })).await,
        ["config.backfill_end_date"]
    );
    let target = json!({ "name": "t", "url": sim.url(), "site_id": 1 });
    assert_eq!(refused(json!({ "targets": [target] })).await, ["config.targets[0].token_auth"]);
    assert_eq!(sim.stats().requests.received, 0);
}

#[tokio::test]
async fn a_paused_backfill_stands_still_and_goes_on() {
    let (server, sim) = (Server::start().await, sim_with_token(TOKEN).await);
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
