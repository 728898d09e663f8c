//! Arrivals of every shape: as many as the integral of the rate says, at any time, and where it says.

use super::*;
use domain::{
    Arrivals,
    load_shape::{Curve, LoadShape, Ramp, Shape, Spike, Step, ZoneOffset},
};
use proptest::prelude::*;

const DAY: f64 = 86_400.0;

fn config(per_day: f64, arrivals: Arrivals) -> MultiTargetConfig {
    MultiTargetConfig { target_visits_per_day: per_day, arrivals, ..Default::default() }
}

fn utc(config: &MultiTargetConfig, seed: u64, limit: Option<Duration>) -> Schedule {
    Schedule::new(config, seed, limit, LocalClock::default())
}

fn level() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.01f64..20.0]
}

fn shape() -> impl Strategy<Value = LoadShape> {
    let seconds = || prop_oneof![1.0f64..5.0, 1.0f64..5_000.0];
    let part = || prop_oneof![Just(0.0), 0.5f64..2_000.0];
    let steps = prop::collection::vec((level(), seconds()), 1..8);
    let spike = (level(), level(), part(), part(), part(), part());
    let hours = prop::collection::vec(level(), 24);
    let weekdays = prop::collection::vec(level(), 7);
    let kind = prop::sample::select(Shape::ALL.to_vec());
    (kind, (level(), level(), seconds()), steps, spike, hours, weekdays).prop_map(
        |(shape, (from, to, seconds), steps, spike, hours, weekdays)| LoadShape {
            shape,
            ramp: Ramp { from, to, seconds },
            steps: steps.into_iter().map(|(level, seconds)| Step { level, seconds }).collect(),
            spike: Spike {
                base: spike.0,
                peak: spike.1,
                after_seconds: spike.2,
                rise_seconds: spike.3,
                hold_seconds: spike.4,
                fall_seconds: spike.5,
            },
            day_curve: domain::load_shape::DayCurve { hours, weekdays },
        },
    )
}

/// A clock that goes back an hour some time within the first day (and once more on the fourth).
fn clock() -> impl Strategy<Value = LocalClock> {
    (0i64..2_000_000_000, 0i64..86_400, prop::sample::select(vec![-3_600, 3_600])).prop_map(|(start, after, jump)| {
        LocalClock {
            start_unix: start as f64 + 0.25,
            offsets: vec![
                ZoneOffset { from_unix: 0, seconds: 7_200 },
                ZoneOffset { from_unix: start + after, seconds: 7_200 + jump },
                ZoneOffset { from_unix: start + 300_000, seconds: 7_200 },
            ],
        }
    })
}

proptest! {
    #[test]
    fn arrivals_up_to_any_time_are_the_integral_of_the_rate(
        shape in shape(),
        clock in clock(),
        per_day in 1_000.0f64..1e6,
        times in prop::collection::vec(0.0f64..100_000.0, 20),
    ) {
        let config = MultiTargetConfig { load_shape: shape, ..config(per_day, Arrivals::Constant) };
        // Bounded, so that a high level does not make this slow.
        let arrivals: Vec<_> = Schedule::new(&config, 1, None, clock.clone()).take(30_000).collect();
        prop_assert!(arrivals.iter().map(|arrival| arrival.planned).is_sorted());
        prop_assert!(arrivals.iter().map(|arrival| arrival.index).eq(0..arrivals.len() as u64));
        let seen = if arrivals.len() < 30_000 { f64::INFINITY } else { arrivals[29_999].planned.as_secs_f64() };
        for time in times.into_iter().filter(|time| *time < seen) {
            let integral = Curve::new(&config.load_shape, per_day, clock.clone()).visits_within(time);
            let count = arrivals.partition_point(|arrival| arrival.planned.as_secs_f64() < time) as f64;
            // Visit 0 when the load begins, then one at each whole number. Where the integral is within
            // rounding of a whole number, that arrival may be on either side.
            let slack = if integral == 0.0 { 0.0 } else { 1e-6 };
            prop_assert!(
                (count - (integral - slack).ceil().max(0.0)) * (count - (integral + slack).ceil()) <= 0.0,
                "{} arrivals before {} s, integral {}", count, time, integral
            );
        }
    }

    #[test]
    fn how_far_it_was_iterated_makes_no_difference(shape in shape(), seed: u64, skip in 0usize..2_000) {
        let config = MultiTargetConfig { load_shape: shape, ..config(1e6, Arrivals::Poisson) };
        let all: Vec<_> = utc(&config, seed, None).take(2_100).collect();
        let mut stepped = utc(&config, seed, None);
        for _ in 0..skip {
            stepped.next();
        }
        // A copy goes on where it is, whatever becomes of the original.
        let copy: Vec<_> = stepped.clone().take(100).collect();
        prop_assert_eq!(&copy, &stepped.take(100).collect::<Vec<_>>());
        prop_assert_eq!(&copy[..], &all[skip.min(all.len())..(skip + 100).min(all.len())]);
    }

    #[test]
    fn constant_arrivals_never_drift(per_day in 1.0f64..1e10, count in 1usize..2_000) {
        if let Some(arrival) = utc(&config(per_day, Arrivals::Constant), 1, None).take(count).last() {
            let exact = arrival.index as f64 * DAY / per_day;
            prop_assert!((arrival.planned.as_secs_f64() - exact).abs() <= 1e-9 + exact * 1e-12);
        }
    }

    #[test]
    fn poisson_arrivals_never_go_back(shape in shape(), per_day in 1.0f64..1e10, seed: u64) {
        let config = MultiTargetConfig { load_shape: shape, ..config(per_day, Arrivals::Poisson) };
        let planned: Vec<_> = utc(&config, seed, None).take(500).map(|a| a.planned).collect();
        prop_assert!(planned.is_sorted());
    }
}

