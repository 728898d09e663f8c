//! Loading a preset, a built-in size or a file: no edit, so no active run follows it, and it can be taken back.

use crate::support::{Server, brisk, sim};
use serde_json::{Value, json};

fn names(config: &Value) -> Vec<&str> {
    config["targets"].as_array().unwrap().iter().map(|target| target["name"].as_str().unwrap()).collect()
}

/// A server whose working configuration, target "precious", runs, and the number of a preset of target "other".
async fn running() -> (Server, [matomo_sim::SimHandle; 2], Value) {
    let server = Server::start().await;
    let sims = [sim().await, sim().await];
    let mut config = brisk(&[&sims[0]]);
    config["targets"][0]["name"] = json!("precious");
    server.send("PUT", "/api/config", config).await.expect(200);
    let mut other = brisk(&[&sims[1]]);
    other["targets"][0]["name"] = json!("other");
    let preset = server.send("POST", "/api/presets", json!({ "name": "Other", "config": other })).await.expect(201);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(5)).await;
    (server, sims, preset["id"].clone())
}

#[tokio::test]
async fn a_run_never_follows_what_is_loaded_and_no_edit_after_it() {
    let (server, sims, preset) = running().await;
    let loaded = server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    assert_eq!(names(&loaded), ["other"]);
    assert_eq!(names(&server.get("/api/config").await.expect(200)), ["other"]);
    server.send("POST", "/api/builtin-presets/heavy/apply", json!({})).await.expect(200);
    server.send("PATCH", "/api/targets/1", json!({ "weight": 7 })).await.json();
    let file = format!("MATOMO_URL={}/matomo.php\nMATOMO_SITE_ID=1\n", sims[1].url());
    server.request("POST", "/api/import?apply=true", file, &[]).await.expect(200);

    let before = server.status().await["totals"]["hits"]["delivered"].as_u64();
    let status =
        server.status_when("more hits", |status| status["totals"]["hits"]["delivered"].as_u64() > before).await;
    let targets: Vec<_> = status["targets"].as_array().unwrap().iter().map(|target| &target["name"]).collect();
    assert_eq!(targets, ["precious"], "the run is the one that was started");
    assert_eq!(sims[1].stats().totals.hits_received, 0);
    assert_eq!(names(&server.get("/api/run").await.expect(200)), ["precious"]);

    // It can still be changed by itself, and restart begins what ran and not what was loaded.
    server.send("PATCH", "/api/run", json!({ "target_visits_per_day": 1_000_000 })).await.expect(200);
    let again = server.send("POST", "/api/restart", json!({})).await.expect(200);
    assert_eq!(again["targets"][0]["name"], "precious");
}

#[tokio::test]
async fn what_a_load_replaced_comes_back_and_the_run_follows_it_again() {
    let (server, _sims, preset) = running().await;
    assert_eq!(server.send("POST", "/api/config/undo-load", json!({})).await.expect(409)["error"]["code"], "conflict");
    server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    let back = server.send("POST", "/api/config/undo-load", json!({})).await.expect(200);
    assert_eq!(names(&back), ["precious"]);
    server
        .send("PUT", "/api/config", json!({ "targets": back["targets"], "target_visits_per_day": 1_234_567 }))
        .await
        .expect(200);
    server.status_when("the new rate", |status| status["run"]["target_visits_per_day"] == 1_234_567.0).await;
}

#[tokio::test]
async fn a_load_is_not_taken_back_over_later_changes() {
    let (server, _sims, preset) = running().await;
    server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    let mut config = server.get("/api/config").await.expect(200);
    config["pageviews_max"] = json!(11);
    server.send("PUT", "/api/config", config).await.expect(200);
    server.send("POST", "/api/config/undo-load", json!({})).await.expect(409);
    assert_eq!(server.get("/api/config").await.expect(200)["pageviews_max"], 11);
}

#[tokio::test]
async fn after_an_undo_a_finished_run_begins_again_with_what_was_saved_since() {
    let (server, _sims, preset) = running().await;
    server.send("POST", "/api/stop", json!({})).await.expect(200);
    server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    let back = server.send("POST", "/api/config/undo-load", json!({})).await.expect(200);
    let edited = json!({ "targets": back["targets"], "target_visits_per_day": 1_234_567 });
    server.send("PUT", "/api/config", edited).await.expect(200);
    let again = server.send("POST", "/api/restart", json!({})).await.expect(200);
    assert_eq!(again["run"]["target_visits_per_day"], 1_234_567.0);
}

/// What the pages ask before they replace the working configuration.
async fn would_lose(server: &Server) -> bool {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    server.request("POST", "/rpc/would_lose", "", &headers).await.expect(200).as_bool().unwrap()
}

#[tokio::test]
async fn only_what_no_preset_has_is_lost_by_a_load() {
    let server = Server::start().await;
    let sim = sim().await;
    assert!(!would_lose(&server).await, "there is nothing yet");
    server.send("PUT", "/api/config", brisk(&[&sim])).await.expect(200);
    assert!(would_lose(&server).await);
    let preset = server.send("POST", "/api/presets", json!({ "name": "Mine" })).await.expect(201);
    assert!(!would_lose(&server).await, "a preset has it");
    // A built-in size keeps the targets, and the preset has them with another load.
    server.send("POST", "/api/builtin-presets/heavy/apply", json!({})).await.expect(200);
    assert!(would_lose(&server).await);
    server.send("POST", &format!("/api/presets/{}/load", preset["id"]), json!({})).await.expect(200);
    assert!(!would_lose(&server).await);
    server.send("DELETE", &format!("/api/presets/{}", preset["id"]), json!(null)).await.expect(204);
    assert!(would_lose(&server).await, "it is nowhere else any more");
}

#[tokio::test]
async fn what_cannot_be_started_does_not_stay_in_the_place_of_what_was_there() {
    let server = Server::start().await;
    let mut config = brisk(&[&sim().await]);
    config["targets"][0]["name"] = json!("precious");
    server.send("PUT", "/api/config", config).await.expect(200);
    let idle = json!({ "targets": [{ "name": "idle", "url": "http://127.0.0.1:9", "site_id": 1, "enabled": false }] });
    let preset = server.send("POST", "/api/presets", json!({ "name": "Idle", "config": idle })).await.expect(201);
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let refused = server.request("POST", "/rpc/start_preset", format!("id={}", preset["id"]), &headers).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.text);
    assert_eq!(names(&server.get("/api/config").await.expect(200)), ["precious"]);
}

#[tokio::test]
async fn what_is_loaded_twice_can_still_be_taken_back() {
    let (server, _sims, preset) = running().await;
    for _ in 0..2 {
        server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    }
    assert_eq!(names(&server.send("POST", "/api/config/undo-load", json!({})).await.expect(200)), ["precious"]);
}
