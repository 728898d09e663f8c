//! Laws 4 and 5: what is planned is not moved by anybody, and limits are kept.

use super::{laws::RESOLUTION, play::Played};
use domain::StatusSnapshot;
use jiff::Timestamp;
use std::{collections::BTreeMap, time::Duration};

/// No more visits than limits allow.
pub(super) fn check_limits(played: &Played, visits: u64) {
    let totals = played.chapters.iter().map(|chapter| chapter.config.max_total_visits);
    if let Some(most) = most(totals) {
        assert!(visits <= most, "{visits} visits of at most {most}");
    }
    let days = played.chapters.iter().map(|chapter| chapter.config.max_visits_per_day);
    let Some(most) = most(days).filter(|_| played.scenario.is_on_time()) else { return };
    let mut of_day = BTreeMap::new();
    let mut latest = None;
    for (index, at) in played.log.asked.lock().unwrap().iter() {
        if latest.replace(*index) != Some(*index) {
            let seconds = (*at - played.started).as_secs_f64() - played.scenario.load.before_midnight;
            // What is planned just before midnight may come just after it.
            *of_day.entry(((seconds - 0.0015) / 86_400.0).floor() as i64).or_insert(0) += 1;
        }
    }
    for (day, visits) in of_day {
        assert!(visits <= most + 1, "{visits} visits on day {day} of at most {most}");
    }
}

/// The highest of some limits, if there always was one.
fn most(limits: impl Iterator<Item = u64> + Clone) -> Option<u64> {
    let is_limited = limits.clone().all(|limit| limit > 0);
    limits.max().filter(|_| is_limited)
}

/// Nobody's trouble moves an arrival: each is begun when it is planned, and planned times never go back.
pub(super) fn check_times(played: &Played) {
    let start = start_ms(&played.last.status);
    let mut begun = BTreeMap::new();
    for (index, at) in played.log.asked.lock().unwrap().iter() {
        begun.entry(*index).or_insert(*at - played.started);
    }
    let mut planned = BTreeMap::new();
    for written in played.log.written.lock().unwrap().iter().filter(|written| written.hit == 0) {
        planned.insert(written.index, Duration::from_millis((written.due - start).max(0) as u64));
    }
    assert!(planned.values().is_sorted(), "planned times go back: {planned:?}");
    if !played.scenario.is_on_time() {
        return;
    }
    for (index, planned) in planned {
        let late = begun[&index].abs_diff(planned);
        assert!(late <= RESOLUTION, "visit {index} was planned at {planned:?} and begun at {:?}", begun[&index]);
    }
}

fn start_ms(status: &StatusSnapshot) -> i64 {
    let run = status.run.as_ref().unwrap();
    run.started_at.parse::<Timestamp>().unwrap().as_millisecond()
}

/// Law 4: a target that is well gets every hit when it is due and loses none, whatever the others do.
pub(super) fn check_well(played: &Played) {
    let way = &played.scenario.way;
    let Some(target) = played.last.status.targets.iter().find(|target| target.id == 1) else { return };
    if !played.scenario.is_first_well {
        return;
    }
    let hits = target.hits;
    let visits = target.visits;
    assert_eq!((hits.rejected, hits.failed, visits.held), (0, 0, 0), "{:?}", target.last_error);
    if !way.is_roomy || !played.scenario.is_on_time() {
        return;
    }
    assert_eq!(visits.dropped, visits.capped, "{visits:?}");
    if way.is_by_hit {
        // A visit whose first hit is beyond another target's cap is dropped as a whole.
        let caps = played.chapters.iter().flat_map(|chapter| &chapter.config.targets);
        if caps.clone().all(|target| target.max_visits_per_second.is_none()) {
            assert_eq!(hits.dropped, 0, "{hits:?}");
        }
        // It answers after 5 ms, and is not charged with what the others take.
        let most = 5.0 + 2.0 * RESOLUTION.as_secs_f64() * 1_000.0;
        let latency = target.latency_ms;
        assert!(way.pause == 0 || latency.from_planned.max <= most, "{latency:?}");
        return;
    }
    if way.bulk_size > 1 {
        return;
    }
    let start = start_ms(&played.last.status);
    for written in played.log.written.lock().unwrap().iter().filter(|written| written.target == 1) {
        // Without pauses a hit waits for the answer to the one before.
        if written.hit == 0 || way.pause > 0 {
            let at = (written.at - played.started).as_millis() as i64;
            let late = at - (written.due - start);
            assert!(late.unsigned_abs() as u128 <= RESOLUTION.as_millis(), "{late} ms late: {written:?}");
        }
    }
}
