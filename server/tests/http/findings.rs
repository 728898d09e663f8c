//! Findings as programs read them: a code and parameters beside the sentence, wherever they are answered.

use crate::support::Server;
use serde_json::{Value, json};

/// A configuration that takes too many visits at once.
fn wrong() -> Value {
    json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }], "concurrency": 200_000 })
}

fn finding(field: &str) -> Value {
    json!({
        "field": field, "message": "must be between 1 and 100,000, is 200,000",
        "code": "not_between", "params": { "min": 1, "max": 100_000, "is": 200_000 },
    })
}

#[tokio::test]
async fn a_finding_has_a_code_and_params_beside_its_sentence() {
    let server = Server::start().await;
    let report = server.send("POST", "/api/validate?connect=false", wrong()).await.expect(200);
    assert_eq!(report["errors"], json!([finding("concurrency")]));
    let refused = server.send("PUT", "/api/config", wrong()).await.expect(422);
    assert_eq!(refused["error"]["fields"], json!([finding("concurrency")]));
    let unknown = server.send("PUT", "/api/config", json!({ "concurency": 1, "targets": 1 })).await.expect(422);
    let read = json!([
        {
            "field": "concurency", "message": "is not a known field; did you mean concurrency?",
            "code": "unknown_field", "params": { "near": "concurrency" },
        },
        { "field": "targets", "message": "must be a list: […]", "code": "not_a_list", "params": {} },
    ]);
    assert_eq!(unknown["error"]["fields"], read);
}

#[tokio::test]
async fn a_finding_keeps_its_code_under_another_path() {
    let server = Server::start().await;
    let start = server.send("POST", "/api/start", json!({ "config": wrong() })).await.expect(422);
    assert_eq!(start["error"]["fields"], json!([finding("config.concurrency")]));
    let preset = server.send("POST", "/api/presets", json!({ "name": "p", "config": wrong() })).await.expect(422);
    assert_eq!(preset["error"]["fields"], json!([finding("config.concurrency")]));
    let target = json!({ "url": "https://m.example", "site_id": 1, "weight": 2_000 });
    let target = server.send("POST", "/api/targets", target).await.expect(422);
    assert_eq!(target["error"]["fields"][0]["field"], "weight");
    assert_eq!(target["error"]["fields"][0]["params"], json!({ "min": 1, "max": 1_000, "is": 2_000 }));
}

/// A value may be a secret in the wrong place.
#[tokio::test]
async fn an_import_says_why_and_repeats_no_value() {
    let server = Server::start().await;
    let read = server.request("POST", "/api/import", "CONCURRENCY=4711471\nTARGET_VISITS_PER_DAY=5", &[]).await;
    let left_out = json!([{
        "field": "CONCURRENCY", "message": "must be between 1 and 100,000; the default stays", "code": "default_stays",
        "params": { "why": { "code": "not_between", "params": { "min": 1, "max": 100_000 } } },
    }]);
    assert_eq!(read.expect(200)["left_out"], left_out);
    assert!(!read.text.contains("4711471") && !read.text.contains("4,711,471"), "{}", read.text);
}
