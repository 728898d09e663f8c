//! Rules for what visits do: rates, orders, countries, journeys, data sets.

use super::Validation;
use crate::{
    config::MultiTargetConfig,
    country::{OTHER, country},
    data_sets::{self, DataSetKind},
    fields::{self, MOST_COUNTRIES, MOST_RATES, check_ranges},
    messages::{CrossFieldFinding, TextFinding, VisitFinding},
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
        found.error("timezone", VisitFinding::UnknownTimeZone);
    }
    found.errors.extend(config.data_sets.errors());
}

fn rates(config: &MultiTargetConfig, found: &mut Validation) {
    let direct = config.direct_traffic_probability;
    let campaigns = config.campaigns_probability;
    if direct <= 1.0 && campaigns <= 1.0 && direct + campaigns > 1.0 + 1e-9 {
        found.error(
            "campaigns_probability",
            CrossFieldFinding::CampaignsBesideDirect { most: 1.0 - direct, is: campaigns },
        );
    }
    for (field, probability, limit) in [
        ("click_events_probability", config.click_events_probability, 0.5),
        ("random_events_probability", config.random_events_probability, 0.3),
    ] {
        if probability > limit && probability <= 1.0 {
            found.warning(field, VisitFinding::UnusuallyMany { is: probability });
        }
    }
}

fn orders(config: &MultiTargetConfig, found: &mut Validation) {
    if !is_currency(&config.ecommerce_currency) {
        found.error("ecommerce_currency", VisitFinding::NotACurrency);
    }
    if config.ecommerce_shipping_rates.len() > MOST_RATES {
        found.error("ecommerce_shipping_rates", VisitFinding::TooManyRates { most: MOST_RATES });
    }
    for (index, rate) in config.ecommerce_shipping_rates.iter().enumerate().take(MOST_RATES) {
        if *rate > config.ecommerce_order_value_min && config.ecommerce_probability > 0.0 {
            found.warning(
                format!("ecommerce_shipping_rates[{index}]"),
                VisitFinding::ShippingAboveOrder { rate: *rate, order: config.ecommerce_order_value_min },
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
        found.warning("ecommerce_items_max", CrossFieldFinding::FewProducts { has: entries });
    }
}

/// Whether `text` looks like an ISO 4217 code.
pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn countries(config: &MultiTargetConfig, found: &mut Validation) {
    let mut seen = BTreeSet::new();
    if config.countries.len() > MOST_COUNTRIES {
        found.error("countries", VisitFinding::TooManyCountries { has: config.countries.len() });
    }
    for (index, share) in config.countries.iter().enumerate().take(MOST_COUNTRIES) {
        let field = |name: &str| format!("countries[{index}].{name}");
        if share.country != OTHER && country(&share.country).is_none() {
            found.error(field("country"), VisitFinding::UnknownCountry { country: share.country.clone() });
        }
        if !seen.insert(share.country.as_str()) {
            found.error(field("country"), VisitFinding::CountryTwice { country: share.country.clone() });
        }
        check_ranges(fields::COUNTRY, share, &field(""), found);
    }
    if config.randomize_visitor_countries && !config.countries.iter().any(|share| share.weight > 0.0) {
        found.error("countries", CrossFieldFinding::NoCountryWeight);
    }
}

fn journeys(config: &MultiTargetConfig, found: &mut Validation) {
    if !config.journeys.is_empty() && !config.journeys.iter().any(|journey| journey.weight > 0.0) {
        found.error("journeys", VisitFinding::NoJourneyWeight);
    }
    let mut seen = BTreeSet::new();
    for (index, journey) in config.journeys.iter().enumerate() {
        let field = |name: &str| format!("journeys[{index}].{name}");
        if !(1..=100).contains(&journey.name.chars().count()) {
            found.error(field("name"), TextFinding::LengthNotBetween { least: 1, most: 100, has: None });
        }
        if let Some(finding) = plain_text::objection(&journey.name) {
            found.error(field("name"), finding);
        }
        if !seen.insert(journey.name.as_str()) {
            found.error(field("name"), VisitFinding::JourneyNameTwice { name: journey.name.clone() });
        }
        check_ranges(fields::JOURNEY, journey, &field(""), found);
        let min = journey.pageviews_min.unwrap_or(config.pageviews_min);
        let max = journey.pageviews_max.unwrap_or(config.pageviews_max);
        if (journey.pageviews_min.is_some() || journey.pageviews_max.is_some()) && min > max {
            let finding = CrossFieldFinding::BelowField {
                other: "pageviews_min".to_owned(),
                other_is: f64::from(min).into(),
                is: Some(f64::from(max).into()),
            };
            found.error(field("pageviews_max"), finding);
        }
    }
}
