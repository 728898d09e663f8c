//! Hits over connections that the engine owns: HTTP/1.1 with keep-alive or HTTP/2, a pool per target.

use super::{
    Answer, Asker, BulkAnswer, Connector, OutgoingBulk, OutgoingHit, Transport,
    addresses::Addresses,
    classify::{self, Place},
    dial::Dialer,
    exchange_failure::{ExchangeFailure, Stage},
    identity::identity,
    names::Names,
    places::Places,
    pool::{Connected, FailedExchange, Link, Pool, Reply},
    proxy::{Proxies, Proxy},
    request::{Endpoint, Outgoing},
    system_names::SystemNames,
    tls,
    trust::Trust,
};
use crate::error::TransportError;
use domain::{
    Connection, Method, RequestSettings, Target, TokenAuth, connection::host_and_port, messages::NotDelivered,
};
use std::{
    future::Future,
    hash::{BuildHasher, RandomState},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};
use tokio::time::Instant;
use url::form_urlencoded::byte_serialize;

/// The part of the time-out a connection may take to be made. Less than all of it, so that a host
/// that cannot be reached is told apart from one that does not answer.
const CONNECT_SHARE: f64 = 0.8;

/// An address that belongs to nobody (RFC 5737), to see whether a token allows one to be told.
const NOBODYS_ADDRESS: &str = "192.0.2.1";

/// Longer ago than the 24 hours that Matomo takes without a token.
const PROBED_BACK: Duration = Duration::from_secs(3 * 86_400);

/// So many times a request that the target certainly did nothing with is sent again, over another
/// connection.
const TRIES: usize = 3;

/// Makes connections for each target.
#[derive(Clone)]
pub struct HttpConnector {
    tls: rustls::ClientConfig,
    trust: Trust,
    names: Arc<dyn Names>,
    source: Option<SocketAddr>,
    proxies: Proxies,
    places: Places,
}

impl HttpConnector {
    /// Loads the system's certificates.
    ///
    /// # Errors
    /// [`TransportError::Tls`] when they cannot be used.
    pub fn new() -> Result<Self, TransportError> {
        Ok(Self {
            tls: tls::tls_config()?,
            trust: Trust::default(),
            names: Arc::new(SystemNames),
            source: None,
            proxies: Proxies::default(),
            places: Places::new(usize::MAX),
        })
    }

    /// Goes over these proxies where a target does not say otherwise; without, over none.
    #[must_use]
    pub fn with_proxies(self, proxies: Proxies) -> Self {
        Self { proxies, ..self }
    }

    /// Looks names up with `names` instead of as the system does.
    #[must_use]
    pub fn with_names(self, names: Arc<dyn Names>) -> Self {
        Self { names, ..self }
    }

    /// Makes at most `connections` at once, to all targets together; what needs another finds none, as if the
    /// process might open no more files.
    #[must_use]
    pub fn with_at_most(self, connections: usize) -> Self {
        Self { places: Places::new(connections), ..self }
    }

    /// Connects from `source` instead of any address of this machine; port 0 is any port.
    #[must_use]
    pub fn with_source(self, source: SocketAddr) -> Self {
        Self { source: Some(source), ..self }
    }
}

impl Connector for HttpConnector {
    type Transport = HttpTransport;

    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<HttpTransport, TransportError> {
        let patience = Duration::from_secs_f64(settings.timeout_seconds * CONNECT_SHARE);
        let Way { endpoint, dialer, proxy, reached } = self
            .way(target, patience)
            .map_err(|reason| TransportError::Unusable { target: target.name.clone(), reason })?;
        Ok(HttpTransport {
            proxy,
            reached,
            pool: Pool::new(settings.max_in_flight_per_target as usize),
            // Only the TLS handshake says which HTTP version is used.
            may_share: AtomicBool::new(endpoint.is_https),
            endpoint,
            dialer,
            dialling: tokio::sync::Mutex::new(None),
            method: settings.method,
            // Bulks are always posted, and with them their token.
            asking: if settings.bulk_size > 1 { Method::Post } else { settings.method },
            site_id: target.site_id,
        })
    }
}

/// How a target is reached.
struct Way {
    endpoint: Endpoint,
    dialer: Dialer,
    proxy: Option<Proxy>,
    /// Host and port that connections are made to.
    reached: (String, u16),
}

impl HttpConnector {
    /// What asks `target` questions the way its hits go; a connection may take `patience`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the target's address or certificates.
    pub fn asker(&self, target: &Target, patience: Duration) -> Result<Asker, String> {
        let Way { dialer, proxy, .. } = self.way(target, patience)?;
        Ok(Asker { dialer, connection: target.connection.clone(), proxy })
    }

