//! Types of visitors: what sets them apart from the default journey.

use serde::{Deserialize, Serialize};

/// The most journeys of a configuration.
pub const MAX_JOURNEYS: usize = 50;

/// A type of visitor. What it leaves open (`null`) is as in the configuration, so a journey with
/// nothing but a name is the default journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Journey {
    /// 1–100 characters, unique among the journeys.
    pub name: String,
    /// Its part of the visits, 0–1,000 in any unit: only proportions count.
    pub weight: f64,
    /// Fewest page views, 1–100.
    pub pageviews_min: Option<u32>,
    /// Most page views, 1–100.
    pub pageviews_max: Option<u32>,
    /// Multiplies pauses and the length of the visit, 0.1–10.
    pub dwell_factor: f64,
    /// A search on the site, 0–1.
    pub sitesearch_probability: Option<f64>,
    /// A click on a link to another site, 0–1.
    pub outlinks_probability: Option<f64>,
    /// A file is downloaded, 0–1.
    pub downloads_probability: Option<f64>,
    /// An event of something that was clicked, 0–1.
    pub click_events_probability: Option<f64>,
    /// An event of the visitor's behaviour, 0–1.
    pub random_events_probability: Option<f64>,
    /// The visit ends with an order, 0–1.
    pub ecommerce_probability: Option<f64>,
}

impl Default for Journey {
    fn default() -> Self {
        Self {
            name: "default".to_owned(),
            weight: 1.0,
            pageviews_min: None,
            pageviews_max: None,
            dwell_factor: 1.0,
            sitesearch_probability: None,
            outlinks_probability: None,
            downloads_probability: None,
            click_events_probability: None,
            random_events_probability: None,
            ecommerce_probability: None,
        }
    }
}

impl Journey {
    /// The types that come ready made. Path lengths and rates are chosen for contrast, not measured.
    pub fn templates() -> [Self; 4] {
        [
            Self {
                name: "researcher".to_owned(),
                weight: 20.0,
                pageviews_min: Some(6),
                pageviews_max: Some(14),
                dwell_factor: 2.0,
                sitesearch_probability: Some(0.5),
                outlinks_probability: Some(0.2),
                downloads_probability: Some(0.3),
                click_events_probability: Some(0.3),
                random_events_probability: Some(0.3),
                ecommerce_probability: Some(0.01),
            },
            Self {
                name: "buyer".to_owned(),
                weight: 10.0,
                pageviews_min: Some(4),
                pageviews_max: Some(10),
                dwell_factor: 1.2,
                sitesearch_probability: Some(0.3),
                outlinks_probability: Some(0.02),
                downloads_probability: Some(0.02),
                click_events_probability: Some(0.5),
                random_events_probability: Some(0.1),
                ecommerce_probability: Some(0.6),
            },
            Self { name: "casual browser".to_owned(), weight: 45.0, ..Self::default() },
            Self {
                name: "bouncer".to_owned(),
                weight: 25.0,
                pageviews_min: Some(1),
                pageviews_max: Some(1),
                dwell_factor: 0.5,
                sitesearch_probability: Some(0.0),
                outlinks_probability: Some(0.05),
                downloads_probability: Some(0.0),
                click_events_probability: Some(0.02),
                random_events_probability: Some(0.02),
                ecommerce_probability: Some(0.0),
            },
        ]
    }
}
