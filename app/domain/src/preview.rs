//! What a configuration's visits look like before any is sent.

use serde::{Deserialize, Serialize};

/// The most visits shown at once.
pub const MAX_PREVIEW_VISITS: u32 = 100;
/// How many visits the table of rates is drawn from.
pub const RATE_SAMPLE: u64 = 10_000;

/// What a preview shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Preview {
    /// The seed in use: the configuration's, or one drawn for this preview.
    pub seed: u64,
    /// The first visits of the run.
    pub visits: Vec<PreviewVisit>,
    /// Expected against drawn, from [`RATE_SAMPLE`] visits.
    pub rates: Vec<RateRow>,
}

/// One visit as a timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PreviewVisit {
    /// Its index in the run.
    pub index: u64,
    /// When it arrives, seconds since the start of the run.
    pub arrival_seconds: f64,
    /// Name of the journey.
    pub journey: String,
    /// Name of the funnel it takes, if it takes one.
    pub funnel: Option<String>,
    /// ISO 3166-1 code of the country; `None` when countries are off.
    pub country: Option<String>,
    /// How it came: `direct`, `search`, `social`, `referral` or `campaign`.
    pub source: String,
    /// Whether the visitor was here on an earlier day.
    pub is_returning: bool,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The `Accept-Language` header.
    pub accept_language: String,
    /// In order.
    pub hits: Vec<PreviewHit>,
}

/// One hit of a preview.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PreviewHit {
    /// When it is due, seconds since the visit's arrival.
    pub at_seconds: f64,
    /// What it is: `pageview`, `event`, `site_search`, `outlink`, `download`, `cart`, `order`, `ping`.
    pub kind: String,
    /// What it is about, for people: a title, a keyword, an address.
    pub label: String,
    /// Names and values as they are sent to the first enabled target, decoded; its token is left out.
    pub parameters: Vec<(String, String)>,
}

/// One line of the table of rates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RateRow {
    /// What is counted: a field of the configuration, `journey: …`, `funnel: …`, `country: …`, `source: …`.
    pub what: String,
    /// Share of the visits the configuration asks for, 0–1.
    pub expected: f64,
    /// Share that was drawn, 0–1.
    pub drawn: f64,
    /// Ends of the 99.9 % interval around `expected` for a sample of this size, 0–1.
    pub low: f64,
    /// As `low`.
    pub high: f64,
}

impl RateRow {
    /// A line for `count` of `sample` visits.
    ///
    /// The interval is Wilson's score interval (JASA 22, 1927), which stays sensible near 0 and 1.
    pub fn new(what: impl Into<String>, expected: f64, count: u64, sample: u64) -> Self {
        /// Quantile of the normal distribution for 99.9 %, two-sided.
        const Z: f64 = 3.290_526_731_491_926;
        let n = sample.max(1) as f64;
        let centre = (expected + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (expected * (1.0 - expected) / n + Z * Z / (4.0 * n * n)).max(0.0).sqrt();
        Self {
            what: what.into(),
            expected,
            drawn: count as f64 / n,
            low: (centre - half).clamp(0.0, expected),
            high: (centre + half).clamp(expected, 1.0),
        }
    }

    /// Whether what was drawn lies where chance would put it.
    pub fn is_within(&self) -> bool {
        self.drawn >= self.low && self.drawn <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::RateRow;

    #[test]
    fn the_interval_is_that_of_a_thousandth() {
        let row = RateRow::new("x", 0.15, 1_500, 10_000);
        // The normal approximation: 3.29 standard deviations of 0.0036.
        assert!((row.low - 0.1386).abs() < 5e-4 && (row.high - 0.1621).abs() < 5e-4, "{row:?}");
        assert!(row.is_within());
        assert!(!RateRow::new("x", 0.15, 1_300, 10_000).is_within());
        assert!(!RateRow::new("x", 0.0, 20, 10_000).is_within());
        assert!(RateRow::new("x", 0.0, 0, 10_000).is_within() && RateRow::new("x", 1.0, 10_000, 10_000).is_within());
    }
}
