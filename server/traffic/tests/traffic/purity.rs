//! Law 2: a visit is a function of seed, index and configuration, and visits never share an identity.

use crate::support::{PLANNED_MS, TOKEN, busy, config, everything, parse, plain, single, written};
use domain::{Funnel, Journey, MultiTargetConfig};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashSet};
use traffic::Traffic;
use visit::VisitSource;

fn cid(source: &dyn VisitSource, index: u64) -> String {
    parse(&written(&*source.visit(index), 0, single(None, PLANNED_MS)))["cid"].clone()
}

/// Everything that makes visits different.
fn varied() -> MultiTargetConfig {
    MultiTargetConfig {
        journeys: Journey::templates().into(),
        funnels: Funnel::templates().into(),
        ..MultiTargetConfig::default()
    }
}

/// Nobody comes again.
fn strangers() -> MultiTargetConfig {
    MultiTargetConfig { returning_visitors_probability: 0.0, ..MultiTargetConfig::default() }
}

proptest! {
    #[test]
    fn the_same_visit_whoever_asks_and_in_whatever_order(seed: u64, mut indices in prop::collection::vec(any::<u64>(), 1..20)) {
        // Rarely someone comes again: the way back to their first visit has as many steps as there are days.
        let config = MultiTargetConfig { returning_visitors_probability: 0.2, ..varied() };
        let one = Traffic::live(&config, seed);
        let first: Vec<_> = indices.iter().map(|index| (*index, everything(&one, *index))).collect();
        indices.reverse();
        let other = Traffic::live(&config, seed);
        for index in indices {
            let again = everything(&other, index);
            prop_assert!(first.contains(&(index, again)), "visit {} changed", index);
        }
    }

    #[test]
    fn another_index_or_seed_is_another_visitor(seed: u64, index: u64, step in 1_u64..) {
        let source = Traffic::live(&strangers(), seed);
        prop_assert_ne!(cid(&source, index), cid(&source, index.wrapping_add(step)));
        prop_assert_ne!(cid(&source, index), cid(&Traffic::live(&strangers(), seed.wrapping_add(step)), index));
    }

    #[test]
    fn the_hit_count_is_known_without_writing(seed: u64, index: u64, min in 1_u32..=100, span in 0_u32..=99) {
        let max = (min + span).min(100);
        let plain = Traffic::live(&plain(config((min, max), (0.0, 1.0))), seed);
        let count = plain.hit_count(index);
        prop_assert_eq!(plain.visit(index).hit_count(), count);
        prop_assert!((min as usize + 1..=max as usize + 1).contains(&count));
        for config in [config((min, max), (0.0, 1.0)), busy(config((min, max), (0.0, 1.0))), varied()] {
            let source = Traffic::live(&config, seed);
            for index in index..index.saturating_add(5) {
                prop_assert_eq!(source.visit(index).hit_count(), source.hit_count(index));
            }
        }
    }

    #[test]
    fn pauses_change_nothing_but_the_times(seed: u64, index: u64) {
        let slow = Traffic::live(&config((3, 6), (5.0, 60.0)), seed).visit(index);
        let fast = Traffic::live(&config((3, 6), (0.0, 0.0)), seed).visit(index);
        for hit in 0..slow.hit_count() {
            let of = |visit: &dyn visit::Visit| written(visit, hit, single(None, PLANNED_MS));
            prop_assert_eq!(of(&*slow), of(&*fast));
        }
    }
}

#[test]
fn a_hundred_thousand_visits_have_as_many_visitors() {
    let source = Traffic::live(&strangers(), 42);
    let cids: HashSet<String> = (0..100_000)
        .map(|index| {
            let text = written(&*source.visit(index), 0, single(None, PLANNED_MS));
            let (_, tail) = text.split_once("&cid=").unwrap();
            tail[..16].to_owned()
        })
        .collect();
    assert_eq!(cids.len(), 100_000);
}

#[test]
fn every_number_of_page_views_in_the_range_occurs() {
    let source = Traffic::live(&plain(config((2, 9), (0.0, 0.0))), 5);
    let counts: BTreeSet<usize> = (0..1_000).map(|index| source.hit_count(index)).collect();
    assert_eq!(counts, (3..=10).collect());
}

#[test]
fn an_invalid_configuration_still_gives_visits() {
    let invalid = MultiTargetConfig {
        target_visits_per_day: f64::NAN,
        visit_duration_min: f64::INFINITY,
        ecommerce_order_value_max: -1.0,
        ecommerce_items_min: 0,
        ecommerce_tax_rate: f64::NAN,
        timezone: "Mars/Olympus".to_owned(),
        funnels: vec![Funnel { probability: 1.0, exit_after_completion: false, ..Funnel::default() }],
        ..busy(config((0, 0), (-1.0, f64::NAN)))
    };
    let source = Traffic::live(&invalid, 5);
    for index in 0..100 {
        let visit = source.visit(index);
        // One view and its ping, five actions, an order and at least one cart.
        assert!(visit.hit_count() >= 9);
        for hit in 0..visit.hit_count() {
            assert_eq!(visit.offset(hit), std::time::Duration::ZERO);
            parse(&written(&*visit, hit, single(Some(TOKEN), PLANNED_MS)));
        }
    }
}
