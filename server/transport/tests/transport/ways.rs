//! Targets that are reached another way than their address says: under another name, past a password, over a proxy.

use super::{
    support::*,
    tls::{Authority, to, trusting_at},
};
use domain::{Connection, Header, Target, TokenAuth};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use std::sync::Arc;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::TlsAcceptor;
use transport::{Cause, Outcome, Transport};

fn with(url: impl Into<String>, connection: Connection) -> Target {
    Target { connection, ..target(url) }
}

/// Answers 204 to requests that hold all of `words`, and 404 to others.
async fn picky(words: &'static [&'static str]) -> Server {
    Server::start("127.0.0.1:0", move |_, mut stream| async move {
        while let Some(asked) = request(&mut stream).await {
            let is_right = words.iter().all(|word| asked.contains(word));
            let answer: &[u8] = if is_right { NO_CONTENT } else { b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" };
            stream.write_all(answer).await.unwrap();
        }
    })
    .await
}

async fn takes(target: &Target) {
    let transport = to(target);
    deliver(&transport).await;
    assert_eq!(transport.probe().await.outcome, Outcome::Delivered);
}

#[tokio::test]
async fn credentials_and_headers_go_with_every_request() {
    let server =
        picky(&["authorization: Basic c3RhZ2luZzpkb29y\r\n", "x-own: value\r\n", "POST /hit?a=b HTTP/1.1"]).await;
    let connection = Connection {
        exact_url: true,
        user: Some("staging".into()),
        password: Some(TokenAuth::new("door")),
        headers: vec![Header { name: "X-Own".into(), value: Some(TokenAuth::new("value")), has_value: true }],
        ..Connection::default()
    };
    takes(&with(format!("{}/hit?a=b", server.url()), connection)).await;
}

#[tokio::test]
async fn one_node_is_reached_under_the_name_of_all() {
    let server = picky(&["\r\nHost: stats.example.org\r\n"]).await;
    let connection = Connection { connect_to: Some(server.address.to_string()), ..Connection::default() };
    takes(&with("http://stats.example.org", connection)).await;

    // With TLS, the certificate is for the name.
    let authority = Authority::new("own");
    let acceptor = authority.acceptor(&["stats.example.org"], &[], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            assert_eq!(stream.get_ref().1.server_name(), Some("stats.example.org"));
            while let Some(asked) = request(&mut stream).await {
                assert!(asked.contains("\r\nHost: stats.example.org\r\n"), "{asked}");
                stream.write_all(NO_CONTENT).await.unwrap();
            }
        }
    })
    .await;
    let connection = Connection { connect_to: Some(server.address.to_string()), ..Connection::default() };
    takes(&Target { connection, ..trusting_at(443, "stats.example.org", Some(&authority)) }).await;
}

/// A proxy that opens the tunnel it is asked for to `to`.
async fn tunnel(to: std::net::SocketAddr, answer: &'static str) -> Server {
    Server::start("127.0.0.1:0", move |_, mut stream: TcpStream| async move {
        let asked = request(&mut stream).await.unwrap();
        assert!(
            asked.starts_with("CONNECT stats.example.org:443 HTTP/1.1\r\nHost: stats.example.org:443\r\n"),
            "{asked}"
        );
        stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await.unwrap();
        if answer.starts_with("200") {
            let mut target = TcpStream::connect(to).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut target).await;
        }
    })
    .await
}

#[tokio::test]
async fn proxies_are_asked_for_tunnels_and_for_whole_addresses() {
    let authority = Authority::new("own");
    let acceptor = authority.acceptor(&["stats.example.org"], &[], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            while let Some(asked) = request(&mut stream).await {
                assert!(asked.starts_with("POST /matomo.php HTTP/1.1\r\n"), "{asked}");
                stream.write_all(NO_CONTENT).await.unwrap();
            }
        }
    })
    .await;
    let over = |proxy: &Server| Connection { proxy: Some(proxy.url()), ..Connection::default() };
    let secure =
        |proxy: &Server| Target { connection: over(proxy), ..trusting_at(443, "stats.example.org", Some(&authority)) };
    takes(&secure(&tunnel(server.address, "200 Connection established").await)).await;

    let refusing = tunnel(server.address, "403 Forbidden").await;
    let (outcome, message) = lose(&to(&secure(&refusing))).await;
    assert_eq!(outcome, Outcome::Failed(Cause::Connect));
    assert!(message.starts_with(&format!("the proxy {}: ", refusing.address)) && message.contains("403"), "{message}");

    let plain = picky(&["POST http://stats.example.org/matomo.php HTTP/1.1\r\nHost: stats.example.org\r\n"]).await;
    takes(&with("http://stats.example.org", over(&plain))).await;
}

/// A certificate as `openssl req -x509` makes it: signed by itself, and marked as one of an authority.
fn self_signed(name: &str) -> (String, CertificateDer<'static>, PrivateKeyDer<'static>) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    (certificate.pem(), certificate.der().clone(), key)
}

async fn serving(config: ServerConfig) -> Server {
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            while request(&mut stream).await.is_some() {
                stream.write_all(NO_CONTENT).await.unwrap();
            }
        }
    })
    .await
}

fn builder() -> rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap()
}

#[tokio::test]
async fn the_very_certificate_that_was_entered_is_trusted() {
    let (pem, der, key) = self_signed("localhost");
    let server = serving(builder().with_no_client_auth().with_single_cert(vec![der], key).unwrap()).await;
    let url = format!("https://localhost:{}", server.address.port());
    takes(&Target { ca_certificate: Some(pem), ..target(&url) }).await;
    // Another one of the same kind is not.
    let (other, ..) = self_signed("localhost");
    let (outcome, message) = lose(&to(&Target { ca_certificate: Some(other), ..target(&url) })).await;
    assert_eq!(outcome, Outcome::Failed(Cause::Tls));
    assert!(message.contains("ca_certificate") && !message.contains("Other"), "{message}");
}

#[tokio::test]
async fn a_target_knows_this_client_by_its_certificate() {
    let (trusted, der, key) = self_signed("localhost");
    let client = CertificateParams::new(vec!["client".to_owned()]).unwrap();
    let client_key = KeyPair::generate().unwrap();
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let client_pem = client.signed_by(&client_key, &issuer).unwrap().pem();

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority_pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let config = builder().with_client_cert_verifier(verifier).with_single_cert(vec![der], key).unwrap();
    let server = serving(config).await;
    let url = format!("https://localhost:{}", server.address.port());
    let connection = Connection {
        client_certificate: Some(client_pem),
        client_key: Some(TokenAuth::new(client_key.serialize_pem())),
        has_client_key: true,
        ..Connection::default()
    };
    takes(&Target { connection, ca_certificate: Some(trusted.clone()), ..target(&url) }).await;
    let (_, message) = lose(&to(&Target { ca_certificate: Some(trusted), ..target(&url) })).await;
    assert!(message.contains("client_certificate"), "{message}");
}
