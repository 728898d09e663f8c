//! `GET`, `PUT /api/config`: what was written is read, tokens excepted.

use crate::support::Server;
use serde_json::json;

#[tokio::test]
async fn it_starts_empty_and_keeps_what_was_put() {
    let server = Server::start().await;
    let empty = server.get("/api/config").await.expect(200);
    assert_eq!(empty["targets"], json!([]));
    assert_eq!(empty["distribution_strategy"], "round-robin");
    assert_eq!(
        empty["request"],
        json!({ "method": "post", "timeout_seconds": 10.0, "max_in_flight_per_target": 64, "bulk_size": 1 })
    );

    let only_targets = json!({ "targets": [{ "url": " https://m.example.org/stats ", "site_id": 3 }] });
    let put = server.send("PUT", "/api/config", only_targets).await.expect(200);
    assert_eq!(
        put["targets"],
        json!([{ "name": "m.example.org", "url": "https://m.example.org/stats", "site_id": 3, "token_auth": null, "has_token": false, "weight": 1, "enabled": true }])
    );
    assert_eq!(put["target_visits_per_day"], 20_000.0);
    let read = server.get("/api/config").await.expect(200);
    assert_eq!(read, put);
    assert_eq!(server.send("PUT", "/api/config", read.clone()).await.expect(200), read);
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
        let target =
            |index| json!({ "url": format!("https://m{index}.example.org/{}", "x".repeat(1_900)), "site_id": 1 });
        json!({ "targets": (0..count).map(target).collect::<Vec<_>>() })
    };
    let stored = server.send("PUT", "/api/config", targets(1_000)).await.expect(200);
    assert_eq!(stored["targets"].as_array().unwrap().len(), 1_000);
    assert_eq!(server.send("PUT", "/api/config", targets(1_001)).await.fields(422), ["targets"]);
    let one_more = json!({ "url": "https://m.example.org", "site_id": 1 });
    assert_eq!(server.send("POST", "/api/targets", one_more).await.fields(422), ["targets"]);
}
