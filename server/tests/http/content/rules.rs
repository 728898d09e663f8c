//! The rules by which Matomo joins, splits, refuses and drops hits, each kept by the content of the visits.

use super::{
    planned::{Planned, Ready, TOKEN, eventful, hits, hits_of, parse},
    sender::{matomo, send_singly},
};
use domain::{Funnel, FunnelStep, MultiTargetConfig};
use std::collections::{BTreeMap, BTreeSet};
use traffic::Traffic;
use visit::VisitSource;

/// 2026-03-10 10:00:00 UTC.
const MORNING_MS: i64 = 1_773_136_800_000;
/// 2026-03-11 00:00:00 UTC.
const MIDNIGHT_MS: i64 = 1_773_187_200_000;

fn by_visit(hits: &[Ready]) -> BTreeMap<usize, Vec<&Ready>> {
    let mut visits: BTreeMap<usize, Vec<&Ready>> = BTreeMap::new();
    for hit in hits {
        visits.entry(hit.visit).or_default().push(hit);
    }
    visits
}

#[tokio::test]
async fn one_cid_a_visit_keeps_visits_apart_that_look_the_same() {
    let config = MultiTargetConfig { randomize_visitor_countries: false, ..eventful() };
    let mut hits = hits(&Traffic::live(&config, 1), 100, MORNING_MS, 50, None, false);
    let mut cids = BTreeSet::new();
    for hits in by_visit(&hits).values() {
        let of_visit: BTreeSet<String> = hits.iter().map(|hit| parse(&hit.form)["cid"].clone()).collect();
        assert_eq!(of_visit.len(), 1, "{of_visit:?}");
        assert!(of_visit.iter().all(|cid| cid.len() == 16 && cid.bytes().all(|b| b.is_ascii_hexdigit())));
        assert!(cids.is_disjoint(&of_visit));
        cids.extend(of_visit);
    }
    // Everybody behind one proxy with the same browser.
    for hit in &mut hits {
        hit.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned();
        hit.accept_language = "en".to_owned();
    }
    let planned = Planned::of(&hits);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, 100);
}

#[tokio::test]
async fn a_visit_begins_with_a_page_view_and_ends_with_a_ping() {
    let traffic = Traffic::live(&eventful(), 2);
    for index in 0..300 {
        let visit = traffic.visit(index);
        let hits: Vec<_> = hits_of(0, &*visit, MORNING_MS, None, false).iter().map(|hit| parse(&hit.form)).collect();
        assert!((0..hits.len()).map(|hit| visit.offset(hit)).is_sorted());
        assert_eq!(hits.len(), traffic.hit_count(index));
        // A first hit that is no action would begin no visit.
        assert!(hits[0].contains_key("action_name") && !hits[0].contains_key("idgoal"), "{:?}", hits[0]);
        let pings: Vec<_> = hits.iter().map(|hit| hit.contains_key("ping")).collect();
        assert!(pings.iter().rposition(|ping| !ping) == Some(hits.len() - 2), "{pings:?}");
        // Campaigns may change nothing on the way: only the first hit names one.
        assert!(hits[1..].iter().all(|hit| !hit["url"].contains("mtm_campaign")));
    }
}

/// A page view after so many seconds.
fn step(seconds: f64) -> FunnelStep {
    FunnelStep {
        url: "https://www.example.org/x".to_owned(),
        delay_seconds_min: seconds,
        delay_seconds_max: seconds,
        ..FunnelStep::default()
    }
}

/// The longest and emptiest visits that can be configured.
fn slow() -> MultiTargetConfig {
    MultiTargetConfig {
        pageviews_min: 1,
        pageviews_max: 3,
        pause_between_pvs_min: 60.0,
        pause_between_pvs_max: 60.0,
        visit_duration_min: 120.0,
        visit_duration_max: 120.0,
        timezone: "UTC".to_owned(),
        journeys: vec![domain::Journey { dwell_factor: 10.0, ..Default::default() }],
        funnels: vec![Funnel {
            name: "slow".to_owned(),
            probability: 0.5,
            exit_after_completion: false,
            steps: vec![step(1_700.0), step(1_799.0), step(0.0)],
            ..Funnel::default()
        }],
        ..MultiTargetConfig::default()
    }
}

