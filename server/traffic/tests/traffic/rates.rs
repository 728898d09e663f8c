//! What is configured is what comes out, and nothing displaces anything else.

use crate::support::{PLANNED_MS, Parameters, assert_share, busy, config, hits, kind, plain, single, written};
use domain::{EventSets, Journey, MultiTargetConfig, TrackingEvent};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};
use traffic::Traffic;
use visit::VisitSource;

const VISITS: u64 = 100_000;

/// How many visits have each of these in one of their hits.
fn counts<const N: usize>(config: &MultiTargetConfig, names: [&str; N]) -> [u64; N] {
    let source = Traffic::live(config, 42);
    let mut counts = [0; N];
    for index in 0..VISITS {
        let visit = source.visit(index);
        let mut seen = [false; N];
        for hit in 0..visit.hit_count() {
            let text = written(&*visit, hit, single(None, PLANNED_MS));
            for (seen, name) in seen.iter_mut().zip(names) {
                assert!(!(*seen && text.contains(name)), "{name} is there twice in visit {index}");
                *seen |= text.contains(name);
            }
        }
        for (count, seen) in counts.iter_mut().zip(seen) {
            *count += u64::from(seen);
        }
    }
    counts
}

/// Sets of events that tell click events from random ones.
fn told_apart() -> EventSets {
    let [click, random] = ["clicked", "happened"].map(|category| TrackingEvent {
        category: category.to_owned(),
        action: "a".to_owned(),
        name: String::new(),
        value: Some(2.5),
    });
    EventSets { click_events: vec![click], random_events: vec![random] }
}

#[test]
fn every_probability_is_what_comes_out() {
    // Short visits: where actions could get into each other's way.
    let mut config = MultiTargetConfig {
        sitesearch_probability: 0.15,
        outlinks_probability: 0.10,
        downloads_probability: 0.08,
        click_events_probability: 0.25,
        random_events_probability: 0.12,
        ecommerce_probability: 0.05,
        ecommerce_items_max: 1,
        ..config((1, 3), (0.0, 0.0))
    };
    config.data_sets.events = Some(told_apart());
    let names = ["&search=", "&link=", "&download=", "&e_c=clicked", "&e_c=happened", "&ec_id=", "&ping=1"];
    let counts = counts(&config, names);
    for (name, (count, share)) in names.iter().zip(counts.into_iter().zip([0.15, 0.10, 0.08, 0.25, 0.12, 0.05, 1.0])) {
        assert_share(name, count, VISITS, share);
    }
}

#[test]
fn sources_are_split_as_configured() {
    let config = MultiTargetConfig {
        direct_traffic_probability: 0.1,
        campaigns_probability: 0.2,
        ..plain(config((1, 1), (0.0, 0.0)))
    };
    let config = MultiTargetConfig { campaigns_probability: 0.2, ..config };
    let mut by_source: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sets = config.clone();
    sets.data_sets.referrers = Some(
        "search\thttps://seek.example/?q={keyword}\nsocial\thttps://chat.example/\nreferral\thttps://blog.example/x"
            .to_owned(),
    );
    let source = Traffic::live(&sets, 42);
    for index in 0..VISITS {
        let visit = source.visit(index);
        let text = written(&*visit, 0, single(None, PLANNED_MS));
        let found = match (text.contains("mtm_campaign%3D"), text.split_once("&urlref=")) {
            (true, None) => "campaign",
            (false, None) => "direct",
            (false, Some((_, referrer))) => ["seek", "chat", "blog"]
                .into_iter()
                .find(|name| referrer.starts_with(&format!("https%3A%2F%2F{name}.example%2F")))
                .unwrap(),
            (true, Some(_)) => panic!("two sources: {text}"),
        };
        *by_source.entry(found).or_default() += 1;
    }
    for (name, share) in [("direct", 0.1), ("campaign", 0.2), ("seek", 0.35), ("chat", 0.15), ("blog", 0.20)] {
        assert_share(name, by_source[name], VISITS, share);
    }
}

#[test]
fn everything_or_nothing_can_be_direct() {
    for (probability, expected) in [(1.0, 0), (0.0, 500)] {
        let config = MultiTargetConfig {
            direct_traffic_probability: probability,
            campaigns_probability: 0.0,
            ..MultiTargetConfig::default()
        };
        let source = Traffic::live(&config, 1);
        let from_outside = (0..500).filter(|index| hits(&*source.visit(*index))[0].contains_key("urlref")).count();
        assert_eq!(from_outside, expected);
    }
}

