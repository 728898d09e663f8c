//! What is shown is what is sent, and a wrong expectation would be noticed.

use super::*;
use domain::load_shape::LocalClock;
use domain::{
    Arrivals, CountryShare, Journey, LoadShape, RateRow, Shape, StepKind, data_sets::DataSets, data_sets::EventSets,
};
use engine::schedule::Schedule;
use std::collections::BTreeSet;
use visit::Recipient;

/// 2026-03-10 10:00:00 UTC, a Tuesday.
const NOW: i64 = 1_773_136_800;

fn config() -> MultiTargetConfig {
    MultiTargetConfig { targets: vec![domain::Target::new("https://m.example", 3)], ..Default::default() }
}

fn preview(config: &MultiTargetConfig, seed: u64, visits: u32, now_unix: i64) -> Preview {
    let offsets = zone::offsets(&config.timezone, now_unix, 1);
    let clock = LocalClock { start_unix: now_unix as f64, offsets };
    let arrivals = Schedule::new(config, seed, config.auto_stop(), clock).map(|arrival| arrival.planned);
    super::preview(config, seed, visits, now_unix, arrivals)
}

/// Every probability at a value that no other field has.
fn odd() -> MultiTargetConfig {
    MultiTargetConfig {
        sitesearch_probability: 0.37,
        outlinks_probability: 0.023,
        downloads_probability: 0.71,
        click_events_probability: 0.93,
        random_events_probability: 0.007,
        direct_traffic_probability: 0.13,
        campaigns_probability: 0.41,
        ecommerce_probability: 0.59,
        countries: vec![
            CountryShare { country: "SE".into(), weight: 3.0 },
            CountryShare { country: "JP".into(), weight: 0.5 },
            CountryShare { country: "other".into(), weight: 1.0 },
        ],
        ..config()
    }
}

fn complex() -> MultiTargetConfig {
    MultiTargetConfig { journeys: Journey::templates().into(), funnels: Funnel::templates().into(), ..odd() }
}

fn row<'a>(rates: &'a [RateRow], what: &str) -> &'a RateRow {
    rates.iter().find(|row| row.what == what).unwrap_or_else(|| panic!("no row {what}"))
}

#[test]
fn what_is_drawn_is_what_is_expected() {
    for (config, rows) in [(config(), 12 + 16), (odd(), 12 + 16), (complex(), 12 + 4 + 3 + 16)] {
        let rates = preview(&config, 20, 0, NOW).rates;
        assert_eq!(rates.len(), rows, "{:?}", rates.iter().map(|row| &row.what).collect::<Vec<_>>());
        let outside: Vec<_> = rates.iter().filter(|row| !row.is_within()).collect();
        assert!(outside.is_empty(), "{outside:?}");
        for family in ["country: ", "source: "] {
            let of_family = rates.iter().filter(|row| row.what.starts_with(family));
            let sum: f64 = of_family.map(|row| row.drawn).sum();
            let whole = if family == "source: " {
                1.0 - row(&rates, "direct_traffic_probability").drawn - row(&rates, "campaigns_probability").drawn
            } else {
                1.0
            };
            assert!((sum - whole).abs() < 1e-9, "{family}{sum}");
        }
    }
}

#[test]
fn expectations_take_journeys_and_funnels_into_account() {
    let rates = preview(&complex(), 21, 0, NOW).rates;
    let expected = |what: &str| row(&rates, what).expected;
    // Funnels of 0.35, 0.25 and 0.40 in this order, the first two of which end the visit.
    let first = 0.35;
    let second = 0.65 * 0.25;
    let browsing = 1.0 - first - second;
    let close = |what: &str, value: f64| assert!((expected(what) - value).abs() < 1e-12, "{what}: {}", expected(what));
    close("funnel: Ecommerce Purchase", first);
    close("funnel: Lead Generation", second);
    close("funnel: Content Discovery", browsing * 0.40);
    close("journey: buyer", 0.10);
    // 20 % researchers, 10 % buyers, 45 % with the flat rates, 25 % bouncers.
    close("sitesearch_probability", browsing * (0.2 * 0.5 + 0.1 * 0.3 + 0.45 * 0.37));
    close("ecommerce_probability", browsing * (0.2 * 0.01 + 0.1 * 0.6 + 0.45 * 0.59));
    close("direct_traffic_probability", 0.13);
    close("source: search", (1.0 - 0.13 - 0.41) * 0.5);
}

