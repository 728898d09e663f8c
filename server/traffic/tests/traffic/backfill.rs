//! Visits of days gone by.

use crate::support::{PLANNED_MS, TOKEN, assert_share, config, parse, single, written};
use domain::{Date, Funnel, FunnelStep, MultiTargetConfig, Shape, backfill::DayPlan};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use traffic::{Traffic, zone};
use visit::{Recipient, VisitSource};

/// 2026-10-26 05:33:20 UTC.
const NOW: i64 = 1_792_992_800;

fn plans(first: &str, visits: &[u64]) -> Vec<DayPlan> {
    let first = Date::parse(first).unwrap();
    let mut first_index = 0;
    let mut plans = Vec::new();
    for (day, &visits) in (0..).zip(visits) {
        plans.push(DayPlan { date: first.plus_days(day), first_index, visits });
        first_index += visits;
    }
    plans
}

fn times(source: &Traffic, index: u64) -> Vec<i64> {
    let visit = source.visit(index);
    let hits = (0..visit.hit_count()).map(|hit| parse(&written(&*visit, hit, single(Some(TOKEN), PLANNED_MS))));
    hits.map(|hit| hit["cdt"].parse().unwrap()).collect()
}

proptest! {
    #[test]
    fn every_hit_lies_in_the_visits_day_and_not_in_the_future(
        seed: u64, visits in prop::collection::vec(0_u64..4, 1..5),
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe"]),
        first in prop::sample::select(vec!["2026-03-27", "2026-04-23", "2026-10-03", "2026-10-24", "2026-10-31"]),
        now in 0_i64..400_000, minutes in 0.1..=120.0, curve: bool,
    ) {
        let config = MultiTargetConfig {
            timezone: zone.to_owned(), visit_duration_max: 120.0, visit_duration_min: minutes,
            ..config((1, 10), (0.0, 60.0))
        };
        let mut config = config;
        if curve {
            config.load_shape.shape = Shape::DayCurve;
        }
        let days = plans(first, &visits);
        // From the last day's first minutes on.
        let now = zone::day_bounds(zone, days.last().unwrap().date).start + now;
        let source = Traffic::backfill(&config, seed, days.clone(), now);
        for day in &days {
            let bounds = zone::day_bounds(zone, day.date);
            for index in day.first_index..day.first_index + day.visits {
                let times = times(&source, index);
                prop_assert_eq!(times.len(), source.hit_count(index));
                prop_assert!(times.iter().all(|time| bounds.contains(time) && *time <= now), "{:?} {:?} {}", times, bounds, now);
                prop_assert!(times.windows(2).all(|pair| (0..1_800).contains(&(pair[1] - pair[0]))), "{:?}", times);
            }
        }
    }

    #[test]
    fn the_same_whenever_and_however_it_is_sent(seed: u64, index in 0_u64..100, planned in 0_i64..4_000_000_000_000) {
        let source = Traffic::backfill(&MultiTargetConfig::default(), seed, plans("2026-10-01", &[50, 50]), NOW);
        let visit = source.visit(index);
        for (hit, token_auth) in (0..visit.hit_count()).flat_map(|hit| [(hit, Some(TOKEN)), (hit, None)]) {
            prop_assert_eq!(visit.offset(hit), Duration::ZERO);
            let now = written(&*visit, hit, single(token_auth, planned));
            prop_assert_eq!(&now, &written(&*visit, hit, single(token_auth, PLANNED_MS)));
            let bulk = Recipient { in_bulk: true, ..single(token_auth, planned) };
            let more = written(&*visit, hit, bulk);
            prop_assert!(more.starts_with(&now) && parse(&more)["cdt"] == parse(&now)["cdt"]);
        }
    }
}

/// Arrivals by hour of the day, on the clock of the zone.
fn hours(config: &MultiTargetConfig, date: &str, visits: u64, now: i64) -> BTreeMap<i64, u64> {
    let source = Traffic::backfill(config, 42, plans(date, &[visits]), now);
    let offsets = zone::offsets(&config.timezone, 1_750_000_000, 3);
    let mut hours = BTreeMap::new();
    for index in 0..visits {
        let visit = source.visit(index);
        let first = parse(&written(&*visit, 0, single(Some(TOKEN), PLANNED_MS)));
        let time: i64 = first["cdt"].parse().unwrap();
        let offset = offsets.iter().rfind(|offset| offset.from_unix <= time).unwrap().seconds;
        let clock = (time + i64::from(offset)).rem_euclid(86_400);
        let shown = ["h", "m", "s"].map(|name| first[name].parse::<i64>().unwrap());
        assert_eq!(shown[0] * 3_600 + shown[1] * 60 + shown[2], clock);
        *hours.entry(clock / 3_600).or_insert(0) += 1;
    }
    hours
}