proptest! {
    #[test]
    fn a_campaign_is_named_on_the_first_page_only(seed: u64, index: u64) {
        let config = MultiTargetConfig {
            direct_traffic_probability: 0.0, campaigns_probability: 1.0, ..busy(config((1, 4), (0.0, 0.0)))
        };
        let hits = hits(&*Traffic::live(&config, seed).visit(index));
        prop_assert!(hits[0]["url"].contains("?mtm_campaign="));
        prop_assert!(!hits[0].contains_key("urlref"));
        for hit in &hits[1..] {
            prop_assert!(!hit["url"].contains("mtm_") && hit.get("urlref").is_none_or(|url| !url.contains("mtm_")));
        }
    }

    /// One probability turned up adds its hit; all other hits stay, but for the times and, where an order
    /// begins with a product's page, that page.
    #[test]
    fn an_action_changes_no_other(seed: u64, index: u64, which in 0_usize..5) {
        let quiet = MultiTargetConfig {
            sitesearch_probability: 0.5, outlinks_probability: 0.5, downloads_probability: 0.5,
            click_events_probability: 0.5, random_events_probability: 0.5, ecommerce_probability: 0.5,
            ..config((1, 5), (0.0, 0.0))
        };
        let mut loud = quiet.clone();
        let (field, name) = match which {
            0 => (&mut loud.sitesearch_probability, "search"),
            1 => (&mut loud.outlinks_probability, "link"),
            2 => (&mut loud.downloads_probability, "download"),
            3 => (&mut loud.click_events_probability, "e_c"),
            _ => (&mut loud.random_events_probability, "e_c"),
        };
        *field = 1.0;
        let of = |config: &MultiTargetConfig| hits(&*Traffic::live(config, seed).visit(index));
        let (less, more) = (of(&quiet), of(&loud));
        prop_assert!(less.iter().all(|hit| more.contains(hit)));
        let added: Vec<&Parameters> = more.iter().filter(|hit| !less.contains(hit)).collect();
        prop_assert!(added.len() <= 1 && added.iter().all(|hit| hit.contains_key(name)), "{:?}", added);
        prop_assert!(more.iter().any(|hit| hit.contains_key(name)));
    }
}

#[test]
fn actions_are_independent_of_each_other() {
    let config = MultiTargetConfig {
        sitesearch_probability: 0.3,
        downloads_probability: 0.4,
        ..plain(config((1, 2), (0.0, 0.0)))
    };
    let source = Traffic::live(&config, 42);
    let both = (0..VISITS)
        .filter(|index| {
            // The ping, one or two views, and both; with fewer hits there cannot be both.
            let visit = source.visit(*index);
            visit.hit_count() >= 4 && {
                let hits = hits(&*visit);
                hits.iter().any(|hit| kind(hit) == "search") && hits.iter().any(|hit| kind(hit) == "download")
            }
        })
        .count();
    assert_share("search and download", both as u64, VISITS, 0.12);
}