    fn way(&self, target: &Target, patience: Duration) -> Result<Way, String> {
        let tracker = target.tracker();
        let endpoint = Endpoint::new(&tracker, &target.connection, None)?;
        let Endpoint { is_https, host, port, .. } = &endpoint;
        let proxy = self.proxies.of(target, *is_https, host, *port);
        let Connection { connect_to, client_certificate, client_key, .. } = &target.connection;
        let reached = match (&proxy, connect_to.as_deref()) {
            (Some(proxy), _) => (proxy.host.clone(), proxy.port),
            (None, Some(place)) => {
                let (host, its_port) =
                    host_and_port(place).map_err(|error| format!("connection.connect_to: {error}"))?;
                (host.to_owned(), its_port.unwrap_or(*port))
            }
            (None, None) => (host.clone(), *port),
        };
        let tls = if *is_https {
            let own = client_certificate.as_deref().zip(client_key.as_ref());
            let own = own.map(|(certificate, key)| identity(certificate, key.expose())).transpose();
            let own = own.map_err(|reason| format!("connection.client_certificate cannot be used: {reason}"))?;
            let config = match &target.ca_certificate {
                Some(pem) => self.trust.config(pem)?,
                None => self.tls.clone(),
            };
            Some(Dialer::tls(tls::for_one_target(config, own), host)?)
        } else {
            None
        };
        let tunnel = proxy.as_ref().filter(|_| *is_https).map(|proxy| {
            let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
            proxy.request(&format!("{host}:{port}"))
        });
        let addresses = Addresses::new(&reached.0, reached.1, Arc::clone(&self.names));
        let dialer = Dialer { addresses, tunnel, tls, source: self.source, places: self.places.clone(), patience };
        let endpoint = Endpoint::new(&tracker, &target.connection, proxy.as_ref())?;
        Ok(Way { endpoint, dialer, proxy, reached })
    }
}

/// One target's connections.
pub struct HttpTransport {
    endpoint: Endpoint,
    proxy: Option<Proxy>,
    /// Host and port that connections are made to.
    reached: (String, u16),
    dialer: Dialer,
    pool: Pool,
    /// Whether the next connection may be one for all: it was HTTP/2 before, or is not known yet.
    may_share: AtomicBool,
    /// Held while such a connection is made: one is enough. When the latest failed, and why.
    dialling: tokio::sync::Mutex<Option<(Instant, ExchangeFailure)>>,
    method: Method,
    /// How tokens are asked about: some count in POST requests only.
    asking: Method,
    site_id: u32,
}

impl Transport for HttpTransport {
    /// Boxed, because a visit that waits for its next hit would otherwise keep room for all of this.
    fn send(&self, hit: OutgoingHit<'_>) -> impl Future<Output = Answer> + Send {
        let outgoing = Outgoing::hit(self.method, hit.parameters, hit.user_agent, hit.accept_language);
        Box::pin(async move {
            self.exchange(&outgoing, |reply| classify::answer(reply.status, &reply.headers, &reply.content()))
                .await
                .unwrap_or_else(|failure| self.failure(&failure))
        })
    }

    fn send_bulk(&self, bulk: OutgoingBulk) -> impl Future<Output = BulkAnswer> + Send {
        let OutgoingBulk { body, hits } = bulk;
        let outgoing = Outgoing::bulk(body);
        Box::pin(async move {
            self.exchange(&outgoing, |reply| BulkAnswer::read(reply.status, &reply.headers, &reply.content(), hits))
                .await
                .unwrap_or_else(|failure| BulkAnswer::whole(self.failure(&failure), hits))
        })
    }

    /// What Matomo 5.2 answers as it would a hit, without recording one (measured): `rec=0` of a visitor
    /// whom it does not know. It refuses an unknown site.
    fn probe(&self) -> impl Future<Output = Answer> + Send {
        let visitor = RandomState::new().hash_one(self.site_id);
        self.ask(Method::Post, format!("idsite={}&rec=0&cid={visitor:016x}&send_image=0", self.site_id))
    }

    /// The same with what only a token allows: somebody's address, and a time some days back.
    fn probe_token(&self, token: &TokenAuth) -> impl Future<Output = Answer> + Send {
        let visitor = RandomState::new().hash_one(self.site_id);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let mut form = format!(
            "idsite={}&rec=0&cid={visitor:016x}&send_image=0&cip={NOBODYS_ADDRESS}&cdt={}&token_auth=",
            self.site_id,
            now.saturating_sub(PROBED_BACK).as_secs()
        );
        form.extend(byte_serialize(token.expose().as_bytes()));
        self.ask(self.asking, form)
    }

    fn tidy(&self, idle: Duration) {
        self.pool.tidy(self.dialer.places.patience(idle));
    }
}

impl HttpTransport {
    /// Asks something over a connection of its own.
    fn ask(&self, method: Method, form: String) -> impl Future<Output = Answer> + Send {
        let outgoing = Outgoing::question(method, form);
        Box::pin(async move {
            let asked = async {
                let mut connected = self.dialer.connect().await?;
                converse(&mut connected, &outgoing, &self.endpoint).await.map_err(|failed| failed.failure)
            };
            match asked.await {
                Ok(reply) => classify::answer(reply.status, &reply.headers, &reply.content()),
                Err(failure) => self.failure(&failure),
            }
        })
    }

