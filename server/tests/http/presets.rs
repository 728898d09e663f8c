//! `/api/presets` and the shareable page.

use crate::support::{PATIENCE, Server, brisk, sim, sim_with_token};
use serde_json::{Value, json};

fn config() -> Value {
    json!({ "targets": [{ "name": "a", "url": "https://m.example.org", "site_id": 1, "token_auth": "secret" }], "seed": 5 })
}

#[tokio::test]
async fn they_are_created_read_changed_loaded_copied_and_deleted() {
    let server = Server::start().await;
    let draft = json!({ "name": "Black Friday", "description": "Ten times the usual", "config": config() });
    let reply = server.send("POST", "/api/presets", draft).await;
    let created = reply.expect(201);
    let address = format!("/api/presets/{}", created["id"]);
    assert_eq!(reply.headers["location"].to_str().unwrap(), address);
    assert_eq!((&created["slug"], &created["description"]), (&json!("black-friday"), &json!("Ten times the usual")));
    assert_eq!(created["config"]["targets"][0]["has_token"], true);
    assert_eq!(server.get(&address).await.expect(200), created);
    // Lists say what a configuration amounts to, and leave it out.
    let mut listed = created.clone();
    listed.as_object_mut().unwrap().remove("config");
    for (field, value) in [
        ("target_count", json!(1)),
        ("enabled_count", json!(1)),
        ("distribution_strategy", json!("round-robin")),
        ("target_visits_per_day", json!(20_000.0)),
    ] {
        listed[field] = value;
    }
    assert_eq!(server.get("/api/presets").await.expect(200), json!([listed]));

    let renamed = server.send("PUT", &address, json!({ "name": "Cyber Monday" })).await.expect(200);
    assert_eq!(
        (&renamed["slug"], &renamed["description"], &renamed["config"]),
        (&created["slug"], &json!(""), &created["config"])
    );
    let mut sent_back = renamed.clone();
    sent_back["config"]["seed"] = json!(6);
    let put = server.send("PUT", &address, sent_back).await.expect(200);
    assert_eq!((&put["config"]["seed"], &put["config"]["targets"]), (&json!(6), &created["config"]["targets"]));
    assert_eq!(put["created_at"], created["created_at"]);

    let loaded = server.send("POST", &format!("{address}/load"), json!({})).await.expect(200);
    assert_eq!(loaded, put["config"]);
    assert_eq!(server.get("/api/config").await.expect(200), loaded);
    let copy = server.send("POST", &format!("{address}/duplicate"), json!({})).await.expect(201);
    assert_eq!((&copy["name"], &copy["config"]), (&json!("Cyber Monday (copy)"), &put["config"]));
    let of_working = server.send("POST", "/api/presets", json!({ "name": "Mine" })).await.expect(201);
    assert_eq!(of_working["config"], loaded);

    assert_eq!(server.send("DELETE", &address, Value::Null).await.status.as_u16(), 204);
    for (method, path) in [("GET", ""), ("DELETE", ""), ("PUT", ""), ("POST", "/load"), ("POST", "/duplicate")] {
        server.send(method, &format!("{address}{path}"), json!({ "name": "x" })).await.expect(404);
    }
    assert_eq!(server.get("/p/black-friday").await.status.as_u16(), 404);
    assert_eq!(server.get("/api/presets").await.expect(200).as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_page_of_a_preset_shows_it() {
    let server = Server::start().await;
    server.send("POST", "/api/presets", json!({ "name": "Black Friday", "config": config() })).await.expect(201);
    let page = server.get("/p/black-friday").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text.contains("Black Friday") && page.text.contains("https://m.example.org"));
}

#[tokio::test]
async fn names_are_unique_and_bounded() {
    let server = Server::start().await;
    let post = async |name: &str, description: &str| {
        server
            .send("POST", "/api/presets", json!({ "name": name, "description": description, "config": config() }))
            .await
    };
    post("a", "").await.expect(201);
    assert_eq!(post("a", "").await.fields(409), ["name"]);
    assert_eq!(post(" ", "").await.fields(422), ["name"]);
    assert_eq!(post(&"ä".repeat(101), &"x".repeat(501)).await.fields(422), ["name", "description"]);
    post(&"ä".repeat(100), &"x".repeat(500)).await.expect(201);
    assert_eq!(server.send("POST", "/api/presets", json!({ "config": config() })).await.fields(422), ["name"]);
    let wrong = json!({ "name": "b", "nmae": 1, "config": { "targets": [], "sede": 1 } });
    assert_eq!(server.send("POST", "/api/presets", wrong).await.fields(422), ["config.sede", "nmae", "config.targets"]);
    let nothing_to_save = json!({ "name": "b" });
    assert_eq!(server.send("POST", "/api/presets", nothing_to_save).await.fields(422), ["config.targets"]);
}

#[tokio::test]
async fn a_preset_keeps_its_own_tokens_and_runs_with_them() {
    let server = Server::start().await;
    let sim = sim_with_token("0123456789abcdef0123456789abcdef").await;
    let config = json!({
        "targets": [{ "name": "a", "url": sim.url(), "site_id": 1, "token_auth": "0123456789abcdef0123456789abcdef" }],
        "target_visits_per_day": 8_640_000, "max_total_visits": 5, "request": { "timeout_seconds": PATIENCE },
        "pageviews_min": 1, "pageviews_max": 1, "pause_between_pvs_min": 0, "pause_between_pvs_max": 0
    });
    let preset =
        server.send("POST", "/api/presets", json!({ "name": "With token", "config": config })).await.expect(201);
    // The working configuration knows no such target, so the token can only be the preset's.
    let started = server.send("POST", "/api/start", json!({ "preset_id": preset["id"] })).await.expect(200);
    assert_eq!(started["run"]["name"], "With token");
    let done = server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(done["totals"]["hits"]["delivered"], done["totals"]["hits"]["planned"]);
    assert_eq!(sim.stats().totals.hits_recorded, done["totals"]["hits"]["delivered"].as_u64().unwrap());
}

#[tokio::test]
async fn a_preset_that_is_loaded_and_started_runs_under_its_name_and_changes_live() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    let draft = json!({ "name": "Black Friday", "config": brisk(&[&one]) });
    let preset = server.send("POST", "/api/presets", draft).await.expect(201);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let load_and_start =
        async || server.request("POST", "/rpc/start_preset", format!("id={}", preset["id"]), &form).await;
    load_and_start().await.expect(200);
    assert_eq!(server.status().await["run"]["name"], "Black Friday");
    assert!(load_and_start().await.text.contains("A run is active."));

    let late = json!({ "name": "late", "url": two.url(), "site_id": 1 });
    server.send("POST", "/api/targets", late).await.expect(201);
    server
        .status_when("hits at the new target", |status| status["targets"][1]["hits"]["delivered"].as_u64() > Some(0))
        .await;
    let again = server.send("POST", "/api/restart", json!({})).await.expect(200);
    assert_eq!((&again["run"]["name"], &again["targets"][1]["name"]), (&json!("Black Friday"), &json!("late")));
}