#[test]
fn what_is_searched_comes_from_the_data() {
    let mut config = MultiTargetConfig { sitesearch_probability: 1.0, ..plain(config((1, 1), (0.0, 0.0))) };
    config.data_sets.search_terms = Some("one | First\ntwo".to_owned());
    let source = Traffic::live(&config, 3);
    let mut with = 0;
    let mut without = 0;
    let mut results = HashSet::new();
    for index in 0..10_000 {
        let hits = hits(&*source.visit(index));
        let search = hits.iter().find(|hit| kind(hit) == "search").unwrap();
        results.insert(search["search_count"].parse::<u32>().unwrap());
        match (search["search"].as_str(), search.get("search_cat").map(String::as_str)) {
            ("one", Some("First")) => {}
            ("two", Some("First")) => with += 1,
            ("two", None) => without += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_share("terms without a category", with + without, 10_000, 0.5);
    assert_share("categories of others", with, with + without, 0.3);
    assert_eq!(results, (0..=25).collect());
}

#[test]
fn what_is_linked_downloaded_and_told_comes_from_the_data() {
    let mut config = busy(config((2, 2), (0.0, 0.0)));
    config.data_sets.outlinks = Some("https://b.example/x?y=1&z=2".to_owned());
    config.data_sets.downloads = Some("https://a.example/file.zip".to_owned());
    config.data_sets.events = Some(told_apart());
    config.data_sets.user_agents = Some("My Browser 1.0 | 111x222".to_owned());
    config.data_sets.urls = Some("https://a.example/\tStart\nhttps://a.example/second-page".to_owned());
    let visit = Traffic::live(&config, 3).visit(9);
    assert_eq!(visit.user_agent(), "My Browser 1.0");
    let hits = hits(&*visit);
    let of = |name: &str| hits.iter().find(|hit| kind(hit) == name).unwrap();
    assert_eq!(of("outlink")["link"], "https://b.example/x?y=1&z=2");
    assert_eq!(of("download")["download"], "https://a.example/file.zip");
    for hit in &hits {
        assert!(!hit.contains_key("uadata") && hit["res"] == "111x222");
        let page = hit["url"].split('?').next().unwrap();
        if kind(hit) == "view" {
            let title = if page == "https://a.example/" { "Start" } else { "Second page" };
            assert_eq!(hit["action_name"], title);
        }
    }
    for category in ["clicked", "happened"] {
        let event = hits.iter().find(|hit| hit.get("e_c").is_some_and(|c| c == category)).unwrap();
        assert_eq!((event["e_a"].as_str(), event["e_v"].as_str(), event.get("e_n")), ("a", "2.5", None));
    }
}

#[test]
fn journeys_shape_visits_in_proportion() {
    let journeys = [("a", 3.0, 1, 0.0), ("b", 0.5, 4, 1.0), ("never", 0.0, 9, 0.0)];
    let journeys = journeys.map(|(name, weight, pages, search)| Journey {
        name: name.to_owned(),
        weight,
        pageviews_min: Some(pages),
        pageviews_max: Some(pages),
        sitesearch_probability: Some(search),
        ..Journey::default()
    });
    let config = MultiTargetConfig { journeys: journeys.into(), ..plain(MultiTargetConfig::default()) };
    let source = Traffic::live(&config, 42);
    let mut lengths: BTreeMap<usize, u64> = BTreeMap::new();
    for index in 0..VISITS {
        *lengths.entry(source.hit_count(index)).or_default() += 1;
    }
    assert_eq!(lengths.keys().copied().collect::<Vec<_>>(), [2, 6]);
    assert_share("the lesser journey", lengths[&6], VISITS, 0.5 / 3.5);
}

#[test]
fn a_journey_with_nothing_of_its_own_is_the_default() {
    let default = Traffic::live(&MultiTargetConfig::default(), 5);
    let named = MultiTargetConfig { journeys: vec![Journey::default()], ..MultiTargetConfig::default() };
    let named = Traffic::live(&named, 5);
    for index in 0..200 {
        assert_eq!(hits(&*default.visit(index)), hits(&*named.visit(index)));
    }
}

#[test]
fn every_rate_of_a_journey_takes_the_place_of_the_configurations() {
    type Field = fn(&mut Journey) -> &mut Option<f64>;
    let fields: [(Field, &str); 6] = [
        (|journey| &mut journey.sitesearch_probability, "search"),
        (|journey| &mut journey.outlinks_probability, "outlink"),
        (|journey| &mut journey.downloads_probability, "download"),
        (|journey| &mut journey.click_events_probability, "event"),
        (|journey| &mut journey.random_events_probability, "event"),
        (|journey| &mut journey.ecommerce_probability, "order"),
    ];
    for (field, name) in fields {
        for (own, flat) in [(1.0, plain(config((2, 2), (0.0, 0.0)))), (0.0, busy(config((2, 2), (0.0, 0.0))))] {
            let mut journey = Journey::default();
            *field(&mut journey) = Some(own);
            let of = |journeys| {
                let config = MultiTargetConfig { journeys, ..flat.clone() };
                hits(&*Traffic::live(&config, 1).visit(1)).iter().filter(|hit| kind(hit) == name).count()
            };
            let (without, with) = (of(Vec::new()), of(vec![journey]));
            assert_eq!(with, if own > 0.0 { without + 1 } else { without - 1 }, "{name}");
        }
    }
}
