//! `GET`, `PUT /api/config`: what was written is read, tokens excepted.

use crate::support::{Server, authority};
use serde_json::json;

#[tokio::test]
async fn it_starts_empty_and_keeps_what_was_put() {
    let server = Server::start().await;
    let empty = server.get("/api/config").await.expect(200);
    assert_eq!(empty["targets"], json!([]));
    assert_eq!(empty["distribution_strategy"], "round-robin");
    assert_eq!(
        empty["request"],
        json!({ "method": "post", "timeout_seconds": 10.0, "max_in_flight_per_target": 64, "bulk_size": 1, "check_tokens": true })
    );

    let connection = json!({
        "exact_url": false, "connect_to": null, "proxy": null, "user": null, "password": null, "has_password": false,
        "client_certificate": null, "client_key": null, "has_client_key": false, "headers": []
    });
    let only_targets = json!({ "targets": [{ "url": " https://m.example.org/stats ", "site_id": 3 }] });
    let put = server.send("PUT", "/api/config", only_targets).await.expect(200);
    assert_eq!(
        put["targets"],
        json!([{ "name": "m.example.org", "url": "https://m.example.org/stats", "site_id": 3, "token_auth": null, "has_token": false, "weight": 1, "enabled": true, "visits_per_day": null, "max_visits_per_second": null, "ca_certificate": null, "connection": connection }])
    );
    assert_eq!(put["target_visits_per_day"], 20_000.0);
    let read = server.get("/api/config").await.expect(200);
    assert_eq!(read, put);
    assert_eq!(server.send("PUT", "/api/config", read.clone()).await.expect(200), read);
}

#[tokio::test]
async fn health_limits_and_rules_are_kept_here_in_presets_and_in_what_is_read_back() {
    let server = Server::start().await;
    let config = json!({
        "targets": [
            { "name": "a", "url": "https://a.example.org", "site_id": 1, "visits_per_day": 5000.5,
              "max_visits_per_second": 0.5, "ca_certificate": authority() },
            { "name": "b", "url": "https://b.example.org", "site_id": 1 }
        ],
        "distribution_strategy": "independent", "max_visits_per_day": 900,
        "abort_when": ["error_rate>50% for 30s"], "thresholds": ["p95<500ms", "a: error_rate<1%"],
        "health": {
            "on_unhealthy": "hold", "failures_in_a_row": 7, "failure_rate": 0.25, "window_seconds": 20.0,
            "window_min_hits": 30, "probe": "always", "probe_interval_seconds": 2.5, "recover_after_probes": 3,
            "trial_hits": 4, "respect_retry_after": true
        }
    });
    let put = server.send("PUT", "/api/config", config.clone()).await.expect(200);
    for field in ["distribution_strategy", "max_visits_per_day", "abort_when", "thresholds", "health"] {
        assert_eq!(put[field], config[field], "{field}");
    }
    for field in ["visits_per_day", "max_visits_per_second", "ca_certificate"] {
        assert_eq!(
            (&put["targets"][0][field], &put["targets"][1][field]),
            (&config["targets"][0][field], &json!(null))
        );
    }
    assert_eq!(server.get("/api/config").await.expect(200), put);
    let preset = server.send("POST", "/api/presets", json!({ "name": "kept" })).await.expect(201);
    assert_eq!(preset["config"], put);
    // What was exported comes in again, here and on another server.
    assert_eq!(server.send("PUT", "/api/config", preset["config"].clone()).await.expect(200), put);
    let other = Server::start().await;
    let created = other.send("POST", "/api/presets", json!({ "name": "kept", "config": preset["config"] })).await;
    let id = created.expect(201)["id"].clone();
    other.send("POST", &format!("/api/presets/{id}/load"), json!({})).await.expect(200);
    assert_eq!(other.get("/api/config").await.expect(200), put);
    // One by one, a field of a target is changed and the others stay.
    let patched = server.send("PATCH", "/api/targets/1", json!({ "max_visits_per_second": null })).await.expect(200);
    assert_eq!((&patched["max_visits_per_second"], &patched["visits_per_day"]), (&json!(null), &json!(5000.5)));
}

