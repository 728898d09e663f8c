//! The configuration: the same object in presets, REST bodies, files and the editor.

mod choices;
mod countries;
mod health;
pub mod measured;
mod request;
mod strategy;
#[cfg(test)]
mod tests;

pub use choices::{Arrivals, DistributeBy, Method};
pub use countries::CountryShare;
pub use health::{HealthSettings, OnUnhealthy, Probing};
pub use measured::{Content, CustomDimension, DimensionScope, Goal};
pub use request::RequestSettings;
pub use strategy::{DistributionStrategy, Split};

use crate::{
    connection::Connection,
    data_sets::DataSets,
    error::FieldError,
    funnel::Funnel,
    journey::Journey,
    load_shape::LoadShape,
    messages::TargetFinding,
    names,
    target::Target,
    timezone,
    token::{SecretEdit, TokenAuth, TokenEdit},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The most targets one configuration may hold.
pub const MAX_TARGETS: usize = 1_000;

/// One execution's plan: where the load goes, how much, what the visits do, and how it is sent.
///
/// Probabilities are per visit, 0–1, and independent of each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiTargetConfig {
    /// Up to [`MAX_TARGETS`], names unique.
    pub targets: Vec<Target>,
    /// How the load is split.
    pub distribution_strategy: DistributionStrategy,
    /// What is split: visits or hits.
    pub distribute_by: DistributeBy,
    /// 0 to 2^53 − 1 (what every JSON reader keeps exactly); absent: drawn at start and reported.
    pub seed: Option<u64>,

    /// Visits per day of the whole run, 1 to 10^10, split over the targets.
    pub target_visits_per_day: f64,
    /// When visits arrive at that rate.
    pub arrivals: Arrivals,
    /// How the rate changes over time; its levels are multiples of `target_visits_per_day`.
    pub load_shape: LoadShape,
    /// Most visits in progress at once per target, 1–100,000; an arrival beyond it is dropped.
    pub concurrency: u32,
    /// Hours after which no more visits start, 0 (off) to 168.
    pub auto_stop_after_hours: f64,
    /// Visits after which no more start, 0 (off) to 10^12.
    pub max_total_visits: u64,
    /// Visits after which no more start until the next midnight of `timezone`, 0 (off) to 10^12.
    pub max_visits_per_day: u64,
    /// What ends the run as failed, for example `error_rate>50% for 30s` or `eu-1: p95>2s for 1m`; see
    /// [`crate::rules::AbortRule`]. At most 100.
    pub abort_when: Vec<String>,
    /// What must hold at the end, for example `p95<500ms` or `eu-1: error_rate<1%`; see
    /// [`crate::rules::Condition`]. They decide the exit code of `trackstorm run`. At most 100.
    pub thresholds: Vec<String>,
    /// How the health of targets is judged, and what becomes of the load of unhealthy ones.
    pub health: HealthSettings,

    /// Fewest page views of a visit, 1–100.
    pub pageviews_min: u32,
    /// Most page views of a visit, 1–100.
    pub pageviews_max: u32,
    /// Shortest pause between two page views, seconds, 0–60.
    pub pause_between_pvs_min: f64,
    /// Longest pause between two page views, seconds, 0–60.
    pub pause_between_pvs_max: f64,
    /// Shortest length of a visit as Matomo records it, minutes, 0.1–120. It is reported with `cdt`, so it
    /// needs a token; without one a visit is as long as its pauses.
    pub visit_duration_min: f64,
    /// Longest length of a visit as Matomo records it, minutes, 0.1–120.
    pub visit_duration_max: f64,

    /// A search on the site.
    pub sitesearch_probability: f64,
    /// A click on a link to another site.
    pub outlinks_probability: f64,
    /// A file is downloaded.
    pub downloads_probability: f64,
    /// An event of something that was clicked.
    pub click_events_probability: f64,
    /// An event of the visitor's behaviour (scrolling, watching, …).
    pub random_events_probability: f64,
    /// The visit comes from nowhere: no referrer.
    pub direct_traffic_probability: f64,
    /// The visit comes from a campaign (`mtm_campaign`); with `direct_traffic_probability` at most 1.
    /// The rest comes from search engines, social networks and other sites in the ratio 35 : 15 : 20.
    pub campaigns_probability: f64,
    /// The visitor was here on an earlier day of the run.
    pub returning_visitors_probability: f64,

    /// The visit ends with an order.
    pub ecommerce_probability: f64,
    /// Least revenue of an order, tax and shipping included, from 0.01.
    pub ecommerce_order_value_min: f64,
    /// Most revenue of an order.
    pub ecommerce_order_value_max: f64,
    /// ISO 4217 code, three capital letters. Matomo reports revenue in the site's own currency.
    pub ecommerce_currency: String,
    /// Fewest different products of an order, 1–100.
    pub ecommerce_items_min: u32,
    /// Most different products of an order, 1–100.
    pub ecommerce_items_max: u32,
    /// Tax as a part of the subtotal, 0–1.
    pub ecommerce_tax_rate: f64,
    /// One of these is charged, each as likely as the next; empty: shipping is free.
    pub ecommerce_shipping_rates: Vec<f64>,

    /// Goals that are reached by hand, one hit for each; at most 50.
    pub goals: Vec<Goal>,
    /// Part of the visitors who have a user id (`uid`), 0–1. Matomo makes the visitor id of such a hit from that.
    pub user_id_probability: f64,
    /// Custom dimensions that hits tell values of; at most 50.
    pub custom_dimensions: Vec<CustomDimension>,
    /// Contents that are seen and used, a hit for each; at most 50.
    pub contents: Vec<Content>,

    /// Visitors come from `countries`: by address (`cip`) where a target has a token, by language always.
    pub randomize_visitor_countries: bool,
    /// Where visitors come from, in proportion to the weights.
    pub countries: Vec<CountryShare>,
    /// The site's time zone, an IANA name: its midnights end a visit, its hours make the day curve.
    pub timezone: String,

    /// Types of visitors by weight; empty: all take the default journey, the fields above.
    pub journeys: Vec<Journey>,
    /// Fixed paths that some visits take first; see [`Funnel`].
    pub funnels: Vec<Funnel>,
    /// What replaces the built-in data.
    pub data_sets: DataSets,

    /// Fill past days instead of sending visits now.
    pub backfill_enabled: bool,
    /// First day, `YYYY-MM-DD`; goes with `backfill_end_date`.
    pub backfill_start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`, today at the latest.
    pub backfill_end_date: Option<String>,
    /// The first day is this many days ago, 1 (yesterday) to 365; goes with `backfill_duration_days`.
    pub backfill_days_back: Option<u32>,
    /// Number of days, 1–365.
    pub backfill_duration_days: Option<u32>,
    /// Most visits per day, 1–10,000; `None`: `target_visits_per_day`.
    pub backfill_max_visits_per_day: Option<u64>,
    /// Most visits of the whole backfill, 1–10,000,000; `None`: no limit.
    pub backfill_max_visits_total: Option<u64>,
    /// Most visits (not hits) sent per second, 0.001 (one in about 17 minutes) to 500; `None`: as fast as
    /// the targets answer.
    pub backfill_rps_limit: Option<f64>,
    /// Seed of the backfill, 0 to 2^31 − 1; `None`: `seed`.
    pub backfill_seed: Option<u64>,

    /// How hits are sent.
    pub request: RequestSettings,
}

impl Default for MultiTargetConfig {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            distribution_strategy: DistributionStrategy::default(),
            distribute_by: DistributeBy::default(),
            seed: None,
            target_visits_per_day: 20_000.0,
            arrivals: Arrivals::default(),
            load_shape: LoadShape::default(),
            concurrency: 50,
            auto_stop_after_hours: 0.0,
            max_total_visits: 0,
            max_visits_per_day: 0,
            abort_when: Vec::new(),
            thresholds: Vec::new(),
            health: HealthSettings::default(),
            pageviews_min: 3,
            pageviews_max: 6,
            pause_between_pvs_min: 0.5,
            pause_between_pvs_max: 2.0,
            visit_duration_min: 1.0,
            visit_duration_max: 8.0,
            sitesearch_probability: 0.15,
            outlinks_probability: 0.10,
            downloads_probability: 0.08,
            click_events_probability: 0.25,
            random_events_probability: 0.12,
            direct_traffic_probability: 0.30,
            campaigns_probability: 0.05,
            returning_visitors_probability: 0.20,
            ecommerce_probability: 0.05,
            ecommerce_order_value_min: 15.99,
            ecommerce_order_value_max: 299.99,
            ecommerce_currency: "SEK".to_owned(),
            ecommerce_items_min: 1,
            ecommerce_items_max: 5,
            ecommerce_tax_rate: 0.10,
            ecommerce_shipping_rates: vec![0.0, 5.99, 9.99, 15.99],
            goals: Vec::new(),
            user_id_probability: 0.0,
            custom_dimensions: Vec::new(),
            contents: Vec::new(),
            randomize_visitor_countries: true,
            countries: CountryShare::defaults(),
            timezone: "CET".to_owned(),
            journeys: Vec::new(),
            funnels: Vec::new(),
            data_sets: DataSets::default(),
            backfill_enabled: false,
            backfill_start_date: None,
            backfill_end_date: None,
            backfill_days_back: None,
            backfill_duration_days: None,
            backfill_max_visits_per_day: Some(2_000),
            backfill_max_visits_total: Some(200_000),
            backfill_rps_limit: None,
            backfill_seed: None,
            request: RequestSettings::default(),
        }
    }
}

impl MultiTargetConfig {
    /// Time after which no more visits start, if `auto_stop_after_hours` sets one.
    pub fn auto_stop(&self) -> Option<Duration> {
        let hours = self.auto_stop_after_hours;
        (hours > 0.0).then(|| Duration::from_secs_f64(hours * 3_600.0))
    }

    /// A configuration with one entry in every list: an example of all fields that may be sent.
    pub fn example() -> Self {
        Self {
            targets: vec![Target::example()],
            journeys: vec![Journey::default()],
            funnels: vec![Funnel::example()],
            goals: vec![Goal::default()],
            custom_dimensions: vec![CustomDimension { values: vec![String::new()], ..CustomDimension::default() }],
            contents: vec![Content::default()],
            data_sets: DataSets::example(),
            abort_when: vec![String::new()],
            thresholds: vec![String::new()],
            ..Self::default()
        }
    }

    /// The targets that get load, with their index in the list.
    pub fn enabled_targets(&self) -> impl Iterator<Item = (usize, &Target)> {
        self.targets.iter().enumerate().filter(|(_, target)| target.enabled)
    }

    /// Visits per day of target `index` under the independent strategy: its own, or an equal part of
    /// `target_visits_per_day` if it has none.
    pub fn visits_per_day_of(&self, index: usize) -> f64 {
        let own = self.targets.get(index).and_then(|target| target.visits_per_day);
        own.unwrap_or_else(|| self.equal_part())
    }

    /// Visits per day of a target that has none of its own, under the independent strategy.
    pub fn equal_part(&self) -> f64 {
        self.target_visits_per_day / self.enabled_targets().count().max(1) as f64
    }

    /// [`MultiTargetConfig::visits_per_day_of`] every target, enabled or not, in the order of the list.
    pub fn own_rates(&self) -> Vec<f64> {
        let part = self.equal_part();
        self.targets.iter().map(|target| target.visits_per_day.unwrap_or(part)).collect()
    }

    /// Visits per day that all enabled targets get together.
    pub fn visits_per_day(&self) -> f64 {
        match self.distribution_strategy.split() {
            Split::ByOwnRate => {
                let part = self.equal_part();
                self.enabled_targets().map(|(_, target)| target.visits_per_day.unwrap_or(part)).sum()
            }
            Split::AllToEach => self.target_visits_per_day * self.enabled_targets().count() as f64,
            Split::Equal | Split::ByWeight | Split::AllToFirst => self.target_visits_per_day,
        }
    }

    /// The funnels that visits may take, in the order they are tried: by priority, then as listed; with
    /// their index in the list.
    pub fn enabled_funnels(&self) -> Vec<(usize, &Funnel)> {
        let mut funnels: Vec<_> = self.funnels.iter().enumerate().filter(|(_, funnel)| funnel.enabled).collect();
        funnels.sort_by_key(|(_, funnel)| funnel.priority);
        funnels
    }

    /// The funnels that visits may take, in the order they are tried, each with its share of the visits, 0–1:
    /// those that took none before it and take it.
    pub fn funnel_shares(&self) -> Vec<(&Funnel, f64)> {
        let mut untaken = 1.0;
        let funnels = self.enabled_funnels().into_iter().map(|(_, funnel)| {
            let share = untaken * funnel.probability;
            untaken -= share;
            (funnel, share)
        });
        funnels.collect()
    }

    /// Trims texts and fills in names; what every reader of a configuration does first.
    pub fn normalise(&mut self) {
        for target in &mut self.targets {
            target.url = target.url.trim().to_owned();
            let Connection { connect_to, proxy, user, client_certificate, headers, .. } = &mut target.connection;
            for text in [connect_to, proxy, user, client_certificate] {
                *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            }
            for header in headers {
                header.name = header.name.trim().to_owned();
            }
        }
        names::fill_names(&mut self.targets);
        if let Some(name) = timezone::iana_name(self.timezone.trim()) {
            name.clone_into(&mut self.timezone);
        }
        for text in [&mut self.timezone, &mut self.ecommerce_currency] {
            *text = text.trim().to_owned();
        }
        for date in [&mut self.backfill_start_date, &mut self.backfill_end_date] {
            *date = date.take().map(|date| date.trim().to_owned()).filter(|date| !date.is_empty());
        }
        for journey in &mut self.journeys {
            journey.name = journey.name.trim().to_owned();
        }
        for funnel in &mut self.funnels {
            funnel.name = funnel.name.trim().to_owned();
        }
    }

    /// Puts tokens that travelled beside the configuration back into it.
    pub fn apply_token_edits(&mut self, edits: &[TokenEdit]) {
        for edit in edits {
            if let Some(target) = self.targets.get_mut(edit.target) {
                target.token_auth = Some(TokenAuth::new(&*edit.token_auth));
            }
        }
    }

    /// Puts secrets that came beside the configuration where they belong.
    pub fn apply_secret_edits(&mut self, edits: &[SecretEdit]) {
        for edit in edits {
            if let Some(target) = self.targets.get_mut(edit.target) {
                target.connection.put_secret(&edit.name, TokenAuth::as_it_is(&*edit.value));
            }
        }
    }

    /// Settles every target's token against what is `stored`: a text sets it, `""` clears it, and
    /// `has_token` alone keeps the stored token of the target with that name.
    ///
    /// # Errors
    /// One [`FieldError`] per target that asks to keep a token, or another secret, which is not stored.
    pub fn keep_tokens(&mut self, stored: &[Target]) -> Result<(), Vec<FieldError>> {
        let mut missing = Vec::new();
        for (index, target) in self.targets.iter_mut().enumerate() {
            if target.token_auth.is_none() && target.has_token {
                target.token_auth =
                    stored.iter().find(|old| old.name == target.name).and_then(|old| old.token().cloned());
                if target.token_auth.is_none() {
                    missing.push(FieldError::new(
                        format!("targets[{index}].token_auth"),
                        TargetFinding::TokenNotStored { target: target.name.clone() },
                    ));
                }
            }
            let known = stored.iter().find(|old| old.name == target.name).map(|old| &old.connection);
            missing.extend(target.connection.keep_secrets(known).into_iter().map(|field| {
                FieldError::new(
                    format!("targets[{index}].connection.{field}"),
                    TargetFinding::SecretNotStored { target: target.name.clone() },
                )
            }));
            target.settle_token();
        }
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }
}
