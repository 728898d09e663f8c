//! A configuration as names and values, in groups. What is off takes one line.

use super::{shape, targets};
use crate::{
    editors::traffic::List,
    format::{amount, count, share},
};
use domain::{
    Arrivals, CountryShare, DistributeBy, Funnel, Journey, Method, MultiTargetConfig,
    country::{OTHER, country},
};

/// A name and a value.
pub(super) type Fact = (String, String);

/// All groups, in reading order; one without facts is not shown.
pub(super) fn groups(config: &MultiTargetConfig) -> Vec<(&'static str, Vec<Fact>)> {
    vec![
        ("Split", split(config)),
        ("Settings of targets", targets::settings(config)),
        ("Load", load(config)),
        ("Backfill", backfill(config)),
        ("Visits", visits(config)),
        ("Actions", actions(config)),
        ("Orders", orders(config)),
        ("Countries", countries(config)),
        ("Visitor types", config.journeys.iter().map(journey).collect()),
        ("Funnels", config.funnels.iter().map(funnel).collect()),
        ("Requests", requests(config)),
        ("Health of targets", targets::health(config)),
        ("Rules", rules(config)),
    ]
}

pub(super) fn fact(name: &str, value: impl Into<String>) -> Fact {
    (name.to_owned(), value.into())
}

fn range(low: String, high: String) -> String {
    if low == high { low } else { format!("{low} to {high}") }
}

pub(super) fn or_off(off: bool, text: String) -> String {
    if off { "off".to_owned() } else { text }
}

fn split(config: &MultiTargetConfig) -> Vec<Fact> {
    let by = match config.distribute_by {
        DistributeBy::Visit => "visit",
        DistributeBy::Hit => "hit",
    };
    let (enabled, all) = (config.enabled_targets().count() as u64, config.targets.len() as u64);
    vec![
        fact("Targets", format!("{} enabled of {}", count(enabled), count(all))),
        fact("Strategy", config.distribution_strategy.as_str()),
        fact("Split by", by),
        fact("Seed", config.seed.map_or_else(|| "drawn at start".into(), |seed| seed.to_string())),
    ]
}

fn load(config: &MultiTargetConfig) -> Vec<Fact> {
    let arrivals = match config.arrivals {
        Arrivals::Constant => "constant",
        Arrivals::Poisson => "Poisson",
    };
    let hours = config.auto_stop_after_hours;
    vec![
        fact("Visits per day", amount(config.target_visits_per_day)),
        fact("Shape", shape::words(&config.load_shape)),
        fact("Arrivals", arrivals),
        fact("Time zone", config.timezone.as_str()),
        fact("Visits at once per target", count(config.concurrency.into())),
        fact("Stops after", or_off(hours <= 0.0, format!("{} h", amount(hours)))),
        fact("Most visits", or_off(config.max_total_visits == 0, count(config.max_total_visits))),
        fact("Most visits per day", or_off(config.max_visits_per_day == 0, count(config.max_visits_per_day))),
    ]
}

fn backfill(config: &MultiTargetConfig) -> Vec<Fact> {
    if !config.backfill_enabled {
        return Vec::new();
    }
    let window = match (&config.backfill_start_date, &config.backfill_end_date) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => format!(
            "{} days, the first {} days before the start",
            config.backfill_duration_days.unwrap_or(1),
            config.backfill_days_back.unwrap_or(1),
        ),
    };
    let limit = |most: Option<u64>| most.map_or_else(|| "no limit".to_owned(), count);
    vec![
        fact("Days", window),
        fact("Most visits per day", limit(config.backfill_max_visits_per_day)),
        fact("Most visits in all", limit(config.backfill_max_visits_total)),
        fact(
            "Most visits per second",
            config.backfill_rps_limit.map_or_else(|| "as fast as the targets answer".to_owned(), amount),
        ),
        fact("Seed", config.backfill_seed.map_or_else(|| "as above".to_owned(), |seed| seed.to_string())),
    ]
}

fn visits(config: &MultiTargetConfig) -> Vec<Fact> {
    let between = |low: f64, high: f64, unit: &str| format!("{} {unit}", range(amount(low), amount(high)));
    vec![
        fact("Page views", range(config.pageviews_min.to_string(), config.pageviews_max.to_string())),
        fact("Pause between them", between(config.pause_between_pvs_min, config.pause_between_pvs_max, "s")),
        fact("Length in Matomo", between(config.visit_duration_min, config.visit_duration_max, "min")),
        fact("Without referrer", share(config.direct_traffic_probability)),
        fact("From campaigns", share(config.campaigns_probability)),
        fact("Returning visitors", share(config.returning_visitors_probability)),
    ]
}

fn actions(config: &MultiTargetConfig) -> Vec<Fact> {
    vec![
        fact("Site search", share(config.sitesearch_probability)),
        fact("Outlink", share(config.outlinks_probability)),
        fact("Download", share(config.downloads_probability)),
        fact("Click event", share(config.click_events_probability)),
        fact("Behaviour event", share(config.random_events_probability)),
    ]
}

