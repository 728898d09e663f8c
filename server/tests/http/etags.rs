//! Stored resources carry an entity tag, and a change that demands another state is refused with both versions.

use crate::support::{Reply, Server, sim};
use serde_json::{Value, json};

const TOKEN: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn tag(reply: &Reply) -> String {
    reply.headers["etag"].to_str().unwrap().to_owned()
}

async fn if_match(server: &Server, method: &str, path: &str, tag: &str, body: &Value) -> Reply {
    let headers = [("if-match", tag), ("content-type", "application/json")];
    server.request(method, path, body.to_string(), &headers).await
}

/// Everything that is stored and can be changed: where, a change, and another.
async fn resources(server: &Server) -> Vec<(String, Value, Value)> {
    let sim = sim().await;
    let target = |name: &str| json!({ "name": name, "url": sim.url(), "site_id": 1, "token_auth": TOKEN });
    server.send("PUT", "/api/config", json!({ "targets": [target("one")] })).await.expect(200);
    let id = server.get("/api/targets").await.expect(200)[0]["id"].clone();
    let preset = server.send("POST", "/api/presets", json!({ "name": "first" })).await.expect(201);
    let funnel = server.get("/api/funnels/templates").await.expect(200)[0].clone();
    let funnel = server.send("POST", "/api/funnels", funnel).await.expect(201);
    vec![
        (format!("/api/targets/{id}"), target("two"), target("three")),
        (format!("/api/presets/{}", preset["id"]), json!({ "name": "second" }), json!({ "name": "third" })),
        (format!("/api/funnels/{}", funnel["id"]), json!({ "priority": 5 }), json!({ "priority": 6 })),
        (
            "/api/data-sets/products".into(),
            json!({ "content": "A | Tent | Camping | 199.99" }),
            json!({ "content": "B | Pan | Cooking | 9" }),
        ),
        // Last: it replaces the funnels, too.
        (
            "/api/config".into(),
            json!({ "targets": [target("one")], "pageviews_max": 8 }),
            json!({ "targets": [target("one")], "pageviews_max": 9 }),
        ),
    ]
}

#[tokio::test]
async fn a_change_from_an_older_state_is_refused_and_nothing_is_changed() {
    let server = Server::start().await;
    for (path, first, second) in resources(&server).await {
        let began = server.get(&path).await;
        assert_eq!(began.status.as_u16(), 200, "{path}: {}", began.text);
        let saved = if_match(&server, "PUT", &path, &tag(&began), &first).await;
        assert_eq!(saved.status.as_u16(), 200, "{path}: {}", saved.text);
        assert_ne!(tag(&saved), tag(&began), "{path}");
        let stored = server.get(&path).await;
        assert_eq!(tag(&stored), tag(&saved), "{path}: what is answered to a change is what is read");

        let refused = if_match(&server, "PUT", &path, &tag(&began), &second).await;
        assert_eq!(refused.status.as_u16(), 412, "{path}: {}", refused.text);
        assert!(!refused.text.contains(TOKEN), "{path}");
        let refused = refused.json();
        assert_eq!(refused["error"]["code"], "changed", "{path}");
        assert_eq!(refused["current"], stored.json(), "{path}");
        assert_ne!(refused["sent"], Value::Null, "{path}");
        assert_eq!(server.get(&path).await.json(), stored.json(), "{path}");
        assert_eq!(if_match(&server, "PUT", &path, &tag(&stored), &second).await.status.as_u16(), 200, "{path}");
        assert_eq!(
            if_match(&server, "PUT", &path, "*", &first).await.status.as_u16(),
            200,
            "{path}: any state will do"
        );
    }
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_not_deleted() {
    let server = Server::start().await;
    for (path, first, _) in resources(&server).await {
        if path == "/api/config" {
            continue;
        }
        let began = tag(&server.get(&path).await);
        server.send("PUT", &path, first).await.expect(200);
        assert_eq!(if_match(&server, "DELETE", &path, &began, &Value::Null).await.status.as_u16(), 412, "{path}");
        let now = tag(&server.get(&path).await);
        let gone = if_match(&server, "DELETE", &path, &now, &Value::Null).await;
        // The last target stays when nothing runs, too; a data set goes back to what is built in.
        assert!(matches!(gone.status.as_u16(), 200 | 204), "{path}: {} {}", gone.status, gone.text);
    }
}

#[tokio::test]
async fn addresses_of_trafficinator_carry_tags_and_demand_states_as_the_others_do() {
    let server = Server::start().await;
    let events = |action: &str| json!({ "content": { "click_events": [{ "category": "a", "action": action }] } });
    for (path, first, second) in [
        ("/api/urls", json!({ "content": "https://a.example/x" }), json!({ "content": "https://a.example/y" })),
        ("/api/tracking-events", events("one"), events("two")),
    ] {
        let began = tag(&server.get(path).await);
        let saved = if_match(&server, "POST", path, &began, &first).await;
        assert_eq!(saved.status.as_u16(), 200, "{path}: {}", saved.text);
        let stored = server.get(path).await;
        assert_eq!(tag(&stored), tag(&saved), "{path}");
        for method in ["POST", "DELETE"] {
            let refused = if_match(&server, method, path, &began, &second).await.expect(412);
            assert_eq!(refused["error"]["code"], "changed", "{path}");
            assert_eq!(refused["current"], stored.json(), "{path}");
        }
        assert_eq!(server.get(path).await.json(), stored.json(), "{path}");
        if_match(&server, "POST", path, &tag(&stored), &second).await.expect(200);
        let now = tag(&server.get(path).await);
        let builtin = if_match(&server, "DELETE", path, &now, &Value::Null).await;
        assert_eq!(tag(&builtin), began, "{path}: {}", builtin.text);
    }
}
