//! Law 7: a token enters and never comes back out.

use crate::support::{Server, brisk, short, sim, sim_with_token};
use serde_json::json;

const TOKEN: &str = "cafe0123deadbeef4567babe89abfeed";

#[tokio::test]
async fn a_token_is_in_no_answer_page_event_metric_or_log_line() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    let mut config = brisk(&[&sim, &sim]);
    // One that is accepted, one that goes to a site where it is refused.
    for (index, site) in [(0, 1), (1, 77)] {
        config["targets"][index]["token_auth"] = json!(TOKEN);
        config["targets"][index]["site_id"] = json!(site);
        config["targets"][index]["connection"] = secrets();
    }
    server.send("POST", "/api/validate", config.clone()).await.expect(200);
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "p", "config": config })).await.expect(201);
    // Tokens where they do not belong, too.
    server
        .send("PUT", "/api/config", json!({ "targets": TOKEN, "seed": TOKEN, "distribution_strategy": TOKEN }))
        .await
        .fields(422);
    server.send("PATCH", "/api/targets/1", json!({ "weight": TOKEN, "token_auth": [TOKEN] })).await.fields(422);
    server
        .send("PATCH", "/api/targets/1", json!({ "url": format!("https://a:{TOKEN}@m.example.org") }))
        .await
        .fields(422);
    server.request("PUT", "/api/config", format!("{{\"token_auth\": \"{TOKEN}\", }}"), &[]).await.fields(400);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    let live = crate::support::client().get(format!("{}/api/live", server.url)).send().await.unwrap();
    server
        .status_when("delivered and rejected hits", |status| {
            status["targets"][0]["hits"]["delivered"].as_u64() > Some(5)
                && status["targets"][1]["hits"]["rejected"].as_u64() > Some(5)
        })
        .await;
    let run = server.send("POST", "/api/stop", json!({})).await.expect(200)["run"]["id"].clone();
    for path in [
        "/api/config",
        "/api/targets",
        "/api/targets/1",
        "/api/presets",
        "/api/presets/1",
        "/api/runs",
        "/api/logs?lines=10000",
        "/api/openapi.json",
        "/metrics",
        "/",
        "/targets",
        "/presets",
        "/p/p",
        "/runs",
    ] {
        let reply = server.get(path).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.status);
    }
    for path in [format!("/api/runs/{run}"), format!("/runs/{run}")] {
        assert_eq!(server.get(&path).await.status.as_u16(), 200);
    }
    for (function, body) in [("config", ""), ("presets", ""), ("runs", ""), ("overview", "")] {
        let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
        assert_eq!(
            server.request("POST", &format!("/rpc/{function}"), body, &form).await.status.as_u16(),
            200,
            "{function}"
        );
    }
    let mut stream = live;
    let first = stream.chunk().await.unwrap().unwrap();
    server.received.lock().push(String::from_utf8_lossy(&first).into_owned());
    server.received.lock().push(server.log());
    for text in server.received.lock().iter() {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

/// Other secrets of a target.
fn secrets() -> serde_json::Value {
    json!({ "user": "staging", "password": TOKEN, "headers": [{ "name": "X-Own", "value": TOKEN }] })
}

#[tokio::test]
async fn passwords_and_headers_are_kept_and_lent_as_tokens_are() {
    let server = Server::start().await;
    let target = json!({ "name": "a", "url": "https://m.example.org", "site_id": 1, "connection": secrets() });
    let stored = server.send("PUT", "/api/config", json!({ "targets": [target] })).await.expect(200);
    let connection = &stored["targets"][0]["connection"];
    assert_eq!((&connection["password"], &connection["has_password"]), (&json!(null), &json!(true)), "{stored}");
    assert_eq!(connection["headers"], json!([{ "name": "X-Own", "value": null, "has_value": true }]));
    // As it was read, whole and in part.
    assert_eq!(server.send("PUT", "/api/config", stored.clone()).await.expect(200), stored);
    let patched = server.send("PATCH", "/api/targets/1", json!({ "weight": 2 })).await.expect(200);
    assert_eq!(&patched["connection"], connection);
    let replaced = server.send("PUT", "/api/targets/1", patched.clone()).await.expect(200);
    assert_eq!(replaced, patched);

    // Nobody gets them sent to another place.
    let mut elsewhere = stored.clone();
    elsewhere["targets"][0]["connection"]["connect_to"] = json!("127.0.0.1:9");
    let report = server.send("POST", "/api/validate?connect=false", elsewhere).await.expect(200);
    let fields: Vec<_> = report["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    let expected = ["password", "headers[0].value"].map(|field| json!(format!("targets[0].connection.{field}")));
    assert_eq!(fields, expected, "{report}");
    let report = server.send("POST", "/api/validate?connect=false", stored.clone()).await.expect(200);
    assert_eq!(report["errors"], json!([]));

    // A change of a part leaves the rest as it is.
    let changed = json!({ "connection": { "user": "somebody" } });
    let changed = server.send("PATCH", "/api/targets/1", changed).await.expect(200);
    assert_eq!(changed["connection"]["user"], "somebody");
    assert_eq!(changed["connection"]["has_password"], true);
    assert_eq!(changed["connection"]["headers"], connection["headers"]);

    let cleared = json!({ "connection": { "password": "" } });
    let cleared = server.send("PATCH", "/api/targets/1", cleared).await.expect(200);
    assert_eq!(cleared["connection"]["has_password"], false);
    assert_eq!(cleared["connection"]["headers"], connection["headers"]);
    let cleared = json!({ "connection": { "headers": [] } });
    let cleared = server.send("PATCH", "/api/targets/1", cleared).await.expect(200);
    assert_eq!(cleared["connection"]["headers"], json!([]));
}

#[tokio::test]
async fn a_token_is_not_on_the_disk_in_plain_text() {
    let server = Server::start().await;
    let target = json!({ "url": "https://m.example.org", "site_id": 1, "token_auth": TOKEN, "connection": secrets() });
    let config = json!({ "targets": [target] });
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "p", "config": config })).await.expect(201);
    let folder = server.kill();
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes()), "{}", path.display());
        files += 1;
    }
    assert!(files >= 2, "database and key");
}

