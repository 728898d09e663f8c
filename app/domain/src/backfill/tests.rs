//! Both forms of the window, its limits, and how caps share out the visits.

use super::*;

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

fn absolute(first: &str, last: &str) -> MultiTargetConfig {
    MultiTargetConfig {
        backfill_enabled: true,
        backfill_start_date: Some(first.to_owned()),
        backfill_end_date: Some(last.to_owned()),
        ..Default::default()
    }
}

fn relative(back: u32, days: u32) -> MultiTargetConfig {
    MultiTargetConfig {
        backfill_enabled: true,
        backfill_days_back: Some(back),
        backfill_duration_days: Some(days),
        ..Default::default()
    }
}

#[test]
fn both_forms_name_the_same_days() {
    let window = Window::of(&absolute("2026-11-12", "2026-11-21"), today()).unwrap();
    assert_eq!(Window::of(&relative(10, 10), today()), Ok(window));
    assert_eq!((window.days, window.last().to_string().as_str()), (10, "2026-11-21"));
}

#[test]
fn a_window_ends_today_at_the_latest() {
    assert!(Window::of(&absolute("2026-11-20", "2026-11-22"), today()).is_ok());
    for (config, field) in
        [(absolute("2026-11-20", "2026-11-23"), "backfill_end_date"), (relative(2, 4), "backfill_duration_days")]
    {
        let errors = Window::of(&config, today()).unwrap_err();
        assert_eq!(errors[0].field, field);
    }
}

#[test]
fn days_that_matomo_would_take_for_now_are_refused() {
    // 19 years of 365 days before today.
    assert!(Window::of(&absolute("2007-11-27", "2007-11-30"), today()).is_ok());
    for first in ["2007-11-26", "2006-11-21", "1999-12-31", "0001-01-01"] {
        let last = Date::parse(first).unwrap().plus_days(9).to_string();
        let errors = Window::of(&absolute(first, &last), today()).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].field, "backfill_start_date");
        assert!(errors[0].message.contains("2007-11-27"), "{}", errors[0].message);
    }
}

#[test]
fn half_a_window_two_windows_and_none_are_refused() {
    let mut half = absolute("2026-11-12", "2026-11-21");
    half.backfill_end_date = None;
    let mut both = absolute("2026-11-12", "2026-11-21");
    both.backfill_days_back = Some(3);
    let none = MultiTargetConfig { backfill_enabled: true, ..Default::default() };
    let long = absolute("2026-01-01", "2026-11-21");
    let reversed = absolute("2026-11-21", "2026-11-12");
    let garbled = absolute("2026-02-30", "2026-11-12");
    let cases = [
        (half, "backfill_end_date"),
        (both, "backfill_days_back"),
        (none, "backfill_start_date"),
        (long, "backfill_end_date"),
        (reversed, "backfill_end_date"),
        (garbled, "backfill_start_date"),
    ];
    for (config, field) in cases {
        assert_eq!(Window::of(&config, today()).unwrap_err()[0].field, field);
    }
}

#[test]
fn caps_share_out_the_visits() {
    let mut config = relative(4, 4);
    config.backfill_max_visits_total = Some(5_000);
    let visits = |config: &MultiTargetConfig| -> Vec<u64> {
        Window::of(config, today()).unwrap().plan(config).iter().map(|day| day.visits).collect()
    };
    assert_eq!(visits(&config), [2_000, 2_000, 1_000, 0]);
    config.target_visits_per_day = 300.0;
    assert_eq!(visits(&config), [300; 4]);
    config.load_shape.shape = Shape::DayCurve;
    // From Wednesday to Saturday.
    assert_eq!(visits(&config), [315, 300, 270, 210]);
    let plan = Window::of(&config, today()).unwrap().plan(&config);
    assert_eq!(plan.iter().map(|day| day.first_index).collect::<Vec<_>>(), [0, 315, 615, 885]);
}
