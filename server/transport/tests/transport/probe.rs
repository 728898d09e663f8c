//! The question that records nothing, and answers that ask for patience.

use super::support::*;
use domain::RequestSettings;
use matomo_sim::{FaultMode, Faults, SimConfig};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use transport::{BulkAnswer, Cause, Connector, Outcome, OutgoingBulk, Transport};

#[tokio::test]
async fn a_probe_is_answered_and_not_recorded() {
    let sim = matomo_sim::start(SimConfig::default()).await.unwrap();
    let well = transport(sim.url());
    let visitors: Vec<_> = [well.probe().await, well.probe().await].into();
    assert!(visitors.iter().all(|answer| answer.outcome == Outcome::Delivered), "{visitors:?}");
    let mut unknown = target(sim.url());
    unknown.site_id = 99;
    let unknown = connector().connect(&unknown, &RequestSettings::default()).unwrap();
    assert_eq!(unknown.probe().await.outcome, Outcome::Rejected(Cause::Http4xx));
    assert_eq!(sim.stats().totals.hits_recorded, 0);
}

#[tokio::test]
async fn a_probe_finds_what_is_wrong() {
    for (mode, outcome) in [
        (FaultMode::ServiceUnavailable, Outcome::Failed(Cause::Http5xx)),
        (FaultMode::Refuse, Outcome::Failed(Cause::Connect)),
        (FaultMode::Garbage, Outcome::Failed(Cause::InvalidResponse)),
        (FaultMode::DatabaseDown, Outcome::Rejected(Cause::Http4xx)),
    ] {
        let faults = Faults { mode, ..Default::default() };
        let sim = matomo_sim::start(SimConfig { faults, ..Default::default() }).await.unwrap();
        assert_eq!(transport(sim.url()).probe().await.outcome, outcome, "{mode:?}");
    }
}

#[tokio::test]
async fn a_probe_needs_no_connection_of_the_hits_and_leaves_none() {
    let server = Server::start("127.0.0.1:0", |number, mut stream| async move {
        let asked = request(&mut stream).await.unwrap();
        assert_eq!(asked.contains("\r\nConnection: close\r\n"), number == 1, "{asked}");
        assert_eq!(asked.contains("idsite=1&rec=0&cid="), number == 1, "{asked}");
        stream.write_all(NO_CONTENT).await.unwrap();
        accept_all(stream).await;
    })
    .await;
    let transport = transport(server.url());
    deliver(&transport).await;
    assert_eq!(transport.probe().await.outcome, Outcome::Delivered);
    deliver(&transport).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_answer_that_asks_for_patience_says_for_how_long() {
    let server = Server::start("127.0.0.1:0", |number, mut stream| async move {
        let answers = [
            "429 Too Many Requests\r\nRetry-After: 7",
            "503 Service Unavailable\r\nRetry-After: 1000000",
            "503 Service Unavailable",
            "503 Service Unavailable\r\nRetry-After: 5",
        ];
        request(&mut stream).await;
        let answer = format!("HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", answers[number]);
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let transport = transport(server.url());
    for (status, seconds) in [(429, Some(7)), (503, Some(3_600)), (503, None)] {
        let answer = send(&transport).await;
        assert_eq!((answer.status, answer.retry_after), (Some(status), seconds.map(Duration::from_secs)));
    }
    let answer: BulkAnswer = transport.send_bulk(OutgoingBulk { body: "{}".to_owned(), hits: 2 }).await;
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(5)));
}
