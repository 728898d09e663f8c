//! Every warning: what is allowed and probably not meant.

use super::good;
use crate::{
    Validation,
    config::{Arrivals, MultiTargetConfig},
    data_sets::DataSetKind,
    funnel::{Funnel, FunnelStep},
    journey::Journey,
    load_shape::Shape,
};

type Change = fn(&mut MultiTargetConfig);

/// A backfill of nine days with nothing unusual.
fn good_backfill() -> MultiTargetConfig {
    MultiTargetConfig {
        backfill_enabled: true,
        backfill_days_back: Some(10),
        backfill_duration_days: Some(9),
        max_total_visits: 0,
        ..good()
    }
}

fn fields(config: &MultiTargetConfig) -> Vec<String> {
    let found = Validation::for_running(config);
    assert_eq!(found.errors, []);
    found.warnings.into_iter().map(|found| found.field).collect()
}

fn each_is_the_only_one(good: fn() -> MultiTargetConfig, cases: &[(&str, Change)]) {
    assert_eq!(fields(&good()), [""; 0]);
    for (field, change) in cases {
        let mut config = good();
        change(&mut config);
        assert_eq!(fields(&config), [*field]);
    }
}

#[test]
fn what_is_unusual_is_worth_a_warning() {
    each_is_the_only_one(
        good,
        &[
            ("randomize_visitor_countries", |c| c.targets[0].token_auth = None),
            ("concurrency", |c| c.concurrency = 201),
            ("target_visits_per_day", |c| {
                c.target_visits_per_day = 1_100_000.0;
                c.concurrency = 200;
            }),
            ("auto_stop_after_hours", |c| c.max_total_visits = 0),
            ("click_events_probability", |c| c.click_events_probability = 0.6),
            ("random_events_probability", |c| c.random_events_probability = 0.4),
            ("funnels[0].steps[0].delay_seconds_max", |c| {
                c.funnels = Funnel::templates().into();
                c.funnels[0].steps[0].delay_seconds_max = 1_800.0;
            }),
            ("ecommerce_items_max", |c| c.data_sets.set_text(DataSetKind::Products, Some(products(4)))),
        ],
    );
}

#[test]
fn so_is_a_backfill_that_is_large_or_leaves_something_out() {
    each_is_the_only_one(
        good_backfill,
        &[
            ("backfill_duration_days", |c| {
                c.backfill_days_back = Some(100);
                c.backfill_duration_days = Some(91);
            }),
            ("backfill_max_visits_per_day", |c| c.backfill_max_visits_per_day = Some(8_001)),
            ("backfill_max_visits_per_day", |c| c.backfill_max_visits_per_day = None),
            ("backfill_rps_limit", |c| c.backfill_rps_limit = Some(101.0)),
            ("load_shape", |c| c.load_shape.shape = Shape::Ramp),
            ("load_shape", |c| c.load_shape.shape = Shape::Steps),
            ("load_shape", |c| c.load_shape.shape = Shape::Spike),
            ("arrivals", |c| c.arrivals = Arrivals::Poisson),
            ("max_visits_per_day", |c| c.max_visits_per_day = 5),
            ("max_total_visits", |c| c.max_total_visits = 1),
        ],
    );
    let unobjectionable: [Change; 4] = [
        |c| c.load_shape.shape = Shape::DayCurve,
        // What counts is what is sent on a day.
        |c| (c.backfill_max_visits_per_day, c.target_visits_per_day) = (Some(10_000), 8_000.0),
        |c| (c.backfill_max_visits_per_day, c.target_visits_per_day) = (None, 8_000.0),
        |c| (c.backfill_max_visits_per_day, c.backfill_max_visits_total) = (None, Some(8_000)),
    ];
    for change in unobjectionable {
        let mut config = good_backfill();
        change(&mut config);
        assert_eq!(fields(&config), [""; 0]);
    }
}

fn products(count: u32) -> String {
    (0..count).map(|product| format!("{product} | Tent | Camping | 20\n")).collect()
}

#[test]
fn products_are_only_missed_by_orders_that_have_so_many() {
    let mut config = good();
    config.data_sets.set_text(DataSetKind::Products, Some(products(5)));
    assert_eq!(fields(&config), [""; 0]);
    config.ecommerce_items_max = 6;
    assert_eq!(fields(&config), ["ecommerce_items_max"]);
    config.ecommerce_probability = 0.0;
    assert_eq!(fields(&config), [""; 0]);
    config.journeys = vec![Journey { ecommerce_probability: Some(0.1), ..Journey::default() }];
    assert_eq!(fields(&config), ["ecommerce_items_max"]);
}

/// A funnel of one page with so long a wait after it, seconds.
fn waiting(name: &str, probability: f64, seconds: (f64, f64), exits: bool) -> Funnel {
    let step = FunnelStep {
        url: "https://a.example/".into(),
        delay_seconds_min: seconds.0,
        delay_seconds_max: seconds.1,
        ..FunnelStep::default()
    };
    Funnel { name: name.into(), probability, exit_after_completion: exits, steps: vec![step], ..Funnel::default() }
}

#[test]
fn the_time_spent_in_funnels_counts_as_visits_in_progress() {
    // One visit a second; those that browse take 100 s. The funnels hold half of the visits for 600 s and
    // half of the rest for 200 s, and these go on browsing: 300 + 50 + 50 seconds.
    let mut config = MultiTargetConfig {
        target_visits_per_day: 86_400.0,
        pageviews_min: 10,
        pageviews_max: 10,
        pause_between_pvs_min: 10.0,
        pause_between_pvs_max: 10.0,
        concurrency: 200,
        funnels: vec![
            Funnel { enabled: false, ..waiting("off", 1.0, (900.0, 900.0), true) },
            Funnel { priority: 2, ..waiting("second", 0.5, (200.0, 200.0), false) },
            Funnel { priority: 1, ..waiting("first", 0.5, (500.0, 700.0), true) },
        ],
        ..good()
    };
    config.targets.truncate(1);
    let message = |config: &MultiTargetConfig| {
        let warnings = Validation::for_running(config).warnings;
        warnings.into_iter().find(|found| found.field == "concurrency").map(|found| found.message)
    };
    let found = message(&config).unwrap();
    assert!(found.starts_with("about 400 visits "), "{found}");
    config.funnels.clear();
    assert_eq!(message(&config), None);
    config.funnels = vec![waiting("all", 1.0, (0.0, 0.0), true)];
    config.concurrency = 1;
    assert_eq!(message(&config), None, "nobody browses");
}