fn orders(config: &MultiTargetConfig) -> Vec<Fact> {
    let mut facts = vec![fact("Visits with an order", share(config.ecommerce_probability))];
    if config.ecommerce_probability > 0.0
        || config.journeys.iter().any(|journey| journey.ecommerce_probability.is_some())
    {
        let shipping: Vec<_> = config.ecommerce_shipping_rates.iter().copied().map(amount).collect();
        let value = range(amount(config.ecommerce_order_value_min), amount(config.ecommerce_order_value_max));
        facts.extend([
            fact("Value", format!("{value} {}", config.ecommerce_currency)),
            fact("Products", range(config.ecommerce_items_min.to_string(), config.ecommerce_items_max.to_string())),
            fact("Tax", share(config.ecommerce_tax_rate)),
            fact("Shipping", if shipping.is_empty() { "free".to_owned() } else { shipping.join(", ") }),
        ]);
    }
    facts
}

fn countries(config: &MultiTargetConfig) -> Vec<Fact> {
    if !config.randomize_visitor_countries {
        return vec![fact("Visitors' countries", "off")];
    }
    let total: f64 = config.countries.iter().map(|country| country.weight).sum();
    let name = |share: &CountryShare| match share.country.as_str() {
        OTHER => "All others".to_owned(),
        code => country(code).map_or_else(|| code.to_owned(), |known| known.name.to_owned()),
    };
    config.countries.iter().map(|part| (name(part), share(part.weight / total.max(f64::MIN_POSITIVE)))).collect()
}

fn journey(journey: &Journey) -> Fact {
    let pages = match (journey.pageviews_min, journey.pageviews_max) {
        (None, None) => String::new(),
        (low, high) => {
            let text = |end: Option<u32>| end.map_or_else(|| "usual".to_owned(), |end| end.to_string());
            match range(text(low), text(high)) {
                one if one == "1" => ", 1 page".to_owned(),
                some => format!(", {some} pages"),
            }
        }
    };
    (journey.name.clone(), format!("weight {}{pages}", amount(journey.weight)))
}

fn funnel(funnel: &Funnel) -> Fact {
    let steps = funnel.steps.len();
    let plural = if steps == 1 { "step" } else { "steps" };
    let text = format!("{}, priority {}, {steps} {plural}", share(funnel.probability), funnel.priority);
    (funnel.name.clone(), or_off(!funnel.enabled, text))
}

fn requests(config: &MultiTargetConfig) -> Vec<Fact> {
    let request = &config.request;
    let method = match request.method {
        Method::Post => "POST",
        Method::Get => "GET",
    };
    vec![
        fact("Request", format!("{method}, {} s time-out", amount(request.timeout_seconds))),
        fact("Unanswered per target", count(request.max_in_flight_per_target.into())),
        fact("Hits per request", count(request.bulk_size.into())),
        fact("Ask about tokens first", or_off(!request.check_tokens, "on".to_owned())),
    ]
}

/// The rules as they were written, by the names they have in the editor.
fn rules(config: &MultiTargetConfig) -> Vec<Fact> {
    let lists = [(List::Thresholds, &config.thresholds), (List::AbortRules, &config.abort_when)];
    let named = |(list, rules): (List, &Vec<String>)| {
        rules.iter().enumerate().map(|(index, rule)| fact(&list.row_label(index), rule.as_str())).collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(config: &MultiTargetConfig, group: &str) -> Vec<Fact> {
        groups(config).into_iter().find(|(title, _)| *title == group).map(|(_, facts)| facts).unwrap()
    }

    #[test]
    fn what_is_off_takes_no_room() {
        let config =
            MultiTargetConfig { randomize_visitor_countries: false, ecommerce_probability: 0.0, ..Default::default() };
        assert_eq!(of(&config, "Backfill"), []);
        assert_eq!(of(&config, "Orders").len(), 1);
        assert_eq!(of(&config, "Countries"), [fact("Visitors' countries", "off")]);
        assert_eq!(of(&config, "Rules"), []);
        assert_eq!(of(&config, "Settings of targets"), []);
        assert_eq!(of(&config, "Load").last(), Some(&fact("Most visits per day", "off")));
    }

    #[test]
    fn rules_are_told_as_they_were_written() {
        let config = MultiTargetConfig {
            thresholds: vec!["p95<500ms".into(), "eu-1: error_rate<1%".into()],
            abort_when: vec!["error_rate>50% for 30s".into()],
            ..Default::default()
        };
        let rules = [
            fact("Threshold 1", "p95<500ms"),
            fact("Threshold 2", "eu-1: error_rate<1%"),
            fact("Abort rule 1", "error_rate>50% for 30s"),
        ];
        assert_eq!(of(&config, "Rules"), rules);
    }

    #[test]
    fn countries_are_shares_whatever_the_unit() {
        let part = |country: &str, weight| CountryShare { country: country.into(), weight };
        let config = MultiTargetConfig { countries: vec![part("DE", 3.0), part("other", 1.0)], ..Default::default() };
        assert_eq!(of(&config, "Countries"), [fact("Germany", "75.0 %"), fact("All others", "25.0 %")]);
    }

    #[test]
    fn a_backfill_names_its_days() {
        let config = MultiTargetConfig {
            backfill_enabled: true,
            backfill_start_date: Some("2026-01-01".into()),
            backfill_end_date: Some("2026-01-31".into()),
            backfill_max_visits_total: None,
            ..Default::default()
        };
        let facts = of(&config, "Backfill");
        assert_eq!(facts[0], fact("Days", "2026-01-01 to 2026-01-31"));
        assert_eq!(facts[2], fact("Most visits in all", "no limit"));
    }
}
