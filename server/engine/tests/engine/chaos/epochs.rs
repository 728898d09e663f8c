//! Laws 2 and 3: who got what, in every epoch.

use super::play::{Chapter, Played, SEED};
use crate::fake::Source;
use domain::{
    DistributionStrategy::{self, Failover, Independent, Mirror, Random, RoundRobin, Weighted},
    EpochStatus, Sequence,
};
use engine::VisitSource;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};

/// Laws 2 and 3 in every epoch.
pub fn check_epochs(played: &Played, visits: u64) {
    let epochs = &played.last.status.epochs;
    assert!(
        epochs.windows(2).all(|pair| pair[0].number + 1 == pair[1].number && pair[0].at_seconds <= pair[1].at_seconds)
    );
    if epochs.first().is_none_or(|epoch| epoch.number > 1) {
        return;
    }
    let begun: Vec<&EpochStatus> = epochs.iter().filter(|epoch| epoch.from_index.is_some()).collect();
    let first = |place: usize| begun.get(place).and_then(|epoch| epoch.from_index).unwrap_or(visits);
    assert!(begun.is_empty() || first(0) == 0);
    let mut takers: BTreeMap<(u64, usize), BTreeSet<i64>> = BTreeMap::new();
    for written in played.log.written.lock().unwrap().iter() {
        takers.entry((written.index, written.hit)).or_default().insert(written.target);
    }
    let source = Source { most: played.story.way.most_hits, pause: Duration::ZERO };
    let mut debts = BTreeMap::new();
    for (place, epoch) in begun.iter().enumerate() {
        let indices = first(place)..first(place + 1);
        assert!(indices.start <= indices.end, "{epoch:?}");
        check_epoch(played, epoch, indices, &debts, &takers, &source);
        for share in epoch.shares.iter().filter(|_| is_exact(epoch.strategy)) {
            *debts.entry(share.target_id).or_insert(0.0) += share.expected - share.assigned as f64;
        }
    }
    let given: u64 = begun.iter().map(|epoch| epoch.positions).sum();
    let totals = &played.last.status.totals;
    let expected = if played.story.way.is_by_hit { totals.hits.planned } else { totals.visits.assigned };
    assert_eq!(given, expected, "the epochs' positions are what was given out");
    for target in &played.last.status.targets {
        let shares = begun.iter().flat_map(|epoch| &epoch.shares).filter(|share| share.target_id == target.id);
        let due: f64 = shares.map(|share| share.expected).sum();
        let told = target.expected_share * given as f64;
        assert!(given == 0 || (told - due).abs() < 1e-6 * given as f64, "{told} instead of {due}: {}", target.name);
    }
}

fn check_epoch(
    played: &Played,
    epoch: &EpochStatus,
    indices: Range<u64>,
    debts: &BTreeMap<i64, f64>,
    takers: &BTreeMap<(u64, usize), BTreeSet<i64>>,
    source: &impl VisitSource,
) {
    let chapter = chapter_at(&played.chapters, epoch.at_seconds);
    let listed: Vec<i64> = epoch.shares.iter().map(|share| share.target_id).collect();
    let mut ids = listed.clone();
    if is_exact(epoch.strategy) {
        // Those first that the epochs before left behind.
        ids.sort_by_key(|id| Reverse((debts.get(id).copied().unwrap_or(0.0) * 1e6).round() as i64));
    }
    let place_of = |id: &i64| chapter.ids.iter().position(|known| known == id).unwrap();
    let targets: Vec<_> = ids.iter().map(|id| &chapter.config.targets[place_of(id)]).collect();
    assert!(targets.iter().all(|target| target.enabled), "{epoch:?}");
    assert!(listed.iter().map(place_of).is_sorted(), "in list order: {epoch:?}");
    assert_eq!(epoch.strategy, chapter.config.distribution_strategy);
    let weights: Vec<u32> = targets.iter().map(|target| target.weight).collect();
    let sequence = Sequence::new(epoch.strategy, &weights, SEED).unwrap();
    let (mut position, mut counts) = (0u64, vec![0u64; ids.len()]);
    for index in indices {
        for hit in 0..source.hit_count(index) {
            let is_position = played.story.way.is_by_hit || hit == 0;
            let empty = BTreeSet::new();
            let found = takers.get(&(index, hit)).unwrap_or(&empty);
            match epoch.strategy {
                Mirror => assert!(found.iter().all(|id| ids.contains(id)), "visit {index}: {found:?}, {epoch:?}"),
                Independent => assert!(found.len() <= 1 && found.iter().all(|id| ids.contains(id)), "visit {index}"),
                RoundRobin | Weighted | Random | Failover => {
                    let taker = sequence.target_at(position - u64::from(!is_position));
                    assert!(found.iter().all(|id| *id == ids[taker]), "visit {index}, hit {hit}: {found:?}, {epoch:?}");
                    if is_position {
                        counts[taker] += 1;
                    }
                }
            }
            if is_position {
                position += 1;
                check_prefix(epoch.strategy, &weights, position, &counts);
            }
        }
    }
    match epoch.strategy {
        Mirror => assert!(epoch.shares.iter().all(|share| share.assigned == position), "{position}: {epoch:?}"),
        // A target that is removed takes the arrival with it that was to come next.
        Independent => assert!(epoch.positions <= position, "{position}: {epoch:?}"),
        _ => {
            let assigned = epoch.shares.iter().map(|share| (share.target_id, share.assigned));
            let counted = ids.iter().copied().zip(counts);
            assert_eq!(assigned.collect::<BTreeMap<_, _>>(), counted.collect::<BTreeMap<_, _>>(), "{epoch:?}");
        }
    }
}

fn is_exact(strategy: DistributionStrategy) -> bool {
    matches!(strategy, RoundRobin | Weighted)
}

/// Law 3: strictly less than one away, at every prefix.
fn check_prefix(strategy: DistributionStrategy, weights: &[u32], positions: u64, counts: &[u64]) {
    let weight = |place: usize| if strategy == Weighted { u64::from(weights[place]) } else { 1 };
    if !is_exact(strategy) {
        return;
    }
    let all: u64 = (0..weights.len()).map(weight).sum();
    for (place, count) in counts.iter().enumerate() {
        // In whole numbers: |count - positions * w / all| < 1.
        assert!((count * all).abs_diff(positions * weight(place)) < all, "{counts:?} after {positions}");
    }
}

/// What was in force when an epoch began.
fn chapter_at(chapters: &[Chapter], seconds: f64) -> &Chapter {
    chapters.iter().rev().find(|chapter| chapter.at.as_secs_f64() <= seconds + 1e-9).unwrap()
}
