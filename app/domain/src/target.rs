//! A target: one Matomo instance and one site on it.

use crate::{
    connection::{Connection, Header},
    messages::CertificateFinding,
    token::TokenAuth,
    tracker_url,
};
use serde::{Deserialize, Serialize};

/// The largest text of certificates, bytes.
pub(crate) const MAX_CERTIFICATES: usize = 64 * 1024;

/// One Matomo instance + site, and its part of the load.
///
/// The `has_token`/`token_auth` pair follows one rule wherever a target is written: a text sets the
/// token, `""` clears it, `has_token: true` alone keeps the stored one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Unique within a configuration, 1–100 characters; empty means "the host", see [`crate::names`].
    #[serde(default)]
    pub name: String,
    /// Absolute http or https URL without credentials; see [`crate::tracker_url`].
    pub url: String,
    /// Matomo's `idsite`, from 1.
    pub site_id: u32,
    /// Secret; only ever written, serialises as `null`.
    #[serde(default)]
    pub token_auth: Option<TokenAuth>,
    /// Whether a token is stored (when read), or should be kept (when written).
    #[serde(default)]
    pub has_token: bool,
    /// Share of the load under the weighted strategy, 1–1000.
    #[serde(default = "default_weight")]
    pub weight: u32,
    /// A disabled target stays in the configuration and gets nothing.
    #[serde(default = "default_enabled")]
    pub enabled: bool,
    /// Visits per day of its own under the independent strategy, 1 to 10^10; `None`: an equal part of
    /// the configuration's `target_visits_per_day`.
    #[serde(default)]
    pub visits_per_day: Option<f64>,
    /// Most visits begun at it per second, 0.001 to 1,000,000; those beyond are dropped and counted as
    /// capped. `None`: no cap.
    #[serde(default)]
    pub max_visits_per_second: Option<f64>,
    /// Certificates (PEM) of authorities that are trusted for this target besides the system's, or the very
    /// certificate of its server; at most 64 KiB.
    #[serde(default)]
    pub ca_certificate: Option<String>,
    /// How it is reached, where `url` alone does not say it.
    #[serde(default)]
    pub connection: Connection,
}

fn default_weight() -> u32 {
    1
}

fn default_enabled() -> bool {
    true
}

/// Number of certificates that begin in a text in PEM form (RFC 7468).
pub fn certificates_in(pem: &str) -> usize {
    pem.matches("-----BEGIN CERTIFICATE-----").count()
}

impl Target {
    /// A target with weight 1, enabled, without a token, named after its host.
    pub fn new(url: impl Into<String>, site_id: u32) -> Self {
        Self {
            name: String::new(),
            url: url.into(),
            site_id,
            token_auth: None,
            has_token: false,
            weight: default_weight(),
            enabled: default_enabled(),
            visits_per_day: None,
            max_visits_per_second: None,
            ca_certificate: None,
            connection: Connection::default(),
        }
    }

    /// A target with one entry in every list: an example of all fields that may be sent.
    pub fn example() -> Self {
        let connection = Connection { headers: vec![Header::default()], ..Connection::default() };
        Self { connection, ..Self::new("", 1) }
    }

    /// The address that hits are sent to: `url` itself if it is exact, the tracker below it otherwise.
    pub fn tracker(&self) -> String {
        if self.connection.exact_url { self.url.clone() } else { tracker_url::tracker(&self.url) }
    }

    /// Whether what is sent to `other` goes where this one's goes: to the same tracker, and over the same way.
    pub fn leads_to(&self, other: &Self) -> bool {
        let way = |target: &Self| (target.connection.connect_to.clone(), target.connection.proxy.clone());
        self.tracker() == other.tracker() && way(self) == way(other)
    }

    /// Takes those secrets from `other` that it is to keep and does not have.
    pub fn take_secrets(&mut self, other: &Self) {
        if self.has_token && self.token_auth.is_none() {
            self.token_auth = other.token().cloned();
        }
        self.connection.take_secrets(&other.connection);
    }

    /// Where its secrets go, and what they are kept for: its `url`, and where that does not lead itself.
    pub fn destination(&self) -> String {
        let Connection { connect_to, proxy, .. } = &self.connection;
        if connect_to.is_none() && proxy.is_none() {
            return self.url.clone();
        }
        let [connect_to, proxy] = [connect_to, proxy].map(|part| part.as_deref().unwrap_or_default());
        format!("{}\n{connect_to}\n{proxy}", self.url)
    }

    /// The token to send, if there is one.
    pub fn token(&self) -> Option<&TokenAuth> {
        self.token_auth.as_ref().filter(|token| !token.is_empty())
    }

    /// Brings `has_token` in line with `token_auth`: a set token is had, a cleared one is gone.
    pub(crate) fn settle_token(&mut self) {
        if let Some(token) = &self.token_auth {
            self.has_token = !token.is_empty();
            if token.is_empty() {
                self.token_auth = None;
            }
        }
    }
}

/// What keeps a text from being certificates in PEM form (RFC 7468); whether they can be used is known when
/// they are.
pub(crate) fn wrong_with_certificates(pem: &str) -> Option<CertificateFinding> {
    if pem.len() > MAX_CERTIFICATES {
        let has_kib = pem.len().div_ceil(1024);
        return Some(CertificateFinding::CertificatesTooLarge { most_kib: MAX_CERTIFICATES / 1024, has_kib });
    }
    if pem.contains("PRIVATE KEY-----") {
        return Some(CertificateFinding::CertificatesWithKey);
    }
    let begun = certificates_in(pem);
    let ended = pem.matches("-----END CERTIFICATE-----").count();
    (begun == 0 || begun != ended).then_some(CertificateFinding::NotCertificates)
}
