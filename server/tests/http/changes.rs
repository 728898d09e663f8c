//! Changing a run while it goes on: by the working configuration, and by `PATCH /api/run` whatever it runs.

use crate::support::{Server, brisk, sim, sim_with_token};
use serde_json::{Value, json};

const TOKEN: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn epoch_with<'a>(status: &'a Value, strategy: &str) -> Option<&'a Value> {
    status["epochs"].as_array()?.iter().find(|epoch| epoch["strategy"] == strategy)
}

#[tokio::test]
async fn a_run_of_the_working_configuration_follows_what_is_saved() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    let mut config = brisk(&[&one, &two]);
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(20)).await;

    config["distribution_strategy"] = json!("weighted");
    config["targets"][0]["weight"] = json!(3);
    config["target_visits_per_day"] = json!(4_320_000);
    // Waits for the next start; it is stored all the same.
    config["pageviews_max"] = json!(9);
    let put = server.send("PUT", "/api/config", config).await.expect(200);
    assert_eq!((&put["distribution_strategy"], &put["pageviews_max"]), (&json!("weighted"), &json!(9)));
    let status = server
        .status_when("visits of a weighted epoch", |status| {
            epoch_with(status, "weighted").is_some_and(|epoch| epoch["positions"].as_u64() > Some(40))
        })
        .await;
    // Law 3 holds over both epochs; the second makes good for the first, so that by itself it may be off by more.
    for target in status["targets"].as_array().unwrap() {
        let epochs = status["epochs"].as_array().unwrap().iter();
        let shares = epochs.flat_map(|epoch| epoch["shares"].as_array().unwrap());
        let of_target = shares.filter(|share| share["target_id"] == target["id"]);
        let behind: f64 =
            of_target.map(|share| share["expected"].as_f64().unwrap() - share["assigned"].as_f64().unwrap()).sum();
        assert!(behind.abs() < 2.5, "{behind} behind in {}", status["epochs"]);
    }
    assert_eq!(status["run"]["target_visits_per_day"], 4_320_000.0);
    let followed = server.get("/api/run").await.expect(200);
    assert_eq!((&followed["distribution_strategy"], &followed["pageviews_max"]), (&json!("weighted"), &json!(2)));

    let report = server.send("POST", "/api/stop", json!({})).await.expect(200);
    let stored = server.get(&format!("/api/runs/{}", report["run"]["id"])).await.expect(200);
    for told in ["epochs", "outages", "events", "thresholds", "bottleneck"] {
        assert_eq!(stored["snapshot"][told], report[told], "{told} is in the history");
    }
    assert!(epoch_with(&stored["snapshot"], "weighted").unwrap()["shares"][0]["assigned"].as_u64() > Some(0));
}

#[tokio::test]
async fn a_run_that_is_stored_nowhere_is_changed_by_itself() {
    let server = Server::start().await;
    let one = sim_with_token(TOKEN).await;
    let two = sim().await;
    let mut config = brisk(&[&one]);
    config["targets"][0]["token_auth"] = json!(TOKEN);
    server.send("POST", "/api/start", json!({ "config": config })).await.expect(200);
    let mut followed = server.get("/api/run").await.expect(200);
    assert_eq!(followed["targets"][0]["has_token"], true);

    // A target joins; the first keeps its token, by its name.
    followed["targets"].as_array_mut().unwrap().push(json!({ "name": "late", "url": two.url(), "site_id": 1 }));
    let change = json!({ "targets": followed["targets"], "health": { "on_unhealthy": "skip" } });
    let changed = server.send("PATCH", "/api/run", change).await.expect(200);
    assert_eq!((changed["targets"].as_array().unwrap().len(), &changed["targets"][0]["has_token"]), (2, &json!(true)));
    assert_eq!(
        (&changed["health"]["on_unhealthy"], &changed["health"]["failures_in_a_row"]),
        (&json!("skip"), &json!(5)),
        "what is left out of an object stays"
    );
    let status = server
        .status_when("hits at both", |status| {
            (0..2).all(|place| status["targets"][place]["hits"]["delivered"].as_u64() > Some(0))
        })
        .await;
    assert_eq!((&status["targets"][0]["id"], &status["targets"][1]["id"]), (&json!(1), &json!(2)));
    // The first goes; the second is still the same target.
    let second = json!({ "targets": [changed["targets"][1]] });
    server.send("PATCH", "/api/run", second).await.expect(200);
    server
        .status_when("an epoch of the second alone", |status| {
            let epoch = status["epochs"].as_array().and_then(|epochs| epochs.last());
            let shares = epoch.and_then(|epoch| epoch["shares"].as_array());
            shares.is_some_and(|shares| shares.len() == 1 && shares[0]["target_id"] == 2)
        })
        .await;
    assert_eq!(server.get("/api/run").await.expect(200)["targets"][0]["name"], "late");
    assert_eq!(server.get("/api/config").await.expect(200)["targets"], json!([]), "nothing is stored");
    for received in server.received.lock().iter() {
        assert!(!received.contains(TOKEN), "{received}");
    }
}

