//! Starting, stopping, restarting, and the history.

use crate::support::{Server, brisk, client, short, sim};
use matomo_sim::{FaultMode, Faults, SimConfig};
use serde_json::json;

fn conserved(status: &serde_json::Value) {
    for figures in status["targets"].as_array().unwrap().iter().chain([&status["totals"]]) {
        let hits = figures["hits"].as_object().unwrap();
        let rest: u64 =
            hits.iter().filter(|(name, _)| *name != "planned").map(|(_, count)| count.as_u64().unwrap()).sum();
        assert_eq!(hits["planned"].as_u64().unwrap(), rest, "{hits:?}");
    }
}

#[tokio::test]
async fn a_run_goes_from_start_to_its_end_and_into_the_history() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    let idle = server.status().await;
    assert_eq!((&idle["state"], &idle["run"]), (&json!("idle"), &json!(null)));
    server.send("PUT", "/api/config", short(&[&one, &two], 100)).await.expect(200);

    let started = server.request("POST", "/api/start", "", &[]).await.expect(200);
    assert!(["starting", "running"].contains(&started["state"].as_str().unwrap()), "{started}");
    assert!(started["run"]["seed"].as_u64().unwrap() < 1 << 53);
    let done = server.status_when("the end", |status| {
        conserved(status);
        status["state"] == "finished"
    });
    let done = done.await;
    assert_eq!(done["totals"]["visits"]["assigned"], 100);
    for (index, sim) in [one, two].iter().enumerate() {
        let counted = sim.stats().totals;
        assert_eq!(done["targets"][index]["visits"]["assigned"], 50);
        assert_eq!(done["targets"][index]["hits"]["delivered"], json!(counted.hits_received));
    }
    let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
    assert_eq!(stopped, done, "stopping what has ended changes nothing");

    let runs = server.get("/api/runs").await.expect(200);
    assert_eq!(runs.as_array().unwrap().len(), 1);
    let report = server.get(&format!("/api/runs/{}", done["run"]["id"])).await.expect(200);
    for (field, value) in runs[0].as_object().unwrap() {
        assert_eq!(&report[field], value, "{field}");
    }
    assert_eq!(
        (&report["outcome"], &report["snapshot"], &report["seed"]),
        (&json!("finished"), &done, &done["run"]["seed"])
    );
    assert_eq!(report["config"]["max_total_visits"], 100);
    assert!(!report["series"].as_array().unwrap().is_empty());
    server.get("/api/runs/999").await.expect(404);
}

#[tokio::test]
async fn stop_settles_and_restart_starts_what_ran_last() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config = brisk(&[&sim]);
    config["seed"] = json!(77);
    let started = server.send("POST", "/api/start", json!({ "config": config })).await.expect(200);
    assert_eq!(started["run"]["seed"], 77);
    // This one ends only when it is told to.
    let refused = server.send("POST", "/api/start", json!({})).await.expect(409);
    assert_eq!(refused["error"]["code"], "conflict");
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(10)).await;

    let again = server.send("POST", "/api/restart", json!({})).await.expect(200);
    assert_eq!(again["run"]["seed"], 77);
    assert_ne!(again["run"]["id"], started["run"]["id"]);
    let first = server.get(&format!("/api/runs/{}", started["run"]["id"])).await.expect(200);
    assert_eq!((&first["outcome"], &first["snapshot"]["state"]), (&json!("stopped"), &json!("stopped")));
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(0)).await;

    let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
    assert_eq!(stopped["state"], "stopped");
    conserved(&stopped);
    let hits = &stopped["totals"]["hits"];
    assert_eq!((&hits["in_flight"], &hits["waiting"]), (&json!(0), &json!(0)));
    let second = server.get(&format!("/api/runs/{}", again["run"]["id"])).await.expect(200);
    assert_eq!(second["snapshot"], stopped);
}

#[tokio::test]
async fn what_cannot_run_is_refused_by_name() {
    let server = Server::start().await;
    let sim = sim().await;
    let start = async |body| server.send("POST", "/api/start", body).await;
    assert_eq!(start(json!({})).await.fields(422), ["targets"]);
    start(json!({ "preset_id": 99 })).await.expect(404);
    let both = json!({ "preset_id": 1, "config": short(&[&sim], 1) });
    assert_eq!(start(both).await.fields(422), ["preset_id"]);
    assert_eq!(start(json!({ "preset": 1 })).await.fields(422), ["preset"]);
    let mut wrong = short(&[&sim], 1);
    wrong["targets"][0]["enabled"] = json!(false);
    wrong["concurency"] = json!(3);
    wrong["concurrency"] = json!(0);
    let fields = start(json!({ "config": wrong })).await.fields(422);
    assert_eq!(fields, ["config.concurency", "config.concurrency", "config.targets"]);
    assert_eq!(server.status().await["state"], "idle");
    assert_eq!(server.get("/api/runs").await.expect(200), json!([]));
}

