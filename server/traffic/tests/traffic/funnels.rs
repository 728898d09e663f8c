//! Funnels: fixed paths that some visits take before they leave or go on.

use crate::support::PLANNED_MS;
use crate::support::{Parameters, assert_share, authorized, busy, config, hits, kind, plain};
use domain::{Funnel, FunnelStep, MultiTargetConfig, StepKind};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;
use traffic::Traffic;
use visit::VisitSource;

const PAGE: &str = "https://a.example/start?x=1&y=2";

fn step(kind: StepKind) -> FunnelStep {
    FunnelStep { kind, delay_seconds_min: 2.0, delay_seconds_max: 5.0, ..FunnelStep::default() }
}

/// All six kinds.
fn funnel() -> Funnel {
    Funnel {
        name: "all".to_owned(),
        probability: 1.0,
        steps: vec![
            FunnelStep { url: PAGE.to_owned(), title: "First".to_owned(), ..step(StepKind::Pageview) },
            FunnelStep {
                event_category: "c".to_owned(),
                event_action: "a".to_owned(),
                event_name: "n & m".to_owned(),
                event_value: Some(1.5),
                ..step(StepKind::Event)
            },
            FunnelStep {
                search_keyword: "tent".to_owned(),
                search_category: "Shop".to_owned(),
                search_results: Some(0),
                ..step(StepKind::SiteSearch)
            },
            FunnelStep {
                url: "https://www.example.org/shop/tents/".to_owned(),
                action_name: "Tents!".to_owned(),
                ..step(StepKind::Pageview)
            },
            FunnelStep { target_url: "https://b.example/?q=1".to_owned(), ..step(StepKind::Outlink) },
            FunnelStep { target_url: "https://a.example/f.pdf".to_owned(), ..step(StepKind::Download) },
            FunnelStep {
                url: "https://a.example/checkout".to_owned(),
                ecommerce_revenue: Some(120.0),
                ecommerce_tax: Some(20.0),
                ecommerce_shipping: Some(5.5),
                ecommerce_items: Some(3),
                ecommerce_currency: "USD".to_owned(),
                ..step(StepKind::Ecommerce)
            },
        ],
        ..Funnel::default()
    }
}

fn with(funnels: Vec<Funnel>) -> MultiTargetConfig {
    MultiTargetConfig { funnels, campaigns_probability: 0.0, ..busy(config((2, 4), (1.0, 2.0))) }
}

#[test]
fn every_kind_of_step_is_a_hit_of_its_kind() {
    let visit = Traffic::live(&with(vec![funnel()]), 3).visit(5);
    let hits = hits(&*visit);
    let kinds: Vec<&str> = hits.iter().map(kind).collect();
    assert_eq!(kinds, ["view", "event", "search", "view", "outlink", "download", "order", "ping"]);
    let part = visit.funnel().unwrap();
    assert_eq!((part.funnel, part.hits), (0, 7));
    let has = |hit: usize, pairs: &[(&str, &str)]| {
        for (name, value) in pairs {
            assert_eq!(hits[hit][*name], *value, "hit {hit}: {name}");
        }
    };
    has(0, &[("url", PAGE), ("action_name", "First")]);
    has(1, &[("url", PAGE), ("e_c", "c"), ("e_a", "a"), ("e_n", "n & m"), ("e_v", "1.5"), ("ca", "1")]);
    has(2, &[("url", PAGE), ("search", "tent"), ("search_cat", "Shop"), ("search_count", "0")]);
    has(3, &[("url", "https://www.example.org/shop/tents/"), ("urlref", PAGE), ("action_name", "Tents!")]);
    has(4, &[("url", "https://www.example.org/shop/tents/"), ("link", "https://b.example/?q=1")]);
    has(5, &[("url", "https://www.example.org/shop/tents/"), ("download", "https://a.example/f.pdf")]);
    has(6, &[("url", "https://a.example/checkout"), ("idgoal", "0"), ("revenue", "120.00"), ("ec_st", "94.50")]);
    has(6, &[("ec_tx", "20.00"), ("ec_sh", "5.50"), ("ec_dt", "0.00"), ("ec_currency", "USD")]);
    let items: Vec<(String, String, String, f64, u32)> = serde_json::from_str(&hits[6]["ec_items"]).unwrap();
    let sum: f64 = items.iter().map(|item| item.3 * f64::from(item.4)).sum();
    assert!(items.len() == 3 && (sum - 94.5).abs() < 1e-9, "{items:?}");
    let views: HashSet<&String> = hits.iter().map(|hit| &hit["pv_id"]).collect();
    assert_eq!(views.len(), 2);
}

