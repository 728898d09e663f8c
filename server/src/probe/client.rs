//! The prober's HTTP client: follows no redirects, keeps tokens in bodies, reads a bounded answer.

use super::failure::{self, Failure};
use engine::{
    EngineError,
    transport::{tls_config, tls_config_trusting},
};
use http::{HeaderMap, StatusCode, header};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use std::time::Duration;
use tokio::time::Instant;

/// Enough of a body to tell a tracker from a page.
const MOST_BYTES: usize = 64 * 1024;

/// A client for probes.
#[derive(Clone, Debug)]
pub(super) struct Client(reqwest::Client);

/// A complete answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub latency: Duration,
}

impl Client {
    pub(super) fn new() -> Result<Self, EngineError> {
        Self::with(tls_config()?).map_err(|error| EngineError::Tls(error.to_string()))
    }

    /// A client that trusts also the authorities in `pem`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with `pem`.
    pub(super) fn trusting(pem: &str) -> Result<Self, String> {
        Self::with(tls_config_trusting(pem)?).map_err(|error| error.to_string())
    }

    fn with(tls: ClientConfig) -> reqwest::Result<Self> {
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy()
            // A probe is about making a connection, so none is kept for the next.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("Trackstorm/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
    }

    /// Posts a form. Parameters, among them tokens, never stand in an address.
    pub(super) async fn post(&self, url: &str, parameters: &[(&str, &str)]) -> Result<Reply, Failure> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = self.0.post(url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        let start = Instant::now();
        let mut response = request.send().await.map_err(|error| failure::of(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| failure::of(&error))? {
            let room = MOST_BYTES.saturating_sub(body.len());
            body.extend(part.iter().take(room));
            if part.len() > room {
                break;
            }
        }
        Ok(Reply { status, headers, body, latency: start.elapsed() })
    }
}
