//! A backfill: every visit once, whatever happens in between, and never faster than it may.

mod support;

use crate::fake::{Behaviour, Network, assert_conserved};
use domain::{DistributionStrategy, MultiTargetConfig, RunKind, RunState};
use proptest::prelude::*;
use std::{collections::BTreeMap, time::Duration};
use support::{MS, Notes, config, engine, fill, filling, hits_of, runtime, times, visit_of};
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn every_visit_of_every_day_is_sent_once_and_counted() {
    for bulk_size in [1, 25] {
        let network = Network::default();
        let notes = Notes::default();
        let last = fill(&network, filling(config(&[5, 3, 2], bulk_size, None), 1_000, &notes)).await;
        assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Finished, hits_of(1_000)));
        assert!(times(&network).values().all(|times| *times == 1) && times(&network).len() == hits_of(1_000) as usize);
        notes.assert_covers(&network);
        let days = &last.status.backfill.as_ref().unwrap().days;
        let found: Vec<_> = days.iter().map(|day| (&*day.date, day.planned, day.before, day.sent)).collect();
        assert_eq!(
            found,
            [
                ("2026-10-24", 500, 0, 500),
                ("2026-10-25", 250, 0, 250),
                ("2026-10-26", 0, 0, 0),
                ("2026-10-27", 250, 0, 250)
            ]
        );
        let run = last.status.run.as_ref().unwrap();
        assert_eq!((run.kind, run.continues), (RunKind::Backfill, None));
        // A thousand visits, and no more than some dozens of reservations.
        let written = notes.log.lock().unwrap().len();
        assert!(written <= 60, "{written} reservations");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_crash_sends_no_visit_twice_and_loses_no_more_than_was_reserved(
        weights in prop::collection::vec(1u32..6, 1..5),
        bulk_size in prop_oneof![Just(1u32), 2u32..40],
        rate in prop::option::of(5.0f64..500.0),
        crashes in prop::collection::vec(0u64..2_000, 1..4),
    ) {
        let network = Network::default();
        let notes = Notes::default();
        let visits = 600;
        let begin = || filling(config(&weights, bulk_size, rate), visits, &notes);
        for crash in crashes {
            // Everything in progress is gone with the runtime; the reservations stay.
            runtime().block_on(async {
                engine(&network).start(begin()).unwrap();
                sleep(MS * crash as u32).await;
            });
        }
        let reserved = notes.begun.lock().unwrap().clone();
        let before = times(&network);
        let last = runtime().block_on(fill(&network, begin()));
        prop_assert_eq!(last.status.state, RunState::Finished);
        let after = times(&network);
        prop_assert!(after.values().all(|times| *times == 1), "a hit was sent twice");
        let sequence = domain::Sequence::new(DistributionStrategy::Weighted, &weights, 42).unwrap();
        let mut lost = 0;
        for visit in 0..visits {
            let id = sequence.target_at(visit) as i64 + 1;
            let is_ours = visit >= reserved.get(&id).copied().unwrap_or(0);
            let content = format!("idsite=1&visit={visit}&hit=0");
            prop_assert!(!is_ours || (after.contains_key(&content) && !before.contains_key(&content)));
            lost += u64::from(!after.contains_key(&content));
        }
        let days = &last.status.backfill.as_ref().unwrap().days;
        let sum = |count: fn(&domain::DayStatus) -> u64| days.iter().map(count).sum::<u64>();
        prop_assert_eq!(sum(|day| day.before) + sum(|day| day.sent), visits);
        prop_assert!(lost <= sum(|day| day.before));
    }

    #[test]
    fn stopped_and_continued_it_sends_every_visit_exactly_once(
        weights in prop::collection::vec(1u32..6, 1..5),
        bulk_size in prop_oneof![Just(1u32), 2u32..40],
        rate in prop::option::of(20.0f64..500.0),
        stops in prop::collection::vec((0u64..1_500, prop::bool::ANY), 1..4),
    ) {
        runtime().block_on(async {
            let network = Network::default();
            let notes = Notes::default();
            let visits = 600;
            let begin = || filling(config(&weights, bulk_size, rate), visits, &notes);
            let mut sent = 0;
            for (after, pause) in stops {
                let engine = engine(&network);
                engine.start(begin()).unwrap();
                sleep(MS * after as u32).await;
                if pause && engine.pause().is_ok() {
                    sleep(Duration::from_secs(2)).await;
                    assert_eq!(engine.published().status.totals.visits.active, 0);
                    if after % 2 == 0 {
                        let _ = engine.resume();
                        sleep(MS * 300).await;
                    }
                }
                let last = engine.stop().await;
                assert_conserved(&last);
                sent += last.status.totals.visits.completed;
            }
            let last = fill(&network, begin()).await;
            assert_eq!(last.status.state, RunState::Finished);
            assert_eq!(sent + last.status.totals.visits.completed, visits);
            let times = times(&network);
            assert!(times.values().all(|times| *times == 1), "a hit was sent twice");
            assert_eq!(times.len() as u64, hits_of(visits));
            let before: u64 = last.status.backfill.as_ref().unwrap().days.iter().map(|day| day.before).sum();
            assert_eq!(before, sent);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn during_a_pause_no_more_is_reserved_than_was_begun() {
    let network = Network::default();
    let notes = Notes::default();
    let engine = engine(&network);
    engine.start(filling(config(&[1, 1], 1, None), 100_000, &notes)).unwrap();
    sleep(Duration::from_secs(2)).await;
    engine.pause().unwrap();
    sleep(Duration::from_millis(1_050)).await;
    let begun = engine.published().status.totals.visits;
    assert!(begun.active == 0 && begun.completed > 500, "{begun:?}");
    let reserved = notes.begun.lock().unwrap().clone();
    for target in 0..2u64 {
        let highest = network.sent_to(&format!("t{target}")).iter().map(visit_of).max().unwrap();
        // Up to the target's next visit, which is two further on.
        let below = reserved[&(target as i64 + 1)];
        assert!((highest + 1..=highest + 2).contains(&below), "{below} after visit {highest}");
    }
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_holds_for_all_targets_together_and_over_a_pause() {
    let network = Network::default();
    let notes = Notes::default();
    let engine = engine(&network);
    let started = Instant::now();
    engine.start(filling(config(&[3, 1], 1, Some(20.0)), 100, &notes)).unwrap();
    sleep(Duration::from_millis(2_010)).await;
    engine.pause().unwrap();
    sleep(Duration::from_secs(10)).await;
    engine.resume().unwrap();
    engine.settled().await;
    let mut first: Vec<_> = network.sent.lock().unwrap().clone();
    first.retain(|sent| sent.parameters.ends_with("hit=0"));
    first.sort_by_key(visit_of);
    assert_eq!(first.len(), 100);
    for (rank, sent) in first.iter().enumerate() {
        let pause = if rank <= 40 { Duration::ZERO } else { Duration::from_secs(10) };
        let late = (sent.at - started).checked_sub(50 * MS * rank as u32 + pause);
        // Its target may have been busy with a reservation.
        assert!(late.is_some_and(|late| late <= 10 * MS), "visit {rank} came {late:?} late");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_beyond_all_reason_sends_the_first_visit_and_waits() {
    for rate in [0.001, 1e-19, 1e-300, 0.0] {
        let network = Network::default();
        let notes = Notes::default();
        let mut plan = filling(config(&[1], 1, Some(rate)), 10, &notes);
        plan.duration = Some(Duration::from_secs(900));
        let last = fill(&network, plan).await;
        let first = network.contents().iter().filter(|(_, content)| content.ends_with("hit=0")).count();
        assert_eq!((first, last.status.state), (usize::from(rate > 0.0), RunState::Stopped), "{rate}");
    }
}

#[test]
fn at_a_low_rate_a_crash_loses_about_a_second_at_most() {
    let network = Network::default();
    let notes = Notes::default();
    for seconds in 3..13 {
        runtime().block_on(async {
            engine(&network).start(filling(config(&[1], 1, Some(8.0)), 1_000, &notes)).unwrap();
            sleep(Duration::from_millis(seconds * 937)).await;
        });
    }
    // Of ten crashes; a block lasts a second or less, that is 8 visits.
    let sent = network.contents().iter().filter(|(_, content)| content.ends_with("hit=0")).count() as u64;
    let lost = notes.begun.lock().unwrap()[&1] - sent;
    assert!(lost > 0 && lost <= 10 * 8, "{lost} lost of {sent}");
}

#[tokio::test(start_paused = true)]
async fn a_backfill_out_of_time_can_be_continued() {
    let network = Network::default();
    let notes = Notes::default();
    let mut plan = filling(config(&[2, 1], 10, None), 2_000, &notes);
    plan.duration = Some(Duration::from_millis(100));
    let first = fill(&network, plan).await;
    assert_eq!(first.status.state, RunState::Stopped);
    assert!((1..2_000).contains(&first.status.totals.visits.completed), "{:?}", first.status.totals.visits);
    let last = fill(&network, filling(config(&[2, 1], 10, None), 2_000, &notes)).await;
    assert_eq!(last.status.state, RunState::Finished);
    assert_eq!(times(&network).len() as u64, hits_of(2_000));
    assert!(times(&network).values().all(|times| *times == 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_slow_target_missed_is_not_sent_in_a_burst() {
    let network = Network::default().behaves("t0", Behaviour::Accept(Duration::from_secs(9)));
    let notes = Notes::default();
    let engine = engine(&network);
    let mut config = config(&[1], 1, Some(100.0));
    config.concurrency = 1;
    engine.start(filling(config, 1_000, &notes)).unwrap();
    sleep(Duration::from_secs(60)).await;
    network.behaviours.lock().unwrap().clear();
    let well = Instant::now() + Duration::from_secs(10);
    engine.settled().await;
    let after: Vec<_> = network.sent.lock().unwrap().iter().filter(|sent| sent.at >= well).map(|s| s.at).collect();
    // One at a time takes 10 ms a visit on average; a second's worth may be made up for, no more.
    let busiest =
        after.iter().map(|at| after.iter().filter(|b| **b >= *at && **b < *at + Duration::from_secs(1)).count());
    assert!(busiest.max().unwrap() <= 2 * 200 + 10);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_reserved_is_not_sent_and_fails_the_run() {
    let network = Network::default();
    for fails_from in [0, 3] {
        let notes = Notes { fails_from: Some(fails_from), ..Notes::default() };
        let last = fill(&network, filling(config(&[1], 10, None), 1_000, &notes)).await;
        assert_eq!(last.status.state, RunState::Failed);
        let message = last.status.run.as_ref().unwrap().message.clone().unwrap();
        assert!(message.contains("progress could not be saved") && message.contains("The disk is full."), "{message}");
        assert_eq!(last.status.totals.hits.delivered > 0, fails_from > 0);
        notes.assert_covers(&network);
        network.sent.lock().unwrap().clear();
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_at_once_forgets_nothing_of_those_before_it() {
    let network = Network::default();
    let notes = Notes::default();
    notes.begun.lock().unwrap().extend([(1, 70), (2, 90)]);
    let engine = engine(&network);
    engine.start(filling(config(&[1, 1], 1, Some(1.0)), 100, &notes)).unwrap();
    engine.stop().await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(network.sent.lock().unwrap().len(), 0);
    assert_eq!(*notes.begun.lock().unwrap(), BTreeMap::from([(1, 70), (2, 90)]));
    // Then it goes on where they were: 15 visits of the first target and 5 of the second are left.
    let last = fill(&network, filling(config(&[1, 1], 1, None), 100, &notes)).await;
    let completed: Vec<_> = last.status.targets.iter().map(|target| target.visits.completed).collect();
    assert_eq!(completed, [15, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_hangs_holds_up_nobody_and_its_visits_count_as_sent() {
    let network = Network::default().behaves("t1", Behaviour::Hang);
    let notes = Notes::default();
    let started = Instant::now();
    let engine = engine(&network);
    let config = MultiTargetConfig { concurrency: 50, ..config(&[1, 1], 20, None) };
    engine.start(filling(config, 400, &notes)).unwrap();
    sleep(Duration::from_millis(1_050)).await;
    assert_eq!(engine.published().status.targets[0].visits.completed, 200);
    let last = engine.settled().await;
    assert_eq!(last.status.state, RunState::Finished);
    assert_eq!(last.status.targets[1].errors.timeout, last.status.targets[1].hits.planned);
    let sent: u64 = last.status.backfill.as_ref().unwrap().days.iter().map(|day| day.sent).sum();
    assert_eq!(sent, 400);
    assert!(started.elapsed() < Duration::from_secs(60));
}
