//! Each entry by itself, and all of them from many threads.

use super::*;
use domain::{HitCounts, VisitCounts};
use std::sync::atomic::{AtomicUsize, Ordering};
use transport::{Cause, Shortage};

/// All there is in the books of a slot.
fn tally(books: &Books, slot: Slot) -> Tally {
    let (mut tallies, mut samples) = (Vec::new(), Vec::new());
    books.collect(&mut tallies, &mut samples);
    tallies.get(slot).cloned().unwrap_or_default()
}

fn sample(hits: u64) -> Sample {
    let took = Duration::from_millis(5);
    Sample { slot: 1, hits, from_planned: took, from_send: took, is_delivered: true }
}

#[test]
fn each_entry_changes_what_it_says_and_nothing_else() {
    let books = Books::new(2);
    let page = books.lane(0);
    let other = books.lane(3);
    let mut hits = HitCounts::default();
    let check = |hits: &HitCounts| {
        assert_eq!(tally(&books, 1).hits, *hits);
        assert!(hits.is_conserved(), "{hits:?}");
    };
    // Two lanes are added up.
    page.arrive([1, 1, 1, 1, 1, 0].into_iter());
    other.arrive([1, 1, 1].into_iter());
    (hits.planned, hits.waiting) = (8, 8);
    check(&hits);
    page.send(1, 4, 2);
    (hits.waiting, hits.in_flight) = (4, 4);
    check(&hits);
    page.answer(Answer::delivered(204), sample(2), 2);
    (hits.in_flight, hits.delivered) = (2, 2);
    check(&hits);
    page.answer(Answer::failed(Cause::Connect, None, "no connection"), sample(1), 2);
    (hits.in_flight, hits.failed) = (1, 1);
    check(&hits);
    page.cancel_in_flight([1].into_iter(), 2);
    (hits.in_flight, hits.cancelled) = (0, 1);
    check(&hits);
    page.drop_waiting(1, 1);
    (hits.waiting, hits.dropped) = (3, 1);
    check(&hits);
    other.refuse(1, Answer::rejected(Cause::Http4xx, 400, "refused"), 2);
    (hits.waiting, hits.rejected) = (1, 2);
    check(&hits);
    other.cancel_waiting([1].into_iter());
    (hits.waiting, hits.cancelled) = (0, 2);
    check(&hits);
    page.write_off(1, 2, 7);
    (hits.planned, hits.dropped) = (15, 8);
    check(&hits);
    page.arrive_dropped(DropReason::Held, [1, 1].into_iter());
    (hits.planned, hits.dropped) = (17, 10);
    check(&hits);
    page.arrive([1].into_iter());
    page.send(1, 1, 2);
    page.answer(Answer::unknown(Cause::Timeout, None, "no answer"), sample(1), 2);
    (hits.planned, hits.unknown) = (18, 1);
    check(&hits);
    let Tally { in_flight, strain, .. } = tally(&books, 1);
    assert_eq!(in_flight.ages(Duration::from_secs(60)), []);
    assert_eq!(strain.missed_visits, 2);
    let losses = books.losses(1);
    assert_eq!((losses.hits, losses.unknown, losses.held), (2 + 1 + 10, 1, 1));
}

#[test]
fn a_visit_is_counted_where_its_first_hit_goes() {
    let books = Books::new(1);
    let page = books.lane(0);
    for _ in 0..6 {
        page.arrive([1, 2].into_iter());
    }
    page.end_visit(1, VisitEnd::Completed, Wholeness::of(2, 2));
    page.end_visit(1, VisitEnd::Completed, Wholeness::of(3, 2));
    page.end_visit(1, VisitEnd::Completed, Wholeness::of(1, 2));
    page.end_visit(1, VisitEnd::Cancelled, Wholeness::of(0, 2));
    page.end_visit(1, VisitEnd::Cancelled, Wholeness::of(0, 0));
    for reason in [DropReason::Held, DropReason::Capped, DropReason::Capped, DropReason::NoCapacity] {
        page.arrive_dropped(reason, [1, 2].into_iter());
    }
    page.write_off(1, 3, 9);
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
    assert_eq!(tally(&books, 1).visits, expected);
    assert_eq!(tally(&books, 2).visits, VisitCounts::default());
}

#[test]
fn samples_are_handed_out_once_and_only_of_what_was_sent() {
    let books = Books::new(3);
    let page = books.lane(4);
    page.arrive([1, 1, 1].into_iter());
    page.send(1, 3, 0);
    page.answer(Answer::delivered(204), sample(1), 0);
    page.answer(Answer::not_sent(Shortage::Files, "no files"), sample(1), 0);
    page.note_unanswered(sample(1));
    page.strain(1, |strain| strain.queued += 2);
    let (mut tallies, mut samples) = (Vec::new(), Vec::new());
    books.collect(&mut tallies, &mut samples);
    assert_eq!(samples.len(), 2);
    assert_eq!((tallies[1].strain.files, tallies[1].strain.queued), (1, 2));
    books.collect(&mut Vec::new(), &mut samples);
    assert_eq!(samples.len(), 2);
}

/// Law 1 at every instant: real threads carry visits on shared lanes while others add up.
#[test]
fn whoever_adds_up_meanwhile_finds_every_hit_in_one_column() {
    const CARRIERS: usize = 3;
    const VISITS: u64 = 8_000;
    let (books, running) = (Books::new(2), AtomicUsize::new(CARRIERS));
    let carry = |carrier: u64| {
        for visit in 0..VISITS {
            let (page, slots) = (books.lane(visit + carrier), [visit as usize % 5, (visit as usize + 1) % 5]);
            page.arrive(slots.into_iter());
            page.send(slots[0], 1, 0);
            let took = Duration::from_micros(visit);
            let sample = Sample { slot: slots[0], hits: 1, from_planned: took, from_send: took, is_delivered: true };
            if visit.is_multiple_of(3) {
                page.cancel_in_flight([slots[0]].into_iter(), 0);
            } else {
                page.answer(Answer::delivered(204), sample, 0);
            }
            page.drop_waiting(slots[1], 1);
            let end = if visit.is_multiple_of(3) { VisitEnd::Cancelled } else { VisitEnd::Completed };
            page.end_visit(slots[0], end, Wholeness::Torn);
        }
        running.fetch_sub(1, Ordering::Release);
    };
    let mut answered = 0;
    let mut add_up = || {
        let (mut tallies, mut samples) = (Vec::new(), Vec::new());
        books.collect(&mut tallies, &mut samples);
        answered += samples.len() as u64;
        for tally in &tallies {
            assert!(tally.hits.is_conserved(), "{:?}", tally.hits);
        }
        let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
        let (delivered, assigned) = (sum(|tally| tally.hits.delivered), sum(|tally| tally.visits.assigned));
        assert!(delivered >= answered, "{answered} samples of {delivered} hits");
        let ends = sum(|tally| tally.visits.completed + tally.visits.cancelled + tally.visits.active);
        assert_eq!(assigned, ends);
        (delivered, assigned)
    };
    std::thread::scope(|scope| {
        for carrier in 0..CARRIERS as u64 {
            scope.spawn({
                let carry = &carry;
                move || carry(carrier)
            });
        }
        while running.load(Ordering::Acquire) > 0 {
            add_up();
        }
    });
    let (delivered, assigned) = add_up();
    assert_eq!(assigned, CARRIERS as u64 * VISITS);
    assert_eq!(delivered, answered);
}
