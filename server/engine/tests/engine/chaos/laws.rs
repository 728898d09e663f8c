//! Laws 1 to 5, held against what was published, what was sent, and what was planned.

use super::{
    epochs::check_epochs,
    play::{GRACE, Played},
    times::{check_limits, check_times, check_well},
};
use crate::fake::assert_conserved;
use domain::{
    DistributionStrategy::{self, Failover, Mirror, RoundRobin, Weighted},
    HitCounts, Quantiles, RunState, TargetStatus, VisitCounts,
};
use engine::Published;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What the timer rounds to, and what the books round to.
pub(super) const RESOLUTION: Duration = Duration::from_millis(3);

/// Law 1 and 3 in one snapshot.
pub(super) fn check_published(published: &Published, is_closed: bool) {
    assert_conserved(published);
    let status = &published.status;
    let all: Vec<[u64; 18]> = status.targets.iter().map(columns).collect();
    let sums = all.iter().fold([0; 18], |sums, one| std::array::from_fn(|column| sums[column] + one[column]));
    assert_eq!(sums, columns(&status.totals), "the totals are the sum");
    for target in status.targets.iter().chain([&status.totals]) {
        let VisitCounts { assigned, active, dropped, held, capped, whole, torn, not_begun, .. } = target.visits;
        assert!(held + capped <= dropped && dropped <= not_begun, "{:?}", target.visits);
        assert_eq!(assigned, whole + torn + not_begun + active, "{:?}", target.visits);
        assert_dominates(&target.latency_ms.from_planned, &target.latency_ms.from_send);
    }
    for epoch in status.epochs.iter().filter(|epoch| !is_closed && !epoch.shares.is_empty()) {
        assert_eq!(epoch.positions, epoch.shares.iter().map(|share| share.assigned).sum::<u64>());
        for share in epoch.shares.iter().filter(|_| matches!(epoch.strategy, Mirror | Failover)) {
            assert!((share.assigned as f64 - share.expected).abs() < 1e-6, "{epoch:?}");
        }
    }
    let is_exact = status.epochs.iter().all(|epoch| matches!(epoch.strategy, RoundRobin | Weighted));
    let is_whole = status.epochs.first().is_none_or(|epoch| epoch.number == 1);
    if is_closed || !is_whole || !is_exact {
        return;
    }
    // The cup game's bound over the whole run, for everybody who ever had a part.
    let most = 1.0 + (1..=status.targets.len()).map(|n| 1.0 / n as f64).sum::<f64>();
    for target in &status.targets {
        assert!(target.distance_visits <= most, "{} is {} behind", target.name, target.distance_visits);
        let shares = status.epochs.iter().flat_map(|epoch| &epoch.shares).filter(|share| share.target_id == target.id);
        let behind: f64 = shares.map(|share| share.expected - share.assigned as f64).sum();
        assert!(behind <= most, "{} is {behind} behind", target.name);
    }
}

/// What every column of a later snapshot must be beside that of an earlier one.
pub(super) fn check_step(before: &Published, now: &Published) {
    assert!(now.seq > before.seq);
    for target in &before.status.targets {
        let later = now.status.targets.iter().find(|later| later.id == target.id);
        let later = later.unwrap_or_else(|| panic!("the figures of {} are gone", target.name));
        for (before, now) in settled(target).into_iter().zip(settled(later)) {
            assert!(before <= now, "figures go back: {target:?}, then {later:?}");
        }
    }
}

fn columns(target: &TargetStatus) -> [u64; 18] {
    let (HitCounts { planned, delivered, rejected, failed, unknown, dropped, cancelled, in_flight, waiting }, visits) =
        (target.hits, target.visits);
    let VisitCounts { assigned, completed, active, cancelled: given_up, held, whole, torn, not_begun, .. } = visits;
    [
        planned,
        delivered,
        rejected,
        failed,
        unknown,
        dropped,
        cancelled,
        in_flight,
        waiting,
        assigned,
        completed,
        active,
        visits.dropped,
        given_up,
        held,
        whole,
        torn,
        not_begun,
    ]
}

/// The columns that only grow.
fn settled(target: &TargetStatus) -> [u64; 13] {
    let hits = target.hits;
    let visits = target.visits;
    [
        hits.planned,
        hits.delivered,
        hits.rejected,
        hits.failed,
        hits.unknown,
        hits.dropped,
        hits.cancelled,
        visits.assigned,
        visits.completed,
        visits.dropped,
        visits.whole,
        visits.torn,
        visits.not_begun,
    ]
}

/// Law 5: a hit is never sent before it is due, so no quantile can be lower from then on.
fn assert_dominates(from_planned: &Quantiles, from_send: &Quantiles) {
    let pairs = |latency: &Quantiles| [latency.p50, latency.p90, latency.p95, latency.p99, latency.max];
    for (planned, send) in pairs(from_planned).into_iter().zip(pairs(from_send)) {
        assert!(planned >= send * 0.999, "{from_planned:?} from planned, {from_send:?} from send");
    }
}