#[tokio::test]
async fn a_started_configuration_may_use_stored_tokens() {
    let server = Server::start().await;
    let sim = crate::support::sim_with_token("topsecret").await;
    let mut config = short(&[&sim], 3);
    config["targets"][0]["token_auth"] = json!("topsecret");
    let stored = server.send("PUT", "/api/config", config).await.expect(200);
    assert_eq!(stored["targets"][0]["has_token"], true);
    server.send("POST", "/api/start", json!({ "config": stored })).await.expect(200);
    let done = server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(done["totals"]["hits"]["rejected"], 0);
}

#[tokio::test]
async fn the_log_tells_of_the_run() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": short(&[&sim], 3) })).await.expect(200);
    let entries = async |query: &str| server.get(&format!("/api/logs{query}")).await.expect(200)["entries"].clone();
    crate::support::until("the run's end in the log", async || {
        entries("?search=RUN%20ended").await.as_array().filter(|found| found.len() == 1).map(|_| ())
    })
    .await;
    assert_eq!(entries("?lines=1").await.as_array().unwrap().len(), 1);
    assert_eq!(entries("?level=error").await, json!([]));
    for entry in entries("?level=info").await.as_array().unwrap() {
        assert!(["info", "warn", "error"].contains(&entry["level"].as_str().unwrap()), "{entry}");
    }
    assert_eq!(server.get("/api/logs?lines=0").await.fields(422), ["lines"]);
    assert_eq!(server.get("/api/logs?lines=many").await.fields(422), ["lines"]);
    assert_eq!(server.get("/api/logs?level=loud").await.fields(422), ["level"]);
}

#[tokio::test]
async fn a_request_is_logged_by_its_route_and_not_by_what_people_put_into_its_address() {
    let server = Server::start().await;
    server.get("/api/presets/4711?token=abcdefgh").await.expect(404);
    server.get("/nowhere/abcdefgh").await;
    let entries = server.get("/api/logs?search=answered").await.expect(200)["entries"].clone();
    let lines: Vec<&str> = entries.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap()).collect();
    for (status, request) in [(404, "method=GET path=/api/presets/{id}"), (404, "method=GET path=unrouted")] {
        let line = lines.iter().find(|line| line.ends_with(request)).unwrap_or_else(|| panic!("{request}: {lines:?}"));
        assert!(line.starts_with(&format!("answered status={status} latency_ms=")), "{line}");
    }
    let log = server.log();
    assert!(log.contains("request") && !log.contains("abcdefgh") && !log.contains("4711"), "{log}");
}

#[tokio::test]
async fn a_restart_is_carried_through_although_nobody_waits_for_it() {
    let server = Server::start().await;
    // A target that never answers keeps the run draining for the whole grace period.
    let faults = Faults { mode: FaultMode::Hang, ..Default::default() };
    let silent = matomo_sim::start(SimConfig { faults, ..Default::default() }).await.unwrap();
    let started = server.send("POST", "/api/start", json!({ "config": brisk(&[&silent]) })).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["in_flight"].as_u64() > Some(0)).await;
    let request = tokio::spawn(client().post(format!("{}/api/restart", server.url)).send());
    server.status_when("the drain", |status| status["state"] == "stopping").await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    let next = server.status_when("the next run", |status| {
        status["run"]["id"].as_i64() > started["run"]["id"].as_i64() && status["state"] == "running"
    });
    let next = next.await;
    let runs = server.get("/api/runs").await.expect(200);
    assert_eq!((&runs[0]["id"], &runs[0]["outcome"]), (&next["run"]["id"], &json!("running")));
    assert_eq!((&runs[1]["id"], &runs[1]["outcome"]), (&started["run"]["id"], &json!("stopped")));
}

#[tokio::test]
async fn a_restart_that_is_impossible_leaves_the_run_alone() {
    let server = Server::start().await;
    let sim = sim().await;
    let preset = json!({ "name": "p", "config": brisk(&[&sim]) });
    let preset = server.send("POST", "/api/presets", preset).await.expect(201)["id"].clone();
    let started = server.send("POST", "/api/start", json!({ "preset_id": preset })).await.expect(200);
    server.request("DELETE", &format!("/api/presets/{preset}"), "", &[]).await.expect(204);
    let refused = server.send("POST", "/api/restart", json!({})).await.expect(404);
    assert_eq!(refused["error"]["code"], "not_found");
    let delivered = server.status().await["totals"]["hits"]["delivered"].as_u64();
    let later =
        server.status_when("more hits", |status| status["totals"]["hits"]["delivered"].as_u64() > delivered).await;
    assert_eq!((&later["run"]["id"], &later["state"]), (&started["run"]["id"], &json!("running")));
}
