//! How far a schedule goes, and what is left when its time is over.

use super::*;

const HOUR: Duration = Duration::from_secs(3_600);

fn within(config: &MultiTargetConfig, end: Option<Duration>) -> Schedule {
    utc(config, 1, end)
}

#[test]
fn a_time_limit_is_kept_however_long_it_is() {
    let config = config(DAY, Arrivals::Constant);
    for end in [HOUR, 30 * 24 * HOUR, 3 * 366 * 24 * HOUR] {
        let limits = Limits::of(&config, Some(end));
        assert_eq!((limits.end, limits.has_end()), (end, true));
    }
    let without = Limits::of(&config, None);
    assert!(!without.has_end());
    assert!(without.end > 5 * 366 * 24 * HOUR, "no run is longer");
    assert!(!Limits { end: without.end, ..Limits::of(&config, Some(HOUR)) }.has_end());
}

#[test]
fn a_schedule_ends_when_its_time_is_over_unless_all_its_visits_have_come() {
    let endless = config(DAY, Arrivals::Constant);
    assert_eq!(within(&endless, None).ends_at(), None);
    let mut schedule = within(&endless, Some(HOUR));
    assert_eq!(schedule.ends_at(), Some(HOUR));
    assert_eq!(schedule.by_ref().count(), 3_600);
    assert_eq!(schedule.ends_at(), Some(HOUR), "a change could give it more");
    let mut counted = within(&MultiTargetConfig { max_total_visits: 2, ..endless }, Some(HOUR));
    assert_eq!([counted.ends_at(), counted.next().and(counted.ends_at())], [Some(HOUR); 2]);
    counted.next();
    assert_eq!(counted.ends_at(), None);
}

#[test]
fn what_is_given_up_is_what_would_have_come_with_all_changes() {
    let slow = config(DAY, Arrivals::Constant);
    let quick = config(10.0 * DAY, Arrivals::Constant);
    for (changes_at, expected) in [(1_800, 1_800 + 18_000), (3_600, 3_600), (7_200, 3_600)] {
        let mut schedule = within(&slow, Some(HOUR));
        schedule.change(Duration::from_secs(changes_at), changes_at as f64, Load::of(&quick));
        schedule.next();
        assert_eq!(schedule.give_up(), expected - 1, "changed at {changes_at} s");
        assert_eq!((schedule.peek(), schedule.ends_at()), (None, None));
        // A second time there is nothing left.
        assert_eq!(schedule.give_up(), 0);
    }
}

#[test]
fn the_day_curve_goes_by_the_clock_of_the_moment_it_is_changed() {
    let mut hours = vec![0.0; 24];
    hours[1] = 24.0;
    let day_curve = domain::load_shape::DayCurve { hours, weekdays: vec![1.0; 7] };
    let load_shape = LoadShape { shape: Shape::DayCurve, day_curve, ..Default::default() };
    let by_day = MultiTargetConfig { load_shape, ..config(DAY, Arrivals::Constant) };
    let mut schedule = within(&by_day, None);
    // It is half past twelve by the clock at the start of the run's second minute, be it after a pause.
    schedule.change(Duration::from_secs(60), 1_800.0, Load::of(&by_day));
    let first = schedule.next().unwrap().planned;
    assert!(first.abs_diff(Duration::from_secs(60 + 1_800)) < Duration::from_secs(1), "{first:?}");
}
