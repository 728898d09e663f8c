//! Laws 2 and 3: who got what, over all epochs. What must come is worked out from the shares that are due, not from the
//! engine's own order.

use super::play::{Chapter, Played};
use crate::fake::Source;
use domain::{
    DistributionStrategy::{Failover, Independent, Mirror, Random, RoundRobin, Weighted},
    EpochStatus,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};
use visit::VisitSource;

/// What is rounded away, in visits.
const ROUNDED: f64 = 1e-4;

/// Who got each hit that was sent.
type Takers = BTreeMap<(u64, usize), BTreeSet<i64>>;

/// Laws 2 and 3 in every epoch.
pub(super) fn check_epochs(played: &Played, visits: u64) {
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
    let mut takers = Takers::new();
    for written in played.log.written.lock().unwrap().iter() {
        takers.entry((written.index, written.hit)).or_default().insert(written.target);
    }
    let mut behind = BTreeMap::new();
    for (place, epoch) in begun.iter().enumerate() {
        let indices = first(place)..first(place + 1);
        assert!(indices.start <= indices.end, "{epoch:?}");
        check_epoch(played, epoch, indices, &behind, &takers);
        for share in epoch.shares.iter().filter(|_| matches!(epoch.strategy, RoundRobin | Weighted)) {
            *behind.entry(share.target_id).or_insert(0.0) += share.expected - share.assigned as f64;
        }
    }
    let given: u64 = begun.iter().map(|epoch| epoch.positions).sum();
    let totals = &played.last.status.totals;
    let expected = if played.scenario.way.is_by_hit { totals.hits.planned } else { totals.visits.assigned };
    assert_eq!(given, expected, "the epochs' positions are what was given out");
    for target in &played.last.status.targets {
        let shares = || begun.iter().flat_map(|epoch| &epoch.shares).filter(|share| share.target_id == target.id);
        let due: f64 = shares().map(|share| share.expected).sum();
        let expected = target.expected_share * given as f64;
        assert!(
            given == 0 || (expected - due).abs() < 1e-6 * given as f64,
            "{expected} instead of {due}: {}",
            target.name
        );
        let got: u64 = shares().map(|share| share.assigned).sum();
        let off = target.distance_visits - (due - got as f64);
        assert!(off.abs() < ROUNDED, "{} instead of {}", target.distance_visits, due - got as f64);
    }
}

fn check_epoch(
    played: &Played,
    epoch: &EpochStatus,
    indices: Range<u64>,
    behind: &BTreeMap<i64, f64>,
    takers: &Takers,
) {
    let chapter = chapter_at(&played.chapters, epoch.at_seconds);
    let ids: Vec<i64> = epoch.shares.iter().map(|share| share.target_id).collect();
    let place_of = |id: &i64| chapter.ids.iter().position(|known| known == id).unwrap();
    let targets: Vec<_> = ids.iter().map(|id| &chapter.config.targets[place_of(id)]).collect();
    assert!(targets.iter().all(|target| target.enabled), "{epoch:?}");
    assert!(ids.iter().map(place_of).is_sorted(), "in list order: {epoch:?}");
    assert_eq!(epoch.strategy, chapter.config.distribution_strategy);
    let source = Source { most: played.scenario.way.most_hits, pause: Duration::ZERO };
    let is_by_hit = played.scenario.way.is_by_hit;
    let mut order = Vec::new();
    let mut positions = 0;
    for index in indices {
        for hit in 0..source.hit_count(index) {
            let is_position = is_by_hit || hit == 0;
            positions += u64::from(is_position);
            let found = takers.get(&(index, hit)).cloned().unwrap_or_default();
            assert!(found.iter().all(|id| ids.contains(id)), "visit {index}: {found:?}, {epoch:?}");
            assert!(epoch.strategy == Mirror || found.len() <= 1, "visit {index}, hit {hit}: {found:?}");
            assert!(epoch.strategy != Failover || found.iter().all(|id| *id == ids[0]), "{found:?}, {epoch:?}");
            let whose = found.first().and_then(|id| ids.iter().position(|known| known == id));
            if is_position {
                order.push(whose);
            } else if let (Some(Some(first)), Some(whose)) = (order.last(), whose) {
                assert!(epoch.strategy == Mirror || *first == whose, "visit {index} is torn apart: {epoch:?}");
            }
        }
    }
    // Who got what was never sent is known only as a number.
    let mut counts = vec![0; ids.len()];
    order.iter().flatten().for_each(|place| counts[*place] += 1);
    for (share, counted) in epoch.shares.iter().zip(counts) {
        assert!(epoch.strategy == Mirror || counted <= share.assigned, "{counted} sent: {share:?}");
    }
    match epoch.strategy {
        Mirror => assert!(epoch.shares.iter().all(|share| share.assigned == positions), "{positions}: {epoch:?}"),
        // A target that is removed takes the arrival with it that was to come next.
        Independent => assert!(epoch.positions <= positions, "{positions}: {epoch:?}"),
        Random | Failover => assert_eq!(epoch.positions, positions, "{epoch:?}"),
        RoundRobin | Weighted => {
            assert_eq!(epoch.positions, positions, "{epoch:?}");
            let weights: Vec<f64> = match epoch.strategy {
                Weighted => targets[..ids.len()].iter().map(|target| f64::from(target.weight)).collect(),
                _ => vec![1.0; ids.len()],
            };
            let behind: Vec<f64> = ids.iter().map(|id| behind.get(id).copied().unwrap_or(0.0)).collect();
            check_counts(&weights, &behind, played.last.status.targets.len(), epoch);
            check_order(&weights, behind, &order, epoch);
        }
    }
}

