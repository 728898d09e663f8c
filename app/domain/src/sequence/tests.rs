//! Law 3 as property tests, and the sequences people see in the editor.

use super::*;
use proptest::prelude::*;

/// Panics unless every target is strictly less than one position away from its exact share at every
/// prefix up to `positions`. Exact: compares |count·W − n·w| with W in integers.
fn assert_exact(weights: &[u32], sequence: &Sequence, positions: u64) {
    let total: u64 = weights.iter().map(|&w| u64::from(w)).sum();
    let mut counts = vec![0u64; weights.len()];
    for n in 1..=positions {
        counts[sequence.target_at(n - 1)] += 1;
        for (target, (&count, &weight)) in counts.iter().zip(weights).enumerate() {
            let off = (count * total).abs_diff(n * u64::from(weight));
            assert!(off < total, "target {target} is {off}/{total} off at position {n}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn weighted_is_exact_at_every_prefix(weights in prop::collection::vec(1u32..=1000, 1..40)) {
        let sequence = Sequence::new(DistributionStrategy::Weighted, &weights, 0).unwrap();
        assert_exact(&weights, &sequence, 3_000);
    }

    #[test]
    fn round_robin_is_exact_at_every_prefix(count in 1usize..200) {
        let weights = vec![1; count];
        let sequence = Sequence::new(DistributionStrategy::RoundRobin, &weights, 0).unwrap();
        assert_exact(&weights, &sequence, 1_000);
    }

    #[test]
    fn a_whole_period_gives_each_target_its_weight(weights in prop::collection::vec(1u32..=50, 1..30)) {
        let sequence = Sequence::new(DistributionStrategy::Weighted, &weights, 0).unwrap();
        let total: u64 = weights.iter().map(|&w| u64::from(w)).sum();
        let counts = sequence.counts(total);
        prop_assert_eq!(counts, weights.iter().map(|&w| u64::from(w)).collect::<Vec<_>>());
    }
}

proptest! {
    // The largest legal fleets; few cases, because each checks a thousand targets at thousands of prefixes.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn weighted_is_exact_for_a_thousand_targets(weights in prop::collection::vec(1u32..=1000, 900..=1000)) {
        let sequence = Sequence::new(DistributionStrategy::Weighted, &weights, 0).unwrap();
        assert_exact(&weights, &sequence, 4_000);
    }
}

#[test]
fn extreme_weights_are_exact_through_the_end_of_the_period() {
    let mut weights = vec![1; 20];
    weights.push(1000);
    let sequence = Sequence::new(DistributionStrategy::Weighted, &weights, 0).unwrap();
    assert_exact(&weights, &sequence, 2 * 1_020 + 7);
}

#[test]
fn five_three_two_is_interleaved_without_bursts() {
    let sequence = Sequence::new(DistributionStrategy::Weighted, &[5, 3, 2], 0).unwrap();
    let order: Vec<_> = (0..10).map(|position| sequence.target_at(position)).collect();
    assert_eq!(order, [0, 1, 0, 2, 0, 1, 0, 1, 0, 2]);
    assert_eq!(sequence.counts(1_000), [500, 300, 200]);
}

#[test]
fn random_is_uniform_and_seeded() {
    let draw = |seed| Sequence::new(DistributionStrategy::Random, &[1000, 1, 1, 1, 1], seed).unwrap();
    let counts = draw(7).counts(100_000);
    // Chi-square with 4 degrees of freedom: 23.5 is exceeded once in 10,000 fair draws.
    let chi: f64 = counts.iter().map(|&count| (count as f64 - 20_000.0).powi(2) / 20_000.0).sum();
    assert!(chi < 23.5, "{counts:?}: chi-square {chi}");
    let first = |seed| (0..50).map(|position| draw(seed).target_at(position)).collect::<Vec<_>>();
    assert_eq!(first(7), first(7));
    assert_ne!(first(7), first(8));
}

#[test]
fn nothing_to_choose_from_is_none() {
    assert!(Sequence::new(DistributionStrategy::Weighted, &[], 0).is_none());
}

#[test]
fn positions_may_be_asked_for_in_any_order() {
    for strategy in DistributionStrategy::ALL {
        let weights = [7, 5, 3, 2, 900];
        let positions: Vec<u64> = (0..30).map(|step| step * 97).collect();
        let sequence = || Sequence::new(strategy, &weights, 3).unwrap();
        let order: Vec<_> = positions.iter().map(|position| sequence().target_at(*position)).collect();
        let one = sequence();
        let mut reversed: Vec<_> = positions.iter().rev().map(|position| one.target_at(*position)).collect();
        reversed.reverse();
        assert_eq!(order, reversed, "{strategy}");
        let due: f64 = (0..5).map(|target| one.expected_share(target)).sum();
        assert!((due - 1.0).abs() < 1e-12 && one.expected_share(5) == 0.0, "{strategy}");
    }
}

#[test]
fn the_next_position_of_a_target_is_the_one_a_walk_comes_to() {
    for strategy in DistributionStrategy::ALL {
        let sequence = Sequence::new(strategy, &[7, 5, 3, 2, 900], 3).unwrap();
        for (target, position) in (0..5).flat_map(|target| (0..12).map(move |position| (target, position))) {
            let next = sequence.next_position(target, position);
            let has_formula = strategy == DistributionStrategy::RoundRobin;
            let walked = has_formula.then(|| (position..).find(|&at| sequence.target_at(at) == target).unwrap());
            assert_eq!(next, walked, "{strategy}: target {target} from position {position} on");
        }
        assert_eq!(sequence.next_position(5, 0), None, "{strategy}: no such target");
    }
    let alone = Sequence::new(DistributionStrategy::RoundRobin, &[1], 0).unwrap();
    assert_eq!(alone.next_position(0, 8), Some(8));
}

#[test]
fn a_mirrored_visit_takes_a_position_at_every_target() {
    let sequence = Sequence::new(DistributionStrategy::Mirror, &[9, 1, 1], 0).unwrap();
    assert_eq!(sequence.copies(), 3);
    assert_exact(&[1, 1, 1], &sequence, 100);
    let visit = |number: u64| (3 * number..3 * number + 3).map(|position| sequence.target_at(position));
    assert!((0..50).all(|number| visit(number).eq(0..3)));
}

#[test]
fn the_first_of_the_list_takes_everything_in_failover() {
    let sequence = Sequence::new(DistributionStrategy::Failover, &[1, 900], 0).unwrap();
    assert_eq!((sequence.counts(1_000), sequence.copies()), (vec![1_000, 0], 1));
    assert_eq!((sequence.expected_share(0), sequence.expected_share(1)), (1.0, 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn an_independent_target_has_what_its_own_rate_is_due(rates in prop::collection::vec(1.0f64..1e6, 1..30)) {
        let keyed: Vec<_> = rates.iter().copied().enumerate().collect();
        let mut merge = Merge::new(0.0, &keyed, Arrivals::Constant, 1);
        let mut counts = vec![0.0; rates.len()];
        let mut before = 0.0;
        for _ in 0..2_000 {
            let (at, key) = merge.peek().unwrap();
            prop_assert!(at >= before);
            // Just before this arrival, and just after.
            prop_assert!((counts[key] - at * rates[key] / 86_400.0).abs() < 1.0 + 1e-6);
            counts[key] += 1.0;
            prop_assert!((counts[key] - at * rates[key] / 86_400.0).abs() < 1.0 + 1e-6);
            before = at;
            merge.advance();
        }
    }
}

#[test]
fn a_track_keeps_its_place_in_the_gap_when_its_rate_changes() {
    let mut track = Track::new(Arrivals::Constant, 1, 1.0, (10.0, 0), 0.5);
    assert_eq!(track.next(), 10.5);
    track.advance();
    track.change(11.0, Arrivals::Constant, 2.0);
    assert_eq!(track.next(), 11.25);
    track.advance();
    assert_eq!(track.next(), 11.75);
    // What lies before is left out; the rest stays where it was.
    track.seek(20.0);
    assert_eq!(track.next(), 20.25);
    track.seek(12.0);
    assert_eq!(track.next(), 12.25);
    track.change(12.0, Arrivals::Constant, 0.0);
    assert_eq!(track.next(), f64::INFINITY);
}
