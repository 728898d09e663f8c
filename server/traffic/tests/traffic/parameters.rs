//! Every rule of what a hit says, for visits of many seeds.

use crate::support::{
    PLANNED_MS, Parameters, TOKEN, assert_share, busy, config, due, hits, kind, parse, plain, single, traffic, written,
};
use domain::MultiTargetConfig;
use proptest::prelude::*;
use std::collections::HashSet;
use std::net::Ipv4Addr;
use traffic::{Traffic, countries::country_of};
use visit::{Recipient, VisitSource};

const TIMINGS: [&str; 6] = ["pf_net", "pf_srv", "pf_tfr", "pf_dm1", "pf_dm2", "pf_onl"];
const SITE: &str = "https://www.example.org/";

fn is_number_below(hit: &Parameters, name: &str, bound: u32) -> bool {
    hit[name].parse::<u32>().is_ok_and(|value| value < bound)
}

fn utc() -> MultiTargetConfig {
    MultiTargetConfig { timezone: "UTC".to_owned(), ..busy(MultiTargetConfig::default()) }
}

proptest! {
    #[test]
    fn every_hit_says_what_a_tracker_says(seed: u64, index: u64) {
        let visit = Traffic::live(&utc(), seed).visit(index);
        for hit in hits(&*visit) {
            for (name, value) in [
                ("idsite", "7"), ("rec", "1"), ("apiv", "1"), ("send_image", "0"), ("cookie", "1"),
                ("h", "9"), ("m", "5"), ("s", "7"),
            ] {
                prop_assert_eq!(&hit[name], value, "{}", name);
            }
            prop_assert!(hit["url"].starts_with(SITE), "{}", hit["url"]);
            prop_assert!(hit["cid"].len() == 16 && hit["cid"].bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            prop_assert!(hit["pv_id"].len() == 6 && hit["pv_id"].bytes().all(|b| b.is_ascii_alphanumeric()));
            prop_assert!(is_number_below(&hit, "rand", 1_000_000));
            let (width, height) = hit["res"].split_once('x').unwrap();
            prop_assert!(width.parse::<u32>().unwrap() >= 320 && height.parse::<u32>().unwrap() >= 320);
            for absent in ["new_visit", "_id", "ua", "lang", "cdt", "cip"] {
                prop_assert!(!hit.contains_key(absent), "{}", absent);
            }
            // The tracking API: with every kind of request that is an action but no page view, never with a ping.
            let is_custom = matches!(kind(&hit), "event" | "search" | "outlink" | "download");
            prop_assert_eq!(hit.contains_key("ca"), is_custom);
        }
    }

    #[test]
    fn page_views_follow_each_other_and_a_ping_closes(seed: u64, index: u64) {
        let hits = hits(&*Traffic::live(&plain(MultiTargetConfig::default()), seed).visit(index));
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
    fn every_action_happens_on_the_page_that_is_viewed(seed: u64, index: u64) {
        let config = MultiTargetConfig { campaigns_probability: 0.0, ..busy(config((1, 6), (0.0, 1.0))) };
        let hits = hits(&*Traffic::live(&config, seed).visit(index));
        prop_assert_eq!(kind(&hits[0]), "view");
        let mut page = &hits[0];
        let mut pages = HashSet::new();
        for hit in &hits {
            if kind(hit) == "view" {
                prop_assert!(pages.insert(hit["pv_id"].clone()));
                page = hit;
            }
            for name in ["pv_id", "url"] {
                prop_assert_eq!(&hit[name], &page[name]);
            }
            prop_assert_eq!(hit.get("urlref"), page.get("urlref"));
        }
        let of = |name: &str| hits.iter().filter(|hit| kind(hit) == name).count();
        prop_assert_eq!([of("search"), of("outlink"), of("download"), of("event"), of("order"), of("ping")], [1, 1, 1, 2, 1, 1]);
        prop_assert!((1..=2).contains(&of("cart")) && (1..=6).contains(&of("view")));
        // The order is placed on the last page, and only a link to another site comes after it.
        let order = hits.iter().position(|hit| kind(hit) == "order").unwrap();
        prop_assert!(hits[order + 1..].iter().all(|hit| matches!(kind(hit), "outlink" | "ping")));
    }

    // In the middle of the day; after midnight see `dates`.
    #[test]
    fn only_a_token_allows_address_and_time(seed: u64, index: u64) {
        let visit = traffic(seed).visit(index);
        for hit in 0..visit.hit_count() {
            let planned = due(&*visit, hit, PLANNED_MS);
            let with = parse(&written(&*visit, hit, single(Some(TOKEN), planned)));
            prop_assert_eq!(&with["token_auth"], TOKEN);
            let address: Ipv4Addr = with["cip"].parse().unwrap();
            prop_assert!(country_of(address).is_some_and(|code| visit.accept_language().contains(code)));
            let mut without = with.clone();
            without.retain(|name, _| !["token_auth", "cdt", "cip"].contains(&name.as_str()));
            prop_assert_eq!(parse(&written(&*visit, hit, single(None, planned))), without);
        }
    }

    #[test]
    fn any_token_arrives_as_it_is(token in ".*") {
        let visit = traffic(1).visit(1);
        prop_assert_eq!(&parse(&written(&*visit, 0, single(Some(&token), PLANNED_MS)))["token_auth"], &token);
    }

    #[test]
    fn a_bulk_request_says_more_but_nothing_else(seed: u64, index: u64, arrival in 0_i64..4_000_000_000_000) {
        let visit = Traffic::live(&utc(), seed).visit(index);
        for (hit, token_auth) in (0..visit.hit_count()).flat_map(|hit| [(hit, None), (hit, Some(TOKEN))]) {
            let planned = due(&*visit, hit, arrival);
            let alone = single(token_auth, planned);
            let short = written(&*visit, hit, alone);
            let long = written(&*visit, hit, Recipient { in_bulk: true, ..alone });
            let more = long.strip_prefix(&short);
            prop_assert!(more.is_some(), "{} {}", short, long);
            let all = parse(&long);
            prop_assert_eq!(&all["ua"], visit.user_agent());
            prop_assert_eq!(&all["lang"], visit.accept_language());
            // What a single hit says by when it comes.
            let with_time = !short.contains("&cdt=");
            prop_assert_eq!(parse(more.unwrap()).len(), if with_time { 3 } else { 2 });
            if token_auth.is_none() && hit == 0 {
                prop_assert_eq!(&all["cdt"], &(planned / 1_000).to_string());
            }
        }
    }
}

#[test]
fn an_address_stays_the_same_and_is_left_out_when_countries_are_off() {
    let addresses = |config: &MultiTargetConfig| -> HashSet<Option<String>> {
        let visit = Traffic::live(config, 3).visit(3);
        let hits = (0..visit.hit_count()).map(|hit| written(&*visit, hit, single(Some(TOKEN), PLANNED_MS)));
        hits.map(|hit| parse(&hit).get("cip").cloned()).collect()
    };
    let on = addresses(&MultiTargetConfig::default());
    assert!(on.len() == 1 && on.iter().all(Option::is_some), "{on:?}");
    let off = MultiTargetConfig { randomize_visitor_countries: false, ..MultiTargetConfig::default() };
    assert_eq!(addresses(&off), HashSet::from([None]));
    let languages: HashSet<String> =
        (0..500).map(|index| Traffic::live(&off, 3).visit(index).accept_language().to_owned()).collect();
    assert_eq!(languages, HashSet::from(["en".to_owned()]));
}

#[test]
fn writing_appends_and_knows_its_end() {
    let visit = traffic(3).visit(3);
    let mut out = String::from("?");
    visit.write_parameters(0, &single(None, PLANNED_MS), &mut out);
    assert_eq!(out, format!("?{}", written(&*visit, 0, single(None, PLANNED_MS))));
    assert_eq!(written(&*visit, visit.hit_count(), single(None, PLANNED_MS)), "");
}

#[test]
fn browsers_differ_and_matomo_records_all_of_them() {
    let source = traffic(11);
    let mut agents = HashSet::new();
    let mut languages = HashSet::new();
    for index in 0..5_000 {
        let visit = source.visit(index);
        agents.insert(visit.user_agent().to_owned());
        languages.insert(visit.accept_language().to_owned());
        let hints = hits(&*visit)[0].get("uadata").cloned();
        // Only Chromium has client hints.
        assert_eq!(hints.is_some(), visit.user_agent().contains("Chrome/"), "{}", visit.user_agent());
        assert!(hints.is_none_or(|hints| hints.starts_with("{\"fullVersionList\":[{\"brand\":")));
    }
    assert!(agents.len() >= 8 && languages.len() >= 30, "{agents:?} {languages:?}");
    for agent in agents {
        assert!(agent.starts_with("Mozilla/5.0 ("), "{agent}");
        let lower = agent.to_lowercase();
        for excluded in ["bot", "facebookexternalhit", "apachebench", "k6", "crawl", "spider"] {
            assert!(!lower.contains(excluded), "{agent}");
        }
    }
}

#[test]
fn the_clock_is_that_of_the_time_zone() {
    for (zone, clock) in
        [("UTC", "9:5:7"), ("CET", "10:5:7"), ("Asia/Kolkata", "14:35:7"), ("America/St_Johns", "5:35:7")]
    {
        let config = MultiTargetConfig { timezone: zone.to_owned(), ..MultiTargetConfig::default() };
        let hit = &hits(&*Traffic::live(&config, 1).visit(1))[0];
        assert_eq!(format!("{}:{}:{}", hit["h"], hit["m"], hit["s"]), clock, "{zone}");
    }
}

#[test]
fn visitors_are_where_the_configuration_says() {
    let share = |country: &str, weight| domain::CountryShare { country: country.to_owned(), weight };
    let countries = vec![share("SE", 3.0), share("JP", 1.0)];
    let source = Traffic::live(&MultiTargetConfig { countries, ..MultiTargetConfig::default() }, 4);
    let mut swedish = 0;
    for index in 0..10_000 {
        let visit = source.visit(index);
        let hit = written(&*visit, 0, single(Some(TOKEN), PLANNED_MS));
        let address: Ipv4Addr = hit.split_once("&cip=").unwrap().1.split('&').next().unwrap().parse().unwrap();
        let code = country_of(address).unwrap();
        assert!(["SE", "JP"].contains(&code) && visit.accept_language().contains(code), "{code}");
        swedish += u64::from(code == "SE");
    }
    assert_share("SE", swedish, 10_000, 0.75);
}