#[tokio::test]
async fn no_gap_within_a_visit_reaches_half_an_hour() {
    for token in [None, Some(TOKEN)] {
        let hits = hits(&Traffic::live(&slow(), 3), 100, MORNING_MS, 1_000, token, false);
        let planned = Planned::of(&hits);
        let longest = hits.iter().map(|hit| hit.planned_unix_ms).max().unwrap() - MORNING_MS;
        assert!(longest > 3_000_000, "these visits are not slow: {longest} ms");
        if token.is_some() {
            // As long as told visits may be, and no longer.
            let gaps = by_visit(&hits).into_values().flat_map(|hits| {
                let times: Vec<i64> = hits.iter().map(|hit| parse(&hit.form)["cdt"].parse().unwrap()).collect();
                times.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
            });
            let longest = gaps.max().unwrap();
            assert!((1_700..1_800).contains(&longest), "{longest} s");
        }
        let sim = matomo(TOKEN).await;
        send_singly(&sim, hits).await;
        planned.assert_recorded(&sim.stats().totals, 100);
    }
}

#[tokio::test]
async fn no_visit_with_reported_times_crosses_midnight() {
    let config = MultiTargetConfig { visit_duration_min: 1.0, visit_duration_max: 120.0, ..eventful() };
    let traffic = Traffic::live(&MultiTargetConfig { funnels: Vec::new(), ..config }, 4);
    // From two hours before midnight until two hours after.
    let hits = hits(&traffic, 240, MIDNIGHT_MS - 7_200_000, 60_000, Some(TOKEN), false);
    let cut = hits.iter().filter(|hit| parse(&hit.form)["cdt"].parse() == Ok(MIDNIGHT_MS / 1_000)).count();
    assert!(cut > 20, "only {cut} hits would have been on the day before");
    let planned = Planned::of(&hits);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, 240);
}

#[tokio::test]
async fn no_order_number_comes_twice() {
    let config = MultiTargetConfig { ecommerce_probability: 1.0, ..eventful() };
    let hits = hits(&Traffic::live(&config, 5), 600, MORNING_MS, 100, None, false);
    // `Planned` fails on a number that comes twice.
    assert!(Planned::of(&hits).order_ids.len() >= 300);
    // Another seed on the same site, too.
    let other = super::planned::hits(&Traffic::live(&config, 6), 600, MORNING_MS, 100, None, false);
    assert!(Planned::of(&hits).order_ids.is_disjoint(&Planned::of(&other).order_ids));
}

#[tokio::test]
async fn nothing_comes_from_excluded_browsers_ranges_or_sites() {
    // Every built-in browser and referrer, and addresses all over the world, one hit each.
    let config = MultiTargetConfig {
        direct_traffic_probability: 0.0,
        campaigns_probability: 0.0,
        countries: vec![domain::CountryShare { country: "other".to_owned(), weight: 1.0 }],
        ..eventful()
    };
    let traffic = Traffic::live(&config, 7);
    let visits = (0..1_500).map(|index| hits_of(index, &*traffic.visit(index as u64), MORNING_MS, Some(TOKEN), false));
    let hits: Vec<_> = visits.map(|mut hits| hits.remove(0)).collect();
    let distinct = |of: fn(&Ready) -> String| hits.iter().map(of).collect::<BTreeSet<_>>().len();
    assert!(distinct(|hit| hit.user_agent.clone()) >= 10);
    assert!(distinct(|hit| parse(&hit.form)["cip"].clone()) > 1_400);
    assert!(distinct(|hit| parse(&hit.form).get("urlref").cloned().unwrap_or_default()) >= 50);
    let planned = Planned::of(&hits);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, 1_500);
}
