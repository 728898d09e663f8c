//! Where visitors come from: what is configured is what an independent look-up in the same data gives back.

mod data;

use data::FILE;
use domain::config::CountryShare;
use domain::country::{COUNTRIES, OTHER};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use traffic::countries::{CountrySampler, Place, country_of};

fn sampler(distribution: &[(&str, f64)]) -> CountrySampler {
    let shares = distribution.iter().map(|&(country, weight)| CountryShare { country: country.to_owned(), weight });
    CountrySampler::new(&shares.collect::<Vec<_>>())
}

fn places(distribution: &[(&str, f64)], draws: u64) -> impl Iterator<Item = Place> {
    let sampler = sampler(distribution);
    (0..draws).map(move |key| sampler.sample(key))
}

/// How often each country's addresses are drawn, as the test's own look-up sees it.
fn counts(distribution: &[(&str, f64)], draws: u64) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for place in places(distribution, draws) {
        let code = data::country(place.address).unwrap_or_else(|| panic!("{place:?} is nowhere"));
        assert_eq!(place.country.country().map(|country| country.code), Some(code), "{place:?}");
        *counts.entry(code).or_default() += 1;
    }
    counts
}

/// Whether `count` of `draws` lies in the 99.9 % interval of a binomial distribution (normal approximation,
/// with continuity correction).
fn assert_share(what: &str, count: u64, draws: u64, share: f64) {
    let count = count as f64;
    let draws = draws as f64;
    let expected = draws * share;
    let width = 3.2905 * (expected * (1.0 - share)).sqrt() + 0.5;
    assert!((count - expected).abs() <= width, "{what}: {count} drawn, {expected:.1} ± {width:.1} expected");
}

#[test]
fn drawn_shares_are_the_configured_ones() {
    const DRAWS: u64 = 100_000;
    let configured: Vec<CountryShare> = CountryShare::defaults();
    let list: Vec<(&str, f64)> = configured.iter().map(|share| (share.country.as_str(), share.weight)).collect();
    let total: f64 = list.iter().map(|(_, weight)| weight).sum();
    let mut counts = counts(&list, DRAWS);
    for (code, weight) in list.iter().filter(|(code, _)| *code != OTHER) {
        assert_share(code, counts.remove(code).unwrap_or(0), DRAWS, weight / total);
    }
    let (_, other) = list.iter().find(|(code, _)| *code == OTHER).unwrap();
    assert_share(OTHER, counts.values().sum(), DRAWS, other / total);
    assert!(counts.len() > 50, "only {counts:?}");
}

#[test]
fn others_are_as_likely_as_they_have_addresses() {
    const DRAWS: u64 = 100_000;
    let counts = counts(&[("US", 3.0), (OTHER, 1.0)], DRAWS);
    let mut totals = data::totals();
    assert_share("US", counts["US"], DRAWS, 0.75);
    totals.remove("US");
    let all: u64 = totals.values().sum();
    for code in ["CN", "JP", "DE", "KR", "BR", "FR", "GB", "CA", "SE"] {
        assert_share(code, counts[code], DRAWS, 0.25 * totals[code] as f64 / all as f64);
    }
}

#[test]
fn a_countrys_addresses_are_equally_likely() {
    const DRAWS: u64 = 100_000;
    const PARTS: u64 = 16;
    for code in ["US", "SE", "MC"] {
        let total = data::totals()[code];
        let mut drawn: Vec<u64> = places(&[(code, 0.1)], DRAWS).map(|place| data::number(place.address)).collect();
        drawn.sort_unstable();
        let mut parts = [0; PARTS as usize];
        let mut drawn = drawn.into_iter().peekable();
        let mut below = 0;
        for block in FILE.blocks.iter().filter(|block| block.code == code) {
            while let Some(address) = drawn.next_if(|address| *address <= block.last) {
                let rank = below + address - block.first;
                parts[usize::try_from(rank * PARTS / total).unwrap()] += 1;
            }
            below += block.last - block.first + 1;
        }
        for (part, count) in parts.into_iter().enumerate() {
            assert_share(&format!("{code}, part {part}"), count, DRAWS, 1.0 / PARTS as f64);
        }
    }
}

#[test]
fn every_country_can_be_drawn_alone() {
    for country in COUNTRIES {
        assert_eq!(counts(&[(country.code, 0.5)], 50), BTreeMap::from([(country.code, 50)]));
    }
}

#[test]
fn no_visitor_comes_from_an_excluded_network() {
    let excluded = data::excluded();
    assert!(excluded.len() > 50);
    let outside = |first: u64, last: u64| {
        // The networks are apart and sorted: only the last that starts before the end can be in the way.
        let before = excluded.partition_point(|(network, _)| *network <= last);
        before == 0 || excluded[before - 1].1 < first
    };
    for distribution in [[(OTHER, 1.0)], [("US", 1.0)]] {
        for place in places(&distribution, 200_000) {
            let address = data::number(place.address);
            assert!(outside(address, address), "{place:?}");
            assert!(!place.address.is_private() && !place.address.is_loopback() && !place.address.is_multicast());
        }
    }
    for block in &FILE.blocks {
        assert!(outside(block.first, block.last), "{block:?}");
    }
}

