//! What becomes of the load of a target that is open, and how it gets it back.

use super::{BROKEN, WELL, config, for_seconds, health_messages, healths, outage, play, sent_between};
use crate::fake::{Behaviour, Network, Source, assert_conserved, plan};
use domain::{DistributeBy, DistributionStrategy, Health, OnUnhealthy};
use engine::{Engine, EngineSettings, RunPlan};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

#[tokio::test(start_paused = true)]
async fn skipped_the_others_take_over_exactly_by_weight() {
    // Six visits a second for t0 … t2: 10, 20 and 30 of sixty.
    let network = Network::default();
    let begin = Instant::now();
    let plan = for_seconds(config(&[1, 2, 3], 60.0, OnUnhealthy::Skip), 60);
    let last = play(&network, plan, &[(9.99, "t0", BROKEN), (30.01, "t0", WELL)]).await;
    let found = outage(&last);
    assert!((10.3..10.7).contains(&found.detected_seconds), "{found:?}");
    let (from, to) = (found.detected_seconds + 0.01, 31.0);
    assert_eq!(sent_between(&network, "t0", begin, from, to), 0, "nothing but probes");
    let [t1, t2] = ["t1", "t2"].map(|name| sent_between(&network, name, begin, from, to) as i64);
    assert!((t1 * 3 - t2 * 2).abs() < 5, "{t1} and {t2} are as 2 to 3");
    // Back after two probes, a second apart, and healthy after ten hits.
    let recovered = found.recovered_seconds.unwrap();
    assert!((32.0..34.0).contains(&recovered), "{found:?}");
    let messages = health_messages(&last, "t0");
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert_eq!(
        messages[0],
        "Open, because 5 hits in a row were not delivered: answered 500: an error on its side. The other targets take over its visits until 2 probes in a row succeed."
    );
    assert_eq!(
        messages[1],
        "Half-open, because 2 probes in a row succeeded. It has its load back on trial, until 10 hits are delivered."
    );
    assert!(messages[2].starts_with("Healthy again after "), "{messages:?}");
    // Lost: the hit that led to the detection. Moved: a sixth of what arrived while it was out.
    assert_eq!((found.hits_lost, found.visits_held), (1, 0));
    let [before, without, after] = last.epochs.as_slice() else { panic!("{:?}", last.epochs) };
    let sixth = without.positions as f64 / 6.0;
    assert!((found.visits_moved as f64 - sixth).abs() < 0.51, "{} instead of {sixth}", found.visits_moved);
    assert_eq!(without.shares.iter().filter(|share| share.expected > 0.0).count(), 2);
    assert_eq!(before.positions + without.positions + after.positions, 3_600);
    for share in last.epochs.iter().flat_map(|epoch| &epoch.shares) {
        assert!((share.assigned as f64 - share.expected).abs() < 1.0, "{share:?}");
    }
    assert_eq!(last.totals.hits.delivered, 3_595);
}

#[tokio::test(start_paused = true)]
async fn one_loss_on_trial_opens_it_again_within_one_outage() {
    let network = Network::default();
    let plan = for_seconds(config(&[1, 1], 20.0, OnUnhealthy::Skip), 60);
    let last =
        play(&network, plan, &[(9.99, "t1", Behaviour::Deceive(Duration::from_millis(5))), (20.5, "t1", WELL)]).await;
    let messages = health_messages(&last, "t1");
    let again = messages.iter().filter(|message| {
        message.starts_with("Open again, because a hit was not delivered on trial: answered 500: an error on its side.")
    });
    let half_open = messages.iter().filter(|message| message.starts_with("Half-open"));
    let again = again.count();
    let half_open = half_open.count();
    assert!(again >= 2 && half_open == again + 1 && messages.len() == again + half_open + 2, "{messages:?}");
    let found = outage(&last);
    assert!(found.recovered_seconds.is_some_and(|at| (20.5..26.0).contains(&at)), "{found:?}");
    // One for the detection, and one for each trial (two when both were on their way).
    assert_eq!(found.hits_lost, last.targets[1].hits.failed - 4);
    assert_eq!(healths(&last), [Health::Healthy, Health::Healthy]);
}

