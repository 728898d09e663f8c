//! Law 3 as property tests, and the sequences people see in the editor.

mod debts;
mod schedules;

use super::*;
use crate::Target;
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

/// Successive draws are independent: of all pairs, and of pairs further apart, each comes as often as any other.
#[test]
fn one_draw_says_nothing_about_the_next() {
    const DRAWS: u64 = 90_000;
    let sequence = Sequence::new(DistributionStrategy::Random, &[1, 1, 1], 11).unwrap();
    for distance in [1, 2, 3, 7, 256] {
        for parity in [0, 1] {
            let mut pairs = [0u64; 9];
            for position in (parity..DRAWS).step_by(2) {
                pairs[3 * sequence.target_at(position) + sequence.target_at(position + distance)] += 1;
            }
            let due = pairs.iter().sum::<u64>() as f64 / 9.0;
            // Chi-square with 8 degrees of freedom: 31.8 is exceeded once in 10,000 fair draws.
            let chi: f64 = pairs.iter().map(|&count| (count as f64 - due).powi(2) / due).sum();
            assert!(chi < 31.8, "{pairs:?} at distance {distance}: chi-square {chi}");
        }
    }
}

/// Gaps of a Poisson process are independent of each other, of those before and of those further back.
#[test]
fn one_gap_says_nothing_about_the_next() {
    const GAPS: usize = 100_000;
    let mut track = Track::new(Arrivals::Poisson, 5, 1.0, (0.0, 0), 0.0);
    let mut times = vec![0.0];
    for _ in 0..GAPS {
        times.push(track.next());
        track.advance();
    }
    let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for distance in [1, 2, 3, 10] {
        for parity in [0, 1] {
            let pairs: Vec<_> =
                (parity..GAPS - distance).step_by(2).map(|at| (gaps[at] - 1.0) * (gaps[at + distance] - 1.0)).collect();
            let correlation = pairs.iter().sum::<f64>() / pairs.len() as f64;
            // The product of two exponential deviations has variance 1: five standard errors.
            assert!(correlation.abs() < 5.0 / (pairs.len() as f64).sqrt(), "{correlation} at distance {distance}");
        }
    }
    // Kolmogorov-Smirnov against 1 - e^-x: 2.2 / √n is exceeded once in 10,000.
    let mut sorted = gaps.clone();
    sorted.sort_by(f64::total_cmp);
    let furthest = sorted.iter().enumerate().map(|(place, gap)| {
        let share = 1.0 - (-gap).exp();
        (share - place as f64 / GAPS as f64).abs().max((share - (place + 1) as f64 / GAPS as f64).abs())
    });
    assert!(furthest.fold(0.0, f64::max) < 2.2 / (GAPS as f64).sqrt());
}

#[test]
fn a_poisson_visit_beyond_what_is_left_out_comes_when_it_is_due() {
    // A gap of days, and a limit that is reached every day: saying so again moves nothing.
    let sparse = (0..).map(|seed| Track::new(Arrivals::Poisson, seed, 0.1, (0.0, 0), 0.0));
    let mut track = sparse.into_iter().find(|track| track.next() > 20.0).unwrap();
    let due = track.next();
    for day in 1..due as u64 {
        track.seek(day as f64);
        assert_eq!(track.next(), due);
    }
    // What is left out begins a new gap, another one each time.
    let gaps: Vec<u64> = (0..50)
        .map(|day| {
            let at = due + 100.0 * f64::from(day);
            track.seek(at);
            ((track.next() - at) * 1e9) as u64
        })
        .collect();
    let different: std::collections::HashSet<_> = gaps.iter().collect();
    assert!(different.len() > 45, "{gaps:?}");
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
    for first in (0..150).step_by(3) {
        assert_eq!([0, 1, 2].map(|copy| sequence.target_at(first + copy)), [0, 1, 2]);
    }
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

#[test]
fn a_sequence_says_what_it_is_of() {
    for strategy in DistributionStrategy::ALL {
        let mut config = MultiTargetConfig {
            targets: ["a", "b", "off", "d"].map(|name| Target::new(format!("http://{name}.example"), 1)).into(),
            distribution_strategy: strategy,
            ..Default::default()
        };
        config.targets[0].weight = 2;
        config.targets[2].enabled = false;
        let sequence = Sequence::of(&config, 1).unwrap();
        assert_eq!(sequence.target_count(), 3, "{strategy:?}");
        assert_eq!(sequence.goes_on(), strategy == DistributionStrategy::Random, "{strategy:?}");
        let shares = [0, 1, 2, 3].map(|target| sequence.expected_share(target));
        let expected = match strategy {
            DistributionStrategy::Weighted => [0.5, 0.25, 0.25, 0.0],
            DistributionStrategy::Failover => [1.0, 0.0, 0.0, 0.0],
            _ => [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0],
        };
        for (share, expected) in shares.iter().zip(&expected) {
            assert!((share - expected).abs() < 1e-12, "{strategy:?}: {shares:?}");
        }
    }
    let nobody = MultiTargetConfig { targets: Vec::new(), ..Default::default() };
    assert!(Sequence::of(&nobody, 1).is_none());
}

/// Two ask for far-apart positions in turns. With one walk for both, each question would start anew: 10^10 steps.
fn two_walk(sequence: &Sequence) {
    const FAR: usize = 100_000;
    let all: Vec<usize> = (0..2 * FAR).map(|position| sequence.target_at(position as u64)).collect();
    let other = sequence.fork();
    for (near, far) in (0..FAR).zip(FAR..) {
        assert_eq!(sequence.target_at(near as u64), all[near]);
        assert_eq!(other.target_at(far as u64), all[far]);
        // Asked again, it is where it was.
        assert_eq!(other.target_at(far as u64), all[far]);
    }
}