#[test]
fn a_wrong_expectation_is_noticed() {
    let (sent, other) =
        (odd(), MultiTargetConfig { sitesearch_probability: 0.40, ecommerce_probability: 0.56, ..odd() });
    let traffic = Traffic::live(&sent, 22);
    let drawn: Vec<Facts> = (0..RATE_SAMPLE).map(|index| facts(&traffic, index, None)).collect();
    let rows = rates(&other, &traffic.world().data, 0.0, &drawn);
    let outside: Vec<_> = rows.iter().filter(|row| !row.is_within()).map(|row| row.what.as_str()).collect();
    assert_eq!(outside, ["sitesearch_probability", "ecommerce_probability"]);
    // So are probabilities that the order of the funnels hides, and journeys that are not what they seem.
    let sent = complex();
    let traffic = Traffic::live(&sent, 23);
    let drawn: Vec<Facts> = (0..RATE_SAMPLE).map(|index| facts(&traffic, index, None)).collect();
    let mut other = complex();
    other.funnels[1].exit_after_completion = false;
    other.journeys[0].weight = 25.0;
    let rows = rates(&other, &traffic.world().data, 0.0, &drawn);
    let outside: BTreeSet<_> = rows.iter().filter(|row| !row.is_within()).map(|row| row.what.as_str()).collect();
    assert!(outside.contains("downloads_probability") && outside.contains("journey: researcher"), "{outside:?}");
}

#[test]
fn returning_visitors_are_expected_from_the_second_day_on() {
    let short = preview(&config(), 24, 0, NOW).rates;
    let row_of = |rates: &[RateRow]| row(rates, "returning_visitors_probability").clone();
    assert_eq!((row_of(&short).expected, row_of(&short).drawn), (0.0, 0.0));
    let long = MultiTargetConfig { target_visits_per_day: 1_000.0, ..config() };
    let long = row_of(&preview(&long, 24, 0, NOW).rates);
    assert!(long.expected > 0.15 && long.expected < 0.20 && long.is_within(), "{long:?}");
}

#[test]
fn events_that_do_not_exist_are_not_expected() {
    let sets = DataSets { events: Some(EventSets::default()), ..Default::default() };
    let rates = preview(&MultiTargetConfig { data_sets: sets, ..odd() }, 25, 0, NOW).rates;
    for what in ["click_events_probability", "random_events_probability"] {
        assert_eq!((row(&rates, what).expected, row(&rates, what).drawn), (0.0, 0.0));
    }
    assert!(rates.iter().all(RateRow::is_within));
}

#[test]
fn without_countries_there_are_no_rows_of_them() {
    let preview = preview(&MultiTargetConfig { randomize_visitor_countries: false, ..config() }, 26, 3, NOW);
    assert!(preview.rates.iter().all(|row| !row.what.starts_with("country")));
    assert!(preview.visits.iter().all(|visit| visit.country.is_none()));
}

