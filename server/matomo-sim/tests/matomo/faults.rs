//! Faults, as a client meets them.

use std::{io::ErrorKind, time::Duration};

use matomo_sim::{FaultMode, Faults, Reason, SimConfig};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::support::{DEADLINE, Matomo, batch, config, eventually};

const HIT: &[u8] = b"GET /matomo.php?idsite=1&rec=1&send_image=0 HTTP/1.1\r\nhost: sim\r\n\r\n";

/// Sends a hit on an open connection and reads what comes first, empty at its end.
async fn send(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    stream.write_all(HIT).await?;
    let mut buffer = vec![0; 4_096];
    let read = timeout(DEADLINE, stream.read(&mut buffer)).await.expect("something in time")?;
    buffer.truncate(read);
    Ok(buffer)
}

#[tokio::test]
async fn servers_in_front_answer_in_matomos_place() {
    for (mode, status, recorded) in [
        (FaultMode::ServerError, 500, 0),
        (FaultMode::BadGateway, 502, 0),
        (FaultMode::ServiceUnavailable, 503, 0),
        (FaultMode::GatewayTimeout, 504, 2),
        (FaultMode::Redirect, 302, 0),
    ] {
        let matomo = Matomo::start().await;
        matomo.mode(mode);
        let reply = matomo.hit("").await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("location").is_some(), mode == FaultMode::Redirect);
        assert_eq!(matomo.bulk(&batch(&["?idsite=1&rec=1"])).await.status, status);
        let lost = [(Reason::Fault, 2)];
        matomo.assert_hits(recorded, if recorded == 0 { &lost } else { &[] });
        assert_eq!(matomo.sim.stats().requests.by_path["/matomo.php"][&status.to_string()], 2);
    }
}

#[tokio::test]
async fn a_fault_begins_and_ends_on_a_connection_that_is_open() {
    let matomo = Matomo::start().await;
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    for (mode, answer) in [(FaultMode::None, "204"), (FaultMode::ServerError, "500"), (FaultMode::None, "204")] {
        matomo.mode(mode);
        let reply = String::from_utf8(send(&mut stream).await.expect("an answer")).expect("text");
        assert!(reply.starts_with(&format!("HTTP/1.1 {answer}")), "{reply}");
    }
    assert_eq!(matomo.sim.stats().connections, 1);
    matomo.mode(FaultMode::Reset);
    assert_eq!(send(&mut stream).await.expect_err("reset").kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn reset_loses_the_hit() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::Reset);
    let error = matomo.try_request("GET", "/matomo.php?idsite=1&rec=1", &[], b"").await.expect_err("no answer");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    matomo.assert_hits(0, &[(Reason::Fault, 1)]);
    eventually(async || matomo.sim.stats().requests.unanswered == 1).await;
}

#[tokio::test]
async fn reset_mid_answer_records_the_hit() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::ResetMidAnswer);
    let error = matomo.try_request("GET", "/matomo.php?idsite=1&rec=1", &[], b"").await.expect_err("half an answer");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    matomo.assert_hits(1, &[]);
}

#[tokio::test]
async fn garbage_is_not_http() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::Garbage);
    let error = matomo.try_request("GET", "/matomo.php?idsite=1&rec=1", &[], b"").await.expect_err("garbage");
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    matomo.assert_hits(0, &[(Reason::Fault, 1)]);
}

#[tokio::test]
async fn trickle_brings_the_right_answer_byte_by_byte() {
    let matomo = Matomo::start().await;
    let faults = Faults { mode: FaultMode::Trickle, trickle_interval: Duration::from_millis(1), ..Faults::default() };
    matomo.sim.set_faults(faults).expect("valid");
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    assert!(send(&mut stream).await.expect("a beginning").len() < 20, "not all at once");
    let mut rest = Vec::new();
    timeout(DEADLINE, stream.read_to_end(&mut rest)).await.expect("in time").expect("an end");
    let reply = matomo.get("/matomo.php?idsite=1&rec=1").await;
    assert_eq!((reply.status, reply.body.len()), (200, 43));
    assert_eq!(matomo.hit("").await.status, 204);
    matomo.assert_hits(3, &[]);
    assert_eq!(matomo.sim.stats().requests.answered, 3);
}

#[tokio::test]
async fn endless_goes_on() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::Endless);
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    let first = send(&mut stream).await.expect("a beginning");
    assert!(first.starts_with(b"HTTP/1.1 200 OK"));
    let mut chunk = [0; 64];
    for _ in 0..20 {
        let read = timeout(DEADLINE, stream.read(&mut chunk)).await.expect("in time").expect("more");
        assert_ne!(read, 0, "it must not end");
    }
    matomo.assert_hits(0, &[(Reason::Fault, 1)]);
}

