//! The OpenAPI document against the running server: every route answers, every answer fits its schema.

use crate::support::{Reply, Server, brisk, sim};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

struct Document(Value);

impl Document {
    /// The schema of an answer, or `None` if it has no JSON body.
    fn schema(&self, path: &str, method: &str, status: u16) -> Option<Validator> {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not documented");
        let class = format!("{}XX", status / 100);
        let answer = operation["responses"].get(status.to_string()).or_else(|| operation["responses"].get(&class));
        let answer = answer.unwrap_or_else(|| panic!("{method} {path} does not document {status}"));
        let schema = answer.pointer("/content/application~1json/schema")?;
        let mut root =
            json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "components": self.0["components"] });
        root.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
        Some(jsonschema::validator_for(&root).unwrap())
    }

    fn check(&self, path: &str, method: &str, reply: &Reply) {
        let Some(schema) = self.schema(path, method, reply.status.as_u16()) else {
            assert!(reply.text.is_empty() || !reply.text.starts_with('{'), "{method} {path}: undocumented body");
            return;
        };
        let problems: Vec<String> =
            schema.iter_errors(&reply.json()).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{method} {path} {}: {problems:#?}\n{}", reply.status, reply.text);
    }
}

#[tokio::test]
async fn every_documented_route_answers_as_documented() {
    let server = Server::start().await;
    let sim = sim().await;
    let document = Document(server.get("/api/openapi.json").await.expect(200));
    assert!(document.0["openapi"].as_str().unwrap().starts_with("3.1"));
    // Without an end, so that there is a run to pause and to stop, however long the calls take.
    let config = brisk(&[&sim]);
    let target = json!({ "name": "new", "url": sim.url(), "site_id": 2 });
    let wrong = json!({ "nonsense": 1 });
    let step = json!({ "type": "pageview", "url": "https://shop.example/x" });
    let funnel = json!({ "name": "f", "probability": 0.1, "steps": [step] });
    let products = json!({ "content": "A | Tent | Camping | 199.99" });
    let pages = json!({ "content": "https://shop.example/x\thttps" });
    let events = json!({ "content": { "click_events": [{ "category": "a", "action": "b" }] } });
    let calls = [
        ("GET", "/health", "/health", json!(null)),
        ("GET", "/api/config", "/api/config", json!(null)),
        ("PUT", "/api/config", "/api/config", config.clone()),
        ("PUT", "/api/config", "/api/config", wrong.clone()),
        ("POST", "/api/targets", "/api/targets", target.clone()),
        ("POST", "/api/targets", "/api/targets", target.clone()),
        ("GET", "/api/targets", "/api/targets", json!(null)),
        ("GET", "/api/targets/{id}", "/api/targets/1", json!(null)),
        ("GET", "/api/targets/{id}", "/api/targets/99", json!(null)),
        ("PUT", "/api/targets/{id}", "/api/targets/2", target),
        ("PATCH", "/api/targets/{id}", "/api/targets/2", json!({ "weight": 2 })),
        ("PATCH", "/api/targets/{id}", "/api/targets/2", wrong.clone()),
        ("DELETE", "/api/targets/{id}", "/api/targets/2", json!(null)),
        ("POST", "/api/funnels", "/api/funnels", funnel.clone()),
        ("POST", "/api/funnels", "/api/funnels", funnel.clone()),
        ("GET", "/api/funnels", "/api/funnels", json!(null)),
        ("GET", "/api/funnels/templates", "/api/funnels/templates", json!(null)),
        ("POST", "/api/funnels/preview", "/api/funnels/preview", funnel),
        ("POST", "/api/funnels/preview", "/api/funnels/preview", wrong.clone()),
        ("GET", "/api/funnels/{id}", "/api/funnels/1", json!(null)),
        ("GET", "/api/funnels/{id}", "/api/funnels/99", json!(null)),
        ("PUT", "/api/funnels/{id}", "/api/funnels/1", json!({ "priority": 3 })),
        ("PUT", "/api/funnels/{id}", "/api/funnels/1", wrong.clone()),
        ("POST", "/api/funnels/{id}/duplicate", "/api/funnels/1/duplicate", json!(null)),
        ("GET", "/api/data-sets", "/api/data-sets", json!(null)),
        ("GET", "/api/data-sets/{kind}", "/api/data-sets/events", json!(null)),
        ("GET", "/api/data-sets/{kind}", "/api/data-sets/nonsense", json!(null)),
        ("PUT", "/api/data-sets/{kind}", "/api/data-sets/products", products.clone()),
        ("PUT", "/api/data-sets/{kind}", "/api/data-sets/products", wrong.clone()),
        ("POST", "/api/data-sets/{kind}/validate", "/api/data-sets/products/validate", products),
        ("GET", "/api/data-sets/{kind}/download", "/api/data-sets/products/download", json!(null)),
        ("GET", "/api/urls", "/api/urls", json!(null)),
        ("POST", "/api/urls", "/api/urls", pages.clone()),
        ("POST", "/api/urls", "/api/urls", json!({ "content": "nonsense" })),
        ("POST", "/api/urls/validate", "/api/urls/validate", pages),
        ("GET", "/api/tracking-events", "/api/tracking-events", json!(null)),
        ("POST", "/api/tracking-events", "/api/tracking-events", events.clone()),
        ("POST", "/api/tracking-events", "/api/tracking-events", json!({ "content": "{" })),
        ("POST", "/api/tracking-events/validate", "/api/tracking-events/validate", events),
        ("GET", "/api/config", "/api/config", json!(null)),
        ("POST", "/api/presets", "/api/presets", json!({ "name": "with data" })),
        ("DELETE", "/api/presets/{id}", "/api/presets/1", json!(null)),
        ("DELETE", "/api/urls", "/api/urls", json!(null)),
        ("DELETE", "/api/tracking-events", "/api/tracking-events", json!(null)),
        ("DELETE", "/api/data-sets/{kind}", "/api/data-sets/products", json!(null)),
        ("DELETE", "/api/funnels/{id}", "/api/funnels/2", json!(null)),
        ("POST", "/api/validate", "/api/validate", config.clone()),
        ("POST", "/api/validate", "/api/validate", wrong.clone()),
        ("GET", "/api/status", "/api/status", json!(null)),
        ("POST", "/api/presets", "/api/presets", json!({ "name": "p", "config": config.clone() })),
        ("POST", "/api/presets", "/api/presets", wrong),
        ("GET", "/api/presets", "/api/presets", json!(null)),
        ("GET", "/api/presets/{id}", "/api/presets/2", json!(null)),
        ("PUT", "/api/presets/{id}", "/api/presets/2", json!({ "name": "q" })),
        ("POST", "/api/presets/{id}/load", "/api/presets/2/load", json!({})),
        ("POST", "/api/config/undo-load", "/api/config/undo-load", json!({})),
        ("POST", "/api/config/undo-load", "/api/config/undo-load", json!({})),
        ("POST", "/api/presets/{id}/duplicate", "/api/presets/2/duplicate", json!({})),
        ("DELETE", "/api/presets/{id}", "/api/presets/3", json!(null)),
        ("GET", "/api/builtin-presets", "/api/builtin-presets", json!(null)),
        ("POST", "/api/builtin-presets/{word}/apply", "/api/builtin-presets/light/apply", json!({})),
        ("POST", "/api/builtin-presets/{word}/apply", "/api/builtin-presets/none/apply", json!({})),
        (
            "POST",
            "/api/import",
            "/api/import",
            json!({ "matomo_url": "https://m.example/matomo.php", "urls_file": "x" }),
        ),
        ("POST", "/api/import", "/api/import", json!({ "content": "" })),
        ("POST", "/api/preview", "/api/preview", json!({ "visits": 5 })),
        ("POST", "/api/preview", "/api/preview", json!({ "visits": 0 })),
        ("PUT", "/api/config", "/api/config", config),
        ("POST", "/api/start", "/api/start", json!({})),
        ("POST", "/api/start", "/api/start", json!({})),
        ("GET", "/api/run", "/api/run", json!(null)),
        ("PATCH", "/api/run", "/api/run", json!({ "concurrency": 40 })),
        ("PATCH", "/api/run", "/api/run", json!({ "nonsense": 1 })),
        ("POST", "/api/pause", "/api/pause", json!({})),
        ("POST", "/api/pause", "/api/pause", json!({})),
        ("POST", "/api/resume", "/api/resume", json!({})),
        ("POST", "/api/resume", "/api/resume", json!({})),
        ("GET", "/api/status", "/api/status", json!(null)),
        ("POST", "/api/restart", "/api/restart", json!({})),
        ("POST", "/api/stop", "/api/stop", json!({})),
        ("GET", "/api/run", "/api/run", json!(null)),
        ("PATCH", "/api/run", "/api/run", json!({ "concurrency": 40 })),
        ("GET", "/api/status", "/api/status", json!(null)),
        ("GET", "/api/runs", "/api/runs", json!(null)),
        ("GET", "/api/runs/{id}", "/api/runs/1", json!(null)),
        ("GET", "/api/runs/{id}", "/api/runs/99", json!(null)),
        ("PATCH", "/api/runs/{id}", "/api/runs/1", json!({ "name": "n", "tags": ["a", "b"], "notes": "one\ntwo" })),
        ("PATCH", "/api/runs/{id}", "/api/runs/1", json!({ "tags": ["a,b"] })),
        ("PATCH", "/api/runs/{id}", "/api/runs/99", json!({})),
        ("POST", "/api/runs/{id}/continue", "/api/runs/1/continue", json!({})),
        ("POST", "/api/runs/{id}/continue", "/api/runs/99/continue", json!({})),
        ("GET", "/api/runs", "/api/runs?limit=x", json!(null)),
        ("GET", "/api/presets", "/api/presets?after=99", json!(null)),
        ("DELETE", "/api/runs/{id}", "/api/runs/1", json!(null)),
        ("POST", "/api/runs/{id}/restore", "/api/runs/1/restore", json!(null)),
        ("POST", "/api/runs/{id}/restore", "/api/runs/99/restore", json!(null)),
        ("DELETE", "/api/runs/{id}", "/api/runs/1", json!(null)),
        ("DELETE", "/api/runs/{id}", "/api/runs/1", json!(null)),
        ("GET", "/api/logs", "/api/logs", json!(null)),
        ("GET", "/api/logs", "/api/logs?lines=x", json!(null)),
        ("GET", "/api/openapi.json", "/api/openapi.json", json!(null)),
        ("GET", "/metrics", "/metrics", json!(null)),
    ];
    // Streams do not end; tests/http/live.rs reads this one.
    let mut called = BTreeSet::from([("/api/live".to_owned(), "get".to_owned())]);
    for (method, path, address, body) in calls {
        let reply = server.send(method, address, body).await;
        if address != "/api/openapi.json" {
            document.check(path, method, &reply);
        }
        called.insert((path.to_owned(), method.to_lowercase()));
    }
    let mut documented = BTreeSet::new();
    for (path, operations) in document.0["paths"].as_object().unwrap() {
        documented.extend(operations.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())));
    }
    assert_eq!(documented, called, "what is documented is called here, and the other way round");
}