#[test]
fn a_timeline_is_what_a_target_with_a_token_gets() {
    let mut config = complex();
    config.targets[0].has_token = true;
    let all = preview(&config, 27, 20, NOW);
    assert_eq!((all.seed, all.visits.len()), (27, 20));
    let traffic = Traffic::live(&config, 27);
    for (index, shown) in (0..).zip(&all.visits) {
        let visit = visit::VisitSource::visit(&traffic, index);
        assert_eq!((shown.index, shown.hits.len()), (index, visit.hit_count()));
        let arrival = index as f64 * 86_400.0 / config.target_visits_per_day;
        assert!((shown.arrival_seconds - arrival).abs() < 1e-6);
        let arrival_ms = (arrival * 1_000.0 + 1e-6).floor() as i64;
        for (number, hit) in shown.hits.iter().enumerate() {
            let at = visit.offset(number);
            assert_eq!(hit.at_seconds, at.as_secs_f64());
            let planned_unix_ms = NOW * 1_000 + arrival_ms + at.as_millis() as i64;
            let recipient = Recipient { site_id: 3, token_auth: Some("secret"), planned_unix_ms, in_bulk: false };
            let mut written = String::new();
            visit.write_parameters(number, &recipient, &mut written);
            let sent = form_urlencoded::parse(written.as_bytes()).into_owned();
            let sent: Vec<_> = sent.filter(|(name, _)| name != "token_auth").collect();
            assert_eq!(hit.parameters, sent);
            assert!(sent.iter().any(|(name, _)| name == "cdt") && sent.iter().any(|(name, _)| name == "cip"));
            assert!(!hit.label.is_empty(), "{hit:?}");
        }
    }
    let kinds: BTreeSet<_> =
        preview(&config, 28, 100, NOW).visits.into_iter().flat_map(|visit| visit.hits).map(|hit| hit.kind).collect();
    let all = ["cart", "download", "event", "order", "outlink", "pageview", "ping", "site_search"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    assert!(!serde_json::to_string(&all).unwrap().contains("placeholder"));
}

/// Whether visits show an address, a time and a token.
fn shows(config: &MultiTargetConfig) -> BTreeSet<(bool, bool, bool)> {
    let mut visits = preview(config, 34, 5, NOW).visits;
    visits.push(preview_funnel(config, &Funnel::templates()[0], 34, NOW));
    let names = visits.into_iter().map(|visit| {
        let parameters = visit.hits.into_iter().flat_map(|hit| hit.parameters);
        parameters.map(|(name, _)| name).collect::<BTreeSet<_>>()
    });
    names.map(|names| (names.contains("cip"), names.contains("cdt"), names.contains("token_auth"))).collect()
}

#[test]
fn what_needs_a_token_is_shown_if_it_will_be_sent() {
    let with = BTreeSet::from([(true, true, false)]);
    let without = BTreeSet::from([(false, false, false)]);
    assert_eq!(shows(&config()), without);
    let mut other = config();
    other.targets[0].has_token = true;
    assert_eq!(shows(&other), with);
    other.targets[0].has_token = false;
    other.targets[0].token_auth = Some(domain::TokenAuth::new("secret"));
    assert_eq!(shows(&other), with);
    // The first that gets load counts.
    other.targets.push(domain::Target::new("https://n.example", 4));
    assert_eq!(shows(&other), with);
    other.targets[0].enabled = false;
    assert_eq!(shows(&other), without);
    // Where nothing is known yet, all there is; and no backfill begins without a token.
    assert_eq!(shows(&MultiTargetConfig { targets: Vec::new(), ..config() }), with);
    let past = MultiTargetConfig {
        backfill_enabled: true,
        backfill_days_back: Some(3),
        backfill_duration_days: Some(2),
        ..config()
    };
    let shown = preview(&past, 34, 5, NOW).visits;
    assert!(shown.iter().flat_map(|visit| &visit.hits).all(|hit| hit.parameters.iter().any(|(name, _)| name == "cip")));
}

#[test]
fn visits_are_described_by_what_they_do() {
    for visit in preview(&complex(), 29, 100, NOW).visits {
        let first = &visit.hits[0];
        let has_referrer = first.parameters.iter().any(|(name, _)| name == "urlref");
        let url = &first.parameters.iter().find(|(name, _)| name == "url").unwrap().1;
        assert_eq!(visit.source == "campaign", url.contains("mtm_campaign="), "{visit:?}");
        assert_eq!(["search", "social", "referral"].contains(&&*visit.source), has_referrer, "{visit:?}");
        assert!(["researcher", "buyer", "casual browser", "bouncer"].contains(&&*visit.journey));
        let orders = visit.hits.iter().filter(|hit| hit.kind == "order").count();
        assert!(visit.funnel.as_deref() != Some("Ecommerce Purchase") || orders == 1, "{visit:?}");
    }
}

#[test]
fn arrivals_follow_shape_limits_and_chance() {
    let arrivals = |config: &MultiTargetConfig| -> Vec<f64> {
        preview(config, 30, 50, NOW).visits.iter().map(|visit| visit.arrival_seconds).collect()
    };
    let even = arrivals(&config());
    assert!((even[49] - 49.0 * 4.32).abs() < 1e-6, "{even:?}");
    let ramp = LoadShape { shape: Shape::Ramp, ..LoadShape::default() };
    assert!(arrivals(&MultiTargetConfig { load_shape: ramp, ..config() })[49] > 2.0 * even[49]);
    let poisson = arrivals(&MultiTargetConfig { arrivals: Arrivals::Poisson, ..config() });
    assert!(poisson.is_sorted() && poisson != even);
    assert_eq!(arrivals(&MultiTargetConfig { max_total_visits: 7, ..config() }).len(), 7);
    // A hundredth of an hour.
    assert_eq!(arrivals(&MultiTargetConfig { auto_stop_after_hours: 0.01, ..config() }).len(), 9);
}

#[test]
fn a_backfill_is_shown_on_its_days() {
    let config = MultiTargetConfig {
        backfill_enabled: true,
        backfill_start_date: Some("2026-03-01".into()),
        backfill_end_date: Some("2026-03-03".into()),
        backfill_max_visits_per_day: Some(40),
        timezone: "America/New_York".into(),
        ..config()
    };
    let preview = preview(&config, 31, 100, NOW);
    assert_eq!(preview.visits.len(), 100);
    let first_day = zone::day_bounds("America/New_York", domain::Date::parse("2026-03-01").unwrap()).start;
    for visit in &preview.visits {
        let day = (visit.arrival_seconds / 86_400.0).floor();
        assert_eq!(day as u64, visit.index / 40, "{visit:?}");
        for hit in &visit.hits {
            let cdt = &hit.parameters.iter().find(|(name, _)| name == "cdt").unwrap().1;
            let sent = (cdt.parse::<i64>().unwrap() - first_day) as f64;
            assert!((sent - visit.arrival_seconds - hit.at_seconds).abs() < 1.5, "{visit:?}");
        }
        assert!(visit.hits.len() == 1 || visit.hits.iter().any(|hit| hit.at_seconds > 0.0));
    }
    // Three days of 40 visits are all there is to draw from; who comes again was there on an earlier day.
    let returning = row(&preview.rates, "returning_visitors_probability");
    assert!((returning.expected - 0.2 * 80.0 / 120.0).abs() < 1e-12 && returning.is_within(), "{returning:?}");
}

#[test]
fn a_funnel_is_shown_from_its_first_step_to_its_last() {
    let mut funnel = Funnel::templates()[2].clone();
    (funnel.enabled, funnel.probability) = (false, 0.0);
    let visit = preview_funnel(&complex(), &funnel, 32, NOW);
    assert_eq!(visit.funnel.as_deref(), Some("Content Discovery"));
    let kinds: Vec<_> = visit.hits.iter().map(|hit| hit.kind.as_str()).collect();
    let steps: Vec<_> = funnel.steps.iter().map(|step| step.kind.as_str()).collect();
    assert!(kinds.starts_with(&steps) && kinds.len() > steps.len(), "{kinds:?}");
    for (step, pair) in funnel.steps.iter().zip(visit.hits.windows(2)) {
        let wait = pair[1].at_seconds - pair[0].at_seconds;
        assert!(wait >= step.delay_seconds_min && wait <= step.delay_seconds_max, "{wait} after {}", step.title);
        if step.kind == StepKind::Pageview {
            assert_eq!(pair[0].label, step.title);
        }
    }
    let purchase = preview_funnel(&config(), &Funnel::templates()[0], 33, NOW);
    assert_eq!(purchase.hits.len(), 7);
    let order = &purchase.hits[5];
    assert!(order.kind == "order" && order.parameters.contains(&("revenue".into(), "249.00".into())), "{order:?}");
}
