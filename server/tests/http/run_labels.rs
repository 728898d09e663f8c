//! Names, tags and notes of runs: what they are at first, and how they are changed.

use crate::support::{Server, brisk, short, sim};
use matomo_sim::SimHandle;
use serde_json::{Value, json};

/// The number of a run of a few visits that has come to its end.
async fn ended(server: &Server, body: Value) -> i64 {
    let started = server.send("POST", "/api/start", body).await.expect(200);
    server.status_when("the end", |status| status["state"] == "finished").await;
    started["run"]["id"].as_i64().unwrap()
}

async fn name_of(server: &Server, run: i64) -> Value {
    server.get(&format!("/api/runs/{run}")).await.expect(200)["name"].clone()
}

/// Few visits to two targets.
fn config(sim: &SimHandle) -> Value {
    let mut config = short(&[sim, sim], 2);
    for (place, name) in ["north", "south"].into_iter().enumerate() {
        config["targets"][place]["name"] = json!(name);
    }
    config
}

#[tokio::test]
async fn a_run_is_called_after_the_preset_it_comes_from_or_after_its_targets() {
    let server = Server::start().await;
    let sim = sim().await;
    let draft = json!({ "name": "Black Friday", "config": config(&sim) });
    let preset = server.send("POST", "/api/presets", draft).await.expect(201)["id"].clone();

    let run = ended(&server, json!({ "preset_id": preset })).await;
    assert_eq!(name_of(&server, run).await, "Black Friday");
    server.send("POST", &format!("/api/presets/{preset}/load"), json!({})).await.expect(200);
    let run = ended(&server, json!({})).await;
    assert_eq!(name_of(&server, run).await, "Black Friday", "loaded, then started");
    assert_eq!(server.status().await["run"]["name"], "Black Friday");

    // What was changed since is no longer that preset.
    let mut config = config(&sim);
    config["targets"][1]["weight"] = json!(2);
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    let run = ended(&server, json!({})).await;
    assert_eq!(name_of(&server, run).await, "north and south, round-robin");
    let run = ended(&server, json!({ "config": config })).await;
    let report = server.get(&format!("/api/runs/{run}")).await.expect(200);
    assert_eq!((&report["name"], &report["preset"]), (&json!("north and south, round-robin"), &json!(null)));
    let list = server.get("/api/runs").await.expect(200);
    let presets: Vec<_> = list.as_array().unwrap().iter().map(|run| &run["preset"]).collect();
    assert_eq!(presets, [&json!(null), &json!(null), &json!("Black Friday"), &json!("Black Friday")]);
}

#[tokio::test]
async fn name_tags_and_notes_are_changed_one_by_one() {
    let server = Server::start().await;
    let sim = sim().await;
    let run = ended(&server, json!({ "config": config(&sim) })).await;
    let path = format!("/api/runs/{run}");
    let tags = json!({ "tags": ["release 5", "eu ", "eu"] });
    let changed = server.send("PATCH", &path, tags).await.expect(200);
    assert_eq!(changed, json!({ "name": "north and south, round-robin", "tags": ["release 5", "eu"], "notes": "" }));
    let changed = server.send("PATCH", &path, json!({ "notes": " one\r\ntwo " })).await.expect(200);
    assert_eq!((&changed["tags"], &changed["notes"]), (&json!(["release 5", "eu"]), &json!("one\ntwo")));
    server.send("PATCH", &path, json!({ "name": "Baseline" })).await.expect(200);

    let report = server.get(&path).await.expect(200);
    assert_eq!(
        (&report["name"], &report["tags"], &report["notes"]),
        (&json!("Baseline"), &json!(["release 5", "eu"]), &json!("one\ntwo"))
    );
    // There is one name, wherever it is read: it is the run that is still shown.
    assert_eq!(report["snapshot"]["run"]["name"], "Baseline");
    assert_eq!(server.status().await["run"]["name"], "Baseline");
    let line = server.get("/api/runs").await.expect(200)[0].clone();
    assert_eq!((&line["name"], &line["tags"], &line.get("notes")), (&json!("Baseline"), &report["tags"], &None));
    let page = server.get(&format!("/runs/{run}")).await.text;
    assert!(page.contains("Baseline") && page.contains("release 5") && page.contains("one\ntwo"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_said_of_a_run_is_refused_by_field() {
    let server = Server::start().await;
    let sim = sim().await;
    let run = ended(&server, json!({ "config": config(&sim) })).await;
    let path = format!("/api/runs/{run}");
    let before = server.get(&path).await.json();
    for (body, fields) in [
        (json!({ "name": " " }), vec!["name"]),
        (json!({ "name": "n".repeat(101), "notes": "x".repeat(10_001) }), vec!["name", "notes"]),
        (json!({ "tags": ["fine", "", "a,b"] }), vec!["tags[1]", "tags[2]"]),
        (json!({ "tags": (0..21).map(|tag| tag.to_string()).collect::<Vec<_>>() }), vec!["tags"]),
        (json!({ "tags": "fine" }), vec!["tags"]),
        (json!({ "name": null }), vec!["name"]),
        (json!({ "nmae": "n" }), vec!["nmae"]),
    ] {
        assert_eq!(server.send("PATCH", &path, body.clone()).await.fields(422), fields, "{body}");
    }
    assert_eq!(server.get(&path).await.json(), before, "nothing has changed");
    server.send("PATCH", "/api/runs/999", json!({ "name": "n" })).await.expect(404);
}

#[tokio::test]
async fn a_change_of_what_somebody_else_has_changed_is_refused() {
    let server = Server::start().await;
    let sim = sim().await;
    let run = ended(&server, json!({ "config": config(&sim) })).await;
    let path = format!("/api/runs/{run}");
    let began = server.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    let patch = async |tag: &str, body: Value| {
        let headers = [("if-match", tag), ("content-type", "application/json")];
        server.request("PATCH", &path, body.to_string(), &headers).await
    };
    let saved = patch(&began, json!({ "name": "mine" })).await;
    assert_eq!(saved.headers["etag"], server.get(&path).await.headers["etag"]);
    let stored = saved.expect(200);
    let refused = patch(&began, json!({ "tags": ["theirs"] })).await.expect(412);
    assert_eq!((&refused["error"]["code"], &refused["current"]), (&json!("changed"), &stored));
    assert_eq!(refused["sent"]["tags"], json!(["theirs"]));
    patch("*", json!({ "tags": ["theirs"] })).await.expect(200);
}

#[tokio::test]
async fn an_active_run_goes_on_under_its_new_name() {
    let server = Server::start().await;
    let sim = sim().await;
    let run =
        server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200)["run"]["id"].clone();
    server.send("PATCH", &format!("/api/runs/{run}"), json!({ "name": "while it runs" })).await.expect(200);
    assert_eq!(server.status().await["run"]["name"], "while it runs", "at once");
    let delivered = server.status().await["totals"]["hits"]["delivered"].as_u64();
    let later =
        server.status_when("more hits", |status| status["totals"]["hits"]["delivered"].as_u64() > delivered).await;
    assert_eq!(later["run"]["name"], "while it runs", "and in what comes after");
    let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
    assert_eq!(stopped["run"]["name"], "while it runs");
    // The next run has a name of its own.
    let next = server.send("POST", "/api/restart", json!({})).await.expect(200);
    assert_ne!(next["run"]["name"], "while it runs");
}
