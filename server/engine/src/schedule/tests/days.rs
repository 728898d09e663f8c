//! `max_visits_per_day`: no more than that before the next midnight of the zone.

use super::*;

/// An hour before midnight two hours east of UTC.
const START: f64 = 1_792_879_200.0 - 3_600.0;

fn clock() -> LocalClock {
    LocalClock { start_unix: START, offsets: vec![ZoneOffset { from_unix: 0, seconds: 7_200 }] }
}

fn limited(per_day: u64, arrivals: Arrivals) -> MultiTargetConfig {
    MultiTargetConfig { max_visits_per_day: per_day, ..config(DAY, arrivals) }
}

fn by_day(schedule: impl Iterator<Item = Arrival>) -> Vec<usize> {
    let mut counts = Vec::new();
    for arrival in schedule {
        let day = ((arrival.planned.as_secs_f64() + 23.0 * 3_600.0) / DAY) as usize;
        counts.resize(counts.len().max(day + 1), 0);
        counts[day] += 1;
    }
    counts
}

#[test]
fn a_day_has_no_more_than_its_limit_and_indices_go_on() {
    for arrivals in [Arrivals::Constant, Arrivals::Poisson] {
        let config = limited(1_000, arrivals);
        let limit = Some(Duration::from_secs(3 * 86_400));
        let all: Vec<_> = Schedule::new(&config, 5, limit, clock()).collect();
        assert!(all.iter().map(|arrival| arrival.index).eq(0..all.len() as u64));
        assert_eq!(by_day(all.iter().copied()), [1_000, 1_000, 1_000, 1_000], "{arrivals:?}");
        let first = all[1_000].planned.as_secs_f64() - 3_600.0;
        assert!((0.0..20.0).contains(&first), "{arrivals:?}: {first} s after midnight");
        if arrivals == Arrivals::Constant {
            assert!((all[999].planned.as_secs_f64() - 999.0).abs() < 1e-6 && first <= 1.0);
        }
    }
}

#[test]
fn a_limit_that_is_not_reached_changes_nothing() {
    let all = |config| Schedule::new(&config, 5, Some(Duration::from_secs(20_000)), clock()).collect::<Vec<_>>();
    assert_eq!(all(limited(86_401, Arrivals::Poisson)), all(config(DAY, Arrivals::Poisson)));
}

#[test]
fn a_full_day_goes_on_when_the_limit_is_raised() {
    let mut schedule = Schedule::new(&limited(10, Arrivals::Constant), 1, None, clock());
    assert_eq!(schedule.by_ref().take(10).count(), 10);
    assert!(schedule.peek().unwrap().planned >= Duration::from_secs(3_600));
    assert_eq!(schedule.full_until(), Some(START + 3_600.0));
    let now = Duration::from_millis(100_500);
    schedule.limit(now, Limits::of(&limited(15, Arrivals::Constant), None));
    let rest: Vec<_> = schedule.by_ref().take(5).map(|arrival| arrival.planned.as_secs()).collect();
    assert_eq!((rest, schedule.full_until()), (vec![101, 102, 103, 104, 105], None));
    assert!(schedule.peek().unwrap().planned >= Duration::from_secs(3_600));
    assert_eq!(schedule.peek().unwrap().index, 15);
}

#[test]
fn midnight_comes_sooner_on_the_schedule_when_it_passed_in_a_pause() {
    let mut schedule = Schedule::new(&limited(10, Arrivals::Constant), 1, None, clock());
    assert_eq!(schedule.by_ref().take(10).count(), 10);
    schedule.peek();
    // An hour and a half passed in a pause that began after 30 s.
    schedule.set_clock(Duration::from_secs(30), START + 30.0 + 5_400.0);
    let next = schedule.peek().unwrap();
    assert_eq!((next.planned.as_secs(), next.index, schedule.full_until()), (30, 10, None));
}

#[test]
fn targets_of_their_own_share_the_day() {
    let targets = [2.0, 1.0]
        .map(|rate| domain::Target { visits_per_day: Some(rate * DAY), ..domain::Target::new("http://m.example", 1) });
    let mut config = limited(300, Arrivals::Constant);
    config.targets = targets.into();
    config.distribution_strategy = domain::DistributionStrategy::Independent;
    let all: Vec<_> = Schedule::new(&config, 5, Some(Duration::from_secs(86_400)), clock()).collect();
    assert_eq!(by_day(all.iter().copied()), [300, 300]);
    let second = all[300..].iter().filter(|arrival| arrival.target == Some(0)).count();
    assert!((199..=201).contains(&second), "{second}");
}

#[test]
fn a_night_that_adds_nothing_to_a_great_integral_does_not_hold_the_schedule_up() {
    // So many visits by day that the few of the night are below what a double tells apart.
    let mut config = limited(10, Arrivals::Constant);
    (config.load_shape.shape, config.target_visits_per_day) = (Shape::DayCurve, 1e10);
    config.load_shape.day_curve.hours = vec![1e-12; 24];
    config.load_shape.day_curve.hours[12] = 100.0;
    config.load_shape.day_curve.weekdays = vec![100.0; 7];
    let schedule = Schedule::new(&config, 1, Some(Duration::from_secs(20 * 86_400)), clock());
    let mut latest = Duration::ZERO;
    let mut seen = 0;
    for arrival in schedule {
        assert!(arrival.planned >= latest);
        latest = arrival.planned;
        seen += 1;
    }
    assert!((190..=210).contains(&seen), "{seen}");
}

#[test]
fn what_is_given_up_keeps_to_the_limit_of_each_day() {
    // 400 of today have begun; the day has an hour, and then comes another with its 500 seconds.
    for (end, left) in [(3_000, 600), (3_600, 600), (4_100, 1_100), (3_600 + 86_400 + 50, 600 + 1_000 + 50)] {
        let limit = Some(Duration::from_secs(end));
        let mut schedule = Schedule::new(&limited(1_000, Arrivals::Constant), 1, limit, clock());
        assert_eq!(schedule.by_ref().take(400).count(), 400);
        let rest = schedule.clone().count() as u64;
        assert!(rest.abs_diff(left) <= 2, "{rest}");
        assert!(schedule.give_up().abs_diff(rest) <= 2, "{end} s: {rest} were left");
    }
}

#[test]
fn a_visit_at_midnight_is_the_first_of_the_new_day() {
    let start = 1_700_000_000.0 - 1_700_000_000.0 % DAY;
    let noon = LocalClock { start_unix: start + DAY / 2.0, offsets: Vec::new() };
    let midnight = Duration::from_secs(43_200);
    let mut days = day::Days::new(noon);
    for second in [0, 1] {
        let day = days.admit(Duration::from_secs(second), 2).unwrap();
        days.begin(day);
    }
    let tomorrow = days.admit(midnight - Duration::from_secs(1), 2).unwrap_err();
    assert!(tomorrow > midnight && tomorrow < midnight + Duration::from_millis(1), "{tomorrow:?}");
    for first in [midnight, tomorrow] {
        let mut days = days.clone();
        let day = days.admit(first, 2).unwrap();
        days.begin(day);
        assert_eq!(days.today(), 1, "at {first:?}");
    }
}
