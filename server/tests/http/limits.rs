//! Whatever clients send, hold back or keep open, and whatever a run takes: the server answers, and a run can be stopped.

use crate::support::{DEADLINE, PATIENCE, Server, brisk, client, sim, until};
use serde_json::{Value, json};
use std::{io::ErrorKind::WouldBlock, net::Ipv4Addr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// Resident memory of the server in MB.
fn memory(server: &Server) -> u64 {
    counted(server, "VmRSS:")
}

/// A line of what the system knows of the server's memory, MB.
fn counted(server: &Server, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
}

async fn connect(server: &Server, said: &[u8]) -> TcpStream {
    connect_to(&server.url, said).await
}

async fn connect_to(url: &str, said: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    // It may be answered, and cut, before all is said.
    let _ = stream.write_all(said).await;
    stream
}

/// All that comes until the connection is closed.
async fn received(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

/// A request whose body of `length` bytes is all there but for the last.
fn held_back(length: usize) -> Vec<u8> {
    let head = format!("POST /api/validate HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n");
    let mut request = head.into_bytes();
    request.resize(request.len() + length - 1, b' ');
    request
}

#[tokio::test]
async fn idle_connections_take_next_to_nothing() {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let server = Server::start().await;
    server.get("/health").await.expect(200);
    let before = memory(&server);
    let mut idle = Vec::new();
    for _ in 0..500 {
        idle.push(connect(&server, b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await);
    }
    // All have been served once and are kept.
    for stream in &mut idle {
        assert!(stream.read(&mut [0; 4_096]).await.unwrap() > 0);
    }
    let grown = memory(&server).saturating_sub(before);
    // A fourth of what axum's own loop takes.
    assert!(grown < 40, "500 idle connections take {grown} MB");
}

#[tokio::test]
async fn bodies_that_are_held_back_take_bounded_memory() {
    let server = Server::start().await;
    server.get("/health").await.expect(200);
    let before = memory(&server);
    let body = held_back(15 * 1024 * 1024);
    let mut held = Vec::new();
    for _ in 0..12 {
        held.push(connect(&server, &body).await);
    }
    let refused = until("a body to be refused", async || {
        for stream in &mut held {
            let mut answer = [0; 12];
            if let Ok(Ok(12)) =
                tokio::time::timeout(std::time::Duration::from_millis(5), stream.peek(&mut answer)).await
            {
                return Some(String::from_utf8_lossy(&answer).into_owned());
            }
        }
        None
    });
    assert_eq!(refused.await, "HTTP/1.1 503");
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 100, "bodies take {grown} MB");
    // Small ones have room of their own.
    let config = json!({ "targets": [{ "url": "https://m.example.org", "site_id": 1 }] });
    server.send("PUT", "/api/config", config).await.expect(200);
}

/// Two limits of 512 MB: what the server may reserve (`ulimit -d`), and the most that it ever had in memory (`VmHWM`).
#[tokio::test]
async fn half_a_gigabyte_is_enough_for_a_run_with_thousands_of_connections_and_many_bodies() {
    const HELD: usize = 100;
    // The server gives clients a quarter of its files, and closes idle connections when three quarters of that are taken.
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let connections = (files / 6).min(5_000);
    let settings = "TRACKSTORM_SERVER_IDLE_TIMEOUT_SECONDS=600 TOKIO_WORKER_THREADS=2";
    let server = Server::start_after(&format!("ulimit -d 524288; export {settings}")).await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let mut idle = Vec::new();
    for _ in 0..connections {
        idle.push(connect(&server, b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await);
    }
    for stream in &mut idle {
        assert!(stream.read(&mut [0; 4_096]).await.unwrap() > 0);
    }
    let body = Arc::new(held_back(15 * 1024 * 1024));
    let mut held = JoinSet::new();
    for _ in 0..HELD {
        let url = server.url.clone();
        let body = Arc::clone(&body);
        held.spawn(async move { received(connect_to(&url, &body).await).await });
    }
    // There is room for some; the others are refused, or cut off while they still send.
    let mut refused = 0;
    for _ in 0..HELD - 10 {
        let answer = tokio::time::timeout(DEADLINE, held.join_next()).await.expect("no more bodies are refused");
        let answer = answer.unwrap().unwrap();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 503"), "{answer}");
        refused += usize::from(!answer.is_empty());
    }
    assert!(refused > 0);
    let delivered = server.status().await["totals"]["hits"]["delivered"].as_u64().unwrap();
    server
        .status_when("the run to go on", |status| status["totals"]["hits"]["delivered"].as_u64().unwrap() > delivered)
        .await;
    let reads = idle.iter().map(|stream| stream.try_read(&mut [0]));
    let open = reads.filter(|read| read.as_ref().is_err_and(|error| error.kind() == WouldBlock)).count();
    assert_eq!(open as u64, connections, "idle connections that are kept");
    let most = counted(&server, "VmHWM:");
    assert!(most < 512, "{most} MB at most");
    let stopped = server.send("POST", "/api/stop", json!({})).await.expect(200);
    assert_eq!(stopped["state"], "stopped");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let server = Server::start_with("[server]\nbody-timeout-seconds = 1\nidle-timeout-seconds = 60").await;
    for (method, path) in [("POST", "/api/validate"), ("PUT", "/api/config"), ("POST", "/rpc/save_config")] {
        let request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{{");
        let answer = received(connect(&server, request.as_bytes()).await).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let error: Value = serde_json::from_str(body).unwrap();
        assert_eq!(error["error"]["code"], "timeout", "{path}: {answer}");
    }
}

/// A target that takes connections and never answers.
async fn silent() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut taken = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            taken.push(stream);
        }
    });
    url
}

#[tokio::test]
async fn a_run_leaves_files_for_those_who_watch_and_stop_it() {
    let server = Server::start_after("ulimit -n 128").await;
    let mut targets = Vec::new();
    for number in 0..10 {
        targets.push(json!({ "name": format!("t{number}"), "url": silent().await, "site_id": 1 }));
    }
    let config = json!({
        "targets": targets, "target_visits_per_day": 4_320_000, "concurrency": 64,
        "request": { "timeout_seconds": PATIENCE, "max_in_flight_per_target": 64 }
    });
    server.send("POST", "/api/start", json!({ "config": config })).await.expect(200);
    until("the run to be short of connections", async || {
        // Over a connection of its own each time, as somebody who only comes now.
        let answer = client().get(format!("{}/api/status", server.url)).send().await.ok()?.text().await.ok()?;
        let status: Value = serde_json::from_str(&answer).unwrap();
        Some(()).filter(|()| status["bottleneck"]["kind"] == "sockets")
    })
    .await;
    assert!(server.log().contains("max_in_flight_per_target"), "{}", server.log());
    let stopped = client().post(format!("{}/api/stop", server.url)).send().await.unwrap();
    let stopped: Value = serde_json::from_str(&stopped.text().await.unwrap()).unwrap();
    assert_eq!(stopped["state"], "stopped");
}

/// Answered long before the old code was done with it, and the server meanwhile is there for others.
async fn at_once(server: &Server, method: &str, path: &str, body: String) -> crate::support::Reply {
    let headers = [("content-type", "application/json")];
    let answer = server.request(method, path, body, &headers);
    tokio::time::timeout(DEADLINE, answer).await.unwrap_or_else(|_| panic!("{method} {path} keeps the server busy"))
}

#[tokio::test]
async fn what_is_far_too_large_costs_no_more_than_to_say_so() {
    let server = Server::start().await;
    let target = r#"{"url":"http://a","site_id":1}"#;
    let many = format!(r#"{{"targets":[{}]}}"#, vec![target; 20_000].join(","));
    let all: [(&str, &str, String, u16); 6] = [
        ("POST", "/api/validate?connect=false", many.clone(), 200),
        ("PUT", "/api/config", many.clone(), 422),
        ("POST", "/api/start", format!(r#"{{"config":{many}}}"#), 422),
        ("POST", "/api/presets", format!(r#"{{"name":"p","config":{many}}}"#), 422),
        ("POST", "/api/preview", format!(r#"{{"config":{many}}}"#), 422),
        ("PUT", "/api/config", format!(r#"{{"{}":1}}"#, "x".repeat(2 << 20)), 422),
    ];
    for (method, path, body, status) in all {
        let reply = at_once(&server, method, path, body).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {:.300}", reply.text);
        assert!(reply.text.len() < 20_000, "{path}: {} bytes", reply.text.len());
    }
    // The same by the pages' functions: whatever the status, they do not take long.
    for function in ["save_config", "validate_config"] {
        let arguments = format!(r#"{{"config":{many},"tokens":{{"edits":[],"kept":[]}},"connect":false}}"#);
        let reply = at_once(&server, "POST", &format!("/rpc/{function}"), arguments).await;
        assert!(reply.text.contains("at most 1,000 are possible"), "{function}: {:.300}", reply.text);
    }
    // After 330,000 good targets, sixty bad ones; and more values than there is memory for.
    let bad = format!(r#"{{"targets":[{},{}]}}"#, vec![target; 330_000].join(","), vec!["1"; 60].join(","));
    let tiny = format!("[{}]", vec![r#"{"":0}"#; 2_000_000].join(","));
    for body in [bad, tiny] {
        let reply = at_once(&server, "PUT", "/api/config", body).await;
        assert_eq!(reply.expect(413)["error"]["code"], "too_large");
    }
    let settings: String = (0..1_000_000).map(|number| format!("A{number}=x\n")).collect();
    let import = at_once(&server, "POST", "/api/import", settings.clone()).await;
    assert_eq!(import.fields(422), ["content"]);
    let import = at_once(&server, "POST", "/rpc/check_import", json!({ "text": settings }).to_string()).await;
    assert!(import.text.contains("more than 1,000 settings"), "{:.300}", import.text);
    // Functions with small arguments take no large bodies.
    let form = format!("name={}", "x".repeat(100_000));
    assert_eq!(at_once(&server, "POST", "/rpc/create_preset", form).await.status.as_u16(), 413);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_start_that_asks_its_targets() {
    let server = Server::start().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let config = json!({
        "targets": [{ "url": url, "site_id": 1, "token_auth": "0123456789abcdef0123456789abcdef" }],
        "backfill_enabled": true, "backfill_start_date": "2026-03-01", "backfill_end_date": "2026-03-02",
        "target_visits_per_day": 10
    });
    let start = server.send("POST", "/api/start", json!({ "config": config }));
    let stop = async {
        let silent = listener.accept().await.unwrap();
        let second = server.send("POST", "/api/start", json!({ "config": config })).await.expect(409);
        assert!(second["error"]["message"].as_str().unwrap().contains("being started"), "{second}");
        assert_eq!(server.send("POST", "/api/stop", json!({})).await.expect(200)["state"], "idle");
        silent
    };
    let (start, _silent) = tokio::join!(start, stop);
    let error = start.expect(409);
    assert!(error["error"]["message"].as_str().unwrap().contains("stopped before it began"), "{error}");
}

#[tokio::test]
async fn values_are_counted_behind_a_mark_and_within_texts() {
    let server = Server::start().await;
    let tiny = format!("[{}]", vec![r#"{"":0}"#; 300_000].join(","));
    for mark in ["\u{feff}", " \u{feff}"] {
        let reply = server.request("PUT", "/api/config", format!("{mark}{tiny}"), &[]).await;
        assert_eq!(reply.expect(413)["error"]["code"], "too_large", "{mark:?}");
    }
    // JSON within JSON is no more than a text to whoever reads the body.
    for (method, path) in [
        ("PUT", "/api/data-sets/events"),
        ("POST", "/api/tracking-events"),
        ("POST", "/api/import"),
        ("POST", "/api/data-sets/events/validate"),
    ] {
        let reply = server.send(method, path, json!({ "content": tiny })).await;
        assert!(reply.text.contains("too many values"), "{path}: {} {:.300}", reply.status, reply.text);
    }
    let setting = format!("TARGET_VISITS_PER_DAY=20000\nMULTI_TARGET_CONFIG={tiny}");
    let reply = server.request("POST", "/api/import", setting, &[]).await;
    assert!(reply.text.contains("too many values"), "{} {:.300}", reply.status, reply.text);
}
