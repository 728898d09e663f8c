//! The answer to "would this configuration work?": findings in the text and one probe per target.

use crate::{
    error::FieldError,
    messages::{Coded, Message, ProbeResult},
};
use serde::{Deserialize, Serialize};

/// What `POST /api/validate` and `trackstorm validate` answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ValidationReport {
    /// No errors in the text, and every probed target reachable and authorised.
    pub valid: bool,
    /// What makes the configuration unusable.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldError>,
    /// One entry per probed target; empty when only the text was checked.
    pub targets: Vec<TargetProbe>,
}

/// What one target answered to a probe that records nothing in its statistics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TargetProbe {
    /// Name of the target.
    pub name: String,
    /// Address of the target.
    pub url: String,
    /// Whether a tracker answered there.
    pub reachable: bool,
    /// Whether the site exists there and, where a token is given, the token may write to it.
    /// `None` when that could not be found out.
    pub authorized: Option<bool>,
    /// HTTP status of the tracker's answer.
    pub status_code: Option<u16>,
    /// How long the tracker took to answer, milliseconds.
    pub latency_ms: Option<f64>,
    /// Matomo's version, where the token lets it be asked.
    pub matomo_version: Option<String>,
    /// What could not be found out: `record` (whether hits are recorded at all), `token`, `matomo-version`,
    /// `site-settings`.
    pub unchecked: Vec<String>,
    /// The outcome in a sentence, with the next step if there is one to take.
    pub message: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
}

impl TargetProbe {
    /// The same with the outcome `result`.
    #[must_use]
    pub fn with(self, result: ProbeResult) -> Self {
        let Message { text, coded } = result.into();
        Self { message: text, coded, ..self }
    }

    /// The outcome, as a finding about `field`.
    pub fn finding(&self, field: String) -> FieldError {
        FieldError { field, message: self.message.clone(), coded: self.coded.clone() }
    }
}
