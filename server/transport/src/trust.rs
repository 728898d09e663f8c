//! Certificate authorities that targets bring along, read once for all targets that bring the same: each time, the
//! system's are read with them, which takes tens of milliseconds.

use super::{pinned::Pinned, tls};
use parking_lot::Mutex;
use rustls::ClientConfig;
use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

/// What checks the certificates of targets, by the PEM they brought; kept as long as a target uses it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    verifiers: Arc<Mutex<HashMap<String, Weak<Pinned>>>>,
}

impl Trust {
    /// The TLS configuration that trusts also the certificate authorities in `pem`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with `pem`.
    pub(crate) fn config(&self, pem: &str) -> Result<ClientConfig, String> {
        tls::tls_config_verified_by(self.verifier(pem)?)
    }

    fn verifier(&self, pem: &str) -> Result<Arc<Pinned>, String> {
        // Held meanwhile, so that nobody does the same at the same time.
        let mut verifiers = self.verifiers.lock();
        if let Some(verifier) = verifiers.get(pem).and_then(Weak::upgrade) {
            return Ok(verifier);
        }
        let verifier = Arc::new(tls::verifier_trusting(pem)?);
        verifiers.retain(|_, verifier| verifier.strong_count() > 0);
        verifiers.insert(pem.to_owned(), Arc::downgrade(&verifier));
        Ok(verifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

    fn authority() -> String {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
    }

    #[test]
    fn the_same_authority_is_read_once_and_forgotten_when_nobody_trusts_it_any_more() {
        let trust = Trust::default();
        let one = authority();
        let other = authority();
        let configs: Vec<_> = (0..3).map(|_| trust.config(&one).unwrap()).collect();
        let held = trust.verifier(&one).unwrap();
        // Each configuration holds it, and so does this test.
        assert_eq!(Arc::strong_count(&held), configs.len() + 1);
        let apart = trust.config(&other).unwrap();
        assert!(!Arc::ptr_eq(&held, &trust.verifier(&other).unwrap()));
        assert_eq!(trust.verifiers.lock().len(), 2);
        drop((configs, held, apart));
        let _third = trust.config(&authority()).unwrap();
        assert_eq!(trust.verifiers.lock().len(), 1);
        assert!(trust.config("nonsense").unwrap_err().starts_with("ca_certificate cannot be used: "));
    }
}
