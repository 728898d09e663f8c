//! The history: what a line of it says, looking for runs, deleting them and bringing them back.

use crate::support::{Server, brisk, short, sim};
use serde_json::{Value, json};

/// The number of a run of a few visits that has come to its end.
async fn ended(server: &Server, config: Value) -> i64 {
    let started = server.send("POST", "/api/start", json!({ "config": config })).await.expect(200);
    server.status_when("the end", |status| status["state"] == "finished").await;
    started["run"]["id"].as_i64().unwrap()
}

async fn ids(server: &Server, query: &str) -> Vec<i64> {
    let list = server.get(&format!("/api/runs{query}")).await.expect(200);
    list.as_array().unwrap().iter().map(|run| run["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_line_says_how_a_run_went_and_what_it_was_started_with() {
    let server = Server::start().await;
    let sim = sim().await;
    for (thresholds, verdict) in [
        (json!([]), "none"),
        (json!(["delivery_rate>=50%"]), "held"),
        (json!(["delivery_rate>=50%", "p95<0.0001ms"]), "not_held"),
    ] {
        let mut config = short(&[&sim], 5);
        config["thresholds"] = thresholds;
        let run = ended(&server, config).await;
        let line = server.get("/api/runs").await.expect(200)[0].clone();
        assert_eq!((&line["id"], &line["thresholds"]), (&json!(run), &json!(verdict)));
        let status = server.status().await;
        assert_eq!(line["p95_ms"], status["totals"]["latency_ms"]["delivered"]["p95"]);
        assert!(line["p95_ms"].as_f64() > Some(0.0));
        assert_eq!(line["started_by"], "api");
    }
    // The latest of them is shown no more: what is stored says the same.
    let before = server.get("/api/runs").await.expect(200)[0].clone();
    ended(&server, short(&[&sim], 1)).await;
    assert_eq!(server.get("/api/runs").await.expect(200)[1], before);

    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    server.send("PUT", "/api/config", short(&[&sim], 1)).await.expect(200);
    server.request("POST", "/rpc/start", "", &form).await;
    let line = server.get("/api/runs").await.expect(200)[0].clone();
    assert_eq!(line["started_by"], "browser");
    let page = server.get("/runs").await.text;
    assert!(page.contains("Not held") && page.contains("in a browser"), "{page}");
}

#[tokio::test]
async fn runs_are_found_by_name_tag_notes_and_number() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut runs = Vec::new();
    for labels in [
        json!({ "name": "Baseline 100%", "tags": ["eu", "release 5"] }),
        json!({ "name": "100 per cent", "tags": ["EU-west"], "notes": "The new cache\nmade it slower." }),
        json!({ "name": "a_b", "tags": ["eu"] }),
        json!({ "name": "axb" }),
    ] {
        let run = ended(&server, short(&[&sim], 1)).await;
        server.send("PATCH", &format!("/api/runs/{run}"), labels).await.expect(200);
        runs.push(run);
    }
    let [first, second, third, fourth] = runs[..] else { panic!("{runs:?}") };
    for (query, expected) in [
        ("?q=", vec![fourth, third, second, first]),
        ("?q=baseline", vec![first]),
        ("?q=CACHE", vec![second]),
        ("?q=eu", vec![third, second, first]),
        ("?tag=eu", vec![third, first]),
        ("?tag=release+5", vec![first]),
        ("?tag=eu&q=a_b", vec![third]),
        // What has a meaning in a pattern is meant as it is written.
        ("?q=100%25", vec![first]),
        ("?q=a_b", vec![third]),
        ("?q=nothing+like+this", vec![]),
    ] {
        assert_eq!(ids(&server, query).await, expected, "{query}");
    }
    assert!(ids(&server, &format!("?q={second}")).await.contains(&second));
    let part = server.get("/api/runs?tag=eu&limit=1").await;
    assert_eq!(part.headers["x-total-count"], "2");
    let link = part.headers["link"].to_str().unwrap().to_owned();
    let next = link.strip_prefix("</api/runs").unwrap().split('>').next().unwrap();
    assert_eq!(ids(&server, next).await, [first], "the next part is of the same runs: {link}");
    let page = server.get("/runs?tag=eu").await.text;
    assert!(page.contains("Baseline 100%") && !page.contains("100 per cent"), "{page}");
    assert!(server.get("/runs?q=nothing+like+this").await.text.contains("no-such-runs"));
}

#[tokio::test]
async fn a_deleted_run_is_gone_until_it_is_brought_back() {
    let server = Server::start().await;
    let sim = sim().await;
    let [kept, gone] = [ended(&server, short(&[&sim], 1)).await, ended(&server, short(&[&sim], 2)).await];
    let path = format!("/api/runs/{gone}");
    let report = server.get(&path).await.expect(200);
    server.request("DELETE", &path, "", &[]).await.expect(204);
    assert_eq!(ids(&server, "").await, [kept]);
    assert_eq!(server.get("/api/runs").await.headers["x-total-count"], "1");
    server.get(&path).await.expect(404);
    server.send("PATCH", &path, json!({ "name": "n" })).await.expect(404);
    server.request("DELETE", &path, "", &[]).await.expect(404);
    assert_eq!(server.get(&format!("/runs/{gone}")).await.status.as_u16(), 404);

    for _ in 0..2 {
        server.request("POST", &format!("{path}/restore"), "", &[]).await.expect(204);
        assert_eq!(server.get(&path).await.expect(200), report);
        assert_eq!(ids(&server, "").await, [gone, kept]);
    }
    server.request("POST", "/api/runs/999/restore", "", &[]).await.expect(404);
}

#[tokio::test]
async fn an_active_run_is_not_deleted() {
    let server = Server::start().await;
    let sim = sim().await;
    let started = server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let path = format!("/api/runs/{}", started["run"]["id"]);
    let refused = server.request("DELETE", &path, "", &[]).await.expect(409);
    assert_eq!(refused["error"]["code"], "conflict");
    server.send("POST", "/api/stop", json!({})).await.expect(200);
    server.request("DELETE", &path, "", &[]).await.expect(204);
}

#[tokio::test]
async fn a_form_deletes_a_run_and_its_page_brings_it_back() {
    let server = Server::start().await;
    let sim = sim().await;
    let run = ended(&server, short(&[&sim], 1)).await;
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let reply = server.request("POST", "/rpc/delete_run", format!("id={run}"), &form).await;
    let place = reply.headers["location"].to_str().unwrap().to_owned();
    assert_eq!((reply.status.as_u16(), place.as_str()), (302, &*format!("/runs?deleted={run}")));
    let page = server.get(&place).await.text;
    assert!(page.contains("run-deleted") && page.contains("/rpc/restore_run"), "{page}");
    let reply = server.request("POST", "/rpc/restore_run", format!("id={run}"), &form).await;
    assert_eq!(reply.headers["location"], "/runs");
    assert_eq!(ids(&server, "").await, [run]);
}
