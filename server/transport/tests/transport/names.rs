//! Host names: those that do not exist, name servers that do not answer, addresses that change.

use super::support::*;
use async_trait::async_trait;
use domain::RequestSettings;
use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;
use transport::{Cause, Connector, Found, HttpTransport, NameError, Names, Outcome, Shortage, SystemNames, Transport};

/// A name server that knows what it was told last; `None`: it does not answer.
#[derive(Default)]
struct FakeNames {
    answer: Mutex<Option<Result<Vec<IpAddr>, NameError>>>,
    asked: AtomicUsize,
}

impl FakeNames {
    fn set(&self, addresses: &[&str]) {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        *self.answer.lock().unwrap() = Some(Ok(addresses));
    }

    fn fail(&self, error: NameError) {
        *self.answer.lock().unwrap() = Some(Err(error));
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Names for FakeNames {
    async fn look_up(&self, host: &str) -> Result<Found, NameError> {
        assert_eq!(host, "matomo.test");
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answer.lock().unwrap().clone();
        match answer {
            // Shorter than is honoured: one second is the least.
            Some(answer) => answer.map(|addresses| Found { addresses, valid_for: Duration::ZERO }),
            None => std::future::pending().await,
        }
    }
}

fn asking(names: &Arc<FakeNames>, port: u16) -> HttpTransport {
    let names: Arc<dyn Names> = Arc::<FakeNames>::clone(names);
    let settings = RequestSettings { timeout_seconds: 30.0, ..Default::default() };
    connector().with_names(names).connect(&target(format!("http://matomo.test:{port}")), &settings).unwrap()
}

/// Lets the addresses of `transport` run out, and waits until they have been asked for again.
async fn expire(names: &FakeNames, transport: &HttpTransport) {
    let before = names.asked();
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(1_100)).await;
    tokio::time::resume();
    // A hit over a connection that is there does not wait for the look-up that it causes.
    deliver(transport).await;
    eventually(async || names.asked() > before).await;
    tokio::task::yield_now().await;
}

/// Two servers on two addresses and one port.
async fn two() -> (Server, Server) {
    loop {
        let one = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
        let address = format!("127.0.0.2:{}", one.address.port());
        // The same port may be taken on the other address; there are others.
        if let Ok(listener) = TcpListener::bind(&address).await {
            return (one, Server::on(listener, |_, stream| accept_all(stream)));
        }
    }
}

#[tokio::test]
async fn a_name_without_an_address_says_what_to_do() {
    let names = Arc::new(FakeNames::default());
    for (error, sentence) in [
        (NameError::Unknown, "no connection: there is no host called matomo.test (DNS); check the spelling"),
        (
            NameError::Refused,
            "no connection: the name server cannot tell the address of matomo.test; check the DNS of that domain",
        ),
        (
            NameError::NoAnswer,
            "no connection: the name server does not answer when asked for matomo.test; check this machine's DNS \
             (/etc/resolv.conf)",
        ),
    ] {
        names.fail(error);
        let expected = (Outcome::Failed(Cause::Connect), sentence.to_owned());
        let transport = asking(&names, 80);
        assert_eq!(lose(&transport).await, expected);
        let asked = names.asked();
        // Not asked again for each hit.
        assert_eq!((lose(&transport).await, names.asked()), (expected, asked));
    }
    names.fail(NameError::Shortage(Shortage::Files));
    assert_eq!(lose(&asking(&names, 80)).await.0, Outcome::NotSent(Shortage::Files));
}

#[tokio::test(start_paused = true)]
async fn a_name_server_that_never_answers_is_told_from_a_host_that_does_not() {
    let (outcome, message) = lose(&asking(&Arc::default(), 80)).await;
    assert_eq!(outcome, Outcome::Failed(Cause::Connect));
    assert!(message.contains("the name server does not answer"), "{message}");
}

#[tokio::test]
async fn the_system_knows_itself_and_not_what_does_not_exist() {
    let server = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
    deliver(&transport(format!("http://localhost:{}", server.address.port()))).await;
    // No name server has to be there for names that may not exist (RFC 6761, 6.4).
    assert_eq!(SystemNames.look_up("matomo.invalid").await, Err(NameError::Unknown));
}

#[tokio::test]
async fn a_target_that_moves_is_followed_and_its_old_connections_are_left() {
    let (old, new) = two().await;
    let names = Arc::new(FakeNames::default());
    names.set(&["127.0.0.1"]);
    let transport = asking(&names, old.address.port());
    deliver(&transport).await;
    expire(&names, &transport).await;
    assert_eq!((old.connections(), new.connections()), (1, 0), "the same address, the same connection");
    names.set(&["127.0.0.2"]);
    expire(&names, &transport).await;
    for _ in 0..3 {
        deliver(&transport).await;
    }
    assert_eq!((old.connections(), new.connections()), (1, 1));
}

#[tokio::test]
async fn old_addresses_serve_while_the_name_server_fails() {
    let server = Server::start("127.0.0.1:0", |_, mut stream| async move {
        use tokio::io::AsyncWriteExt;
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.unwrap();
    })
    .await;
    let names = Arc::new(FakeNames::default());
    names.set(&["127.0.0.1"]);
    let transport = asking(&names, server.address.port());
    deliver(&transport).await;
    names.fail(NameError::NoAnswer);
    expire(&names, &transport).await;
    deliver(&transport).await;
    // And when it does not even answer.
    *names.answer.lock().unwrap() = None;
    expire(&names, &transport).await;
    deliver(&transport).await;
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn the_next_address_is_tried_after_one_that_refuses_or_is_silent() {
    let server = Server::start("127.0.0.2:0", |_, stream| accept_all(stream)).await;
    let names = Arc::new(FakeNames::default());
    // Nothing listens on the first two; 192.0.2.1 belongs to nobody (RFC 5737) and may be silent.
    names.set(&["127.0.0.3", "::1", "192.0.2.1", "127.0.0.2"]);
    let transport = asking(&names, server.address.port());
    deliver(&transport).await;
    names.set(&["127.0.0.3"]);
    let refused = "connection refused: nothing listens there".to_owned();
    let elsewhere = asking(&names, server.address.port());
    assert_eq!(lose(&elsewhere).await, (Outcome::Failed(Cause::Connect), refused));
}

#[tokio::test]
async fn dead_names_hold_up_no_other_target() {
    let server = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
    let silent: Arc<FakeNames> = Arc::default();
    let names = Arc::new(FakeNames::default());
    names.set(&["127.0.0.1"]);
    let well = asking(&names, server.address.port());
    // More than the threads that the runtime has for what blocks.
    let dead: Vec<_> = (0..1_000).map(|_| asking(&silent, 80)).collect();
    let waiting = dead.iter().map(send);
    tokio::select! {
        _ = futures::future::join_all(waiting) => panic!("nobody answers"),
        () = async {
            eventually(async || silent.asked() == 1_000).await;
            for _ in 0..10 {
                deliver(&well).await;
            }
        } => {}
    }
}

#[tokio::test]
async fn a_probe_looks_names_up_as_a_hit_does() {
    let server = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
    let names = Arc::new(FakeNames::default());
    names.set(&["127.0.0.1"]);
    assert_eq!(asking(&names, server.address.port()).probe().await.outcome, Outcome::Delivered);
}
