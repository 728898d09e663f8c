//! Orders that begin with debts, and how far behind anybody can be.

use super::*;
use proptest::strategy::Strategy as Values;

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
        let own: Vec<u32> = active.iter().map(|target| weights[*target]).collect();
        let total: i128 = own.iter().map(|weight| i128::from(*weight)).sum();
        assert_eq!(self.scale % total, 0, "parts that are whole");
        let all_debts = self.debts();
        let debts: Vec<f64> = active.iter().map(|target| all_debts[*target]).collect();
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
        let mut whole = Whole::new(9);
        let most = most_behind(9);
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

/// An adversary who knows the order can always raise the weights of those who are furthest behind, one less each time.
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
            // The sum must be a thousand, so that all parts are whole numbers.
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
    let mut whole = Whole::new(3);
    let mut worst = 0.0f64;
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

/// The target furthest behind comes first while several are late: `debt + position · share − given`, by hand.
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
