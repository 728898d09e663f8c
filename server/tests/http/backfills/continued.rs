//! A backfill that was cut off or stopped goes on where it was, in a run of its own.

use super::{MOST_LOST, PER_DAY, SLOWLY, TOKEN, days, start, visits_by_day, week};
use crate::support::{Server, sim_with_token, until};
use matomo_sim::Faults;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_kill_in_the_middle_loses_few_visits_and_sends_none_twice() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
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
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
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
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
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