    /// Sends, reads the whole answer and gives what `read` makes of it. A request that the target
    /// certainly did nothing with goes over another connection; any other is never sent again.
    async fn exchange<A>(&self, outgoing: &Outgoing<'_>, read: impl FnOnce(&Reply) -> A) -> Result<A, ExchangeFailure> {
        let mut tries = 0;
        loop {
            let (mut connected, is_new) = self.connection().await?;
            match converse(&mut connected, outgoing, &self.endpoint).await {
                Ok(reply) => {
                    self.pool.put(connected);
                    return Ok(read(&reply));
                }
                Err(failed) => {
                    if !is_new && matches!(failed.failure, ExchangeFailure::Broke(_)) {
                        self.pool.note_early_end(failed.is_unsent);
                    }
                    if !failed.is_unsent {
                        return Err(failed.failure);
                    }
                    if tries == TRIES {
                        return Err(failed.failure.unsent());
                    }
                    tries += usize::from(match &connected.link {
                        // An idle connection that turns out to be closed is gone; there are only so many.
                        Link::Http1(_) => is_new,
                        // One that has served others before it ended brings all of them nearer to their turn.
                        Link::Http2(http2) => !http2.has_served(),
                    });
                }
            }
        }
    }

    /// A connection that takes a request, and whether it is a new one.
    async fn connection(&self) -> Result<(Connected, bool), ExchangeFailure> {
        let may_share = || self.may_share.load(Ordering::Relaxed);
        let known = || self.pool.take(&self.dialer.addresses, may_share()).map(|connected| (connected, false));
        if let Some(known) = known() {
            return Ok(known);
        }
        if !may_share() {
            return Ok((self.dial().await?, true));
        }
        let since = Instant::now();
        let mut dialling = self.dialling.lock().await;
        if let Some(known) = known() {
            return Ok(known);
        }
        if !may_share() {
            drop(dialling);
            return Ok((self.dial().await?, true));
        }
        // What was just tried in vain for one is not tried again for each of those who waited for it.
        if let Some((_, failure)) = dialling.as_ref().filter(|(at, _)| *at > since) {
            return Err(failure.clone());
        }
        let dialled = self.dial().await;
        *dialling = dialled.as_ref().err().map(|failure| (Instant::now(), failure.clone()));
        Ok((dialled?, true))
    }

    async fn dial(&self) -> Result<Connected, ExchangeFailure> {
        // Boxed, because it is rare and large: TLS and all.
        let connected = Box::pin(self.dialer.connect()).await?;
        self.may_share.store(matches!(connected.link, Link::Http2(_)), Ordering::Relaxed);
        self.pool.share(&connected);
        Ok(connected)
    }

    /// What became of a request without a complete answer. A certificate is about the name that was asked for, a
    /// connection about the place that it was to lead to.
    fn failure(&self, failure: &ExchangeFailure) -> Answer {
        let is_named = matches!(failure, ExchangeFailure::Tls(_) | ExchangeFailure::ConnectTimeout(Stage::Tls));
        let (host, port) = &self.reached;
        let place = if is_named {
            Place { host: &self.endpoint.host, port: self.endpoint.port }
        } else {
            Place { host, port: *port }
        };
        let answer = classify::failure(failure, place);
        let Some(Proxy { host, port, .. }) = self.proxy.as_ref().filter(|_| failure.can_be_a_proxys()) else {
            return answer;
        };
        let reason =
            answer.reason.map(|reason| Box::new(NotDelivered::BehindProxy { proxy: format!("{host}:{port}"), reason }));
        Answer { reason, ..answer }
    }
}

pub(super) async fn converse(
    connected: &mut Connected,
    outgoing: &Outgoing<'_>,
    endpoint: &Endpoint,
) -> Result<Reply, FailedExchange> {
    match &mut connected.link {
        Link::Http1(http1) => http1.exchange(outgoing, endpoint).await,
        Link::Http2(http2) => http2.exchange(outgoing, endpoint).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_keeps_no_room_for_sending() {
        let connector = HttpConnector::new().unwrap();
        let transport = connector.connect(&Target::new("https://matomo.test", 1), &RequestSettings::default()).unwrap();
        let hit = OutgoingHit { parameters: String::new(), user_agent: "a", accept_language: "b" };
        let bulk = OutgoingBulk { body: String::new(), hits: 0 };
        // A pointer: a hundred thousand visits may be waiting for their next hit.
        assert_eq!(size_of_val(&transport.send(hit)), size_of::<usize>());
        assert_eq!(size_of_val(&transport.send_bulk(bulk)), size_of::<usize>());
        // What is behind it comes and goes with each hit and is copied once.
        let outgoing = Outgoing::bulk(String::new());
        let exchange = transport.exchange(&outgoing, |reply| reply.status);
        assert!(size_of_val(&exchange) <= 1_024, "{}", size_of_val(&exchange));
    }
}