#[tokio::test]
async fn a_hanging_request_is_counted_when_the_client_gives_up() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::Hang);
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    stream.write_all(HIT).await.expect("sent");
    eventually(async || matomo.totals().hits_received == 1).await;
    assert_eq!(matomo.sim.stats().requests.unanswered, 0, "still open");
    drop(stream);
    eventually(async || matomo.sim.stats().requests.unanswered == 1).await;
    matomo.assert_hits(0, &[(Reason::Fault, 1)]);
}

#[tokio::test]
async fn a_hit_is_recorded_before_the_latency_so_that_giving_up_does_not_lose_it() {
    let matomo = Matomo::start().await;
    matomo.change_faults(json!({ "latency_ms": 3_600_000 })).await;
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    stream.write_all(HIT).await.expect("sent");
    eventually(async || matomo.totals().hits_recorded == 1).await;
    drop(stream);
    eventually(async || matomo.sim.stats().requests.unanswered == 1).await;
    matomo.assert_hits(1, &[]);
}

#[tokio::test]
async fn latency_and_jitter_are_waited() {
    let matomo = Matomo::start().await;
    matomo.change_faults(json!({ "latency_ms": 30, "jitter_ms": 10 })).await;
    let sent = Instant::now();
    assert_eq!(matomo.hit("").await.status, 204);
    assert!(sent.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn refuse_closes_the_port_and_opens_it_again() {
    let matomo = Matomo::start().await;
    let mut open = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    send(&mut open).await.expect("an answer");
    matomo.mode(FaultMode::Refuse);
    eventually(async || {
        TcpStream::connect(matomo.sim.addr()).await.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
    })
    .await;
    assert_eq!(send(&mut open).await.expect_err("reset").kind(), ErrorKind::ConnectionReset);
    matomo.mode(FaultMode::None);
    eventually(async || TcpStream::connect(matomo.sim.addr()).await.is_ok()).await;
    assert_eq!(matomo.hit("").await.status, 204);
}

#[tokio::test]
async fn a_mode_with_a_time_ends_by_itself() {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.change_faults(json!({ "mode": "refuse", "mode_for_ms": 50 })).await.status, 200);
    let mode_for = Some(Duration::from_millis(50));
    let refuse = Faults { mode: FaultMode::Refuse, mode_for, ..Faults::default() };
    eventually(async || {
        let refused = TcpStream::connect(matomo.sim.addr()).await.is_err();
        if !refused && matomo.sim.faults() == Faults::default() {
            // It was over before this test had its turn; on a busy machine it takes more than one.
            matomo.sim.set_faults(refuse).expect("valid");
        }
        refused
    })
    .await;
    eventually(async || TcpStream::connect(matomo.sim.addr()).await.is_ok()).await;
    assert_eq!(matomo.sim.faults(), Faults::default());
    assert_eq!(matomo.hit("").await.status, 204);
}

/// The statuses of 200 hits at an error rate of one half.
async fn statuses(seed: u64) -> Vec<u16> {
    let faults = Faults { error_rate: 0.5, ..Faults::default() };
    let matomo = Matomo::with(SimConfig { seed, faults, ..config() }).await;
    let mut statuses = Vec::new();
    for _ in 0..200 {
        statuses.push(matomo.hit("").await.status);
    }
    let errors = statuses.iter().filter(|&&status| status == 500).count() as u64;
    matomo.assert_hits(200 - errors, &[(Reason::Fault, errors)]);
    assert!((60..=140).contains(&errors), "{errors} of 200");
    statuses
}

#[tokio::test]
async fn the_same_seed_meets_the_same_errors() {
    let first = statuses(1).await;
    assert_eq!(first, statuses(1).await);
    assert_ne!(first, statuses(2).await);
}

#[tokio::test]
async fn rates_of_one_strike_every_request() {
    let matomo = Matomo::start().await;
    matomo.change_faults(json!({ "error_rate": 1 })).await;
    assert_eq!(matomo.hit("").await.status, 500);
    matomo.change_faults(json!({ "hang_rate": 1 })).await;
    let mut stream = TcpStream::connect(matomo.sim.addr()).await.expect("a connection");
    stream.write_all(HIT).await.expect("sent");
    eventually(async || matomo.totals().hits_received == 2).await;
    drop(stream);
    eventually(async || matomo.sim.stats().requests.unanswered == 1).await;
    matomo.assert_hits(0, &[(Reason::Fault, 2)]);
}

#[tokio::test]
async fn dropping_the_handle_closes_everything() {
    let Matomo { sim } = Matomo::start().await;
    let mut stream = TcpStream::connect(sim.addr()).await.expect("a connection");
    send(&mut stream).await.expect("an answer");
    let addr = sim.addr();
    drop(sim);
    let read = timeout(DEADLINE, stream.read(&mut [0; 8])).await.expect("in time");
    assert!(matches!(read, Ok(0) | Err(_)));
    eventually(async || TcpStream::connect(addr).await.is_err()).await;
}
