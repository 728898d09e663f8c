//! The prober's way to a target: the one that hits take, with a bounded answer and no redirects followed.

use super::failure::{self, Failure};
use domain::{Method, Target};
use http::StatusCode;
use std::time::Duration;
use tokio::time::Instant;
use transport::{Asker, ExchangeFailure, Headers, HttpConnector, Reply as Answer};

/// A client for the probes of one target.
pub(super) struct Client(Asker);

/// A complete answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    pub headers: Headers,
    pub body: Vec<u8>,
    pub latency: Duration,
}

impl Client {
    /// What asks `target`; a connection may take `patience`.
    ///
    /// # Errors
    /// A sentence that says which of its fields keeps it from being asked, and why.
    pub(super) fn of(connector: &HttpConnector, target: &Target, patience: Duration) -> Result<Self, String> {
        connector.asker(target, patience).map(Self)
    }

    /// Posts a form. Parameters, among them tokens, never stand in an address.
    pub(super) async fn post(&self, url: &str, parameters: &[(&str, &str)]) -> Result<Reply, Failure> {
        self.ask(Method::Post, url, parameters).await
    }

    /// Opens an address without anything to say.
    pub(super) async fn get(&self, url: &str) -> Result<Reply, Failure> {
        self.ask(Method::Get, url, &[]).await
    }

    /// Asks as hits are sent that go by `method`: with GET, parameters stand in the address.
    pub(super) async fn ask(&self, method: Method, url: &str, parameters: &[(&str, &str)]) -> Result<Reply, Failure> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let start = Instant::now();
        let answer = match method {
            Method::Post => self.0.post(url, form).await,
            Method::Get => self.0.get(url, form).await,
        };
        self.read(answer, start)
    }

    fn read(&self, answer: Result<Answer, ExchangeFailure>, start: Instant) -> Result<Reply, Failure> {
        let Answer { status, headers, body } =
            answer.map_err(|failure| failure::of(&failure, self.0.proxy().as_deref()))?;
        let status = StatusCode::from_u16(status).map_err(|_| failure::of(&ExchangeFailure::NotHttp, None))?;
        Ok(Reply { status, headers, body, latency: start.elapsed() })
    }
}