#[tokio::test]
async fn live_events_fit_their_schema_and_all_references_lead_somewhere() {
    let server = Server::start().await;
    let sim = sim().await;
    let document = server.get("/api/openapi.json").await.expect(200);
    let mut schema = json!({ "$ref": "#/components/schemas/LiveEvent" });
    schema["components"] = document["components"].clone();
    let schema = jsonschema::validator_for(&schema).unwrap();
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let mut response = crate::support::client().get(format!("{}/api/live", server.url)).send().await.unwrap();
    let mut text = String::new();
    while text.matches("\n\n").count() < 4 {
        text.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
    }
    let events: Vec<&str> = text.split_inclusive("\n\n").filter(|event| event.ends_with("\n\n")).collect();
    for event in events {
        let data = event.lines().find_map(|line| line.strip_prefix("data:")).unwrap();
        let event: Value = serde_json::from_str(data).unwrap();
        let problems: Vec<String> = schema.iter_errors(&event).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    let all = document.to_string();
    for reference in all.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn what_any_call_may_be_answered_is_documented_for_every_call() {
    let server = Server::start().await;
    let document = server.get("/api/openapi.json").await.expect(200);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let answers = |status: u16| {
                let answer = &operation["responses"][status.to_string()];
                answer["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/Error"
            };
            // Whoever looks whether it lives may come under any name.
            assert!(answers(421) || path == "/health", "{method} {path}: a Host that is not allowed");
            if method != "get" {
                assert!(answers(503), "{method} {path}: the store is busy, or the server shuts down");
            }
            if operation["requestBody"].is_object() {
                assert!(answers(408), "{method} {path}: the body does not come");
            }
        }
    }
    // As they are answered.
    let document = Document(document);
    for (method, path, body) in [("GET", "/metrics", ""), ("GET", "/api/config", ""), ("POST", "/api/stop", "{}")] {
        let reply = server.request(method, path, body, &[("host", "elsewhere.example")]).await;
        assert_eq!(reply.status.as_u16(), 421, "{path}");
        document.check(path, method, &reply);
    }
    let reply = server.request("PUT", "/api/config", r#"{"targets": []}"#, &[("if-match", "\"another\"")]).await;
    assert_eq!(reply.status.as_u16(), 412, "{}", reply.text);
    document.check("/api/config", "PUT", &reply);
}
