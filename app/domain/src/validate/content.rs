//! Rules for what visits do: rates, orders, countries, journeys, data sets.

use super::Validation;
use crate::{
    config::MultiTargetConfig,
    country::{OTHER, country},
    data_sets::{self, DataSetKind},
    fields::{self, MOST_COUNTRIES, MOST_RATES, check_ranges},
    plain_text, timezone,
};
use std::collections::BTreeSet;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    rates(config, found);
    orders(config, found);
    products(config, found);
    countries(config, found);
    journeys(config, found);
    if !timezone::is_known(&config.timezone) {
        found.error("timezone", "is not a known time zone; use an IANA name like Europe/Berlin, CET or UTC");
    }
    found.errors.extend(config.data_sets.errors());
}

fn rates(config: &MultiTargetConfig, found: &mut Validation) {
    let (direct, campaigns) = (config.direct_traffic_probability, config.campaigns_probability);
    if direct <= 1.0 && campaigns <= 1.0 && direct + campaigns > 1.0 + 1e-9 {
        found.error(
            "campaigns_probability",
            format!("must be at most {:.4}, what direct_traffic_probability leaves; is {campaigns}", 1.0 - direct),
        );
    }
    for (field, probability, limit) in [
        ("click_events_probability", config.click_events_probability, 0.5),
        ("random_events_probability", config.random_events_probability, 0.3),
    ] {
        if probability > limit && probability <= 1.0 {
            found.warning(field, format!("{probability} is more than most sites see"));
        }
    }
}

fn orders(config: &MultiTargetConfig, found: &mut Validation) {
    if !is_currency(&config.ecommerce_currency) {
        found.error("ecommerce_currency", "must be three capital letters, an ISO 4217 code like EUR");
    }
    if config.ecommerce_shipping_rates.len() > MOST_RATES {
        found.error("ecommerce_shipping_rates", format!("at most {MOST_RATES} rates are possible"));
    }
    for (index, rate) in config.ecommerce_shipping_rates.iter().enumerate().take(MOST_RATES) {
        if *rate > config.ecommerce_order_value_min && config.ecommerce_probability > 0.0 {
            found.warning(
                format!("ecommerce_shipping_rates[{index}]"),
                format!(
                    "{rate} is more than the smallest order is worth ({}); such orders get cheaper shipping",
                    config.ecommerce_order_value_min
                ),
            );
        }
    }
}

/// An order has every product at most once, so a small set makes small orders.
fn products(config: &MultiTargetConfig, found: &mut Validation) {
    let orders = config.ecommerce_probability > 0.0
        || config.journeys.iter().any(|journey| journey.ecommerce_probability.is_some_and(|own| own > 0.0));
    let Some(text) = config.data_sets.text(DataSetKind::Products).filter(|_| orders) else { return };
    let entries = data_sets::products(text).filter(|(_, product)| product.is_ok()).count();
    if entries < config.ecommerce_items_max as usize {
        found.warning(
            "ecommerce_items_max",
            format!("data_sets.products has {entries} products; no order has more different ones than that"),
        );
    }
}

/// Whether `text` looks like an ISO 4217 code.
pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn countries(config: &MultiTargetConfig, found: &mut Validation) {
    let mut seen = BTreeSet::new();
    if config.countries.len() > MOST_COUNTRIES {
        found.error("countries", format!("has {} countries; there are not that many", config.countries.len()));
    }
    for (index, share) in config.countries.iter().enumerate().take(MOST_COUNTRIES) {
        let field = |name: &str| format!("countries[{index}].{name}");
        if share.country != OTHER && country(&share.country).is_none() {
            found.error(
                field("country"),
                format!("{:?} is not a country with addresses; use a two-letter code like DE, or other", share.country),
            );
        }
        if !seen.insert(share.country.as_str()) {
            found.error(field("country"), format!("{} is listed twice", share.country));
        }
        check_ranges(fields::COUNTRY, share, &field(""), found);
    }
    if config.randomize_visitor_countries && !config.countries.iter().any(|share| share.weight > 0.0) {
        found.error("countries", "give at least one country a weight, or turn randomize_visitor_countries off");
    }
}

fn journeys(config: &MultiTargetConfig, found: &mut Validation) {
    if !config.journeys.is_empty() && !config.journeys.iter().any(|journey| journey.weight > 0.0) {
        found.error("journeys", "give at least one journey a weight, or remove them all");
    }
    let mut seen = BTreeSet::new();
    for (index, journey) in config.journeys.iter().enumerate() {
        let field = |name: &str| format!("journeys[{index}].{name}");
        if !(1..=100).contains(&journey.name.chars().count()) {
            found.error(field("name"), "must have 1 to 100 characters");
        }
        if let Some(message) = plain_text::objection(&journey.name) {
            found.error(field("name"), message);
        }
        if !seen.insert(journey.name.as_str()) {
            found.error(field("name"), format!("{:?} is already the name of a journey", journey.name));
        }
        check_ranges(fields::JOURNEY, journey, &field(""), found);
        let min = journey.pageviews_min.unwrap_or(config.pageviews_min);
        let max = journey.pageviews_max.unwrap_or(config.pageviews_max);
        if (journey.pageviews_min.is_some() || journey.pageviews_max.is_some()) && min > max {
            found.error(field("pageviews_max"), format!("must not be below pageviews_min ({min}), is {max}"));
        }
    }
}
