//! Funnels: fixed paths that some visits take before they browse on or leave.

mod templates;

use serde::{Deserialize, Serialize};

/// The most funnels of a configuration.
pub const MAX_FUNNELS: usize = 100;
/// The longest name of a funnel, characters.
pub const MAX_NAME: usize = 100;
/// The longest description of a funnel, characters.
pub const MAX_DESCRIPTION: usize = 500;
/// The longest title of a step, characters.
pub const MAX_TITLE: usize = 120;
/// The most steps of a funnel.
pub const MAX_FUNNEL_STEPS: usize = 100;

/// A fixed path. A visit tries the enabled funnels by priority and takes the first whose probability
/// comes up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Funnel {
    /// Unique among the funnels.
    pub name: String,
    /// At most 500 characters.
    pub description: String,
    /// Of being taken by a visit that has taken none before it, 0–1.
    pub probability: f64,
    /// Lower comes first.
    pub priority: u32,
    /// A disabled funnel stays in the configuration and is never taken.
    pub enabled: bool,
    /// Whether the visit ends with it; otherwise the same visitor goes on browsing.
    pub exit_after_completion: bool,
    /// At least one; the first is a page view.
    pub steps: Vec<FunnelStep>,
}

impl Default for Funnel {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            probability: 0.1,
            priority: 0,
            enabled: true,
            exit_after_completion: true,
            steps: Vec::new(),
        }
    }
}

impl Funnel {
    /// A funnel with one step: an example of all fields.
    pub fn example() -> Self {
        Self { steps: vec![FunnelStep::default()], ..Self::default() }
    }
}

/// What a step of a funnel does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A page is viewed.
    #[default]
    Pageview,
    /// An event happens on the page.
    Event,
    /// The site is searched.
    SiteSearch,
    /// A link to another site is followed.
    Outlink,
    /// A file is downloaded.
    Download,
    /// An order is placed.
    Ecommerce,
}

impl StepKind {
    /// Every kind, in the order the picker shows them.
    pub const ALL: [Self; 6] =
        [Self::Pageview, Self::Event, Self::SiteSearch, Self::Outlink, Self::Download, Self::Ecommerce];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pageview => "pageview",
            Self::Event => "event",
            Self::SiteSearch => "site_search",
            Self::Outlink => "outlink",
            Self::Download => "download",
            Self::Ecommerce => "ecommerce",
        }
    }
}

/// One step of a funnel: one hit. Fields of other kinds of step are kept and have no effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FunnelStep {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// For people, at most 120 characters.
    pub title: String,
    /// Absolute http or https address of the page; required for a page view, otherwise empty: the page of
    /// the step before.
    pub url: String,
    /// Title of the page; empty: the step's title.
    pub action_name: String,
    /// Required for an event.
    pub event_category: String,
    /// Required for an event.
    pub event_action: String,
    /// Required for an event.
    pub event_name: String,
    /// A number, if the event has one.
    pub event_value: Option<f64>,
    /// Required for a search.
    pub search_keyword: String,
    /// Empty for none.
    pub search_category: String,
    /// Number of results, if it is told.
    pub search_results: Option<u32>,
    /// Address of the other site or of the file; required for an outlink and a download.
    pub target_url: String,
    /// Revenue of the order, from 0; `None`: subtotal, tax and shipping together.
    pub ecommerce_revenue: Option<f64>,
    /// Subtotal, from 0; `None`: what remains of the revenue.
    pub ecommerce_subtotal: Option<f64>,
    /// Tax, from 0.
    pub ecommerce_tax: Option<f64>,
    /// Shipping, from 0.
    pub ecommerce_shipping: Option<f64>,
    /// Number of different products, from 1; `None`: 1.
    pub ecommerce_items: Option<u32>,
    /// ISO 4217 code; empty: the configuration's.
    pub ecommerce_currency: String,
    /// Shortest wait after this step, seconds, 0–3,600.
    pub delay_seconds_min: f64,
    /// Longest wait after this step, seconds, 0–3,600.
    pub delay_seconds_max: f64,
}