#[tokio::test]
async fn a_stored_token_is_lent_to_its_own_address_only() {
    let server = Server::start().await;
    let own = sim_with_token(TOKEN).await;
    let other = sim().await;
    let mut config = short(&[&own], 3);
    config["targets"][0]["token_auth"] = json!(TOKEN);
    let stored = server.send("PUT", "/api/config", config).await.expect(200);
    let mut moved = stored.clone();
    moved["targets"][0]["url"] = json!(other.url());
    // Twice under the name: the one at the right address must not bring the other its token.
    let mut both = moved.clone();
    both["targets"].as_array_mut().unwrap().push(stored["targets"][0].clone());

    for config in [&moved, &both] {
        let report = server.send("POST", "/api/validate", config.clone()).await.expect(200);
        let fields: Vec<_> = report["errors"].as_array().unwrap().iter().map(|found| &found["field"]).collect();
        assert!(fields.contains(&&json!("targets[0].token_auth")), "{report}");
    }
    for (path, body) in
        [("/api/start", json!({ "config": moved })), ("/api/presets", json!({ "name": "moved", "config": moved }))]
    {
        assert_eq!(server.send("POST", path, body).await.fields(422), ["config.targets[0].token_auth"], "{path}");
    }
    let mut renamed = moved.clone();
    renamed["targets"][0]["name"] = json!("renamed");
    let kept = json!([{ "target": 0, "stored_as": stored["targets"][0]["name"] }]);
    let body = json!({ "config": renamed, "tokens": { "edits": [], "kept": kept }, "connect": true }).to_string();
    let json = [("content-type", "application/json"), ("accept", "application/json")];
    let report = server.request("POST", "/rpc/validate_config", body, &json).await.expect(200);
    assert_eq!(report["errors"][0]["field"], "targets[0].token_auth", "{report}");
    assert_eq!(other.stats().requests.received, 0);
    let preset = json!({ "name": "same", "config": stored });
    let preset = server.send("POST", "/api/presets", preset).await.expect(201);
    assert_eq!(preset["config"]["targets"][0]["has_token"], true);

    // What is stored finds its own tokens by name, wherever the target has moved to.
    let address = format!("/api/presets/{}", preset["id"]);
    let put = server.send("PUT", &address, json!({ "name": "same", "config": moved })).await.expect(200);
    assert_eq!(put["config"]["targets"][0]["has_token"], true);
    assert_eq!(server.send("PUT", "/api/config", moved.clone()).await.expect(200), moved);
}
