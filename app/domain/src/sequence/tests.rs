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