#[tokio::test(start_paused = true)]
async fn held_its_visits_are_dropped_at_once_and_counted() {
    let network = Network::default();
    let begin = Instant::now();
    let plan = for_seconds(config(&[1, 1], 20.0, OnUnhealthy::Hold), 40);
    let last = play(&network, plan, &[(9.99, "t1", BROKEN), (19.99, "t1", WELL)]).await;
    let found = outage(&last);
    let [t0, t1] = last.targets.as_slice() else { panic!() };
    assert_eq!((t0.visits.assigned, t0.hits.delivered), (400, 400));
    assert_eq!((t1.visits.assigned, t1.hits.failed), (400, 5));
    assert!((95..120).contains(&t1.visits.held), "{t1:?}");
    assert_eq!((t1.visits.dropped, t1.hits.dropped), (t1.visits.held, t1.visits.held));
    assert_eq!((found.visits_held, found.visits_moved, found.hits_lost), (t1.visits.held, 0, t1.visits.held + 1));
    assert_eq!(sent_between(&network, "t1", begin, found.detected_seconds + 0.01, 20.0), 0);
    assert_eq!(last.totals.visits.held, t1.visits.held);
    assert!(health_messages(&last, "t1")[0].contains("Its visits are dropped and counted as held until"));
    assert!((t1.share - 0.5).abs() < 1e-9 && (t1.expected_share - 0.5).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn split_by_hit_only_the_hits_of_the_open_target_are_dropped() {
    let network = Network::default().behaves("t1", BROKEN);
    let mut config = config(&[1, 1], 10.0, OnUnhealthy::Hold);
    config.distribute_by = DistributeBy::Hit;
    let source = Source { most: 2, pause: Duration::from_millis(10) };
    let plan = RunPlan { duration: Some(Duration::from_secs(20)), ..plan(config, source) };
    let last = play(&network, plan, &[]).await;
    let [t0, t1] = last.targets.as_slice() else { panic!() };
    // 200 visits with 1 or 2 hits.
    assert_eq!((t0.hits.delivered, t1.hits.planned), (150, 150));
    assert_eq!(t1.hits.failed + t1.hits.dropped, 150);
    assert!(t1.hits.dropped > 140, "{:?}", t1.hits);
    assert_eq!((last.totals.visits.completed, last.totals.visits.held), (200, 0));
}

#[tokio::test(start_paused = true)]
async fn under_failover_the_next_takes_over_and_hands_back() {
    let network = Network::default();
    let begin = Instant::now();
    let mut config = config(&[1, 1, 1], 20.0, OnUnhealthy::Keep);
    config.distribution_strategy = DistributionStrategy::Failover;
    let script = [(9.99, "t0", BROKEN), (19.99, "t1", BROKEN), (29.99, "t0", WELL), (39.99, "t1", WELL)];
    let last = play(&network, for_seconds(config, 60), &script).await;
    let sent = |name, from, to| sent_between(&network, name, begin, from, to);
    assert_eq!((sent("t0", 0.0, 10.0), sent("t1", 0.0, 10.0), sent("t2", 0.0, 20.0)), (200, 0, 0));
    assert_eq!((sent("t0", 10.5, 31.0), sent("t1", 10.5, 20.0)), (0, 190));
    assert_eq!((sent("t1", 20.5, 60.0), sent("t2", 21.0, 30.0)), (0, 180));
    assert_eq!(sent("t0", 33.0, 60.0), 540, "it has handed back");
    assert_eq!(healths(&last), [Health::Healthy; 3], "those that wait are known by their probes");
    let [first, second] = last.outages.as_slice() else { panic!("{:?}", last.outages) };
    assert!(first.recovered_seconds.is_some_and(|at| (31.0..34.0).contains(&at)), "{first:?}");
    assert!(second.recovered_seconds.is_some_and(|at| (40.0..46.0).contains(&at)), "{second:?}");
    let taken = last.targets[1].visits.assigned + last.targets[2].visits.assigned;
    assert_eq!(first.visits_moved, taken);
    assert_eq!(second.visits_moved, last.targets[2].visits.assigned);
    assert!(health_messages(&last, "t0")[0].contains("The next target of the list that is well takes over"));
}

#[tokio::test(start_paused = true)]
async fn when_none_is_left_all_are_sent_to() {
    let network = Network::default().behaves("t0", BROKEN).behaves("t1", BROKEN);
    let last = play(&network, for_seconds(config(&[1, 1], 20.0, OnUnhealthy::Skip), 20), &[(9.99, "t1", WELL)]).await;
    assert!(last.events.iter().any(|event| event.message.starts_with("No target is well.")), "{:?}", last.events);
    assert!(last.targets.iter().all(|target| target.hits.dropped == 0));
    assert!(last.targets[0].hits.failed > 100, "{:?}", last.targets[0].hits);
    // The one that recovers takes it all.
    assert_eq!(healths(&last), [Health::Open, Health::Healthy]);
    assert!(last.targets[1].hits.delivered >= 180, "{:?}", last.targets[1].hits);
}

#[tokio::test(start_paused = true)]
async fn what_visits_that_began_before_still_owe_is_lost_while_the_target_is_open() {
    // Each visit has up to ten hits, two seconds apart.
    let network = Network::default();
    let begin = Instant::now();
    let source = Source { most: 10, pause: Duration::from_secs(2) };
    let config = config(&[1, 1], 4.0, OnUnhealthy::Skip);
    let plan = RunPlan { duration: Some(Duration::from_secs(30)), ..plan(config, source) };
    let last = play(&network, plan, &[(9.99, "t1", BROKEN)]).await;
    let found = outage(&last);
    assert_eq!(sent_between(&network, "t1", begin, found.detected_seconds + 0.01, 60.0), 0);
    let t1 = &last.targets[1];
    assert!(t1.hits.failed < 10 && t1.hits.dropped > 20, "{:?}", t1.hits);
    assert_eq!(found.hits_lost, t1.hits.failed - 4 + t1.hits.dropped);
    assert_eq!((t1.visits.assigned, t1.visits.held), (t1.visits.completed, 0), "they are carried to their end");
}

#[tokio::test(start_paused = true)]
async fn bulks_are_kept_from_an_open_target_as_hits_are() {
    let network = Network::default();
    let begin = Instant::now();
    let mut config = config(&[1, 1], 20.0, OnUnhealthy::Skip);
    config.request.bulk_size = 10;
    let source = Source { most: 3, pause: Duration::from_millis(500) };
    let plan = RunPlan { duration: Some(Duration::from_secs(30)), ..plan(config, source) };
    let last = play(&network, plan, &[(9.99, "t1", BROKEN), (20.0, "t1", WELL)]).await;
    let found = outage(&last);
    assert_eq!(sent_between(&network, "t1", begin, found.detected_seconds + 0.01, 20.0), 0);
    let t1 = &last.targets[1];
    assert!(t1.hits.dropped > 0 && t1.hits.failed >= 10, "{:?}", t1.hits);
    // The bulk that led to the detection counts as lost, what fell due afterwards, and what the trial cost.
    assert!(found.hits_lost >= t1.hits.dropped + 10, "{found:?}, {:?}", t1.hits);
    assert_eq!(healths(&last), [Health::Healthy, Health::Healthy]);
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_an_unhealthy_target_can_be_changed_while_it_is() {
    let network = Network::default().behaves("t1", BROKEN);
    let begin = Instant::now();
    let keep = config(&[1, 1], 20.0, OnUnhealthy::Keep);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(for_seconds(keep.clone(), 30)).unwrap();
    for (at, on_unhealthy) in [(9.99, OnUnhealthy::Skip), (14.99, OnUnhealthy::Hold), (19.99, OnUnhealthy::Keep)] {
        sleep_until(begin + Duration::from_secs_f64(at)).await;
        let mut next = keep.clone();
        next.health.on_unhealthy = on_unhealthy;
        engine.change(&next, &[]).unwrap();
    }
    let last = engine.settled().await;
    assert_conserved(&last);
    let last = &last.status;
    let sent = |from, to| sent_between(&network, "t1", begin, from, to);
    assert_eq!((sent(0.0, 9.99), sent(9.99, 19.99), sent(19.99, 30.0)), (100, 0, 100));
    let [t0, t1] = last.targets.as_slice() else { panic!() };
    assert_eq!((t0.visits.assigned, t1.visits.assigned, t1.visits.held), (350, 250, 50));
    let found = outage(last);
    assert_eq!((found.visits_moved, found.visits_held, found.recovered_seconds), (50, 50, None));
    let messages = health_messages(last, "t1");
    let unhealthy = "Is still unhealthy when the configuration changes. ";
    assert_eq!(messages.iter().filter(|message| message.starts_with(unhealthy)).count(), 2, "{messages:?}");
    assert_eq!(messages.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn nobody_takes_over_from_a_target_with_a_load_of_its_own_or_the_same_as_all() {
    for (strategy, on_unhealthy) in [
        (DistributionStrategy::Mirror, OnUnhealthy::Skip),
        (DistributionStrategy::Mirror, OnUnhealthy::Hold),
        (DistributionStrategy::Independent, OnUnhealthy::Skip),
        (DistributionStrategy::Independent, OnUnhealthy::Hold),
    ] {
        let network = Network::default();
        let begin = Instant::now();
        let mut config = config(&[1, 1], 10.0, on_unhealthy);
        config.distribution_strategy = strategy;
        config.targets.iter_mut().for_each(|target| target.visits_per_day = Some(10.0 * 86_400.0));
        let last = play(&network, for_seconds(config, 40), &[(9.99, "t1", BROKEN), (19.99, "t1", WELL)]).await;
        let found = outage(&last);
        let [t0, t1] = last.targets.as_slice() else { panic!() };
        assert_eq!((t0.visits.assigned, t0.hits.delivered), (400, 400), "{strategy} {on_unhealthy:?}");
        assert_eq!(sent_between(&network, "t1", begin, found.detected_seconds + 0.01, 20.0), 0);
        assert_eq!(found.visits_moved, 0);
        let is_held = on_unhealthy == OnUnhealthy::Hold;
        // About 95 while it was broken, and what came until two probes had been good.
        assert!(!is_held || (95..120).contains(&t1.visits.held) && t1.visits.assigned == 400, "{t1:?}");
        assert!(is_held || t1.visits.held == 0 && (280..310).contains(&t1.visits.assigned), "{t1:?}");
        assert_eq!(found.visits_held, t1.visits.held);
        assert_eq!(healths(&last), [Health::Healthy; 2]);
    }
}
