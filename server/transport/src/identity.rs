//! The certificate that a target wants to see of its clients (mutual TLS).

use rustls::{
    client::ResolvesClientCert,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::{CertifiedKey, SingleCertAndKey},
};
use std::sync::Arc;

/// The certificate in `certificate` with the key in `key`, both PEM.
///
/// # Errors
/// What keeps them from being used, to follow "cannot be used: "; nothing of the key is repeated.
pub fn identity(certificate: &str, key: &str) -> Result<Arc<dyn ResolvesClientCert>, String> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| "the certificate is not PEM".to_owned())?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
        .map_err(|_| "the key is not an unencrypted private key in PEM form; openssl pkey writes one".to_owned())?;
    let provider = rustls::crypto::ring::default_provider();
    let pair = CertifiedKey::from_der(chain, key, &provider);
    let pair =
        pair.map_err(|_| "the key does not belong to the certificate, or is of a kind that is not known".to_owned())?;
    Ok(Arc::new(SingleCertAndKey::from(pair)))
}