#[tokio::test]
async fn long_lists_come_in_parts() {
    let server = Server::start().await;
    for number in 0..5 {
        let draft = json!({ "name": format!("Preset {number}"), "config": config() });
        server.send("POST", "/api/presets", draft).await.expect(201);
    }
    let mut address = "/api/presets?limit=2".to_owned();
    let mut names = Vec::new();
    let mut parts = 0;
    loop {
        let part = server.get(&address).await;
        assert_eq!(part.headers["x-total-count"], "5");
        names.extend(part.expect(200).as_array().unwrap().iter().map(|preset| preset["name"].clone()));
        parts += 1;
        let Some(link) = part.headers.get("link") else { break };
        let (next, relation) = link.to_str().unwrap().split_once(">; ").unwrap();
        assert_eq!(relation, "rel=\"next\"");
        address = next.strip_prefix('<').unwrap().to_owned();
    }
    assert_eq!((parts, names), (3, (0..5).rev().map(|number| json!(format!("Preset {number}"))).collect()));
    for list in ["/api/presets", "/api/runs"] {
        for (query, field) in
            [("limit=0", "limit"), ("limit=x", "limit"), ("limit=1001", "limit"), ("after=-1", "after")]
        {
            assert_eq!(server.get(&format!("{list}?{query}")).await.fields(422), [field], "{list} {query}");
        }
    }
    assert_eq!(server.get("/api/presets?after=99").await.fields(422), ["after"]);
    // People turn the pages, too, without JavaScript: a hundred on each.
    for number in 5..101 {
        let draft = json!({ "name": format!("Preset {number}"), "config": config() });
        server.send("POST", "/api/presets", draft).await.expect(201);
    }
    let page = server.get("/presets").await.text;
    assert!(page.contains("/presets?after=2\"") && !page.contains("Preset 0<"), "{page}");
    let page = server.get("/presets?after=2").await.text;
    assert!(page.contains("Preset 0<") && !page.contains("Preset 1<") && page.contains("list-first"), "{page}");
}