#[tokio::test]
async fn wrong_health_limits_and_rules_are_named_with_the_nearest_field() {
    let server = Server::start().await;
    let wrong = json!({
        "targets": [{ "name": "a", "url": "https://a.example.org", "site_id": 1, "ca_certificate": "mine", "max_visit_per_second": 1 }],
        "health": { "on_unhealty": "skip", "failure_rate": 0, "window_seconds": 0.5 },
        "thresholds": ["p95<500ms", "c: p95<5"], "abort_when": ["nonsense"]
    });
    let reply = server.send("PUT", "/api/config", wrong).await;
    let mut fields = reply.fields(422);
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "abort_when[0]",
            "health.failure_rate",
            "health.on_unhealty",
            "health.window_seconds",
            "targets[0].ca_certificate",
            "targets[0].max_visit_per_second",
            "thresholds[1]"
        ]
    );
    for meant in ["did you mean on_unhealthy?", "did you mean max_visits_per_second?"] {
        assert!(reply.text.contains(meant), "{meant}: {}", reply.text);
    }
    let wrong = json!({ "targets": [], "health": { "on_unhealthy": "drop", "trial_hits": "ten" }, "thresholds": [5] });
    let reply = server.send("PUT", "/api/config", wrong).await;
    let mut fields = reply.fields(422);
    fields.sort_unstable();
    assert_eq!(fields, ["health.on_unhealthy", "health.trial_hits", "thresholds[0]"]);
}

#[tokio::test]
async fn tokens_are_set_kept_by_name_and_cleared() {
    let server = Server::start().await;
    let put = async |target| {
        let reply = server.send("PUT", "/api/config", json!({ "targets": [target] })).await;
        reply.expect(200)["targets"][0]["has_token"].clone()
    };
    let target = |token, has_token| json!({ "name": "a", "url": "https://m.example.org", "site_id": 1, "token_auth": token, "has_token": has_token });
    assert_eq!(put(target(json!("secret"), false)).await, true);
    assert_eq!(put(target(json!(null), true)).await, true);
    assert_eq!(put(target(json!(""), true)).await, false);
    let nothing_to_keep = json!({ "targets": [target(json!(null), true)] });
    assert_eq!(server.send("PUT", "/api/config", nothing_to_keep).await.fields(422), ["targets[0].token_auth"]);
    assert_eq!(put(target(json!("secret"), false)).await, true);
    assert_eq!(put(target(json!(null), false)).await, false);
}

#[tokio::test]
async fn all_errors_come_at_once_and_nothing_is_stored() {
    let server = Server::start().await;
    let wrong = json!({
        "targets": [
            { "name": "a", "url": "https://m.example.org", "site_id": 1, "wieght": 3 },
            { "name": "a", "url": "m.example.org", "site_id": 0, "weight": 1001 }
        ],
        "pageviews_min": 7, "concurrency": 0, "seed": 9_007_199_254_740_992_u64, "conections": 1,
        "request": { "timeout": 3 }
    });
    let reply = server.send("PUT", "/api/config", wrong).await;
    let mut fields = reply.fields(422);
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "concurrency",
            "conections",
            "pageviews_max",
            "request.timeout",
            "seed",
            "targets[0].wieght",
            "targets[1].name",
            "targets[1].site_id",
            "targets[1].url",
            "targets[1].weight",
        ]
    );
    assert!(reply.text.contains("did you mean weight?"), "{}", reply.text);
    assert_eq!(server.get("/api/config").await.expect(200)["targets"], json!([]));
}

#[tokio::test]
async fn a_thousand_targets_fit_and_one_more_does_not() {
    let server = Server::start().await;
    let targets = |count: usize| {
        let urls = (0..count).map(|index| format!("https://m{index}.example.org/{}", "x".repeat(1_900)));
        json!({ "targets": urls.map(|url| json!({ "url": url, "site_id": 1 })).collect::<Vec<_>>() })
    };
    let stored = server.send("PUT", "/api/config", targets(1_000)).await.expect(200);
    assert_eq!(stored["targets"].as_array().unwrap().len(), 1_000);
    assert_eq!(server.send("PUT", "/api/config", targets(1_001)).await.fields(422), ["targets"]);
    let one_more = json!({ "url": "https://m.example.org", "site_id": 1 });
    assert_eq!(server.send("POST", "/api/targets", one_more).await.fields(422), ["targets"]);
}
