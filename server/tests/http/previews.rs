//! `POST /api/preview`: visits before they are sent.

use crate::support::{Server, brisk, sim};
use serde_json::{Value, json};

#[tokio::test]
async fn visits_are_shown_hit_by_hit_for_any_configuration() {
    let server = Server::start().await;
    let config = json!({ "pageviews_min": 4, "pageviews_max": 4, "sitesearch_probability": 1, "ecommerce_probability": 0, "seed": 8 });
    let shown = server.send("POST", "/api/preview", json!({ "config": config, "visits": 7 })).await.expect(200);
    assert_eq!((&shown["seed"], shown["visits"].as_array().unwrap().len()), (&json!(8), 7));
    for (index, visit) in shown["visits"].as_array().unwrap().iter().enumerate() {
        assert_eq!(visit["index"], index);
        let kinds = |kind: &str| visit["hits"].as_array().unwrap().iter().filter(|hit| hit["kind"] == kind).count();
        assert_eq!((kinds("site_search"), kinds("order")), (1, 0), "{visit}");
        assert!(kinds("pageview") >= 3, "{visit}");
    }
    let rate = |what: &str| shown["rates"].as_array().unwrap().iter().find(|row| row["what"] == what).unwrap().clone();
    assert_eq!(
        (rate("sitesearch_probability")["drawn"].as_f64(), rate("ecommerce_probability")["drawn"].as_f64()),
        (Some(1.0), Some(0.0))
    );
    // Times of day differ from moment to moment; visitors and what they do do not.
    let again = server.send("POST", "/api/preview", json!({ "config": config, "visits": 7 })).await.expect(200);
    assert_eq!(visitors(&again), visitors(&shown), "the same seed shows the same visits");
    let other =
        server.send("POST", "/api/preview", json!({ "config": config, "visits": 7, "seed": 9 })).await.expect(200);
    assert_eq!(other["seed"], 9);
    assert_ne!(visitors(&other), visitors(&shown));
}

/// Who sends each hit, and what it is.
fn visitors(shown: &Value) -> Vec<String> {
    let hits = shown["visits"].as_array().unwrap().iter().flat_map(|visit| visit["hits"].as_array().unwrap());
    hits.map(|hit| {
        let cid = hit["parameters"].as_array().unwrap().iter().find(|pair| pair[0] == "cid").unwrap();
        format!("{} {} {}", cid[1], hit["kind"], hit["label"])
    })
    .collect()
}

#[tokio::test]
async fn without_a_configuration_it_is_the_working_one_and_nothing_is_sent() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config = brisk(&[&sim]);
    config["funnels"] = json!([{ "name": "All", "probability": 1, "steps": [{ "type": "pageview", "url": "https://shop.example/start" }] }]);
    server.send("PUT", "/api/config", config).await.expect(200);
    let shown = server.request("POST", "/api/preview", "", &[]).await.expect(200);
    let visits = shown["visits"].as_array().unwrap();
    assert_eq!(visits.len(), 20);
    assert!(visits.iter().all(|visit| visit["funnel"] == "All"));
    assert_eq!((sim.stats().requests.received, server.get("/api/runs").await.expect(200)), (0, json!([])));
}

#[tokio::test]
async fn what_cannot_be_shown_is_named() {
    let server = Server::start().await;
    let fields = async |body| server.send("POST", "/api/preview", body).await.fields(422);
    for visits in [json!(0), json!(101), json!(-1), json!("x")] {
        assert_eq!(fields(json!({ "visits": visits })).await, ["visits"], "{visits}");
    }
    assert_eq!(
        fields(json!({ "config": { "pageviews_min": 0, "pagevews_max": 3 } })).await,
        ["config.pagevews_max", "config.pageviews_min"]
    );
    assert_eq!(fields(json!({ "config": { "timezone": "Mars" } })).await, ["config.timezone"]);
    assert_eq!(fields(json!({ "seed": 1_u64 << 53 })).await, ["seed"]);
    assert_eq!(fields(json!({ "configuration": {} })).await, ["configuration"]);
}
