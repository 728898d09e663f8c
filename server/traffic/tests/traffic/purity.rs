//! Law 2: a visit is a function of seed, index and configuration, and visits never share an identity.

use crate::support::{PLANNED_MS, config, everything, parse, traffic, written};
use engine::VisitSource;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashSet};
use traffic::PlainTraffic;

fn cid(source: &dyn VisitSource, index: u64) -> String {
    parse(&written(&*source.visit(index), 0, None, PLANNED_MS))["cid"].clone()
}

proptest! {
    #[test]
    fn the_same_visit_whoever_asks_and_in_whatever_order(seed: u64, mut indices in prop::collection::vec(any::<u64>(), 1..20)) {
        let one = traffic(seed);
        let first: Vec<_> = indices.iter().map(|index| (*index, everything(&one, *index))).collect();
        indices.reverse();
        let other = traffic(seed);
        for index in indices {
            let again = everything(&other, index);
            prop_assert!(first.contains(&(index, again)), "visit {} changed", index);
        }
    }

    #[test]
    fn another_index_or_seed_is_another_visitor(seed: u64, index: u64, step in 1_u64..) {
        let source = traffic(seed);
        prop_assert_ne!(cid(&source, index), cid(&source, index.wrapping_add(step)));
        prop_assert_ne!(cid(&source, index), cid(&traffic(seed.wrapping_add(step)), index));
    }

    #[test]
    fn the_hit_count_is_known_without_writing(seed: u64, index: u64, min in 1_u32..=100, span in 0_u32..=99) {
        let max = (min + span).min(100);
        let source = PlainTraffic::new(&config((min, max), (0.0, 1.0)), seed);
        let count = source.hit_count(index);
        prop_assert_eq!(source.visit(index).hit_count(), count);
        prop_assert!((min as usize + 1..=max as usize + 1).contains(&count));
    }

    #[test]
    fn pauses_change_nothing_but_the_times(seed: u64, index: u64) {
        let slow = PlainTraffic::new(&config((3, 6), (5.0, 60.0)), seed).visit(index);
        let fast = PlainTraffic::new(&config((3, 6), (0.0, 0.0)), seed).visit(index);
        for hit in 0..slow.hit_count() {
            prop_assert_eq!(written(&*slow, hit, None, PLANNED_MS), written(&*fast, hit, None, PLANNED_MS));
        }
    }
}

#[test]
fn a_hundred_thousand_visits_have_as_many_visitors() {
    let source = traffic(42);
    let cids: HashSet<String> = (0..100_000)
        .map(|index| {
            let text = written(&*source.visit(index), 0, None, PLANNED_MS);
            let (_, tail) = text.split_once("&cid=").unwrap();
            tail[..16].to_owned()
        })
        .collect();
    assert_eq!(cids.len(), 100_000);
}

#[test]
fn every_number_of_page_views_in_the_range_occurs() {
    let source = PlainTraffic::new(&config((2, 9), (0.0, 0.0)), 5);
    let counts: BTreeSet<usize> = (0..1_000).map(|index| source.hit_count(index)).collect();
    assert_eq!(counts, (3..=10).collect());
}

#[test]
fn an_invalid_configuration_still_gives_visits() {
    let source = PlainTraffic::new(&config((0, 0), (-1.0, f64::NAN)), 5);
    assert_eq!(source.hit_count(0), 2);
    assert_eq!(source.visit(0).offset(1), std::time::Duration::ZERO);
}
