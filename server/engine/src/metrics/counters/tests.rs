//! Each entry by itself, and all of them from many threads.

use super::*;
use domain::{HitCounts, VisitCounts, messages::NotDelivered};
use std::sync::atomic::{AtomicUsize, Ordering};
use transport::{Cause, Shortage};

/// All there is in the counters of a slot.
fn counts(counters: &Counters, slot: Slot) -> TargetCounts {
    let mut all_counts = Vec::new();
    let mut samples = Vec::new();
    counters.collect(&mut all_counts, &mut samples);
    all_counts.get(slot).cloned().unwrap_or_default()
}

fn sample(hits: u64) -> Sample {
    let took = Duration::from_millis(5);
    Sample { slot: 1, hits, from_planned: took, from_send: took, is_delivered: true }
}

#[test]
fn each_entry_changes_what_it_says_and_nothing_else() {
    let counters = Counters::new(2);
    let shard = counters.shard(0);
    let other = counters.shard(3);
    let mut hits = HitCounts::default();
    let check = |hits: &HitCounts| {
        assert_eq!(counts(&counters, 1).hits, *hits);
        assert!(hits.is_conserved(), "{hits:?}");
    };
    // Two shards are added up.
    shard.arrive([1, 1, 1, 1, 1, 0].into_iter());
    other.arrive([1, 1, 1].into_iter());
    (hits.planned, hits.waiting) = (8, 8);
    check(&hits);
    shard.send(1, 4, 2);
    (hits.waiting, hits.in_flight) = (4, 4);
    check(&hits);
    shard.answer(Answer::delivered(204), sample(2), 2);
    (hits.in_flight, hits.delivered) = (2, 2);
    check(&hits);
    shard.answer(Answer::failed(Cause::Connect, None, NotDelivered::ConnectTimeout), sample(1), 2);
    (hits.in_flight, hits.failed) = (1, 1);
    check(&hits);
    shard.cancel_in_flight([1].into_iter(), 2);
    (hits.in_flight, hits.cancelled) = (0, 1);
    check(&hits);
    shard.drop_waiting(1, 1);
    (hits.waiting, hits.dropped) = (3, 1);
    check(&hits);
    other.refuse(1, Answer::rejected(Cause::Http4xx, 400, NotDelivered::Refused), 2);
    (hits.waiting, hits.rejected) = (1, 2);
    check(&hits);
    other.cancel_waiting([1].into_iter());
    (hits.waiting, hits.cancelled) = (0, 2);
    check(&hits);
    shard.write_off(1, 2, 7);
    (hits.planned, hits.dropped) = (15, 8);
    check(&hits);
    shard.arrive_dropped(DropReason::Held, [1, 1].into_iter());
    (hits.planned, hits.dropped) = (17, 10);
    check(&hits);
    shard.arrive([1].into_iter());
    shard.send(1, 1, 2);
    shard.answer(Answer::unknown(Cause::Timeout, None, NotDelivered::Timeout { seconds: 1.0 }), sample(1), 2);
    (hits.planned, hits.unknown) = (18, 1);
    check(&hits);
    other.arrive([1; 5].into_iter());
    other.refuse(1, Answer::rejected(Cause::Http4xx, 400, NotDelivered::Refused), 3);
    (hits.planned, hits.waiting, hits.rejected) = (23, 2, 5);
    check(&hits);
    let TargetCounts { in_flight, strain, .. } = counts(&counters, 1);
    assert_eq!(in_flight.ages(Duration::from_secs(60)), []);
    assert_eq!(strain.missed_visits, 2);
    let losses = counters.losses(1);
    assert_eq!((losses.hits, losses.unknown, losses.held), (5 + 1 + 10, 1, 1));
}

#[test]
fn a_visit_is_counted_where_its_first_hit_goes() {
    let counters = Counters::new(1);
    let shard = counters.shard(0);
    for _ in 0..6 {
        shard.arrive([1, 2].into_iter());
    }
    shard.end_visit(1, VisitEnd::Completed, Wholeness::of(2, 2));
    shard.end_visit(1, VisitEnd::Completed, Wholeness::of(3, 2));
    shard.end_visit(1, VisitEnd::Completed, Wholeness::of(1, 2));
    shard.end_visit(1, VisitEnd::Cancelled, Wholeness::of(0, 2));
    shard.end_visit(1, VisitEnd::Cancelled, Wholeness::of(0, 0));
    for reason in [DropReason::Held, DropReason::Capped, DropReason::Capped, DropReason::NoCapacity] {
        shard.arrive_dropped(reason, [1, 2].into_iter());
    }
    shard.write_off(1, 3, 9);
    let expected = VisitCounts {
        assigned: 13,
        completed: 3,
        cancelled: 2,
        active: 1,
        dropped: 7,
        held: 1,
        capped: 2,
        whole: 2,
        torn: 1,
        not_begun: 9,
    };
    assert_eq!(counts(&counters, 1).visits, expected);
    assert_eq!(counts(&counters, 2).visits, VisitCounts::default());
}