/// Law 3 where an epoch ends, also of what was never sent: who began an epoch in which nobody was behind is less than one
/// visit from their share, and so is everybody in one that lasts. Nobody is ever further behind than the cup game's bound
/// of the targets that there ever were, or gets more than is due, but for what must go to somebody.
fn check_counts(weights: &[f64], behind: &[f64], ever: usize, epoch: &EpochStatus) {
    let (all, count, positions) = (weights.iter().sum::<f64>(), weights.len() as f64, epoch.positions as f64);
    // What those who are there are owed together never changes.
    let owed: f64 = behind.iter().sum();
    let is_new = behind.iter().all(|behind| behind.abs() < ROUNDED);
    // Those who are ahead wait until their share has overtaken them.
    let waits = behind.iter().zip(weights).map(|(behind, weight)| -behind * all / weight).fold(0.0, f64::max);
    let is_settled = is_new || owed.abs() < 1.0 - ROUNDED && positions >= waits + 2.0 * count;
    let most = 1.0 + (1..=ever).map(|n| 1.0 / n as f64).sum::<f64>();
    for ((share, weight), before) in epoch.shares.iter().zip(weights).zip(behind) {
        let after = before + positions * weight / all - share.assigned as f64;
        let least = (((owed + 1.0) / count).min(0.0) - 1.0).min(*before);
        let is_within = if is_settled { after.abs() < 1.0 } else { (least - ROUNDED..most).contains(&after) };
        assert!(is_within, "{before} behind, then {after}: {share:?} of {epoch:?}");
    }
}

/// Law 3, as far as the order is known: somebody who is a whole visit behind comes first, and of several the one who is
/// furthest; otherwise nobody gets what they are not due. Where nobody began behind, all are less than one visit from
/// their share at every prefix.
fn check_order(weights: &[f64], mut behind: Vec<f64>, order: &[Option<usize>], epoch: &EpochStatus) {
    let all: f64 = weights.iter().sum();
    let is_new = behind.iter().all(|behind| behind.abs() < ROUNDED);
    for (position, taker) in order.iter().enumerate() {
        for (behind, weight) in behind.iter_mut().zip(weights) {
            *behind += weight / all;
        }
        let Some(taker) = *taker else { return };
        let furthest = behind.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let taken = behind[taker];
        let least = if furthest >= 1.0 + ROUNDED { furthest } else { furthest.min(0.0) };
        assert!(taken >= least - ROUNDED, "{taken} behind, others {furthest}, at {position} of {epoch:?}");
        behind[taker] -= 1.0;
        assert!(!is_new || behind.iter().all(|behind| behind.abs() < 1.0 - ROUNDED / 10.0), "{behind:?}: {epoch:?}");
    }
}

/// What was in force when an epoch began.
fn chapter_at(chapters: &[Chapter], seconds: f64) -> &Chapter {
    chapters.iter().rev().find(|chapter| chapter.at.as_secs_f64() <= seconds + 1e-9).unwrap()
}
