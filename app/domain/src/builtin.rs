//! The presets that come with Trackstorm: four sizes of load.

use crate::config::MultiTargetConfig;
use serde::{Deserialize, Serialize};

/// A built-in preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Builtin {
    /// 1,000 visits a day.
    Light,
    /// 10,000 visits a day.
    Medium,
    /// 50,000 visits a day.
    Heavy,
    /// 100,000 visits a day.
    Extreme,
}

impl Builtin {
    /// All, from small to large.
    pub const ALL: [Self; 4] = [Self::Light, Self::Medium, Self::Heavy, Self::Extreme];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
            Self::Extreme => "extreme",
        }
    }

    /// The name shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
            Self::Extreme => "Extreme",
        }
    }

    /// What it is good for.
    pub fn description(self) -> &'static str {
        match self {
            Self::Light => "A small site: for trying things out and for development.",
            Self::Medium => "A medium site: for everyday tests.",
            Self::Heavy => "A busy site: for sizing a server.",
            Self::Extreme => "A very busy site: for finding the limits.",
        }
    }

    /// Sets `config`'s volume, pauses, rates and e-commerce; targets, countries, funnels, data sets and
    /// everything else stay.
    pub fn apply(self, config: &mut MultiTargetConfig) {
        let row = self.row();
        config.target_visits_per_day = row.visits;
        (config.pageviews_min, config.pageviews_max) = row.pages;
        config.concurrency = row.concurrency;
        (config.pause_between_pvs_min, config.pause_between_pvs_max) = row.pause;
        config.sitesearch_probability = row.search;
        config.outlinks_probability = row.outlinks;
        config.downloads_probability = row.downloads;
        config.click_events_probability = row.clicks;
        config.random_events_probability = row.events;
        config.direct_traffic_probability = row.direct;
        config.ecommerce_probability = row.orders;
        (config.visit_duration_min, config.visit_duration_max) = row.minutes;
        config.randomize_visitor_countries = row.countries;
        (config.ecommerce_order_value_min, config.ecommerce_order_value_max) = (15.99, row.order_max);
        config.ecommerce_currency = "SEK".to_owned();
        config.timezone = "CET".to_owned();
        config.auto_stop_after_hours = 0.0;
    }

    fn row(self) -> Row {
        match self {
            Self::Light => Row {
                visits: 1_000.0,
                pages: (2, 4),
                concurrency: 10,
                pause: (1.0, 3.0),
                search: 0.10,
                outlinks: 0.05,
                downloads: 0.03,
                clicks: 0.15,
                events: 0.08,
                direct: 0.40,
                orders: 0.02,
                minutes: (0.5, 3.0),
                countries: false,
                order_max: 99.99,
            },
            Self::Medium => Row {
                visits: 10_000.0,
                pages: (3, 6),
                concurrency: 50,
                pause: (0.5, 2.0),
                search: 0.15,
                outlinks: 0.10,
                downloads: 0.08,
                clicks: 0.25,
                events: 0.12,
                direct: 0.30,
                orders: 0.05,
                minutes: (1.0, 8.0),
                countries: true,
                order_max: 299.99,
            },
            Self::Heavy => Row {
                visits: 50_000.0,
                pages: (4, 8),
                concurrency: 150,
                pause: (0.3, 1.5),
                search: 0.20,
                outlinks: 0.15,
                downloads: 0.12,
                clicks: 0.30,
                events: 0.15,
                direct: 0.25,
                orders: 0.08,
                minutes: (2.0, 12.0),
                countries: true,
                order_max: 499.99,
            },
            Self::Extreme => Row {
                visits: 100_000.0,
                pages: (5, 10),
                concurrency: 300,
                pause: (0.2, 1.0),
                search: 0.25,
                outlinks: 0.18,
                downloads: 0.15,
                clicks: 0.35,
                events: 0.18,
                direct: 0.20,
                orders: 0.10,
                minutes: (3.0, 15.0),
                countries: true,
                order_max: 999.99,
            },
        }
    }
}

struct Row {
    visits: f64,
    pages: (u32, u32),
    concurrency: u32,
    pause: (f64, f64),
    search: f64,
    outlinks: f64,
    downloads: f64,
    clicks: f64,
    events: f64,
    direct: f64,
    orders: f64,
    minutes: (f64, f64),
    countries: bool,
    order_max: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Validation, target::Target};

    #[test]
    fn each_is_valid_and_keeps_the_targets() {
        for builtin in Builtin::ALL {
            let mut config =
                MultiTargetConfig { targets: vec![Target::new("https://m.example", 3)], ..Default::default() };
            config.normalise();
            let targets = config.targets.clone();
            builtin.apply(&mut config);
            assert_eq!(config.targets, targets);
            assert_eq!(Validation::for_running(&config).errors, [], "{}", builtin.name());
        }
    }
}
