//! One TLS configuration for all targets: certificates are read once, not once per connection pool.

use crate::error::EngineError;
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;

/// TLS 1.2 and 1.3 with the system's trusted certificates, offering HTTP/2 and HTTP/1.1.
///
/// # Errors
/// [`EngineError::Tls`] when the system's certificates cannot be used.
pub fn tls_config() -> Result<ClientConfig, EngineError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| EngineError::Tls(error.to_string()))?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
