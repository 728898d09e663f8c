//! `cdt`: visits are told to be as long as configured, never in the future, never across midnight, never with a
//! gap that would split them.

use crate::support::{PLANNED_MS, TOKEN, authorized, config, due, parse, plain, single, written};
use domain::{Date, Funnel, Journey, MultiTargetConfig};
use proptest::prelude::*;
use traffic::{Traffic, zone};
use visit::{Recipient, Visit, VisitSource};

const ZONES: [&str; 6] = ["UTC", "CET", "Asia/Kolkata", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe"];

fn times(visit: &dyn Visit, arrival_ms: i64) -> Vec<i64> {
    authorized(visit, arrival_ms).iter().map(|hit| hit["cdt"].parse().unwrap()).collect()
}

fn day_of(zone: &str, unix: i64) -> std::ops::Range<i64> {
    zone::day_bounds(zone, zone::today(zone, unix))
}

/// Where in a day a visit arrives: anywhere, or close to a midnight of a day on which some clocks change.
fn arrivals() -> impl Strategy<Value = i64> {
    let days =
        prop::sample::select(vec!["2026-03-08", "2026-03-29", "2026-04-24", "2026-10-04", "2026-10-25", "2026-11-01"]);
    let near = (days, prop::sample::select(ZONES.to_vec()), -4_000_000_i64..4_000_000)
        .prop_map(|(day, zone, ms)| zone::day_bounds(zone, Date::parse(day).unwrap()).start * 1_000 + ms);
    prop_oneof![near, 1_700_000_000_000_i64..1_900_000_000_000]
}

proptest! {
    #[test]
    fn told_times_are_good_for_matomo(
        seed: u64, index: u64, arrival in arrivals(), zone in prop::sample::select(ZONES.to_vec()),
        minutes in (0.1..=120.0, 0.0..=120.0), dwell in 0.1..=10.0, pages in 1_u32..30,
    ) {
        let config = MultiTargetConfig {
            timezone: zone.to_owned(),
            visit_duration_min: minutes.0,
            visit_duration_max: f64::min(minutes.0 + minutes.1, 120.0),
            journeys: vec![Journey { dwell_factor: dwell, ..Journey::default() }],
            ..config((pages, pages), (0.0, 60.0))
        };
        let visit = Traffic::live(&config, seed).visit(index);
        let times = times(&*visit, arrival);
        let day = day_of(zone, arrival.div_euclid(1_000));
        for (hit, time) in times.iter().enumerate() {
            let planned = due(&*visit, hit, arrival).div_euclid(1_000);
            prop_assert!(*time <= planned, "in the future");
            prop_assert!(planned - time < 86_400, "more than a day ago");
            prop_assert!(day.contains(time), "on another day: {} {:?}", time, day);
        }
        for pair in times.windows(2) {
            prop_assert!((0..1_800).contains(&(pair[1] - pair[0])), "{:?}", times);
        }
    }

    #[test]
    fn without_a_token_the_planned_time_of_the_same_day_is_told_where_it_has_to_be(seed: u64, index: u64, arrival in arrivals()) {
        // Long enough for many of them to go on after midnight.
        let config = MultiTargetConfig { timezone: "CET".to_owned(), ..config((30, 40), (50.0, 60.0)) };
        let visit = Traffic::live(&config, seed).visit(index);
        let day = day_of("CET", arrival.div_euclid(1_000));
        for hit in 0..visit.hit_count() {
            let planned_unix_ms = due(&*visit, hit, arrival);
            let recipient = Recipient { site_id: 1, token_auth: None, planned_unix_ms, in_bulk: true };
            let time: i64 = parse(&written(&*visit, hit, recipient))["cdt"].parse().unwrap();
            let seen = planned_unix_ms.div_euclid(1_000);
            prop_assert_eq!(time, seen.min(day.end - 1));
            // On its own a hit says by its coming when it is, except after midnight.
            let alone = parse(&written(&*visit, hit, Recipient { in_bulk: false, ..recipient }));
            let reported = (seen >= day.end).then(|| (day.end - 1).to_string());
            prop_assert_eq!(alone.get("cdt"), reported.as_ref());
        }
    }
}

#[test]
fn visits_are_told_to_be_as_long_as_configured() {
    const VISITS: u64 = 2_000;
    let config = MultiTargetConfig {
        visit_duration_min: 2.0,
        visit_duration_max: 6.0,
        timezone: "UTC".to_owned(),
        ..plain(config((4, 4), (0.0, 0.0)))
    };
    let lengths = lengths(&config, VISITS);
    let average = lengths.iter().sum::<i64>() as f64 / VISITS as f64;
    let shortest = *lengths.iter().min().unwrap();
    let longest = *lengths.iter().max().unwrap();
    // Uniform: the mean is 240, its standard deviation 1.6. Rounding shortens a visit by a second at most.
    assert!((average - 240.0).abs() < 7.0 && shortest >= 119 && longest <= 361, "{average} {shortest} {longest}");
    let journeys = vec![Journey { dwell_factor: 2.0, ..Journey::default() }];
    let slower = self::lengths(&MultiTargetConfig { journeys, ..config }, VISITS);
    let slower = slower.iter().sum::<i64>() as f64 / VISITS as f64;
    assert!((slower - 480.0).abs() < 14.0, "{slower}");
}

/// Seconds from the first hit of each visit to its last.
fn lengths(config: &MultiTargetConfig, visits: u64) -> Vec<i64> {
    let source = Traffic::live(config, 42);
    let times = (0..visits).map(|index| times(&*source.visit(index), PLANNED_MS));
    times.map(|times| times.last().unwrap() - times[0]).collect()
}

#[test]
fn the_last_hit_is_reported_at_its_real_time() {
    let visit = Traffic::live(&MultiTargetConfig::default(), 3).visit(3);
    let last = visit.hit_count() - 1;
    let planned = due(&*visit, last, PLANNED_MS);
    assert_eq!(*times(&*visit, PLANNED_MS).last().unwrap(), planned / 1_000);
}

#[test]
fn pauses_that_are_longer_than_the_configured_visit_are_reported_as_they_are() {
    let config = MultiTargetConfig {
        visit_duration_min: 0.1,
        visit_duration_max: 0.1,
        timezone: "UTC".to_owned(),
        ..plain(config((3, 3), (30.0, 30.0)))
    };
    let times = times(&*Traffic::live(&config, 3).visit(3), PLANNED_MS);
    assert_eq!(times.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>(), [30, 30, 30]);
}

#[test]
fn after_midnight_a_visit_still_belongs_to_the_day_before() {
    let [purchase, ..] = Funnel::templates();
    let steps = purchase.steps.into_iter().map(|step| domain::FunnelStep {
        delay_seconds_min: 1_000.0,
        delay_seconds_max: 1_000.0,
        ..step
    });
    let funnel = Funnel { probability: 1.0, steps: steps.collect(), ..Funnel::default() };
    let config =
        MultiTargetConfig { funnels: vec![funnel], timezone: "CET".to_owned(), ..MultiTargetConfig::default() };
    let visit = Traffic::live(&config, 1).visit(1);
    // 2025-11-22 22:45 UTC is 23:45 on this clock; the hits follow every 1,000 seconds.
    let arrival = 1_763_851_500;
    let reported = times(&*visit, arrival * 1_000);
    let midnight = arrival + 900;
    assert_eq!(reported[0], arrival);
    assert!(reported[1..].iter().all(|time| *time == midnight - 1), "{reported:?}");
    // Without a token, too: nothing needs one that is less than a day ago.
    let alone = |hit| parse(&written(&*visit, hit, single(None, due(&*visit, hit, arrival * 1_000))));
    let reported: Vec<_> = (0..visit.hit_count()).map(|hit| alone(hit).get("cdt").cloned()).collect();
    assert_eq!((reported[0].as_ref(), &*alone(0)["h"], &*alone(1)["h"]), (None, "23", "0"));
    assert!(reported[1..].iter().all(|time| *time == Some((midnight - 1).to_string())), "{reported:?}");
    assert!(authorized(&*visit, arrival * 1_000).iter().all(|hit| hit["token_auth"] == TOKEN));
}

#[test]
fn every_time_zone_that_may_be_configured_is_known() {
    for name in domain::timezone::names() {
        assert!(zone::is_known(name), "{name}");
    }
    assert!(!zone::is_known("Mars/Olympus"));
}

#[test]
fn the_day_and_the_offsets_of_a_zone_are_those_of_its_clock() {
    // 2026-03-29 00:59:59 and 01:00:00 UTC: the clocks go from 01:59:59 to 03:00:00.
    let change = 1_774_746_000;
    let offsets = zone::offsets("Europe/Berlin", change - 10, 1);
    let list: Vec<(i64, i32)> = offsets.iter().map(|offset| (offset.from_unix, offset.seconds)).collect();
    assert_eq!(list, [(change - 10, 3_600), (change, 7_200), (1_792_890_000, 3_600), (1_806_195_600, 7_200)]);
    for (zone, day) in [("UTC", "2025-11-22"), ("Asia/Kolkata", "2025-11-23"), ("nowhere", "2025-11-22")] {
        assert_eq!(zone::today(zone, 1_763_851_500).to_string(), day, "{zone}");
    }
}
