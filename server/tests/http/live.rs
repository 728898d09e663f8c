//! `GET /api/live`: a full picture, then differences that lead to the same picture as `/api/status`.

use crate::support::{DEADLINE, Server, brisk, client, short, sim, until};
use domain::{LiveEvent, SeriesPoint, StatusSnapshot};
use flate2::write::GzDecoder;
use serde_json::json;
use std::io::Write;
use tokio::time::timeout;

/// An open stream, cut into events.
struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    async fn open(server: &Server) -> Self {
        let response = client().get(format!("{}/api/live", server.url)).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { response, text: String::new() }
    }

    /// The next event and its `id`; `None` when the server has ended the stream.
    async fn next(&mut self) -> Option<(u64, LiveEvent)> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                if let (Some(id), Some(data)) = (line("id:"), line("data:")) {
                    return Some((id.parse().unwrap(), serde_json::from_str(data).unwrap()));
                }
                continue;
            }
            let part = timeout(DEADLINE, self.response.chunk()).await.expect("an event in time").ok()??;
            self.text.push_str(std::str::from_utf8(&part).unwrap());
        }
    }
}

/// What a page keeps up to date from the events.
#[derive(Default)]
struct Picture {
    seq: Option<u64>,
    status: StatusSnapshot,
    series: Vec<SeriesPoint>,
    deltas: usize,
}

impl Picture {
    fn apply(&mut self, id: u64, event: LiveEvent) {
        match event {
            LiveEvent::Snapshot { seq, status, series, trends, .. } => {
                assert_eq!(seq, id);
                assert_eq!(trends.len(), status.targets.len());
                (self.seq, self.status, self.series) = (Some(seq), status, series);
            }
            LiveEvent::Delta(mut delta) => {
                assert_eq!(delta.seq, id);
                assert_eq!(Some(delta.seq - 1), self.seq, "differences have no gaps");
                self.seq = Some(delta.seq);
                self.series.append(&mut delta.points);
                delta.apply(&mut self.status);
                self.deltas += 1;
            }
        }
    }
}

#[tokio::test]
async fn the_differences_add_up_to_the_status_and_the_report() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    let mut events = Events::open(&server).await;
    let mut picture = Picture::default();
    let (id, first) = events.next().await.unwrap();
    assert!(matches!(first, LiveEvent::Snapshot { .. }));
    picture.apply(id, first);
    let started = server.send("POST", "/api/start", json!({ "config": short(&[&one, &two], 150) })).await.expect(200);
    while !matches!(picture.status.state, domain::RunState::Finished) {
        let (id, event) = events.next().await.unwrap();
        picture.apply(id, event);
    }
    assert!(picture.deltas > 0, "every event was a full picture");
    let status: StatusSnapshot = serde_json::from_value(server.status().await).unwrap();
    assert_eq!(picture.status, domain::live::picture(&status));
    assert!(status.epochs.iter().any(|epoch| !epoch.shares.is_empty()), "only the status has the shares");
    let report = server.get(&format!("/api/runs/{}", started["run"]["id"])).await.expect(200);
    assert_eq!(serde_json::to_value(&picture.series).unwrap(), report["series"]);
}

#[tokio::test]
async fn another_list_of_targets_brings_a_full_picture() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    server.send("PUT", "/api/config", brisk(&[&one])).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    let mut events = Events::open(&server).await;
    let mut picture = Picture::default();
    let (id, first) = events.next().await.unwrap();
    picture.apply(id, first);
    server.send("POST", "/api/targets", json!({ "name": "late", "url": two.url(), "site_id": 1 })).await.expect(201);
    while picture.status.targets.len() < 2 {
        let (id, event) = events.next().await.unwrap();
        let full = matches!(event, LiveEvent::Snapshot { .. });
        picture.apply(id, event);
        assert_eq!(full, picture.status.targets.len() == 2);
    }
}

#[tokio::test]
async fn whoever_can_read_it_gets_each_event_compressed_and_at_once() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let request = client().get(format!("{}/api/live", server.url)).header("accept-encoding", "gzip, deflate, br");
    let mut response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let mut decoder = GzDecoder::new(Vec::new());
    let mut compressed = 0;
    // Whole events can be read while the run, and with it the stream, goes on.
    while decoder.get_ref().windows(2).filter(|end| end == b"\n\n").count() < 5 {
        let part = timeout(DEADLINE, response.chunk()).await.expect("an event in time").unwrap().unwrap();
        compressed += part.len();
        decoder.write_all(&part).unwrap();
        decoder.flush().unwrap();
    }
    assert_eq!(server.status().await["state"], "running");
    let read = decoder.get_ref();
    assert!(read.starts_with(b"id: ") && compressed * 2 < read.len(), "{compressed} of {}", read.len());
}

#[tokio::test]
async fn streams_end_when_the_server_is_told_to_stop() {
    let mut server = Server::start().await;
    let mut events = Events::open(&server).await;
    events.next().await.unwrap();
    let (status, ()) = tokio::join!(server.terminate(), async { while events.next().await.is_some() {} });
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn live_streams_leave_room_for_those_that_want_something() {
    let server = Server::start_with("[server]\nmax-connections = 16\n").await;
    let mut tabs = Vec::new();
    for _ in 0..12 {
        tabs.push(Events::open(&server).await);
    }
    let refused = server.get("/api/live").await;
    assert_eq!(refused.headers["retry-after"], "2");
    assert_eq!(refused.expect(503)["error"]["code"], "unavailable");
    server.get("/api/status").await.expect(200);
    // A tab that is closed makes room for another.
    drop(tabs.pop());
    until("room for another stream", async || {
        let stream = client().get(format!("{}/api/live", server.url)).send().await.unwrap();
        stream.status().is_success().then_some(())
    })
    .await;
}