#[test]
fn poisson_gaps_are_exponential_with_the_configured_mean() {
    let arrivals: Vec<_> = utc(&config(DAY, Arrivals::Poisson), 5, None).take(100_001).collect();
    let gaps: Vec<f64> = arrivals.windows(2).map(|pair| (pair[1].planned - pair[0].planned).as_secs_f64()).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    // 1 ± 4 standard errors of the mean of 100,000 exponential gaps.
    assert!((mean - 1.0).abs() < 4.0 / (gaps.len() as f64).sqrt(), "mean gap {mean}");
    let longer = gaps.iter().filter(|&&gap| gap > 1.0).count() as f64 / gaps.len() as f64;
    assert!((longer - (-1.0f64).exp()).abs() < 0.007, "share of gaps above the mean {longer}");
}

#[test]
fn poisson_arrivals_follow_the_shape() {
    // Level 1 for 1,000 s, then 9: of 10,000 expected arrivals in 2,000 s, a tenth in the first half.
    let steps = [1.0, 9.0].map(|level| Step { level, seconds: 1_000.0 }).into();
    let mut config = config(DAY, Arrivals::Poisson);
    config.load_shape = LoadShape { shape: Shape::Steps, steps, ..Default::default() };
    let planned: Vec<_> = utc(&config, 3, Some(Duration::from_secs(2_000))).map(|a| a.planned.as_secs()).collect();
    let first = planned.iter().filter(|second| **second < 1_000).count() as f64;
    let second = planned.len() as f64 - first;
    // 4 standard deviations of a Poisson number.
    assert!((first - 1_000.0).abs() < 4.0 * 1_000f64.sqrt(), "{first}");
    assert!((second - 9_000.0).abs() < 4.0 * 9_000f64.sqrt(), "{second}");
}

#[test]
fn the_same_seed_gives_the_same_arrivals() {
    let draw = |seed| utc(&config(1e6, Arrivals::Poisson), seed, None).take(100).collect::<Vec<_>>();
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
}

#[test]
fn limits_end_the_schedule() {
    let mut limited = config(DAY, Arrivals::Constant);
    assert_eq!(utc(&limited, 1, Some(Duration::from_secs(10))).count(), 10);
    limited.max_total_visits = 7;
    assert_eq!(utc(&limited, 1, None).count(), 7);
}

#[test]
fn a_shape_that_never_reaches_the_next_visit_ends_the_schedule() {
    let mut config = config(DAY, Arrivals::Constant);
    let ramp = Ramp { from: 1.0, to: 0.0, seconds: 20.0 };
    config.load_shape = LoadShape { shape: Shape::Ramp, ramp, ..Default::default() };
    // 10 visits under the ramp, the last of them number 9.
    let mut schedule = utc(&config, 1, None);
    assert_eq!(schedule.by_ref().count(), 10);
    assert_eq!(schedule.next(), None);
}

#[test]
fn a_stretch_without_load_has_no_arrivals() {
    let steps = [0.0, 1.0, 0.0, 1.0].map(|level| Step { level, seconds: 10.0 }).into();
    let mut config = config(DAY, Arrivals::Constant);
    config.load_shape = LoadShape { shape: Shape::Steps, steps, ..Default::default() };
    let seconds: Vec<_> = utc(&config, 1, None).take(15).map(|arrival| arrival.planned.as_secs()).collect();
    assert_eq!(seconds, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 30, 31, 32, 33, 34]);
}

#[test]
fn a_day_of_25_hours_has_its_hours_where_people_have_them() {
    // Europe/Berlin, 2026-10-25 00:00 (22:00 UTC the day before); clocks go back at 01:00 UTC.
    let start: i64 = 1_792_879_200;
    let offsets = vec![
        ZoneOffset { from_unix: start - 1, seconds: 7_200 },
        ZoneOffset { from_unix: start + 10_800, seconds: 3_600 },
    ];
    let mut config = config(DAY, Arrivals::Constant);
    config.load_shape.shape = Shape::DayCurve;
    config.load_shape.day_curve.weekdays = vec![1.0; 7];
    let clock = LocalClock { start_unix: start as f64, offsets };
    let mut per_hour = [0.0; 25];
    for arrival in Schedule::new(&config, 1, Some(Duration::from_secs(90_000)), clock) {
        per_hour[arrival.planned.as_secs() as usize / 3_600] += 1.0;
    }
    // Hour 2 comes twice; from then on the clock is an hour behind the time that has passed.
    for (elapsed, local) in [(1, 1), (2, 2), (3, 2), (4, 3), (13, 12), (24, 23)] {
        let expected = config.load_shape.day_curve.level(0, local) * 3_600.0;
        let arrivals: f64 = per_hour[elapsed];
        assert!((arrivals - expected).abs() <= 1.0, "hour {elapsed}: {arrivals} for {expected}");
    }
}

mod changes;
mod days;
mod limits;
mod tenants;
