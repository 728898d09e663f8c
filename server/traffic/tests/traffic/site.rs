//! The built-in site, and how visitors move in it.

use crate::support::{config, hits, plain};
use domain::MultiTargetConfig;
use std::collections::{HashMap, HashSet};
use traffic::Traffic;
use traffic::site::{BASE_URL, Page, site};
use visit::VisitSource;

fn decoded(text: &str) -> String {
    form_urlencoded::parse(format!("v={text}").as_bytes()).next().unwrap().1.into_owned()
}

fn url(page: &Page) -> String {
    decoded(page.encoded_url())
}

/// The parts of the path.
fn path(url: &str) -> Vec<&str> {
    url.strip_prefix(BASE_URL).unwrap().split('/').filter(|part| !part.is_empty()).collect()
}

#[test]
fn at_least_two_thousand_pages_with_titles() {
    let urls: HashSet<String> = site().pages().map(url).collect();
    assert_eq!(urls.len(), site().pages().count(), "an address is there twice");
    assert!(urls.len() >= 2_000, "{}", urls.len());
    for page in site().pages() {
        let title = decoded(page.encoded_title());
        assert!(title.contains("Example Outfitters") && !title.starts_with([' ', '-']), "{title}");
        // What the outline's notation would leave behind if it were misread.
        assert!(!title.contains(['{', '}', '|', '=', '@', ';']), "{title}");
    }
    let titles: HashSet<&str> = site().pages().map(Page::encoded_title).collect();
    assert!(titles.len() >= 2_000, "{}", titles.len());
}

#[test]
fn every_page_stands_below_another_one() {
    let urls: Vec<String> = site().pages().map(url).collect();
    let known: HashSet<Vec<&str>> = urls.iter().map(|url| path(url)).collect();
    let mut levels: HashMap<usize, usize> = HashMap::new();
    for url in &urls {
        let path = path(url);
        assert!(url.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-/:.".contains(&b)), "{url}");
        if let Some((_, parent)) = path.split_last() {
            assert!(known.contains(parent), "{url} has no parent");
        }
        *levels.entry(path.len()).or_default() += 1;
    }
    assert_eq!(levels[&0], 1);
    assert!(levels.keys().max().unwrap() >= &4, "{levels:?}");
    assert!(levels[&1] < levels[&2] && levels[&2] < levels[&3], "{levels:?}");
}

#[test]
fn walks_follow_the_hierarchy() {
    let source = Traffic::live(&plain(config((10, 10), (0.0, 0.0))), 4);
    let mut steps = 0_u32;
    let mut near = 0_u32;
    let mut seen = HashSet::new();
    for index in 0..1_000 {
        let hits = hits(&*source.visit(index));
        let urls: Vec<&String> = hits[..10].iter().map(|hit| &hit["url"]).collect();
        seen.extend(urls.iter().map(|url| (*url).clone()));
        for pair in urls.windows(2) {
            let (from, to) = (path(pair[0]), path(pair[1]));
            let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            steps += 1;
            // A child, the parent or a sibling is two edges away at most.
            near += u32::from(from.len() + to.len() - 2 * common <= 2);
        }
    }
    assert!(near * 10 >= steps * 9, "{near} of {steps} steps lead to a page nearby");
    assert!(seen.len() > site().pages().count() / 2, "only {} pages were seen", seen.len());
}

/// The addresses of all page views of some visits to a site with these pages.
fn views(urls: String, visits: u64) -> Vec<Vec<String>> {
    let mut config = MultiTargetConfig { campaigns_probability: 0.0, ..plain(config((5, 5), (0.0, 0.0))) };
    config.data_sets.urls = Some(urls);
    let source = Traffic::live(&config, 4);
    (0..visits).map(|index| hits(&*source.visit(index))[..5].iter().map(|hit| hit["url"].clone()).collect()).collect()
}

#[test]
fn a_list_of_addresses_is_walked_along_its_hierarchy() {
    let mut urls = "https://a.example/\n".to_owned();
    for section in 0..20 {
        urls += &format!("https://a.example/s{section}\n");
        for page in 0..20 {
            urls += &format!("https://a.example/s{section}/p{page}\n");
        }
    }
    let mut steps = 0_u32;
    let mut near = 0_u32;
    let mut seen = HashSet::new();
    for visit in views(urls, 500) {
        for pair in visit.windows(2) {
            assert_ne!(pair[0], pair[1]);
            let path = |url: &str| url.trim_end_matches('/').split('/').skip(3).map(str::to_owned).collect::<Vec<_>>();
            let (from, to) = (path(&pair[0]), path(&pair[1]));
            let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            steps += 1;
            near += u32::from(from.len() + to.len() - 2 * common <= 2);
        }
        seen.extend(visit);
    }
    assert!(near * 10 >= steps * 9, "{near} of {steps} steps lead to a page nearby");
    assert!(seen.len() > 300, "only {} pages were seen", seen.len());
}

#[test]
fn one_page_two_pages_and_a_flat_list_can_be_walked() {
    let one = views("https://a.example/only".to_owned(), 5);
    assert!(one.iter().flatten().all(|url| url == "https://a.example/only"));
    for visit in views("https://a.example/x\nhttps://b.example/y".to_owned(), 50) {
        assert!(visit.windows(2).all(|pair| pair[0] != pair[1]), "{visit:?}");
    }
    let flat: String = (0..300).map(|page| format!("https://a.example/p{page}.html\n")).collect();
    let seen: HashSet<String> = views(flat, 500).into_iter().flatten().collect();
    assert_eq!(seen.len(), 300);
}

#[test]
fn a_hundred_thousand_pages_are_no_trouble() {
    let urls: String = (0..100_000)
        .map(|page| format!("https://a.example/{}/{}/{page}\tPage {page}\n", page % 10, page % 1_000))
        .collect();
    let visits = views(urls, 200);
    let seen: HashSet<String> = visits.into_iter().flatten().collect();
    assert!(seen.len() > 500, "{}", seen.len());
}
