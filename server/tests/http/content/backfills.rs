//! Visits of past days: each on its own day of the site's time zone, none in the future, all recorded there.

use super::{
    planned::{Planned, Ready, TOKEN, eventful, hits, parse},
    sender::{matomo, send_in_bulks, visits_by_day},
};
use domain::{
    Date, MultiTargetConfig,
    backfill::{DayPlan, Window},
};
use std::collections::BTreeMap;
use traffic::{Traffic, zone};

fn days(first: &str, last: &str, per_day: u64, timezone: &str) -> MultiTargetConfig {
    MultiTargetConfig {
        backfill_enabled: true,
        backfill_start_date: Some(first.to_owned()),
        backfill_end_date: Some(last.to_owned()),
        backfill_max_visits_per_day: Some(per_day),
        visit_duration_max: 120.0,
        timezone: timezone.to_owned(),
        ..eventful()
    }
}

fn plan(config: &MultiTargetConfig, now: i64) -> Vec<DayPlan> {
    Window::of(config, zone::today(&config.timezone, now)).unwrap().plan(config)
}

/// The times each visit's hits are told to have happened at.
fn times(hits: &[Ready]) -> BTreeMap<usize, Vec<i64>> {
    let mut times: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for hit in hits {
        times.entry(hit.visit).or_default().push(parse(&hit.form)["cdt"].parse().unwrap());
    }
    times
}

#[tokio::test]
async fn every_visit_is_recorded_on_its_day() {
    // 2026-03-10 10:00:00 UTC: the last day is today.
    let now = 1_773_136_800;
    let config = days("2026-03-06", "2026-03-10", 60, "UTC");
    let traffic = Traffic::backfill(&config, 8, plan(&config, now), now);
    let hits = hits(&traffic, 300, now * 1_000, 0, Some(TOKEN), true);
    assert!(times(&hits).values().flatten().all(|at| *at <= now));
    let planned = Planned::of(&hits);
    let sim = matomo(TOKEN).await;
    send_in_bulks(&sim, &hits, 10).await;
    planned.assert_recorded(&sim.stats().totals, 300);
    let days: Vec<Date> = (6..=10).map(|day| Date::parse(&format!("2026-03-{day:02}")).unwrap()).collect();
    assert_eq!(visits_by_day(&sim, TOKEN, &days).await, [60; 5]);
}

#[test]
fn no_visit_leaves_its_day_when_clocks_change() {
    // Clocks went forward in Berlin on 29 March 2026 and back on 25 October; in New York on 8 March.
    for (first, last, zone_name) in [
        ("2026-03-28", "2026-03-30", "Europe/Berlin"),
        ("2025-10-25", "2025-10-27", "Europe/Berlin"),
        ("2026-03-07", "2026-03-09", "America/New_York"),
        ("2026-03-07", "2026-03-09", "Asia/Kathmandu"),
    ] {
        let now = 1_780_000_000;
        let config = days(first, last, 400, zone_name);
        let plan = plan(&config, now);
        let traffic = Traffic::backfill(&config, 9, plan.clone(), now);
        let hits = hits(&traffic, 1_200, now * 1_000, 0, Some(TOKEN), true);
        for (visit, times) in times(&hits) {
            let day = plan[visit / 400].date;
            assert!(times.iter().all(|at| zone::today(zone_name, *at) == day), "visit {visit} leaves {day}: {times:?}");
            assert!(times.is_sorted() && times.windows(2).all(|pair| pair[1] - pair[0] < 1_800), "{times:?}");
        }
    }
}
