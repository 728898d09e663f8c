//! A target: one Matomo instance and one site on it.

use crate::token::TokenAuth;
use serde::{Deserialize, Serialize};

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
    /// Whether a token is stored (when read), or is to be kept (when written).
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
    /// Certificates (PEM) of authorities that are trusted for this target besides the system's; at most
    /// 64 KiB.
    #[serde(default)]
    pub ca_certificate: Option<String>,
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
        }
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