/// All laws, when all is over; gives how many visits there were.
pub(super) fn check(played: &Played) -> u64 {
    let status = &played.last.status;
    let totals = &status.totals;
    assert_eq!((totals.hits.in_flight, totals.hits.waiting, totals.visits.active), (0, 0, 0));
    check_end(played);
    check_network(played);
    if played.scenario.way.is_closed {
        return check_closed(played);
    }
    let visits = check_indices(played);
    check_limits(played, visits);
    check_epochs(played, visits);
    check_times(played);
    check_well(played);
    visits
}

fn check_end(played: &Played) {
    let status = &played.last.status;
    let run = status.run.as_ref().unwrap();
    assert_eq!(status.state == RunState::Failed, run.aborted_by.is_some(), "{:?}", run.message);
    if let Some((asked, ended)) = played.stop {
        assert!(ended - asked <= GRACE + RESOLUTION, "{:?} after the stop", ended - asked);
    }
    if run.elapsed_seconds == 0.0 {
        // Only in paused time: without length there are no rates.
        return;
    }
    let series = &played.last.series;
    let mut from = 0.0;
    let mut delivered = 0.0;
    let mut failed = 0.0;
    let mut unknown = 0.0;
    for point in series.iter() {
        delivered += point.delivered * (point.t - from);
        failed += point.failed * (point.t - from);
        unknown += point.unknown * (point.t - from);
        from = point.t;
    }
    let hits = status.totals.hits;
    assert!((delivered - hits.delivered as f64).abs() < 0.01, "{delivered} in the series: {hits:?}");
    let lost = (hits.rejected + hits.failed + hits.dropped) as f64;
    assert!((failed - lost).abs() < 0.01, "{failed} in the series: {hits:?}");
    assert!((unknown - hits.unknown as f64).abs() < 0.01, "{unknown} in the series: {hits:?}");
}

/// The books beside what targets saw.
fn check_network(played: &Played) {
    let spent = played.log.spent.lock().unwrap();
    for target in &played.last.status.targets {
        let sent = played.network.sent_to(&target.name).len() as u64;
        let hits = target.hits;
        let answered = hits.delivered + hits.rejected + hits.failed + hits.unknown;
        assert!(answered <= sent && sent <= answered + hits.dropped + hits.cancelled, "{sent} sent: {hits:?}");
        let errors = target.errors;
        let causes = errors.timeout + errors.connect + errors.tls + errors.http_4xx + errors.http_5xx;
        assert_eq!(hits.rejected + hits.failed + hits.unknown, causes + errors.invalid_response);
        // Law 5: every hit that was sent is in the histogram, once, with the time it took or, if it was in flight at a
        // stop, the time it had been without an answer.
        let spent = spent.get(&target.name).copied().unwrap_or_default();
        assert!((answered..=answered + hits.cancelled).contains(&spent.hits), "{} of {answered}", spent.hits);
        if spent.hits > 0 {
            let mean = target.latency_ms.from_send.mean;
            let exact = 1_000.0 * spent.seconds / spent.hits as f64;
            assert!((mean - exact).abs() <= 0.002 * exact + 0.01, "{mean} ms instead of {exact}: {}", target.name);
        }
    }
}

/// Without a schedule each visit is begun at most once (once by each target, when mirrored).
fn check_closed(played: &Played) -> u64 {
    let asked = played.log.asked.lock().unwrap();
    let first = &played.chapters[0].config;
    let copies = if first.distribution_strategy == Mirror { first.enabled_targets().count() } else { 1 };
    let mut counts = BTreeMap::new();
    for (index, _) in asked.iter() {
        *counts.entry(*index).or_insert(0) += 1;
    }
    assert!(counts.values().all(|count| *count <= copies), "a visit was begun twice");
    assert!(counts.keys().all(|index| *index < first.max_total_visits));
    assert_eq!(asked.len() as u64, played.last.status.totals.visits.assigned);
    counts.len() as u64
}

/// Every index once, in order, without a gap, and none during a pause.
fn check_indices(played: &Played) -> u64 {
    let asked = played.log.asked.lock().unwrap();
    let strategies = played.chapters.iter().map(|chapter| chapter.config.distribution_strategy);
    let has_own = strategies.into_iter().any(|strategy| strategy == DistributionStrategy::Independent);
    let mut next = 0;
    let mut skipped = 0;
    for (index, at) in asked.iter() {
        assert!(*index + 1 >= next, "{index} instead of {next}");
        skipped += index.saturating_sub(next);
        next = index + 1;
        let is_paused = played.pauses.iter().any(|(from, to)| from < at && at < to);
        assert!(!is_paused, "visit {index} was begun during a pause");
    }
    // A target with a schedule of its own that is removed takes the arrival with it that was to come next.
    let changes = if has_own { played.chapters.len() as u64 - 1 } else { 0 };
    assert!(skipped <= changes, "{skipped} visits were skipped by {changes} changes");
    assert!(asked.iter().map(|(_, at)| *at).is_sorted());
    let mut seen = BTreeSet::new();
    for written in played.log.written.lock().unwrap().iter() {
        assert!(seen.insert((written.index, written.hit, written.target)), "sent twice: {written:?}");
    }
    next
}
