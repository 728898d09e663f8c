//! Hits over reqwest: HTTP/1.1 or HTTP/2, keep-alive, one connection pool per target.

use super::{Answer, BulkAnswer, Connector, OutgoingBulk, OutgoingHit, Transport, classify, tls_config};
use crate::error::EngineError;
use domain::{Method, RequestSettings, Target, tracker_url};
use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT_LANGUAGE, CONTENT_TYPE, USER_AGENT},
};
use reqwest::{Client, RequestBuilder, Url, redirect};
use std::time::Duration;

/// The most of an answer's body that is read, bytes. A tracker answers with nothing or a 43-byte
/// picture; what is longer is no tracker, and an endless body must not hold a connection.
const MAX_BODY: usize = 64 * 1024;

/// The part of the time-out a connection may take to be made. Less than all of it, so that a host
/// that cannot be reached is told apart from one that does not answer.
const CONNECT_SHARE: f64 = 0.8;

/// Makes a reqwest client per target.
#[derive(Clone)]
pub struct HttpConnector {
    tls: rustls::ClientConfig,
}

impl HttpConnector {
    /// Loads the system's certificates.
    ///
    /// # Errors
    /// [`EngineError::Tls`] when they cannot be used.
    pub fn new() -> Result<Self, EngineError> {
        Ok(Self { tls: tls_config()? })
    }
}

impl Connector for HttpConnector {
    type Transport = HttpTransport;

    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<HttpTransport, EngineError> {
        let failed = |reason: String| EngineError::Transport { target: target.name.clone(), reason };
        let url = Url::parse(&tracker_url::tracker(&target.url)).map_err(|error| failed(error.to_string()))?;
        let client = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs_f64(settings.timeout_seconds * CONNECT_SHARE))
            .pool_max_idle_per_host(settings.max_in_flight_per_target as usize)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        Ok(HttpTransport { client, url, method: settings.method })
    }
}

/// One target's client.
pub struct HttpTransport {
    client: Client,
    url: Url,
    method: Method,
}

impl Transport for HttpTransport {
    async fn send(&self, hit: OutgoingHit<'_>) -> Answer {
        let mut headers = HeaderMap::with_capacity(3);
        for (name, value) in [(USER_AGENT, hit.user_agent), (ACCEPT_LANGUAGE, hit.accept_language)] {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        let request = match self.method {
            Method::Post => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
                self.client.post(self.url.clone()).body(hit.parameters)
            }
            Method::Get => {
                let mut url = self.url.clone();
                url.set_query(Some(&hit.parameters));
                self.client.get(url)
            }
        };
        match exchange(request.headers(headers)).await {
            Ok((status, headers, body)) => classify::answer(status, &headers, &body),
            Err(answer) => answer,
        }
    }

    /// Without a `User-Agent`: each hit has its own among its parameters.
    async fn send_bulk(&self, bulk: OutgoingBulk) -> BulkAnswer {
        let OutgoingBulk { body, hits } = bulk;
        let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json").body(body);
        match exchange(request).await {
            Ok((status, headers, body)) => BulkAnswer::read(status, &headers, &body, hits),
            Err(answer) => BulkAnswer::whole(answer, hits),
        }
    }
}

/// Sends and reads the whole answer: status, headers and body, or what it means that there is none.
async fn exchange(request: RequestBuilder) -> Result<(u16, HeaderMap, Vec<u8>), Answer> {
    let mut response = request.send().await.map_err(|error| classify::failure(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify::failure(&error))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(classify::endless(status, MAX_BODY));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, std::mem::take(response.headers_mut()), body))
}
