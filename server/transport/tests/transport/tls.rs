//! Certificates that are not trusted, and those that are for one target only.

use super::support::*;
use domain::{RequestSettings, Target};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::sync::Arc;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::TlsAcceptor;
use transport::{Cause, Connector, HttpConnector, HttpTransport, Outcome, Transport, TransportError};

/// An authority of one's own.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server's TLS with a certificate for `names`, changed by `change`, that speaks `protocols`.
    pub(crate) fn acceptor(
        &self,
        names: &[&str],
        protocols: &[&str],
        change: fn(&mut CertificateParams),
    ) -> TlsAcceptor {
        let mut params =
            CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// The target at `server`, called `host`, that trusts `authority`.
pub(crate) fn trusting(server: &Server, host: &str, authority: Option<&Authority>) -> Target {
    trusting_at(server.address.port(), host, authority)
}

/// The target at that port, called `host`, that trusts `authority`.
pub(crate) fn trusting_at(port: u16, host: &str, authority: Option<&Authority>) -> Target {
    let url = format!("https://{host}:{port}");
    Target { ca_certificate: authority.map(|authority| authority.pem.clone()), ..target(url) }
}

pub(crate) fn to(target: &Target) -> HttpTransport {
    connector().connect(target, &RequestSettings::default()).unwrap()
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    while request(&mut stream).await.is_some() {
        stream.write_all(NO_CONTENT).await.unwrap();
    }
}

async fn server(acceptor: TlsAcceptor) -> Server {
    Server::start("127.0.0.1:0", move |_, stream| serve(acceptor.clone(), stream)).await
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_where_it_is_entered_and_nowhere_else() {
    let (own, other) = (Authority::new("own"), Authority::new("other"));
    let server = server(own.acceptor(&["localhost", "127.0.0.1"], &[], |_| {})).await;
    let both = Authority { pem: format!("{}{}", other.pem, own.pem), ..other };
    for authority in [&own, &both] {
        for host in ["localhost", "127.0.0.1"] {
            let transport = to(&trusting(&server, host, Some(authority)));
            deliver(&transport).await;
            deliver(&transport).await;
            assert_eq!(transport.probe().await.outcome, Outcome::Delivered);
        }
    }
    let sentence = "TLS failed: the certificate's issuer is not trusted by this machine; if it is your own, enter it as the \
                    target's ca_certificate";
    // Also if another has the same name.
    for authority in [None, Some(&Authority::new("another")), Some(&Authority::new("own"))] {
        let transport = to(&trusting(&server, "localhost", authority));
        assert_eq!(lose(&transport).await, (Outcome::Failed(Cause::Tls), sentence.to_owned()));
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_says_what_to_do() {
    let authority = Authority::new("own");
    type Change = fn(&mut CertificateParams);
    let cases: [(&str, Change, &str); 3] = [
        (
            "localhost",
            |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1),
            "TLS failed: the certificate has expired; renew it, and check this machine's clock",
        ),
        (
            "localhost",
            |params| params.not_before = rcgen::date_time_ymd(3000, 1, 1),
            "TLS failed: the certificate is not valid yet; check this machine's clock",
        ),
        (
            "matomo.example.org",
            |_| {},
            "TLS failed: the certificate is not for localhost; enter the name it is for, or have it issued for this one",
        ),
    ];
    for (name, change, sentence) in cases {
        let server = server(authority.acceptor(&[name], &[], change)).await;
        let transport = to(&trusting(&server, "localhost", Some(&authority)));
        assert_eq!(lose(&transport).await, (Outcome::Failed(Cause::Tls), sentence.to_owned()));
    }
}

#[tokio::test]
async fn a_port_without_tls_is_named() {
    let plain = Server::start("127.0.0.1:0", |_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").await;
        // Closed with what the client sent unread, the answer could be lost.
        request(&mut stream).await;
    })
    .await;
    let sentence = "TLS failed: the port does not speak TLS; try http instead of https";
    let transport = to(&trusting(&plain, "127.0.0.1", None));
    assert_eq!(lose(&transport).await, (Outcome::Failed(Cause::Tls), sentence.to_owned()));
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_before_the_first_hit() {
    for (pem, words) in [
        ("", "it holds no certificate"),
        ("hello", "it holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "it is not PEM"),
        ("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n", "ca_certificate cannot be used"),
    ] {
        let target = Target { ca_certificate: Some(pem.to_owned()), ..target("https://127.0.0.1:1") };
        let refused = HttpConnector::new().unwrap().connect(&target, &RequestSettings::default());
        match refused.map(|_| ()) {
            Err(TransportError::Unusable { target, reason }) => {
                assert_eq!(target, "t");
                assert!(reason.starts_with("ca_certificate cannot be used: ") && reason.contains(words), "{reason}");
            }
            other => panic!("{pem}: {other:?}"),
        }
    }
}
