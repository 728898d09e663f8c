//! One TLS configuration for all targets that trust what the system trusts: certificates are read
//! once, not once per connection pool.

use super::pinned::Pinned;
use crate::error::TransportError;
use rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier,
    client::{ResolvesClientCert, Resumption},
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::{BuilderVerifierExt, Verifier};
use std::sync::Arc;

/// TLS sessions that one target keeps for resumption; each connection takes one.
const SESSIONS: usize = 32;

/// TLS 1.2 and 1.3 with the system's trusted certificates, offering HTTP/2 and HTTP/1.1.
///
/// # Errors
/// [`TransportError::Tls`] when the system's certificates cannot be used.
pub fn tls_config() -> Result<ClientConfig, TransportError> {
    let config = builder()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| TransportError::Tls(error.to_string()))?
        .with_no_client_auth();
    Ok(offering(config))
}

/// As [`tls_config`], with certificates checked by `verifier`.
pub(super) fn tls_config_verified_by(verifier: Arc<Pinned>) -> Result<ClientConfig, String> {
    let builder = builder().map_err(|error| wrong(error.to_string()))?;
    // What rustls calls dangerous is any verifier that is not its own; this one checks as much.
    Ok(offering(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()))
}

/// What checks certificates by what the system trusts and the certificate authorities in `pem`. Reads the system's.
pub(super) fn verifier_trusting(pem: &str) -> Result<Pinned, String> {
    let certificates = authorities(pem).map_err(wrong)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(certificates.iter().cloned(), provider);
    Ok(Pinned::new(verifier.map_err(|error| wrong(error.to_string()))?, certificates))
}

fn wrong(reason: String) -> String {
    format!("ca_certificate cannot be used: {reason}")
}

/// The certificate authorities in `pem`, each known to be one that can be trusted; the system is not asked, so it
/// costs little.
///
/// # Errors
/// What keeps them from being used, to follow "cannot be used: ".
pub fn authorities(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| "it is not PEM; paste it whole, from -----BEGIN CERTIFICATE----- to the end".to_owned())?;
    if certificates.is_empty() {
        return Err("it holds no certificate; enter one or more blocks of -----BEGIN CERTIFICATE-----".to_owned());
    }
    let mut roots = RootCertStore::empty();
    for (number, certificate) in (1..).zip(&certificates) {
        roots.add(certificate.clone()).map_err(|_| {
            let count = certificates.len();
            format!("certificate {number} of {count} cannot be read; export it from its authority again")
        })?;
    }
    Ok(certificates)
}

/// A target's own: what it remembers of sessions is shared with no other target, and it may know this client by a
/// certificate.
pub(crate) fn for_one_target(
    mut config: ClientConfig,
    identity: Option<Arc<dyn ResolvesClientCert>>,
) -> Arc<ClientConfig> {
    if let Some(identity) = identity {
        config.client_auth_cert_resolver = identity;
    }
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    Arc::new(config)
}

fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()
}

fn offering(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}
