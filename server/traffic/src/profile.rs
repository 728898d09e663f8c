//! A journey with everything it leaves open filled in from the configuration.

use crate::{data::Table, draw::Draw};
use domain::{Journey, MultiTargetConfig};

/// A type of visitor.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// For people.
    pub(crate) name: String,
    page_views: (u64, u64),
    /// Between two page views, milliseconds.
    pause: (u64, u64),
    /// Of a visit as reported to Matomo, milliseconds.
    length: (u64, u64),
    /// Of the things that may happen, per visit.
    pub(crate) rates: Rates,
}

/// How likely things are, per visit, 0–1; named like the fields of the configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    pub(crate) sitesearch: f64,
    pub(crate) outlinks: f64,
    pub(crate) downloads: f64,
    pub(crate) click_events: f64,
    pub(crate) random_events: f64,
    pub(crate) ecommerce: f64,
}

impl Profile {
    /// `journey` within `config`. Of values that validation would refuse it makes the nearest sense: at
    /// least one page view, no negative time, a maximum below its minimum counts as the minimum.
    pub(crate) fn new(journey: &Journey, config: &MultiTargetConfig) -> Self {
        let views_min = journey.pageviews_min.unwrap_or(config.pageviews_min).max(1);
        let views_max = journey.pageviews_max.unwrap_or(config.pageviews_max).max(views_min);
        let dwell = journey.dwell_factor;
        let (pause_min, pause_max) = (config.pause_between_pvs_min * dwell, config.pause_between_pvs_max * dwell);
        let (minutes_min, minutes_max) = (config.visit_duration_min * dwell, config.visit_duration_max * dwell);
        Self {
            name: journey.name.clone(),
            page_views: (views_min.into(), views_max.into()),
            pause: range(pause_min, pause_max),
            length: range(minutes_min * 60.0, minutes_max * 60.0),
            rates: Rates {
                sitesearch: journey.sitesearch_probability.unwrap_or(config.sitesearch_probability),
                outlinks: journey.outlinks_probability.unwrap_or(config.outlinks_probability),
                downloads: journey.downloads_probability.unwrap_or(config.downloads_probability),
                click_events: journey.click_events_probability.unwrap_or(config.click_events_probability),
                random_events: journey.random_events_probability.unwrap_or(config.random_events_probability),
                ecommerce: journey.ecommerce_probability.unwrap_or(config.ecommerce_probability),
            },
        }
    }

    /// The types of visitors of a configuration, to be drawn by weight; the default journey if it has none.
    pub(crate) fn all(config: &MultiTargetConfig) -> Table<Self> {
        let heaviest = config.journeys.iter().map(|journey| journey.weight).fold(0.0, f64::max);
        if heaviest <= 0.0 {
            return Table::from(vec![Self::new(&Journey::default(), config)]);
        }
        Table::weighted(config.journeys.iter().map(|journey| {
            // Whole numbers, the largest of them such that it still fits.
            let weight = (journey.weight / heaviest * f64::from(u32::MAX)) as u32;
            (weight, Self::new(journey, config))
        }))
    }

    /// The number of page views of a visit.
    pub(crate) fn page_views(&self, draw: &mut Draw) -> usize {
        draw.between(self.page_views.0, self.page_views.1) as usize
    }

    /// How long a page is looked at, milliseconds.
    pub(crate) fn pause(&self, draw: &mut Draw) -> u64 {
        draw.between(self.pause.0, self.pause.1)
    }

    /// How long the visit is as reported to Matomo, milliseconds.
    pub(crate) fn length(&self, draw: &mut Draw) -> u64 {
        draw.between(self.length.0, self.length.1)
    }
}

/// The whole milliseconds between two numbers of seconds. What is no length of time counts as 0.
pub(crate) fn range(min: f64, max: f64) -> (u64, u64) {
    let (min, max) = ((min * 1_000.0).ceil() as u64, (max * 1_000.0).floor() as u64);
    (min, max.max(min))
}
