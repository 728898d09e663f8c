//! Law 3 as property tests, and the sequences people see in the editor.

mod schedules;

use super::*;
use crate::Target;
use proptest::{prelude::*, strategy::Strategy as Values};

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

/// How far each target is from what it is due, as exact parts: visits times `scale`.
struct Whole {
    scale: i128,
    behind: Vec<i128>,
}

impl Whole {
    /// Nobody is behind; the sum of all weights that will be used divides 720,720 · 1,000.
    fn new(targets: usize) -> Self {
        Self { scale: 720_720_000, behind: vec![0; targets] }
    }

    fn debts(&self) -> Vec<f64> {
        self.behind.iter().map(|behind| *behind as f64 / self.scale as f64).collect()
    }

    /// An epoch of so many positions over those targets whose weight is not 0; calls `look` after each.
    fn play(&mut self, weights: &[u32], positions: u64, mut look: impl FnMut(&[f64])) {
        let active: Vec<usize> = (0..weights.len()).filter(|target| weights[*target] > 0).collect();
        let of_active = |list: &[f64]| active.iter().map(|target| list[*target]).collect::<Vec<f64>>();
        let own: Vec<u32> = active.iter().map(|target| weights[*target]).collect();
        let total: i128 = own.iter().map(|weight| i128::from(*weight)).sum();
        assert_eq!(self.scale % total, 0, "parts that are whole");
        let debts = of_active(&self.debts());
        let sequence = Sequence::new(DistributionStrategy::Weighted, &own, 0).unwrap().owing(&debts);
        for position in 0..positions {
            for (target, weight) in active.iter().zip(&own) {
                self.behind[*target] += self.scale / total * i128::from(*weight);
            }
            self.behind[active[sequence.target_at(position)]] -= self.scale;
            look(&self.debts());
        }
    }
}

/// 1 + 1 + 1/2 + … + 1/n.
fn most_behind(targets: usize) -> f64 {
    1.0 + (1..=targets).map(|n| 1.0 / n as f64).sum::<f64>()
}

fn furthest(debts: &[f64]) -> f64 {
    debts.iter().map(|debt| debt.abs()).fold(0.0, f64::max)
}

