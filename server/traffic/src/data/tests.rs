//! The built-in sets are what their users may upload, and every set replaces exactly itself.

mod through_visits;

use super::*;
use crate::{draw::Draw, form::decoded};
use domain::{DataSetReport, EventSets, TrackingEvent, data_sets::ReferrerKind};
use std::collections::BTreeSet;

const MANY: [(DataSetKind, usize); 7] = [
    (DataSetKind::Urls, 2_000),
    (DataSetKind::SearchTerms, 100),
    (DataSetKind::Referrers, 30),
    (DataSetKind::UserAgents, 10),
    (DataSetKind::Products, 150),
    (DataSetKind::Outlinks, 25),
    (DataSetKind::Downloads, 20),
];

#[test]
fn every_builtin_text_is_a_set_without_findings() {
    for (kind, least) in MANY {
        let report = DataSetReport::of_text(kind, &builtin_text(kind));
        assert_eq!((&report.errors[..], &report.warnings[..]), (&[][..], &[][..]), "{}", kind.as_str());
        assert!(report.entries >= least, "{}: {}", kind.as_str(), report.entries);
    }
}

#[test]
fn the_builtin_events_are_without_findings() {
    let events = builtin_events();
    let report = events.report();
    assert_eq!((&report.errors[..], &report.warnings[..]), (&[][..], &[][..]));
    assert!(events.click_events.len() >= 20 && events.random_events.len() >= 20);
    assert!(events.click_events.iter().chain(&events.random_events).any(|event| event.value.is_some()));
    assert_eq!(serde_json::from_str::<EventSets>(&builtin_text(DataSetKind::Events)).unwrap(), events);
}

#[test]
fn every_builtin_product_has_a_page_of_its_name() {
    let titles: BTreeSet<String> = crate::site::site().pages().map(|page| decoded(page.encoded_title())).collect();
    let data = Data::new(&DataSets::default());
    for product in data.products.iter() {
        let name = decoded(&product.name);
        assert!(titles.iter().any(|title| title.starts_with(&format!("{name} - "))), "{name}");
        assert!((100..100_000).contains(&product.price_cents), "{name}: {}", product.price_cents);
    }
}

#[test]
fn client_hints_are_what_the_tracker_sends() {
    let data = Data::new(&DataSets::default());
    let mut hinted = 0;
    for device in data.devices.iter() {
        assert!(!device.resolutions.is_empty(), "{}", device.user_agent);
        // Safari and Firefox give none; Chromium always does.
        assert_eq!(device.user_agent.contains("Chrome/"), !device.client_hints.is_empty(), "{}", device.user_agent);
        for hints in &device.client_hints {
            let hints: serde_json::Value = serde_json::from_str(&decoded(hints)).unwrap();
            assert_eq!(hints["mobile"], device.user_agent.contains("Mobile"));
            assert!(hints["platform"].as_str().is_some_and(|platform| !platform.is_empty()), "{hints}");
            // The major version is the one that the User-Agent names.
            let major = device.user_agent.split_once("Chrome/").unwrap().1.split('.').next().unwrap();
            let brands = hints["fullVersionList"].as_array().unwrap();
            assert_eq!(brands.len(), 3);
            assert!(brands[0]["version"].as_str().unwrap().starts_with(&format!("{major}.")), "{hints}");
            hinted += 1;
        }
    }
    assert!(hinted >= 15, "{hinted}");
}

fn event(category: &str) -> TrackingEvent {
    TrackingEvent { category: category.into(), action: "Do & see".into(), name: "N".into(), value: Some(1.5) }
}

/// Every set replaced, each by entries that nothing built in has.
fn custom() -> DataSets {
    DataSets {
        urls: Some("https://own.example/a/b\tB & b\nhttps://own.example/".into()),
        search_terms: Some("red & blue | Colours\nplain".into()),
        referrers: Some("search | https://seek.example/?q={keyword}&x=1\nreferral | https://other.example/".into()),
        user_agents: Some("Own/1.0 | 800x600\nOwn/2.0 Mobile".into()),
        products: Some("S\"1 | Big \"tent\", red | Tents | 12.34".into()),
        outlinks: Some("https://out.example/?a=1&b=2".into()),
        downloads: Some("https://down.example/x.zip".into()),
        events: Some(EventSets { click_events: vec![event("Click")], random_events: vec![event("Random")] }),
    }
}