fn short(zone: &str) -> MultiTargetConfig {
    MultiTargetConfig {
        timezone: zone.to_owned(),
        visit_duration_min: 0.1,
        visit_duration_max: 0.1,
        ..config((1, 1), (0.0, 0.0))
    }
}

#[test]
fn arrivals_are_spread_over_the_whole_day() {
    let hours = hours(&short("Asia/Kolkata"), "2026-01-15", 24_000, NOW);
    assert_eq!(hours.len(), 24);
    // One for each slot; a visit may slip into the next hour or be moved back from midnight.
    assert!(hours.values().all(|visits| (990..=1_010).contains(visits)), "{hours:?}");
}

#[test]
fn days_on_which_clocks_change_have_the_hours_they_have() {
    let spring = hours(&short("Europe/Berlin"), "2026-03-29", 23_000, NOW);
    assert!(!spring.contains_key(&2) && spring.len() == 23, "{spring:?}");
    assert!(spring.values().all(|visits| (990..=1_010).contains(visits)), "{spring:?}");
    let autumn = hours(&short("Europe/Berlin"), "2025-10-26", 25_000, NOW);
    assert!((1_990..=2_010).contains(&autumn[&2]), "{autumn:?}");
}

#[test]
fn the_day_curve_shapes_the_day() {
    let mut config = short("CET");
    config.load_shape.shape = Shape::DayCurve;
    config.load_shape.day_curve.hours = (0..24).map(|hour| if hour < 6 { 0.0 } else { f64::from(hour % 3) }).collect();
    let hours = hours(&config, "2026-01-15", 36_000, NOW);
    for hour in 0..24 {
        let expected = if hour < 6 { 0 } else { hour as u64 % 3 * 2_000 };
        let visits = hours.get(&hour).copied().unwrap_or(0);
        assert!(visits.abs_diff(expected) <= 20, "hour {hour}: {visits} instead of {expected}");
    }
}

#[test]
fn today_ends_now() {
    let hours = hours(&short("UTC"), "2026-10-26", 5_555, NOW);
    assert_eq!(hours.keys().copied().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert_share("the first hour", hours[&0], 5_555, 3_600.0 / 20_000.0);
}

#[test]
fn visits_keep_their_length_and_funnels_their_waits() {
    let steps = [900.0, 5.0].map(|seconds| FunnelStep {
        url: "https://a.example/".to_owned(),
        delay_seconds_min: seconds,
        delay_seconds_max: seconds,
        ..FunnelStep::default()
    });
    let funnel = Funnel { probability: 1.0, steps: steps.into(), ..Funnel::default() };
    let config = MultiTargetConfig {
        visit_duration_min: 1.0,
        visit_duration_max: 1.0,
        funnels: vec![funnel],
        ..MultiTargetConfig::default()
    };
    let source = Traffic::backfill(&config, 42, plans("2026-10-01", &[2_000]), NOW);
    for index in 0..2_000 {
        let times = times(&source, index);
        // Of the minute that the visit is to take, the second gap has a quarter at least.
        assert!((900..=901).contains(&(times[1] - times[0])) && times[2] - times[1] >= 14, "{times:?}");
    }
}

/// Every `cid` and `ec_id` of so many visits.
fn visitors_and_orders(source: &dyn VisitSource, visits: u64) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for visit in (0..visits).map(|index| source.visit(index)) {
        for hit in 0..visit.hit_count() {
            let text = written(&*visit, hit, single(Some(TOKEN), PLANNED_MS));
            let parameters = text.split('&').filter(|text| text.starts_with("cid=") || text.starts_with("ec_id="));
            found.extend(parameters.map(str::to_owned));
        }
    }
    found
}

#[test]
fn a_live_run_with_the_same_seed_has_other_visitors_and_orders() {
    const VISITS: u64 = 10_000;
    // Matomo takes an order number once, and joins the visits of a visitor id.
    let config = MultiTargetConfig { ecommerce_probability: 1.0, ..config((1, 1), (0.0, 0.0)) };
    let past = visitors_and_orders(&Traffic::backfill(&config, 42, plans("2026-10-16", &[1_000; 10]), NOW), VISITS);
    let now = visitors_and_orders(&Traffic::live(&config, 42), VISITS);
    let orders = |names: &BTreeSet<String>| names.iter().filter(|name| name.starts_with("ec_id=")).count() as u64;
    assert_eq!((orders(&past), orders(&now)), (VISITS, VISITS));
    let common: Vec<_> = past.intersection(&now).collect();
    assert!(common.is_empty(), "{} in common, like {}", common.len(), common[0]);
}
