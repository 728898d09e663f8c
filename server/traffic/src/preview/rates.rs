//! Expected against drawn: what the configuration implies for a visit, and how often it came out.

use crate::{countries::CountrySampler, data::Data, origin::Source, plan::Plan};
use domain::{Funnel, Journey, MultiTargetConfig, RateRow, country::Country, data_sets::ReferrerKind};
use std::cmp::Ordering;

/// How many countries have a line of their own.
const COUNTRY_ROWS: usize = 15;

/// What the table counts of a visit.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) plan: Plan,
    /// ISO 3166-1 code of the country; none when countries are off.
    pub(super) country: Option<&'static str>,
    /// Whether the visitor was here on an earlier day.
    pub(super) is_returning: bool,
}

/// A line of the table before anything is drawn.
struct Expectation {
    what: String,
    /// Probability for one visit.
    expected: f64,
    /// Whether a visit is one of those counted.
    holds: Box<dyn Fn(&Facts) -> bool>,
}

impl Expectation {
    fn new(what: impl Into<String>, expected: f64, holds: impl Fn(&Facts) -> bool + 'static) -> Self {
        Self { what: what.into(), expected, holds: Box::new(holds) }
    }
}

/// The table over the visits described by `drawn`; `returning` is the expected share of returning visitors
/// in this very sample.
pub(super) fn rates(config: &MultiTargetConfig, data: &Data, returning: f64, drawn: &[Facts]) -> Vec<RateRow> {
    let mut rows = actions(config, data);
    rows.extend(sources(config, data));
    rows.push(Expectation::new("returning_visitors_probability", returning, |visit| visit.is_returning));
    rows.extend(journeys(config));
    rows.extend(funnels(config).into_iter().map(|(_, row)| row));
    if config.randomize_visitor_countries {
        rows.extend(countries(config));
    }
    let sample = drawn.len() as u64;
    rows.into_iter()
        .map(|row| {
            let count = drawn.iter().filter(|visit| (row.holds)(visit)).count() as u64;
            RateRow::new(row.what, row.expected.clamp(0.0, 1.0), count, sample)
        })
        .collect()
}

/// What visitors do while they browse. Visits that end with a funnel do not browse; what a funnel's steps
/// do is the funnel's, and counted there.
fn actions(config: &MultiTargetConfig, data: &Data) -> Vec<Expectation> {
    let leaving: f64 = funnels(config).iter().filter(|(funnel, _)| funnel.exit_after_completion).map(probability).sum();
    let shares = shares(config);
    let mean = |flat: f64, own: fn(&Journey) -> Option<f64>| weighted_mean(&shares, flat, own) * (1.0 - leaving);
    let unless = |empty: bool, expected: f64| if empty { 0.0 } else { expected };
    vec![
        Expectation::new(
            "sitesearch_probability",
            mean(config.sitesearch_probability, |journey| journey.sitesearch_probability),
            |visit| visit.plan.actions.search,
        ),
        Expectation::new(
            "outlinks_probability",
            mean(config.outlinks_probability, |journey| journey.outlinks_probability),
            |visit| visit.plan.actions.outlink,
        ),
        Expectation::new(
            "downloads_probability",
            mean(config.downloads_probability, |journey| journey.downloads_probability),
            |visit| visit.plan.actions.download,
        ),
        Expectation::new(
            "click_events_probability",
            unless(
                data.click_events.is_empty(),
                mean(config.click_events_probability, |journey| journey.click_events_probability),
            ),
            |visit| visit.plan.actions.click_event,
        ),
        Expectation::new(
            "random_events_probability",
            unless(
                data.random_events.is_empty(),
                mean(config.random_events_probability, |journey| journey.random_events_probability),
            ),
            |visit| visit.plan.actions.random_event,
        ),
        Expectation::new(
            "ecommerce_probability",
            mean(config.ecommerce_probability, |journey| journey.ecommerce_probability),
            |visit| visit.plan.actions.products > 0,
        ),
    ]
}

/// What `own` gives over all journeys; `flat` where a journey has none of its own.
fn weighted_mean(shares: &[(&Journey, f64)], flat: f64, own: fn(&Journey) -> Option<f64>) -> f64 {
    if shares.is_empty() {
        return flat;
    }
    shares.iter().map(|(journey, share)| share * own(journey).unwrap_or(flat)).sum()
}

fn probability<T>((_, row): &(T, Expectation)) -> f64 {
    row.expected
}

/// Where visits come from; every visit comes from somewhere, whatever it does then.
fn sources(config: &MultiTargetConfig, data: &Data) -> Vec<Expectation> {
    let direct = config.direct_traffic_probability;
    let campaigns = config.campaigns_probability;
    let mut rows = vec![
        Expectation::new("direct_traffic_probability", direct, |visit| visit.plan.source == Source::Direct),
        Expectation::new("campaigns_probability", campaigns, |visit| visit.plan.source == Source::Campaign),
    ];
    let weights = data.referrers.weights();
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let rest = (1.0 - direct - campaigns).max(0.0);
    rows.extend(weights.map(|(kind, weight): (ReferrerKind, u32)| {
        let expected = rest * f64::from(weight) / f64::from(total.max(1));
        Expectation::new(format!("source: {}", kind.as_str()), expected, move |visit| {
            visit.plan.source == Source::Site(kind)
        })
    }));
    rows
}

/// The journeys with their shares of the visits; none if the flat fields are the only one.
fn shares(config: &MultiTargetConfig) -> Vec<(&Journey, f64)> {
    let total: f64 = config.journeys.iter().map(|journey| journey.weight.max(0.0)).sum();
    config
        .journeys
        .iter()
        .map(|journey| (journey, if total > 0.0 { journey.weight.max(0.0) / total } else { 0.0 }))
        .collect()
}

fn journeys(config: &MultiTargetConfig) -> Vec<Expectation> {
    shares(config)
        .into_iter()
        .enumerate()
        .map(|(place, (journey, share))| {
            Expectation::new(format!("journey: {}", journey.name), share, move |visit: &Facts| {
                visit.plan.journey == place
            })
        })
        .collect()
}

/// The funnels in the order they are tried, each with the probability that none before it was taken and it is.
fn funnels(config: &MultiTargetConfig) -> Vec<(&Funnel, Expectation)> {
    let funnels = config.funnel_shares().into_iter().enumerate().map(|(place, (funnel, share))| {
        let what = format!("funnel: {}", funnel.name);
        (funnel, Expectation::new(what, share, move |visit: &Facts| visit.plan.funnel == Some(place)))
    });
    funnels.collect()
}

/// The most likely countries, and all others together.
fn countries(config: &MultiTargetConfig) -> Vec<Expectation> {
    let mut all: Vec<(&Country, f64)> = CountrySampler::new(&config.countries)
        .probabilities()
        .into_iter()
        .filter_map(|(index, expected)| Some((index.country()?, expected)))
        .collect();
    all.sort_by(|(_, a), (_, b)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
    let rest = all.split_off(COUNTRY_ROWS.min(all.len()));
    let mut rows: Vec<Expectation> = all
        .into_iter()
        .map(|(country, expected)| {
            let what = format!("country: {}", country.name);
            Expectation::new(what, expected, |visit| visit.country == Some(country.code))
        })
        .collect();
    if !rest.is_empty() {
        let expected = rest.iter().map(|(_, expected)| expected).sum();
        let codes: Vec<&str> = rest.iter().map(|(country, _)| country.code).collect();
        rows.push(Expectation::new("country: all others", expected, move |visit| {
            visit.country.is_some_and(|country| codes.contains(&country))
        }));
    }
    rows
}