#[tokio::test]
async fn a_change_of_a_run_is_checked_as_a_whole_and_refused_with_its_fields() {
    let server = Server::start().await;
    let sim = sim().await;
    let nothing_runs = server.send("PATCH", "/api/run", json!({ "concurrency": 5 })).await;
    assert_eq!(nothing_runs.expect(409)["error"]["code"], "conflict");
    server.get("/api/run").await.expect(404);

    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let before = server.get("/api/run").await.expect(200);
    for (change, fields) in [
        (json!({ "concurrency": 0 }), vec!["concurrency"]),
        (json!({ "targets": [] }), vec!["targets"]),
        (json!({ "distribution_strategy": "mirror", "distribute_by": "hit" }), vec!["distribute_by"]),
        (json!({ "pageviews_max": 7 }), vec!["pageviews_max"]),
        (json!({ "seed": 5, "concurrency": 3 }), vec!["seed"]),
        (json!({ "health": { "trial_hit": 3 } }), vec!["health.trial_hit"]),
        (json!({ "health": { "trial_hits": 0 } }), vec!["health.trial_hits"]),
        (json!({ "thresholds": ["nobody: p95<1s"] }), vec!["thresholds[0]"]),
    ] {
        assert_eq!(server.send("PATCH", "/api/run", change.clone()).await.fields(422), fields, "{change}");
    }
    server.request("PATCH", "/api/run", "{", &[]).await.fields(400);
    assert_eq!(server.get("/api/run").await.expect(200), before);
}

#[tokio::test]
async fn a_run_of_the_working_configuration_takes_it_along() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("PUT", "/api/config", brisk(&[&sim])).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    let changed = server.send("PATCH", "/api/run", json!({ "max_visits_per_day": 123_456 })).await.expect(200);
    assert_eq!(changed["max_visits_per_day"], 123_456);
    assert_eq!(server.get("/api/config").await.expect(200), changed);
    assert_eq!(server.get("/api/run").await.expect(200)["max_visits_per_day"], 123_456);
}

#[tokio::test]
async fn a_change_of_a_run_is_judged_by_what_the_run_follows() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config = brisk(&[&sim]);
    config["distribute_by"] = json!("hit");
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    // Both wait for the next start.
    config["distribute_by"] = json!("visit");
    config["pageviews_max"] = json!(9);
    server.send("PUT", "/api/config", config).await.expect(200);

    for (change, field) in [
        (json!({ "distribution_strategy": "mirror" }), "distribution_strategy"),
        (json!({ "pageviews_max": 9 }), "pageviews_max"),
        (json!({ "distribute_by": "visit" }), "distribute_by"),
    ] {
        assert_eq!(server.send("PATCH", "/api/run", change.clone()).await.fields(422), [field], "{change}");
    }
    let changed = server.send("PATCH", "/api/run", json!({ "target_visits_per_day": 4_320_000 })).await.expect(200);
    assert_eq!(server.get("/api/run").await.expect(200), changed, "the answer is what the run follows");
    assert_eq!(
        (&changed["distribute_by"], &changed["pageviews_max"], &changed["distribution_strategy"]),
        (&json!("hit"), &json!(2), &json!("round-robin"))
    );
    let stored = server.get("/api/config").await.expect(200);
    assert_eq!(
        (&stored["distribute_by"], &stored["pageviews_max"], &stored["target_visits_per_day"]),
        (&json!("visit"), &json!(9), &json!(4_320_000.0)),
        "what waits goes on waiting, and the change is stored with it"
    );
}

#[tokio::test]
async fn a_backfill_keeps_what_it_began_with() {
    let server = Server::start().await;
    let sim = sim_with_token(crate::backfills::TOKEN).await;
    let mut week = crate::backfills::week(&[&sim]);
    week["backfill_rps_limit"] = json!(crate::backfills::SLOWLY);
    server.send("POST", "/api/start", json!({ "config": week })).await.expect(200);
    let refused = server.send("PATCH", "/api/run", json!({ "concurrency": 5 })).await.expect(409);
    assert!(refused["error"]["message"].as_str().unwrap().contains("backfill"), "{refused}");
}
