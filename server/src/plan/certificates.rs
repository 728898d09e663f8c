//! Certificates that only look like some: the shared rules know their frame, this machine whether they decode.

use domain::{FieldError, MultiTargetConfig, Validation, messages::CertificateFinding};
use std::collections::HashMap;
use transport::{authorities, identity};

/// `found`, and what keeps certificates of `config` from being used.
pub(super) fn checked(config: &MultiTargetConfig, mut found: Validation) -> Validation {
    // Targets of one operator have one authority.
    let mut known: HashMap<&str, Result<(), String>> = HashMap::new();
    for (index, target) in config.targets.iter().enumerate() {
        let own = target.connection.client_certificate.as_deref().zip(target.connection.client_key.as_ref());
        let field = format!("targets[{index}].connection.client_certificate");
        if let Some((certificate, key)) = own
            && !found
                .errors
                .iter()
                .any(|error| error.field.starts_with(&format!("targets[{index}].connection.client_")))
            && let Err(reason) = identity(certificate, key.expose())
        {
            found.errors.push(FieldError::new(field, CertificateFinding::CertificateUnusable { reason }));
        }
        let Some(pem) = target.ca_certificate.as_deref() else { continue };
        let field = format!("targets[{index}].ca_certificate");
        if found.errors.iter().any(|error| error.field == field) {
            continue;
        }
        if let Err(reason) = known.entry(pem).or_insert_with(|| authorities(pem).map(|_| ())) {
            let finding = CertificateFinding::CertificateUnusable { reason: reason.clone() };
            found.errors.push(FieldError::new(field, finding));
        }
    }
    found
}
