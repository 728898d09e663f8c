//! One hit at a time, to servers that do as they are told.

use domain::{RequestSettings, Target};
use std::time::Duration;
use tokio::time::timeout;
use transport::{Answer, Connector, HttpConnector, HttpTransport, Outcome, OutgoingHit, Transport};

pub(crate) use test_support::{
    loopback::{NO_CONTENT, Server, accept_all, request},
    polling::eventually,
};

/// Far more than any of this takes; a test that gets here has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn target(url: impl Into<String>) -> Target {
    Target { name: "t".to_owned(), ..Target::new(url, 1) }
}

pub(crate) fn connector() -> HttpConnector {
    HttpConnector::new().unwrap()
}

pub(crate) fn transport(url: impl Into<String>) -> HttpTransport {
    connector().connect(&target(url), &RequestSettings::default()).unwrap()
}

/// Sends one hit.
pub(crate) async fn send(transport: &HttpTransport) -> Answer {
    let parameters = "idsite=1&rec=1".to_owned();
    let hit = OutgoingHit { parameters, user_agent: "Mozilla/5.0 (test)", accept_language: "en" };
    timeout(PATIENCE, transport.send(hit)).await.unwrap()
}

/// Sends one hit, which must be delivered.
pub(crate) async fn deliver(transport: &HttpTransport) {
    let answer = send(transport).await;
    assert_eq!((answer.outcome, answer.status), (Outcome::Delivered, Some(204)), "{answer:?}");
}

/// Sends one hit, which is not to be delivered; gives what became of it and the sentence for people.
pub(crate) async fn lose(transport: &HttpTransport) -> (Outcome, String) {
    let answer = send(transport).await;
    assert_ne!(answer.outcome, Outcome::Delivered);
    (answer.outcome, answer.reason.unwrap().to_string())
}
