//! Pausing and resuming a live run.

use crate::support::{DEADLINE, Server, brisk, sim};
use futures::future::join_all;
use serde_json::json;

#[tokio::test]
async fn a_paused_run_sends_nothing_new_until_it_is_resumed() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(10)).await;
    let paused = server.send("POST", "/api/pause", json!({})).await.expect(200);
    assert_eq!(paused["state"], "paused");
    let again = server.send("POST", "/api/pause", json!({})).await.expect(409);
    assert!(again["error"]["message"].as_str().unwrap().contains("paused already"), "{again}");
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(409);
    let settled = server.status_when("visits in progress", |status| status["totals"]["visits"]["active"] == 0).await;
    let received = sim.stats().totals.hits_received;
    assert_eq!(settled["totals"]["hits"]["delivered"], json!(received));
    let metrics = server.get("/metrics").await.text;
    assert!(metrics.contains("trackstorm_run_state{state=\"paused\"} 1"), "{metrics}");
    // Ten further pictures, a second at the tests' pace.
    for _ in 0..10 {
        let elapsed = server.status().await["run"]["elapsed_seconds"].as_f64();
        let later =
            server.status_when("the next picture", |status| status["run"]["elapsed_seconds"].as_f64() > elapsed);
        assert_eq!(later.await["totals"]["visits"]["assigned"], settled["totals"]["visits"]["assigned"]);
    }
    assert_eq!(sim.stats().totals.hits_received, received);
    let resumed = server.send("POST", "/api/resume", json!({})).await.expect(200);
    assert_eq!((&resumed["state"], &resumed["run"]["id"]), (&json!("running"), &paused["run"]["id"]));
    server.status_when("more hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(received)).await;
    let log = server.get("/api/logs?search=run%20paused").await.expect(200);
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_paused_run_can_be_stopped() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    server.send("POST", "/api/pause", json!({})).await.expect(200);
    let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
    assert_eq!(stopped["state"], "stopped");
    assert_eq!(server.get("/api/runs").await.expect(200)[0]["can_continue"], false, "live runs are not continued");
    let refused = server.send("POST", "/api/runs/1/continue", json!({})).await.expect(409);
    assert!(refused["error"]["message"].as_str().unwrap().contains("no backfill"), "{refused}");
}

#[tokio::test]
async fn without_a_run_there_is_nothing_to_pause_or_resume() {
    let server = Server::start().await;
    for (path, word) in [("/api/pause", "pause"), ("/api/resume", "resume")] {
        let refused = server.send("POST", path, json!({})).await.expect(409);
        assert_eq!(refused["error"]["code"], "conflict");
        assert!(refused["error"]["message"].as_str().unwrap().contains(word), "{refused}");
    }
}

#[tokio::test]
async fn pauses_and_resumes_at_once_are_all_answered() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    for _ in 0..4 {
        let calls = (0..40).map(|number| {
            let path = if number % 2 == 0 { "/api/pause" } else { "/api/resume" };
            server.send("POST", path, json!({}))
        });
        let replies = tokio::time::timeout(DEADLINE, join_all(calls)).await.expect("a call is never answered");
        let statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
        assert!(statuses.contains(&200) && statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    }
    server.send("POST", "/api/stop", json!({})).await.expect(200);
}
