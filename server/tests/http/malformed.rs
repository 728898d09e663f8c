//! Whatever is sent, the answer is a 4xx in our shape, and the server goes on.

use crate::support::Server;
use serde_json::{Value, json};

const WITH_BODY: [(&str, &str); 18] = [
    ("PUT", "/api/config"),
    ("POST", "/api/targets"),
    ("PUT", "/api/targets/1"),
    ("PATCH", "/api/targets/1"),
    ("POST", "/api/validate?connect=false"),
    ("POST", "/api/start"),
    ("POST", "/api/preview"),
    ("POST", "/api/presets"),
    ("PUT", "/api/presets/1"),
    ("POST", "/api/funnels"),
    ("PUT", "/api/funnels/1"),
    ("POST", "/api/funnels/preview"),
    ("POST", "/api/urls"),
    ("POST", "/api/urls/validate"),
    ("POST", "/api/tracking-events"),
    ("POST", "/api/tracking-events/validate"),
    ("PUT", "/api/data-sets/products"),
    ("POST", "/api/data-sets/products/validate"),
];

fn check(reply: &crate::support::Reply, statuses: &[u16], what: &str) {
    assert!(statuses.contains(&reply.status.as_u16()), "{what}: {} {}", reply.status, reply.text);
    let error = &reply.json()["error"];
    assert!(error["code"].is_string() && error["message"].is_string() && error["fields"].is_array(), "{what}: {error}");
}

async fn server_with_one_of_each() -> Server {
    let server = Server::start().await;
    let config = json!({ "targets": [{ "url": "https://m.example.org", "site_id": 1 }] });
    server.send("PUT", "/api/config", config).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "p" })).await.expect(201);
    let step = json!({ "type": "pageview", "url": "https://a.example" });
    server.send("POST", "/api/funnels", json!({ "name": "f", "probability": 0.1, "steps": [step] })).await.expect(201);
    server
}

#[tokio::test]
async fn bodies_that_are_not_json_are_400() {
    let server = server_with_one_of_each().await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 8] =
        [b"{", b"nonsense", b"{\"a\":1,}", b"\xff\xfe\x00", b"{} {}", b"1e999999", b"\"\\ud800\"", deep.as_bytes()];
    for (method, path) in WITH_BODY {
        for body in bodies {
            let reply = server.request(method, path, body.to_vec(), &[("content-type", "application/json")]).await;
            check(&reply, &[400], &format!("{method} {path} {}", String::from_utf8_lossy(&body[..body.len().min(20)])));
        }
    }
}

#[tokio::test]
async fn json_of_the_wrong_kind_is_422() {
    let server = server_with_one_of_each().await;
    let kinds = [json!(null), json!([]), json!([1, 2]), json!("x"), json!(3), json!(true), json!({ "unknown": 1 })];
    for (method, path) in WITH_BODY {
        for body in &kinds {
            let reply = server.send(method, path, body.clone()).await;
            if path.contains("/validate") {
                assert_eq!(reply.expect(200)["valid"], false, "{path} {body}");
            } else {
                check(&reply, &[422], &format!("{method} {path} {body}"));
            }
        }
    }
}

#[tokio::test]
async fn every_field_survives_every_wrong_value() {
    let server = server_with_one_of_each().await;
    let config = server.get("/api/config").await.expect(200);
    let values = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("x"),
        json!("x".repeat(5_000)),
        json!("\u{0}\u{202e}"),
        json!(true),
        json!([]),
        json!({}),
        json!([[]]),
        json!({ "a": { "b": [] } }),
    ];
    let mut paths: Vec<String> = Vec::new();
    for (key, value) in config.as_object().unwrap() {
        paths.push(format!("/{key}"));
        let inner = value.get(0).or(Some(value)).and_then(Value::as_object);
        let below = if value.is_array() { format!("/{key}/0") } else { format!("/{key}") };
        paths.extend(
            inner.into_iter().flat_map(|inner| inner.keys().map(|key| format!("{below}/{key}")).collect::<Vec<_>>()),
        );
    }
    assert!(paths.contains(&"/targets/0/url".to_owned()) && paths.contains(&"/request/method".to_owned()));
    for path in &paths {
        for value in &values {
            let mut wrong = config.clone();
            *wrong.pointer_mut(path).unwrap() = value.clone();
            let reply = server.send("PUT", "/api/config", wrong).await;
            match reply.status.as_u16() {
                200 => {}
                _ => check(&reply, &[422], &format!("{path} = {value}")),
            }
        }
    }
    server.get("/health").await.expect(200);
}

#[tokio::test]
async fn content_types_do_not_matter_and_sizes_do() {
    let server = Server::start().await;
    let config = json!({ "targets": [{ "url": "https://m.example.org", "site_id": 1 }] }).to_string();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"] {
        server.request("PUT", "/api/config", config.clone(), &[("content-type", content_type)]).await.expect(200);
    }
    let huge = vec![b' '; 17 * 1024 * 1024];
    for (method, path) in WITH_BODY {
        check(&server.request(method, path, huge.clone(), &[]).await, &[413], path);
    }
    for path in ["/api/import", "/rpc/save_config", "/rpc/check_import"] {
        check(&server.request("POST", path, huge.clone(), &[]).await, &[413], path);
    }
    // What is allowed is taken, however it is sent.
    let file = format!("CONCURRENCY=5\n#{}\n", " ".repeat(3 * 1024 * 1024));
    let taken = server.request("POST", "/api/import", file.clone(), &[]).await.expect(200);
    assert_eq!(taken["taken"], json!(["CONCURRENCY"]));
    let taken = server.send("POST", "/rpc/check_import", json!({ "text": file })).await.expect(200);
    assert_eq!(taken["taken"], json!(["CONCURRENCY"]));
}

#[tokio::test]
async fn wrong_addresses_and_methods_are_told_in_json() {
    let server = Server::start().await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/targets/",
        "/api/targets/x",
        "/api/targets/1/x",
        "/api/presets/99999999999999999999",
        "/api/runs/-1",
        "/api/funnels/x",
        "/api/funnels/99",
        "/api/data-sets/x",
        "/api/data-sets/urls/x",
        "/api/runs/%00",
        "/rpc/nothing",
    ] {
        check(&server.get(path).await, &[404], path);
    }
    for (method, path) in [
        ("DELETE", "/api/config"),
        ("GET", "/api/start"),
        ("POST", "/api/status"),
        ("PUT", "/metrics"),
        ("TRACE", "/health"),
        ("NONSENSE", "/api/targets"),
    ] {
        let reply = server.send(method, path, Value::Null).await;
        check(&reply, &[405], &format!("{method} {path}"));
        assert!(reply.headers.contains_key("allow"), "{method} {path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        check(&server.send(method, "/no/such/page", Value::Null).await, &[404], method);
    }
    check(&server.send("POST", "/api/validate?connect=perhaps", json!({})).await, &[422], "connect");
    assert_eq!(server.get("/api/config?x=%ff&y").await.status.as_u16(), 200);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_change_anything() {
    let server = Server::start().await;
    let foreign: [&[(&str, &str)]; 3] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
    ];
    for headers in foreign {
        for path in ["/api/stop", "/rpc/stop"] {
            check(&server.request("POST", path, "", headers).await, &[403], path);
        }
        assert_eq!(server.request("GET", "/api/status", "", headers).await.status.as_u16(), 200);
    }
    let own = server.url.clone();
    for headers in [vec![("sec-fetch-site", "same-origin")], vec![("origin", own.as_str())], vec![]] {
        server.request("POST", "/api/stop", "", &headers).await.expect(200);
    }
}