/// Weights of which each epoch has others, all with a sum that divides [`Whole::new`]'s scale.
fn epochs(targets: usize) -> impl Values<Value = Vec<(Vec<u32>, u64)>> {
    let weights = prop::collection::vec(1u32..=100, targets).prop_map(|mut weights| {
        // The first takes what is missing to a thousand.
        let others: u32 = weights[1..].iter().sum();
        weights[0] = 1_000 - others.min(999);
        weights
    });
    let length = prop_oneof![4 => 1u64..4, 2 => 1u64..40, 1 => 1u64..400];
    prop::collection::vec((weights, length), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn nobody_is_further_behind_than_the_cup_game_has_it_whatever_the_weights(epochs in epochs(9)) {
        let (mut whole, most) = (Whole::new(9), most_behind(9));
        for (weights, positions) in epochs {
            let mut worst = 0.0f64;
            whole.play(&weights, positions, |debts| worst = debts.iter().copied().fold(worst, f64::max));
            prop_assert!(worst <= most, "{worst} behind");
        }
        // Weights that stay: once the lightest has caught up with what it was ahead, all are exact for good.
        let weights = [200, 175, 150, 125, 100, 90, 80, 50, 30];
        whole.play(&weights, 2 * 1_000 / 30 + 1, |_| {});
        let mut worst = 0.0f64;
        whole.play(&weights, 3_000, |debts| worst = worst.max(furthest(debts)));
        prop_assert!(worst < 1.0, "{worst} off");
    }

    #[test]
    fn where_nothing_changes_a_new_beginning_is_as_exact_as_the_old(
        weights in prop::collection::vec(1u32..=50, 9),
        lengths in prop::collection::vec(1u64..60, 1..40),
    ) {
        let others: u32 = weights.iter().sum();
        let weights: Vec<u32> = weights.into_iter().chain([1_000 - others]).collect();
        let mut whole = Whole::new(10);
        for positions in lengths {
            let mut worst = 0.0f64;
            whole.play(&weights, positions, |debts| worst = worst.max(furthest(debts)));
            prop_assert!(worst < 1.0, "{worst} off");
        }
    }
}

/// Whoever knows the order can always raise the weights of those who are furthest behind, one less each time.
#[test]
fn the_worst_that_weights_can_do_stays_within_the_bound() {
    const TARGETS: usize = 12;
    let mut whole = Whole::new(TARGETS);
    let mut worst = 0.0f64;
    for round in 0..200 {
        let mut left: Vec<usize> = (0..TARGETS).collect();
        for raised in (1..=TARGETS).rev() {
            left.sort_by(|a, b| whole.behind[*b].cmp(&whole.behind[*a]));
            left.truncate(raised);
            let heavy = 960 / raised as u32;
            let mut weights = vec![1; TARGETS];
            left.iter().for_each(|target| weights[*target] = heavy);
            // The sum is to be a thousand, so that parts are whole.
            let missing = 1_000 - weights.iter().sum::<u32>();
            weights[left[round % raised]] += missing;
            whole.play(&weights, 1, |debts| worst = debts.iter().copied().fold(worst, f64::max));
        }
    }
    assert!((1.0..=most_behind(TARGETS)).contains(&worst), "{worst} behind");
}

#[test]
fn a_light_target_gets_its_part_of_epochs_that_are_shorter_than_its_turn() {
    // 30 : 1, and the heavy one's weight changes with every 20 visits.
    let mut whole = Whole::new(3);
    let mut worst = 0.0f64;
    for epoch in 0..200 {
        let weights = if epoch % 2 == 0 { [30, 1, 9] } else { [29, 1, 10] };
        whole.play(&weights, 20, |debts| worst = worst.max(furthest(debts)));
    }
    assert!(worst < 1.5, "{worst} off");
    // The third comes and goes.
    let (mut whole, mut worst) = (Whole::new(3), 0.0f64);
    for epoch in 0..200 {
        let weights = if epoch % 2 == 0 { [35, 1, 0] } else { [35, 1, 4] };
        whole.play(&weights, 1 + epoch % 7, |debts| worst = worst.max(furthest(debts)));
    }
    assert!(worst < most_behind(3), "{worst} off");
}

#[test]
fn an_order_that_owes_may_be_asked_in_any_order_and_by_many() {
    let order = Sequence::new(DistributionStrategy::Weighted, &[5, 3, 2], 0).unwrap().owing(&[0.7, -0.6, -0.1]);
    let all: Vec<_> = (0..50).map(|position| order.target_at(position)).collect();
    let fork = order.fork();
    let mut back: Vec<_> = (0..50).rev().map(|position| fork.target_at(position)).collect();
    back.reverse();
    assert_eq!(back, all);
    assert_eq!(order.target_at(7), all[7]);
    // Debts of nobody are the order without debts, and chance owes nothing.
    for (strategy, debts) in
        [(DistributionStrategy::Weighted, [1e-9, 0.0]), (DistributionStrategy::Random, [3.0, -3.0])]
    {
        let plain = Sequence::new(strategy, &[2, 1], 5).unwrap();
        assert_eq!(plain.owing(&debts).counts(100), plain.counts(100), "{strategy}");
    }
    // Round-robin knows no weights: the second is next, then the third, and so on round.
    let round = Sequence::new(DistributionStrategy::RoundRobin, &[9, 1, 1], 0).unwrap();
    let third = round.owing(&[-2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]);
    let order: Vec<_> = (0..7).map(|position| third.target_at(position)).collect();
    assert_eq!(order, [1, 2, 0, 1, 2, 0, 1]);
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
        let is_near = |(share, expected): (&f64, &f64)| (share - expected).abs() < 1e-12;
        assert!(shares.iter().zip(&expected).all(is_near), "{strategy:?}: {shares:?}");
    }
    let nobody = MultiTargetConfig { targets: Vec::new(), ..Default::default() };
    assert!(Sequence::of(&nobody, 1).is_none());
}

#[test]
fn debts_change_nothing_of_shares_and_none_change_nothing_at_all() {
    let fair = Sequence::new(DistributionStrategy::RoundRobin, &[1, 1, 1], 1).unwrap();
    // Still the one with a formula.
    assert_eq!(fair.owing(&[0.0, 1e-9, -1e-9]).next_position(1, 5), Some(7));
    let owing = fair.owing(&[1.0, -1.0, 0.0]);
    assert_eq!([0, 1, 2, 3].map(|target| owing.expected_share(target)), [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]);
    let weighted = Sequence::new(DistributionStrategy::Weighted, &[3, 0, 1], 1).unwrap().owing(&[0.5, -0.5, 0.0]);
    assert_eq!([0, 1, 2].map(|target| weighted.expected_share(target)), [0.6, 0.2, 0.2]);
}

#[test]
fn two_who_walk_an_order_with_debts_do_not_hold_each_other_up() {
    let weighted = Sequence::new(DistributionStrategy::Weighted, &[3, 2, 1], 1).unwrap();
    two_walk(&weighted.owing(&[0.5, -0.5, 0.0]));
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

/// Whoever is furthest behind comes first while several are late: `debt + position · share − given`, by hand.
#[test]
fn of_those_who_are_late_the_one_furthest_behind_comes_first() {
    for (weights, debts, order) in [
        ([1, 1, 1], [1.2, 2.5, -3.7], vec![1, 1, 0, 1, 0]),
        ([3, 2, 1], [2.0, 2.6, -4.6], vec![1, 0, 1, 0, 0, 1]),
        ([1, 3, 2], [-4.6, 2.0, 2.6], vec![2, 1, 2, 1, 1, 2]),
        // At the fifth position both windows have just closed: 1 is behind by 33/28, 2 by 39/28.
        ([2, 2, 3], [-3.0, 0.75, 2.25], vec![2, 2, 1, 2, 2, 1]),
    ] {
        let taken: Vec<usize> = WeightedOrder::owing(&weights, &debts).take(order.len()).collect();
        assert_eq!(taken, order, "{weights:?} {debts:?}");
    }
}