#[test]
fn the_networks_that_matomo_was_seen_to_drop_are_excluded() {
    let excluded = data::excluded();
    for [first, last] in [
        ["66.249.0.0", "66.249.255.255"],
        ["74.125.0.0", "74.125.255.255"],
        ["65.55.0.0", "65.55.255.255"],
        ["173.194.0.0", "173.194.255.255"],
    ] {
        let [first, last] = [first, last].map(|text| data::number(text.parse().unwrap()));
        assert!(excluded.iter().any(|(from, to)| *from <= first && last <= *to), "{first}");
    }
}

#[test]
fn a_distribution_without_anything_to_draw_means_everywhere() {
    let everywhere = counts(&[(OTHER, 1.0)], 2_000);
    assert_eq!(counts(&[], 2_000), everywhere);
    assert_eq!(counts(&[("SE", 0.0), ("QQ", 1.0)], 2_000), everywhere);
    let all: Vec<(&str, f64)> = COUNTRIES.iter().map(|country| (country.code, 1.0)).collect();
    let without_others: Vec<(&str, f64)> = all.iter().copied().chain([(OTHER, 1_000.0)]).collect();
    assert_eq!(counts(&all, 2_000), counts(&without_others, 2_000));
}

#[test]
fn a_country_with_weight_zero_is_not_among_the_others() {
    let counts = counts(&[("US", 0.0), ("SE", 1.0), (OTHER, 1.0)], 20_000);
    assert!(!counts.contains_key("US") && counts.contains_key("CN"), "{counts:?}");
    assert_share("SE", counts["SE"], 20_000, 0.5);
}

#[test]
fn the_same_key_gives_the_same_place_for_ever() {
    let sampler = sampler(&[("SE", 1.0), ("DE", 2.0), (OTHER, 1.0)]);
    let drawn: Vec<String> = [0, 1, 2, 3, u64::MAX]
        .map(|key| {
            let place = sampler.sample(key);
            format!("{} {}", place.country.country().unwrap().code, place.address)
        })
        .into();
    let expected = ["DE 82.211.40.99", "US 71.97.57.196", "US 3.171.122.8", "SE 138.233.63.253", "DE 193.239.245.184"];
    assert_eq!(drawn, expected);
}

#[test]
fn ranges_are_sorted_and_apart() {
    assert!(FILE.blocks.len() > 200_000);
    for pair in FILE.blocks.windows(2) {
        let [one, next] = pair else { unreachable!() };
        assert!(one.last < next.first, "{one:?} {next:?}");
        assert!(one.last + 1 < next.first || one.code != next.code, "to be merged: {one:?} {next:?}");
    }
}

#[test]
fn file_table_and_totals_name_the_same_countries() {
    let known: Vec<&str> = COUNTRIES.iter().map(|country| country.code).collect();
    assert_eq!(FILE.codes, known);
    let written = data::lines(include_str!("../../data/countries/totals.txt"));
    let written: BTreeMap<&str, u64> = written.map(|(code, count)| (code, count.parse().unwrap())).collect();
    assert_eq!(data::totals(), written);
    assert_eq!(written.keys().copied().collect::<Vec<_>>(), known);
}

/// Addresses of institutions whose country nobody doubts, looked up in the package by another reader.
#[test]
fn known_addresses_are_where_they_are() {
    for (address, code) in [
        ([193, 0, 6, 139], "NL"),
        ([200, 160, 2, 3], "BR"),
        ([202, 12, 27, 33], "JP"),
        ([129, 132, 1, 1], "CH"),
        ([131, 130, 1, 1], "AT"),
        ([128, 40, 1, 1], "GB"),
        ([18, 18, 18, 18], "US"),
    ] {
        assert_eq!(country_of(address.into()), Some(code), "{address:?}");
    }
    for nowhere in [[0, 0, 0, 0], [10, 0, 0, 1], [8, 8, 8, 8], [66, 249, 66, 1], [192, 0, 2, 1], [255, 255, 255, 255]] {
        assert_eq!(country_of(nowhere.into()), None, "{nowhere:?}");
    }
}

#[test]
fn both_look_ups_agree_around_every_border() {
    for block in &FILE.blocks {
        for address in [block.first.saturating_sub(1), block.first, block.last, block.last + 1] {
            let address = Ipv4Addr::from(u32::try_from(address).unwrap());
            assert_eq!(country_of(address), data::country(address), "{address}");
        }
    }
}
