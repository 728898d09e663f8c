//! What a set says is what visits send: with a set replaced, everything of its kind comes from it, and
//! nothing of the others does.

use super::custom;
use crate::Traffic;
use domain::{DataSetKind, DataSets, MultiTargetConfig};
use std::collections::{BTreeMap, BTreeSet};
use visit::{Recipient, VisitSource};

/// Everything happens in every visit, and every visit comes from another site.
fn config(data_sets: DataSets) -> MultiTargetConfig {
    MultiTargetConfig {
        sitesearch_probability: 1.0,
        outlinks_probability: 1.0,
        downloads_probability: 1.0,
        click_events_probability: 1.0,
        random_events_probability: 1.0,
        ecommerce_probability: 1.0,
        direct_traffic_probability: 0.0,
        campaigns_probability: 0.0,
        data_sets,
        ..MultiTargetConfig::default()
    }
}

/// What a hundred visits send of each kind.
fn sent(data_sets: DataSets) -> BTreeMap<&'static str, BTreeSet<String>> {
    let traffic = Traffic::live(&config(data_sets), 11);
    let mut sent: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut note = |kind: DataSetKind, text: &str| sent.entry(kind.as_str()).or_default().insert(text.to_owned());
    for visit in (0..100).map(|index| traffic.visit(index)) {
        note(DataSetKind::UserAgents, visit.user_agent());
        for hit in 0..visit.hit_count() {
            let mut written = String::new();
            let recipient = Recipient { site_id: 1, token_auth: None, planned_unix_ms: 0, in_bulk: true };
            visit.write_parameters(hit, &recipient, &mut written);
            for (name, value) in form_urlencoded::parse(written.as_bytes()) {
                let kind = match &*name {
                    "url" => DataSetKind::Urls,
                    "search" | "search_cat" => DataSetKind::SearchTerms,
                    "urlref" if hit == 0 => DataSetKind::Referrers,
                    "ua" => DataSetKind::UserAgents,
                    "_pks" | "_pkn" | "_pkc" => DataSetKind::Products,
                    "link" => DataSetKind::Outlinks,
                    "download" => DataSetKind::Downloads,
                    "e_c" => DataSetKind::Events,
                    "ec_items" => {
                        let items: serde_json::Value = serde_json::from_str(&value).unwrap();
                        for item in items.as_array().unwrap() {
                            note(DataSetKind::Products, item[0].as_str().unwrap());
                        }
                        continue;
                    }
                    _ => continue,
                };
                note(kind, &value);
            }
        }
    }
    sent
}

#[test]
fn every_replaced_set_is_used_alone() {
    let builtin = sent(DataSets::default());
    let own = sent(custom());
    let expected: [(DataSetKind, &[&str]); 8] = [
        (DataSetKind::Urls, &["https://own.example/", "https://own.example/a/b"]),
        (DataSetKind::SearchTerms, &["Colours", "plain", "red & blue"]),
        (
            DataSetKind::Referrers,
            &[
                "https://other.example/",
                "https://seek.example/?q=plain&x=1",
                "https://seek.example/?q=red+%26+blue&x=1",
            ],
        ),
        (DataSetKind::UserAgents, &["Own/1.0", "Own/2.0 Mobile"]),
        (DataSetKind::Products, &["Big \"tent\", red", "S\"1", "Tents"]),
        (DataSetKind::Outlinks, &["https://out.example/?a=1&b=2"]),
        (DataSetKind::Downloads, &["https://down.example/x.zip"]),
        (DataSetKind::Events, &["Click", "Random"]),
    ];
    for (kind, expected) in expected {
        let found: Vec<_> = own[kind.as_str()].iter().map(String::as_str).collect();
        assert_eq!(found, expected, "{}", kind.as_str());
        // Replaced alone, it leaves the others as they were.
        let mut sets = DataSets::default();
        match kind {
            DataSetKind::Events => sets.events = custom().events,
            kind => sets.set_text(kind, custom().text(kind).map(ToOwned::to_owned)),
        }
        for (other, values) in sent(sets) {
            if other == kind.as_str() {
                // Keywords of search engines are search terms, built in or not.
                assert!(other == "referrers" || values == own[other], "{other}");
            } else if other != "referrers" {
                let strange: Vec<_> = values.iter().filter(|value| own[other].contains(*value)).collect();
                // The built-in products have a category of this name, too.
                assert!(strange.is_empty() || strange == ["Tents"], "{other} with {}: {strange:?}", kind.as_str());
                assert!(values.len() >= builtin[other].len() / 2, "{other} with {}", kind.as_str());
            }
        }
    }
}