#[test]
fn samples_are_handed_out_once_and_only_of_what_was_sent() {
    let counters = Counters::new(3);
    let shard = counters.shard(4);
    shard.arrive([1, 1, 1].into_iter());
    shard.send(1, 3, 0);
    shard.answer(Answer::delivered(204), sample(1), 0);
    shard.answer(Answer::not_sent(Shortage::Files, NotDelivered::OutOfFiles), sample(1), 0);
    shard.note_unanswered(sample(1));
    shard.strain(1, |strain| strain.queued += 2);
    let mut all_counts = Vec::new();
    let mut samples = Vec::new();
    counters.collect(&mut all_counts, &mut samples);
    assert_eq!(samples.len(), 2);
    assert_eq!((all_counts[1].strain.files, all_counts[1].strain.queued), (1, 2));
    counters.collect(&mut Vec::new(), &mut samples);
    assert_eq!(samples.len(), 2);
}

/// Counts visits as the worker with this number does.
fn count_visits(counters: &Counters, worker: u64, visits: u64) {
    for visit in 0..visits {
        let shard = counters.shard(visit + worker);
        let slots = [visit as usize % 5, (visit as usize + 1) % 5];
        shard.arrive(slots.into_iter());
        shard.send(slots[0], 1, 0);
        let took = Duration::from_micros(visit);
        let sample = Sample { slot: slots[0], hits: 1, from_planned: took, from_send: took, is_delivered: true };
        if visit.is_multiple_of(3) {
            shard.cancel_in_flight([slots[0]].into_iter(), 0);
        } else {
            shard.answer(Answer::delivered(204), sample, 0);
        }
        shard.drop_waiting(slots[1], 1);
        let end = if visit.is_multiple_of(3) { VisitEnd::Cancelled } else { VisitEnd::Completed };
        shard.end_visit(slots[0], end, Wholeness::Torn);
    }
}

/// Adds up what was counted so far: the hits delivered and the visits assigned. `answered` counts the samples seen.
fn add_up(counters: &Counters, answered: &mut u64) -> (u64, u64) {
    let mut all_counts = Vec::new();
    let mut samples = Vec::new();
    counters.collect(&mut all_counts, &mut samples);
    *answered += samples.len() as u64;
    for counts in &all_counts {
        assert!(counts.hits.is_conserved(), "{:?}", counts.hits);
    }
    let sum = |of: fn(&TargetCounts) -> u64| all_counts.iter().map(of).sum::<u64>();
    let delivered = sum(|counts| counts.hits.delivered);
    let assigned = sum(|counts| counts.visits.assigned);
    assert!(delivered >= *answered, "{answered} samples of {delivered} hits");
    let ends = sum(|counts| counts.visits.completed + counts.visits.cancelled + counts.visits.active);
    assert_eq!(assigned, ends);
    (delivered, assigned)
}

/// Law 1 at every instant: real threads count visits on shared shards while others add up.
#[test]
fn whoever_adds_up_meanwhile_finds_every_hit_in_one_column() {
    const WORKERS: usize = 3;
    const VISITS: u64 = 8_000;
    let counters = Counters::new(2);
    let running = AtomicUsize::new(WORKERS);
    let mut answered = 0;
    std::thread::scope(|scope| {
        for worker in 0..WORKERS as u64 {
            let counters = &counters;
            let running = &running;
            scope.spawn(move || {
                count_visits(counters, worker, VISITS);
                running.fetch_sub(1, Ordering::Release);
            });
        }
        while running.load(Ordering::Acquire) > 0 {
            add_up(&counters, &mut answered);
        }
    });
    let (delivered, assigned) = add_up(&counters, &mut answered);
    assert_eq!(assigned, WORKERS as u64 * VISITS);
    assert_eq!(delivered, answered);
}
