//! Every rule of what a hit says, for visits of many seeds.

use crate::support::{PLANNED_MS, Parameters, TOKEN, hits, parse, traffic, written};
use engine::VisitSource;
use proptest::prelude::*;
use std::collections::HashSet;

const TIMINGS: [&str; 6] = ["pf_net", "pf_srv", "pf_tfr", "pf_dm1", "pf_dm2", "pf_onl"];
const SITE: &str = "https://www.example.org/";

fn is_number_below(hit: &Parameters, name: &str, bound: u32) -> bool {
    hit[name].parse::<u32>().is_ok_and(|value| value < bound)
}

proptest! {
    #[test]
    fn every_hit_says_what_a_tracker_says(seed: u64, index: u64) {
        let visit = traffic(seed).visit(index);
        for hit in hits(&*visit) {
            for (name, value) in [
                ("idsite", "7"), ("rec", "1"), ("apiv", "1"), ("send_image", "0"), ("cookie", "1"),
                ("h", "9"), ("m", "5"), ("s", "7"),
                ("ua", visit.user_agent()), ("lang", visit.accept_language()),
            ] {
                prop_assert_eq!(&hit[name], value, "{}", name);
            }
            prop_assert!(hit["url"].starts_with(SITE), "{}", hit["url"]);
            prop_assert!(hit["cid"].len() == 16 && hit["cid"].bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            prop_assert!(hit["pv_id"].len() == 6 && hit["pv_id"].bytes().all(|b| b.is_ascii_alphanumeric()));
            prop_assert!(is_number_below(&hit, "rand", 1_000_000));
            let (width, height) = hit["res"].split_once('x').unwrap();
            prop_assert!(width.parse::<u32>().unwrap() >= 320 && height.parse::<u32>().unwrap() >= 320);
            prop_assert!(!hit.contains_key("new_visit") && !hit.contains_key("_id"));
        }
    }

    #[test]
    fn page_views_follow_each_other_and_a_ping_closes(seed: u64, index: u64) {
        let hits = hits(&*traffic(seed).visit(index));
        let (ping, views) = hits.split_last().unwrap();
        prop_assert_eq!(hits.iter().map(|hit| &hit["cid"]).collect::<HashSet<_>>().len(), 1);
        prop_assert_eq!(views.iter().map(|hit| &hit["pv_id"]).collect::<HashSet<_>>().len(), views.len());
        for view in views {
            prop_assert!(!view["action_name"].is_empty());
            prop_assert!(!view.contains_key("ping"));
            prop_assert!(TIMINGS.iter().all(|name| is_number_below(view, name, 10_000)));
        }
        for pair in views.windows(2) {
            prop_assert_eq!(&pair[1]["urlref"], &pair[0]["url"]);
            prop_assert_ne!(&pair[1]["url"], &pair[0]["url"]);
        }
        let last = views.last().unwrap();
        prop_assert_eq!(&ping["ping"], "1");
        for name in ["pv_id", "url"] {
            prop_assert_eq!(&ping[name], &last[name]);
        }
        prop_assert_eq!(ping.get("urlref"), last.get("urlref"));
        prop_assert!(!ping.contains_key("action_name"));
        prop_assert!(TIMINGS.iter().all(|name| !ping.contains_key(*name)));
        // The visitor came from elsewhere, or from nowhere.
        prop_assert!(views[0].get("urlref").is_none_or(|referrer| referrer.starts_with("https://") && !referrer.starts_with(SITE)));
    }

    #[test]
    fn only_a_token_allows_address_and_time(seed: u64, index: u64, planned in -4_000_000_000_000_i64..4_000_000_000_000) {
        let visit = traffic(seed).visit(index);
        for hit in 0..visit.hit_count() {
            let with = parse(&written(&*visit, hit, Some(TOKEN), planned));
            prop_assert_eq!(&with["token_auth"], TOKEN);
            prop_assert_eq!(&with["cdt"], &planned.div_euclid(1_000).to_string());
            let address: std::net::Ipv4Addr = with["cip"].parse().unwrap();
            prop_assert!(address.is_private());
            let mut without = with.clone();
            without.retain(|name, _| !["token_auth", "cdt", "cip"].contains(&name.as_str()));
            prop_assert_eq!(parse(&written(&*visit, hit, None, planned)), without);
        }
    }

    #[test]
    fn any_token_arrives_as_it_is(token in ".*") {
        let visit = traffic(1).visit(1);
        prop_assert_eq!(&parse(&written(&*visit, 0, Some(&token), PLANNED_MS))["token_auth"], &token);
    }
}

#[test]
fn the_address_of_a_visit_stays_the_same() {
    let visit = traffic(3).visit(3);
    let addresses: HashSet<String> = (0..visit.hit_count())
        .map(|hit| parse(&written(&*visit, hit, Some(TOKEN), PLANNED_MS))["cip"].clone())
        .collect();
    assert_eq!(addresses.len(), 1);
}

#[test]
fn writing_appends_and_knows_its_end() {
    let visit = traffic(3).visit(3);
    let mut out = String::from("?");
    let recipient = engine::Recipient { site_id: 7, token_auth: None, planned_unix_ms: PLANNED_MS };
    visit.write_parameters(0, &recipient, &mut out);
    assert_eq!(out, format!("?{}", written(&*visit, 0, None, PLANNED_MS)));
    assert_eq!(written(&*visit, visit.hit_count(), None, PLANNED_MS), "");
}

#[test]
fn visitors_differ_and_matomo_records_all_of_them() {
    let source = traffic(11);
    let mut agents = HashSet::new();
    let mut languages = HashSet::new();
    let (mut direct, visits) = (0, 5_000);
    for index in 0..visits {
        let visit = source.visit(index);
        agents.insert(visit.user_agent().to_owned());
        languages.insert(visit.accept_language().to_owned());
        direct += u32::from(!hits(&*visit)[0].contains_key("urlref"));
    }
    assert!(agents.len() >= 8 && languages.len() >= 8, "{agents:?} {languages:?}");
    // 1,500 expected (30%); the standard deviation is 32.
    assert!((1_350..1_650).contains(&direct), "{direct}");
    for agent in agents {
        assert!(agent.starts_with("Mozilla/5.0 ("), "{agent}");
        let lower = agent.to_lowercase();
        for excluded in ["bot", "facebookexternalhit", "apachebench", "k6", "crawl", "spider"] {
            assert!(!lower.contains(excluded), "{agent}");
        }
    }
}
