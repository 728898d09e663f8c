//! A configuration as names and values, in groups. What is off takes one line.

mod values;

pub(super) use values::of_fields;

use super::{shape, targets};
use crate::{
    editors::traffic::List,
    format::{amount, count, share},
};
use domain::{
    Funnel, Journey, MultiTargetConfig,
    country::{OTHER, country},
    fields::{
        ACTIONS, BACKFILL_DATES, BACKFILL_DAYS, BACKFILL_LIMITS, CAPACITY, CLOCK, Field, LIMITS, MEASURED, METHOD,
        ORDER_RATE, ORDERS, RETURNING, SENDING, SHAPE, SOURCES, SPLIT, VISITS, VOLUME,
    },
};
use std::iter;

/// A name and a value.
pub(super) type Fact = (String, String);

/// All groups, in reading order; one without facts is not shown.
pub(super) fn groups(config: &MultiTargetConfig) -> Vec<(&'static str, Vec<Fact>)> {
    vec![
        ("Split", split(config)),
        ("Settings of targets", targets::settings(config)),
        ("Load", load(config)),
        ("Backfill", backfill(config)),
        ("Visits", of_fields([VISITS, RETURNING, SOURCES].into_iter().flatten(), config)),
        ("Actions", of_group(ACTIONS, config)),
        ("Orders", orders(config)),
        ("Goals and dimensions", of_group(MEASURED, config)),
        ("Countries", countries(config)),
        ("Visitor types", config.journeys.iter().map(journey).collect()),
        ("Funnels", config.funnels.iter().map(funnel).collect()),
        ("Requests", of_fields(METHOD.iter().chain(SENDING), config)),
        ("Health of targets", targets::health(config)),
        ("Rules", rules(config)),
    ]
}

pub(super) fn fact(name: &str, value: impl Into<String>) -> Fact {
    (name.to_owned(), value.into())
}

fn of_group(group: &'static [Field<MultiTargetConfig>], config: &MultiTargetConfig) -> Vec<Fact> {
    of_fields(group.iter(), config)
}

pub(super) fn or_off(off: bool, text: String) -> String {
    if off { "off".to_owned() } else { text }
}

fn split(config: &MultiTargetConfig) -> Vec<Fact> {
    let enabled = config.enabled_targets().count() as u64;
    let all = config.targets.len() as u64;
    let targets = fact("Targets", format!("{} enabled of {}", count(enabled), count(all)));
    iter::once(targets).chain(of_group(SPLIT, config)).collect()
}

fn load(config: &MultiTargetConfig) -> Vec<Fact> {
    let shape = fact("Load shape", shape::words(&config.load_shape));
    let arrivals = SHAPE.iter().filter(|field| !field.path.starts_with("load_shape"));
    let bounds = [CLOCK, CAPACITY, LIMITS].into_iter().flatten();
    let volume = of_group(VOLUME, config).into_iter().chain([shape]);
    volume.chain(of_fields(arrivals.chain(bounds), config)).collect()
}

fn backfill(config: &MultiTargetConfig) -> Vec<Fact> {
    let fields = [BACKFILL_DATES, BACKFILL_DAYS, BACKFILL_LIMITS].into_iter().flatten();
    if config.backfill_enabled { of_fields(fields, config) } else { Vec::new() }
}

fn orders(config: &MultiTargetConfig) -> Vec<Fact> {
    let has_orders = config.ecommerce_probability > 0.0
        || config.journeys.iter().any(|journey| journey.ecommerce_probability.is_some());
    let details = if has_orders { ORDERS } else { &[] };
    of_fields(ORDER_RATE.iter().chain(details), config)
}

fn countries(config: &MultiTargetConfig) -> Vec<Fact> {
    if !config.randomize_visitor_countries {
        return vec![fact("Visitors' countries", "off")];
    }
    let total: f64 = config.countries.iter().map(|country| country.weight).sum();
    let facts = config.countries.iter().map(|part| {
        let name = match part.country.as_str() {
            OTHER => "All others".to_owned(),
            code => country(code).map_or_else(|| code.to_owned(), |known| known.name.to_owned()),
        };
        (name, share(part.weight / total.max(f64::MIN_POSITIVE)))
    });
    facts.collect()
}

fn journey(journey: &Journey) -> Fact {
    let pages = match (journey.pageviews_min, journey.pageviews_max) {
        (None, None) => String::new(),
        (low, high) => {
            let text = |end: Option<u32>| end.map_or_else(|| "usual".to_owned(), |end| end.to_string());
            match values::range(&text(low), &text(high)) {
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

/// The rules as they were written, by the names they have in the editor.
fn rules(config: &MultiTargetConfig) -> Vec<Fact> {
    let lists = [(List::Thresholds, &config.thresholds), (List::AbortRules, &config.abort_when)];
    lists
        .into_iter()
        .flat_map(|(list, rules)| {
            rules
                .iter()
                .enumerate()
                .map(|(index, rule)| fact(&list.row_label(index), rule.as_str()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::CountryShare;

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
        assert_eq!(facts[..2], [fact("First day", "2026-01-01"), fact("Last day", "2026-01-31")]);
        assert_eq!(facts[3], fact("Most visits in all", "no limit"));
    }

    /// Fields whose facts are elsewhere: single targets, and data sets, which a report has apart.
    const ELSEWHERE: [&str; 3] = ["targets", "data_sets", "health.on_unhealthy"];

    #[test]
    fn every_field_of_the_configuration_is_told() {
        let mut plain =
            serde_json::to_value(MultiTargetConfig { backfill_enabled: true, ..Default::default() }).unwrap();
        plain["journeys"] = serde_json::json!([{ "name": "a" }]);
        for field in domain::fields::config() {
            let root = field.path.split('.').next().unwrap();
            let mut before = plain.clone();
            if let Some((_, part)) = field.path.split_once("load_shape.").filter(|(_, part)| *part != "shape") {
                before["load_shape"]["shape"] = part.split('.').next().unwrap().replace('_', "-").into();
            }
            let pointer = format!("/{}", field.path.replace('.', "/"));
            let mut after = before.clone();
            let place = after.pointer_mut(&pointer).unwrap();
            let Some(other) = another(field, place) else { continue };
            *place = other;
            let facts = |config| groups(&serde_json::from_value(config).unwrap());
            let is_told = facts(before) != facts(after);
            assert!(is_told || ELSEWHERE.contains(&root) || ELSEWHERE.contains(&field.path), "{}", field.path);
        }
    }

    /// Another value than `now`; none for what is a whole of others.
    fn another(field: &Field<MultiTargetConfig>, now: &serde_json::Value) -> Option<serde_json::Value> {
        use domain::fields::Kind;
        Some(match field.slot.kind() {
            Kind::Number(range) => (range.max * 0.75).into(),
            Kind::Integer(_) => 77.into(),
            Kind::Flag => (!now.as_bool().unwrap()).into(),
            Kind::Choice(words) => words.into_iter().find(|word| word != now).unwrap().into(),
            Kind::Day => "2026-01-31".into(),
            Kind::Text(..) => "another".into(),
            Kind::Numbers(..) => vec![0.5].into(),
            Kind::Texts(_) => vec!["another"].into(),
            Kind::Rows(rows) => match rows.table {
                "Goal" | "CustomDimension" | "Step" => serde_json::json!([{}]),
                "Content" | "Journey" | "Funnel" => serde_json::json!([{ "name": "b" }]),
                "CountryShare" => serde_json::json!([{ "country": "DE", "weight": 1 }]),
                _ => return None,
            },
            Kind::Secret | Kind::Object(_) => return None,
        })
    }
}
