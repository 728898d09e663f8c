//! A name that leads here is not yet this server's name: DNS rebinding.

use crate::support::{Server, binary};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends `head` as it is and gives the status and the body of the answer.
async fn raw(server: &Server, head: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, text.split_once("\r\n\r\n").unwrap().1.to_owned())
}

#[tokio::test]
async fn a_page_whose_name_was_made_to_lead_here_gets_and_changes_nothing() {
    let server = Server::start().await;
    let target = json!({ "url": "https://m.example.org", "site_id": 1, "token_auth": "s3cret" });
    server.send("PUT", "/api/config", json!({ "targets": [target] })).await.expect(200);
    // What a browser sends that believes the name.
    let rebound = [
        ("host", "evil.example"),
        ("origin", "http://evil.example"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    for (method, path, body) in [
        ("GET", "/api/config", ""),
        ("GET", "/", ""),
        ("GET", "/api/live", ""),
        ("GET", "/metrics", ""),
        ("GET", "/pkg/trackstorm.js", ""),
        ("GET", "/no/such/page", ""),
        ("PATCH", "/api/targets/1", r#"{"url": "http://evil.example"}"#),
        ("POST", "/api/start", "{}"),
        ("POST", "/api/presets", r#"{"name": "x"}"#),
        ("POST", "/rpc/start", ""),
    ] {
        let reply = server.request(method, path, body, &rebound).await;
        let error = reply.expect(421)["error"].clone();
        assert_eq!(error["code"], "misdirected", "{path}");
        assert!(error["message"].as_str().unwrap().contains("security.trusted-hosts"), "{error}");
        assert!(!reply.text.contains("evil.example"), "{path}: {}", reply.text);
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(server.get("/api/config").await.expect(200)["targets"][0]["url"], "https://m.example.org");
    assert_eq!(server.get("/api/presets").await.expect(200).as_array().map(Vec::len), Some(0));
    assert_eq!(server.status().await["state"], "idle");
    server.request("GET", "/health", "", &rebound).await.expect(200);
}

#[tokio::test]
async fn a_request_says_once_whom_it_is_for() {
    let server = Server::start().await;
    for (head, expected) in [
        ("GET /api/config HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET http://127.0.0.1/api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n", 200),
        ("GET /api/config HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", 421),
        ("GET /api/config HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n", 421),
        ("GET http://evil.example/api/config HTTP/1.1\r\nHost: localhost\r\n", 421),
        ("GET http://localhost/api/config HTTP/1.1\r\nHost: evil.example\r\n", 421),
        ("GET /api/config HTTP/1.1\r\n", 421),
        ("GET /api/config HTTP/1.0\r\n", 421),
        ("GET /health HTTP/1.0\r\n", 200),
    ] {
        let (status, body) = raw(&server, head).await;
        assert_eq!(status, expected, "{head}");
        assert!(serde_json::from_str::<Value>(&body).is_ok(), "{head}: {body}");
    }
}

#[tokio::test]
async fn names_that_are_set_are_answered_too() {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        "[security]\ntrusted-hosts = [\"load.example.org\"]\ntrusted-origins = [\"https://far.example.org\"]\n";
    std::fs::write(folder.path().join("Leptos.toml"), settings).unwrap();
    let server = Server::start_in(folder, &[]).await;
    for (host, expected) in
        [("load.example.org", 200), ("LOAD.example.org:8443", 200), ("far.example.org", 200), ("evil.example", 421)]
    {
        server.request("GET", "/api/config", "", &[("host", host)]).await.expect(expected);
    }
    let refused = binary()
        .args(["serve"])
        .current_dir(server.folder.path())
        .env("TRACKSTORM_SECURITY_TRUSTED_HOSTS", r#"["https://load.example.org"]"#)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(2) && stderr.contains("security.trusted-hosts"), "{stderr}");
}
