//! Makes connections: name, TCP, TLS, and the HTTP version.

use super::{
    addresses::Addresses,
    exchange_failure::{ExchangeFailure, Stage, shortage},
    http1::Http1,
    http2::Http2,
    names::NameError,
    places::Places,
    pool::{Connected, Link},
    proxy,
    stream::Stream,
};
use futures::{StreamExt, stream::FuturesUnordered};
use rustls::{ClientConfig, pki_types::ServerName};
use std::{
    io,
    net::{Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep, timeout_at},
};
use tokio_rustls::TlsConnector;

/// The next address is tried when the one before has failed or has not answered for so long
/// (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// How one target is connected to.
pub(crate) struct Dialer {
    /// Where it is.
    pub addresses: Addresses,
    /// What asks the proxy there for a tunnel, if it is a proxy that makes one.
    pub tunnel: Option<String>,
    /// Its TLS, and the name its certificate has to have; `None` for http.
    pub tls: Option<(TlsConnector, ServerName<'static>)>,
    /// The address connections come from, if not any.
    pub source: Option<SocketAddr>,
    /// What all targets share.
    pub places: Places,
    /// How long a connection may take to be made.
    pub patience: Duration,
}

impl Dialer {
    /// The TLS of a target called `host`.
    ///
    /// # Errors
    /// A sentence if no certificate could have that name.
    pub(crate) fn tls(config: Arc<ClientConfig>, host: &str) -> Result<(TlsConnector, ServerName<'static>), String> {
        // A name may end with the dot of the root, the name in a certificate never does.
        let name = host.strip_suffix('.').unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(|_| "url: no certificate can have this host name".to_owned())?;
        Ok((TlsConnector::from(config), name))
    }

    /// A new connection.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) async fn connect(&self) -> Result<Connected, ExchangeFailure> {
        let place = self.places.take()?;
        let deadline = Instant::now() + self.patience;
        let late = |stage| move |_| ExchangeFailure::ConnectTimeout(stage);
        // Before the look-up: addresses that change meanwhile are looked at again.
        let version = self.addresses.version();
        let addresses = timeout_at(deadline, self.addresses.get()).await.map_err(late(Stage::Name))?.map_err(
            |error| match error {
                NameError::Shortage(shortage) => ExchangeFailure::Shortage(shortage),
                error => ExchangeFailure::Name(error),
            },
        )?;
        let (mut stream, address) = timeout_at(deadline, self.tcp(&addresses)).await.map_err(late(Stage::Tcp))??;
        if addresses.first() != Some(&address) {
            self.addresses.prefer(address);
        }
        let _ = stream.set_nodelay(true);
        if let Some(request) = &self.tunnel {
            timeout_at(deadline, proxy::open(&mut stream, request)).await.map_err(late(Stage::Tcp))??;
        }
        let (stream, is_http2) = match &self.tls {
            None => (Stream::Plain(stream), false),
            Some((tls, name)) => {
                let handshake = tls.connect(name.clone(), stream);
                let stream = timeout_at(deadline, handshake).await.map_err(late(Stage::Tls))?;
                let stream = stream.map_err(ExchangeFailure::of_handshake)?;
                let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                (Stream::Tls(Box::new(stream)), is_http2)
            }
        };
        let link = if is_http2 {
            let opened = timeout_at(deadline, Http2::open(stream, place)).await.map_err(late(Stage::Tls))?;
            Link::Http2(opened?)
        } else {
            Link::Http1(Http1::new(stream, place))
        };
        Ok(Connected { link, address, version })
    }

    /// Connects to the first of `addresses` that answers.
    async fn tcp(&self, addresses: &[SocketAddr]) -> Result<(TcpStream, SocketAddr), ExchangeFailure> {
        let mut waiting = addresses.iter();
        let mut attempts = FuturesUnordered::new();
        let mut worst: Option<ExchangeFailure> = None;
        loop {
            if let Some(&address) = waiting.next() {
                attempts.push(async move { self.attempt(address).await.map(|stream| (stream, address)) });
            } else if attempts.is_empty() {
                return Err(worst.unwrap_or(ExchangeFailure::Name(NameError::Unknown)));
            }
            // The only address left needs no clock.
            let attempt = if waiting.len() == 0 {
                attempts.next().await
            } else {
                tokio::select! {
                    biased;
                    attempt = attempts.next() => attempt,
                    () = sleep(HEAD_START) => continue,
                }
            };
            match attempt {
                Some(Ok(connected)) => return Ok(connected),
                Some(Err(failure)) if worst.as_ref().is_none_or(|worst| weight(&failure) > weight(worst)) => {
                    worst = Some(failure);
                }
                _ => {}
            }
        }
    }

    async fn attempt(&self, address: SocketAddr) -> Result<TcpStream, ExchangeFailure> {
        let connect = async {
            let socket = if address.is_ipv6() { TcpSocket::new_v6() } else { TcpSocket::new_v4() }?;
            if let Some(source) = self.source.filter(|source| source.is_ipv6() == address.is_ipv6()) {
                socket.set_reuseaddr(true)?;
                socket.bind(source)?;
            }
            socket.connect(address).await
        };
        connect.await.map_err(|error| match shortage(&error) {
            _ if address.is_ipv6() && !has_ipv6(&error) => ExchangeFailure::NoIpv6,
            Some(shortage) => ExchangeFailure::Shortage(shortage),
            None => ExchangeFailure::Connect(error.kind()),
        })
    }
}

/// How much the failure with one address says about all: that of another kind of address says least.
fn weight(failure: &ExchangeFailure) -> u8 {
    match failure {
        ExchangeFailure::Shortage(_) => 3,
        ExchangeFailure::Connect(io::ErrorKind::NetworkUnreachable) => 1,
        ExchangeFailure::Connect(..) => 2,
        _ => 0,
    }
}

/// Whether an IPv6 address that gave `error` could have been reached from this machine at all: without
/// IPv6, Linux says the same as without a free port.
fn has_ipv6(error: &io::Error) -> bool {
    let is_unsupported = error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error());
    let is_unclear = error.kind() == io::ErrorKind::AddrNotAvailable;
    !is_unsupported && (!is_unclear || has_ipv6_loopback())
}

fn has_ipv6_loopback() -> bool {
    match UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)) {
        Ok(_) => true,
        Err(error) => error.kind() != io::ErrorKind::AddrNotAvailable,
    }
}
