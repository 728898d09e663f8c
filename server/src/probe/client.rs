//! The prober's way to a target: the one that hits take, with a bounded answer and no redirects followed.

use domain::{Method, Target, messages::ProbeResult};
use http::StatusCode;
use std::time::Duration;
use tokio::time::Instant;
use transport::{Asker, ExchangeFailure, Headers, HttpConnector, Place, Reply as Answer, reason};
use url::Url;

/// A client for the probes of one target.
pub(super) struct Client {
    asker: Asker,
    host: String,
    port: u16,
}

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
        let asker = connector.asker(target, patience)?;
        let url = Url::parse(&target.tracker()).ok();
        let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or_default().to_owned();
        let port = url.and_then(|url| url.port_or_known_default()).unwrap_or_default();
        Ok(Self { asker, host, port })
    }

    /// Posts a form. Parameters, among them tokens, never stand in an address.
    pub(super) async fn post(&self, url: &str, parameters: &[(&str, &str)]) -> Result<Reply, ProbeResult> {
        self.ask(Method::Post, url, parameters).await
    }

    /// Opens an address without anything to say.
    pub(super) async fn get(&self, url: &str) -> Result<Reply, ProbeResult> {
        self.ask(Method::Get, url, &[]).await
    }

    /// Asks as hits are sent that go by `method`: with GET, parameters stand in the address.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Reply, ProbeResult> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let start = Instant::now();
        let answer = match method {
            Method::Post => self.asker.post(url, form).await,
            Method::Get => self.asker.get(url, form).await,
        };
        self.read(answer, start)
    }

    fn read(&self, answer: Result<Answer, ExchangeFailure>, start: Instant) -> Result<Reply, ProbeResult> {
        let Answer { status, headers, body } = answer.map_err(|failure| self.unreached(&failure))?;
        let status = StatusCode::from_u16(status).map_err(|_| self.unreached(&ExchangeFailure::NotHttp))?;
        Ok(Reply { status, headers, body, latency: start.elapsed() })
    }

    /// What `failure` means on the way to the target, which may lead over a proxy.
    fn unreached(&self, failure: &ExchangeFailure) -> ProbeResult {
        let reason = reason(failure, Place { host: &self.host, port: self.port });
        ProbeResult::Unreached { reason, proxy: self.asker.proxy().filter(|_| failure.can_be_a_proxys()) }
    }
}