/// The data of one kind, for comparison.
fn shown(data: &Data, kind: DataSetKind) -> String {
    match kind {
        DataSetKind::Urls => format!("{:?}", data.urls),
        DataSetKind::SearchTerms => format!("{:?} {:?}", data.search_terms, data.search_categories),
        DataSetKind::Referrers => format!("{:?}", data.referrers),
        DataSetKind::UserAgents => format!("{:?}", data.devices),
        DataSetKind::Products => format!("{:?}", data.products),
        DataSetKind::Outlinks => format!("{:?}", data.outlinks),
        DataSetKind::Downloads => format!("{:?}", data.downloads),
        DataSetKind::Events => format!("{:?} {:?}", data.click_events, data.random_events),
    }
}

#[test]
fn a_set_replaces_itself_and_nothing_else() {
    let builtin = Data::new(&DataSets::default());
    let all = Data::new(&custom());
    for replaced in DataSetKind::ALL {
        let mut sets = DataSets::default();
        match replaced {
            DataSetKind::Events => sets.events = custom().events,
            kind => sets.set_text(kind, custom().text(kind).map(ToOwned::to_owned)),
        }
        let data = Data::new(&sets);
        for kind in DataSetKind::ALL {
            let expected = if kind == replaced { &all } else { &builtin };
            assert_eq!(shown(&data, kind), shown(expected, kind), "{} in {}", kind.as_str(), replaced.as_str());
        }
        assert_ne!(shown(&all, replaced), shown(&builtin, replaced));
    }
}

#[test]
fn entries_are_ready_to_be_copied() {
    let data = Data::new(&custom());
    let term = data.search_terms.get(0).unwrap();
    assert_eq!((&*term.keyword, term.category.as_deref()), ("red+%26+blue", Some("Colours")));
    let mut referrer = String::new();
    data.referrers.search.get(0).unwrap().write(Some(term), &mut referrer);
    // Decoded once it is an address, whose query decoded once more is the term.
    assert_eq!(decoded(&referrer), "https://seek.example/?q=red+%26+blue&x=1");
    let product = data.products.get(0).unwrap();
    let item: serde_json::Value = serde_json::from_str(&(decoded(&product.item) + "12.34,2]")).unwrap();
    assert_eq!(item, serde_json::json!(["S\"1", "Big \"tent\", red", "Tents", 12.34, 2]));
    assert_eq!(product.price_cents, 1_234);
    assert_eq!(&*data.click_events.get(0).unwrap().parameters, "&e_c=Click&e_a=Do+%26+see&e_n=N&e_v=1.5");
    let sizes: Vec<_> = data.devices.iter().map(|device| device.resolutions.join(" ")).collect();
    assert_eq!(sizes, ["800x600", "390x844 412x915 393x873 360x800"]);
    let pages = data.urls.unwrap();
    assert_eq!((&*pages[0].url, pages[0].title.as_deref()), ("https://own.example/a/b", Some("B & b")));
    assert_eq!(pages[1].title, None);
}

#[test]
fn a_kind_of_referrer_that_is_missing_is_never_chosen() {
    let data = Data::new(&custom());
    let expected = [(ReferrerKind::Search, 35), (ReferrerKind::Social, 0), (ReferrerKind::Referral, 20)];
    assert_eq!(data.referrers.weights(), expected);
    let builtin = Data::new(&DataSets::default());
    assert_eq!(builtin.referrers.weights().map(|(_, weight)| weight), [35, 15, 20]);
    let term = builtin.search_terms.get(0);
    let keyworded = builtin.referrers.search.iter().filter(|referrer| {
        let mut with = String::new();
        let mut without = String::new();
        referrer.write(term, &mut with);
        referrer.write(None, &mut without);
        with != without
    });
    let keyworded = keyworded.count();
    assert!(keyworded >= 3 && keyworded < builtin.referrers.search.len() / 2, "{keyworded}");
}

#[test]
fn browsers_keep_their_weights() {
    let data = Data::new(&DataSets::default());
    let mut draw = Draw::new(3);
    let first = (0..10_000).filter(|_| data.devices.pick(&mut draw) == 0).count();
    // 2,600 expected; the standard deviation is 44.
    assert!((2_450..2_750).contains(&first), "{first}");
}