#[test]
fn waits_are_real_and_as_configured() {
    let source = Traffic::live(&with(vec![funnel()]), 3);
    let range = Duration::from_secs(2)..=Duration::from_secs(5);
    let mut waits = Vec::new();
    for index in 0..200 {
        let visit = source.visit(index);
        assert_eq!(visit.offset(0), Duration::ZERO);
        waits.extend((1..visit.hit_count()).map(|hit| visit.offset(hit) - visit.offset(hit - 1)));
        // Matomo is told the same waits or longer ones.
        let reported: Vec<i64> =
            authorized(&*visit, PLANNED_MS).iter().map(|hit| hit["cdt"].parse().unwrap()).collect();
        assert!(reported.windows(2).all(|pair| pair[1] - pair[0] >= 1), "{reported:?}");
    }
    assert!(waits.iter().all(|wait| range.contains(wait)));
    // Uniform: the mean is 3.5, its standard deviation 0.023.
    let mean = waits.iter().sum::<Duration>().as_secs_f64() / waits.len() as f64;
    assert!((mean - 3.5).abs() < 0.09, "{mean}");
}

#[test]
fn the_same_visitor_goes_on_browsing() {
    let funnel = Funnel { exit_after_completion: false, ..funnel() };
    let config = with(vec![funnel]);
    let source = Traffic::live(&config, 3);
    for index in 0..200 {
        let visit = source.visit(index);
        let hits = hits(&*visit);
        let ids: HashSet<&String> = hits.iter().map(|hit| &hit["cid"]).collect();
        assert_eq!(ids.len(), 1);
        let (path, browsing) = hits.split_at(visit.funnel().unwrap().hits);
        assert_eq!(kind(&browsing[0]), "view");
        assert_eq!(browsing[0]["urlref"], path.last().unwrap()["url"]);
        let of = |hits: &[Parameters], name: &str| hits.iter().filter(|hit| kind(hit) == name).count();
        assert!((2..=4).contains(&of(browsing, "view")));
        assert_eq!(["search", "outlink", "download", "order", "ping"].map(|name| of(browsing, name)), [1; 5]);
        assert_eq!(of(path, "ping"), 0);
        // Two orders of one visit have different numbers.
        let orders: Vec<&String> = hits.iter().filter_map(|hit| hit.get("ec_id")).collect();
        assert!(orders.len() == 2 && orders[0] != orders[1], "{orders:?}");
    }
}

#[test]
fn who_goes_on_starts_from_the_funnels_last_page() {
    let steps = vec![FunnelStep { url: "https://www.example.org/shop".to_owned(), ..step(StepKind::Pageview) }];
    let funnel = Funnel { exit_after_completion: false, steps, ..funnel() };
    let config = MultiTargetConfig { funnels: vec![funnel], ..plain(config((1, 1), (0.0, 0.0))) };
    let source = Traffic::live(&config, 3);
    let below =
        (0..1_000).filter(|index| hits(&*source.visit(*index))[1]["url"].starts_with("https://www.example.org/shop/"));
    // Down with 65 %.
    assert_share("pages below", below.count() as u64, 1_000, 0.65);
}

#[test]
fn the_first_whose_probability_comes_up_is_taken() {
    const VISITS: u64 = 100_000;
    let funnels = [("later", 0.5, 5, true), ("off", 1.0, 0, false), ("first", 0.2, 1, true), ("same", 0.25, 5, true)];
    let funnels = funnels.map(|(name, probability, priority, enabled)| Funnel {
        name: name.to_owned(),
        probability,
        priority,
        enabled,
        steps: vec![FunnelStep { url: PAGE.to_owned(), ..step(StepKind::Pageview) }],
        ..Funnel::default()
    });
    let funnels = funnels.to_vec();
    let source = Traffic::live(&MultiTargetConfig { funnels, ..plain(config((1, 1), (0.0, 0.0))) }, 42);
    let mut taken: BTreeMap<Option<usize>, u64> = BTreeMap::new();
    for index in 0..VISITS {
        *taken.entry(source.visit(index).funnel().map(|part| part.funnel)).or_default() += 1;
    }
    for (funnel, share) in [(Some(2), 0.2), (Some(0), 0.8 * 0.5), (Some(3), 0.4 * 0.25), (None, 0.3)] {
        assert_share(&format!("{funnel:?}"), taken[&funnel], VISITS, share);
    }
    assert!(!taken.contains_key(&Some(1)));
}

#[test]
fn an_order_without_amounts_is_drawn_like_any_other() {
    let steps = vec![
        FunnelStep { url: PAGE.to_owned(), ..step(StepKind::Pageview) },
        FunnelStep { ecommerce_subtotal: Some(10.0), ecommerce_tax: Some(1.0), ..step(StepKind::Ecommerce) },
        step(StepKind::Ecommerce),
    ];
    let config = MultiTargetConfig {
        ecommerce_order_value_min: 50.0,
        ecommerce_order_value_max: 60.0,
        ..with(vec![Funnel { steps, ..funnel() }])
    };
    let hits = hits(&*Traffic::live(&config, 3).visit(5));
    assert_eq!((hits[1]["revenue"].as_str(), hits[1]["ec_st"].as_str()), ("11.00", "10.00"));
    let revenue: f64 = hits[2]["revenue"].parse().unwrap();
    assert!((50.0..=60.0).contains(&revenue) && hits[2]["ec_currency"] == "SEK", "{revenue}");
    assert_eq!(hits[2]["ec_id"], format!("{}-2", hits[1]["ec_id"]));
}
