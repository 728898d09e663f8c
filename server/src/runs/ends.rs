//! Where the targets' parts of a backfill end, so that a run with nothing left to begin is known as one:
//! a target's last visit is seldom the last of the plan.

use domain::{DistributeBy, MultiTargetConfig, Sequence};
use visit::VisitSource;

/// For each enabled target, in order: the number of the visit after its last; 0 if it gets none of the
/// `visits`. Looks at every visit's length if hits are what is distributed.
pub(super) fn ends(config: &MultiTargetConfig, seed: u64, visits: u64, source: &dyn VisitSource) -> Vec<u64> {
    let Some(sequence) = Sequence::of(config, seed) else { return Vec::new() };
    let mut ends = vec![0; sequence.target_count()];
    match config.distribute_by {
        DistributeBy::Visit => {
            let mut unknown = ends.len();
            for index in (0..visits).rev() {
                if unknown == 0 {
                    break;
                }
                if let Some(end) = ends.get_mut(sequence.target_at(index)).filter(|end| **end == 0) {
                    *end = index + 1;
                    unknown -= 1;
                }
            }
        }
        DistributeBy::Hit => {
            let mut position = 0;
            for index in 0..visits {
                if let Some(end) = ends.get_mut(sequence.target_at(position)) {
                    *end = index + 1;
                }
                position += source.hit_count(index) as u64;
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DistributionStrategy, Target};
    use traffic::Traffic;

    #[test]
    fn every_target_ends_after_its_last_visit() {
        let targets = (0..4).map(|number| Target {
            name: number.to_string(),
            enabled: number != 1,
            weight: 1 + 7 * number,
            ..Target::new("https://m.example", 1)
        });
        let base = MultiTargetConfig { targets: targets.collect(), ..Default::default() };
        use DistributionStrategy::{Random, RoundRobin, Weighted};
        for strategy in [RoundRobin, Weighted, Random] {
            for by in [DistributeBy::Visit, DistributeBy::Hit] {
                let config = MultiTargetConfig { distribution_strategy: strategy, distribute_by: by, ..base.clone() };
                let source = Traffic::live(&config, 7);
                let sequence = Sequence::of(&config, 7).unwrap();
                for visits in [0, 1, 2, 50, 101] {
                    let mut position = 0;
                    let takes: Vec<usize> = (0..visits)
                        .map(|index| {
                            let target = sequence.target_at(position);
                            position += if by == DistributeBy::Hit { source.hit_count(index) as u64 } else { 1 };
                            target
                        })
                        .collect();
                    let expected = [0, 1, 2]
                        .map(|target| takes.iter().rposition(|taker| *taker == target).map_or(0, |at| at as u64 + 1));
                    assert_eq!(ends(&config, 7, visits, &source), expected, "{strategy:?} {by:?} {visits}");
                }
            }
        }
    }
}
