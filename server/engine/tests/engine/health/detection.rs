//! What is detected, what is said of it and what an outage is found to have cost.

use super::{BROKEN, WELL, config, for_seconds, health_messages, healths, outage, play};
use crate::fake::{Behaviour, Network};
use domain::{EventKind, Health, OnUnhealthy};
use engine::{Pacing, RunPlan};
use std::time::Duration;
use transport::Shortage;

#[tokio::test(start_paused = true)]
async fn a_row_of_losses_is_detected_and_the_target_is_sent_to_all_the_same() {
    // t1 gets ten hits a second, at 0.05 s, 0.15 s, …; each is answered after 5 ms.
    let network = Network::default();
    let plan = for_seconds(config(&[1, 1], 20.0, OnUnhealthy::Keep), 40);
    let last = play(&network, plan, &[(9.99, "t1", BROKEN), (19.99, "t1", WELL)]).await;
    let [t0, t1] = last.targets.as_slice() else { panic!() };
    assert_eq!((t0.hits.delivered, t0.visits.assigned, t1.visits.assigned), (400, 400, 400));
    assert_eq!((t1.hits.failed, t1.hits.delivered), (100, 300));
    assert_eq!(healths(&last), [Health::Healthy, Health::Healthy]);
    let outage = outage(&last);
    assert_eq!(
        (outage.number, outage.target_id, outage.target.as_str(), outage.cause.as_str()),
        (1, 2, "t1", "answered 500: an error on its side")
    );
    assert!((outage.began_seconds - 10.055).abs() < 0.003, "{outage:?}");
    assert!((outage.detected_seconds - 10.455).abs() < 0.003, "{outage:?}");
    // All but the four that came before the one that led to the detection.
    assert_eq!((outage.hits_lost, outage.visits_held, outage.visits_moved), (96, 0, 0));
    // Ten in a row are there at 20.955 s; at 21 s the latest fifth of the window has no losses any more.
    let recovered = outage.recovered_seconds.unwrap();
    assert!((20.95..21.11).contains(&recovered), "{outage:?}");
    let ill_for = ((recovered - outage.detected_seconds) * 10.0).round() / 10.0;
    assert_eq!(
        health_messages(&last, "t1"),
        [
            "Failing, because 5 hits in a row were not delivered: answered 500: an error on its side. It goes on getting its load.".to_owned(),
            format!("Healthy again after {ill_for} s, because 10 hits in a row were delivered."),
        ]
    );
    assert_eq!(health_messages(&last, "t0"), [""; 0], "its first answer is no news");
    assert!(last.epochs.len() <= 1, "nothing was moved");
}

#[tokio::test(start_paused = true)]
async fn a_rate_of_losses_is_detected_where_no_row_is_long_enough() {
    // Every bulk of ten loses six: never a row, but more than half.
    let network = Network::default();
    let mut config = config(&[1], 100.0, OnUnhealthy::Keep);
    config.request.bulk_size = 10;
    let last = play(&network, for_seconds(config, 20), &[(4.99, "t0", Behaviour::Partly(6, 0))]).await;
    let found = outage(&last);
    // The window of ten seconds held about 400 good hits by then, so as many bad ones and more were needed.
    assert!((4.9..5.6).contains(&found.began_seconds), "{found:?}");
    assert!((9.0..19.0).contains(&found.detected_seconds), "{found:?}");
    assert_eq!(found.recovered_seconds, None);
    assert_eq!(last.targets[0].health, Health::Failing);
    let messages = health_messages(&last, "t0");
    assert!(
        messages[0].starts_with("Failing, because ") && messages[0].contains(" hits were not delivered: "),
        "{messages:?}"
    );
    assert_eq!(messages.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_this_machine_is_short_of_is_no_fault_of_the_target() {
    let network = Network::default().behaves("t0", Behaviour::Short(Shortage::Files));
    let last = play(&network, for_seconds(config(&[1], 50.0, OnUnhealthy::Skip), 10), &[]).await;
    assert_eq!((last.targets[0].health, last.targets[0].hits.dropped), (Health::Unknown, 500));
    assert_eq!((last.outages.len(), health_messages(&last, "t0").len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_flickers_does_not_flap() {
    // Of a hundred hits a second about a third is lost, in turns of a few: never a row of five, less than half.
    let network = Network::default();
    let script: Vec<_> = (0..400)
        .flat_map(|turn| {
            let at = 2.0 + f64::from(turn) * 0.1;
            [(at, "t0", BROKEN), (at + 0.035, "t0", WELL)]
        })
        .collect();
    let last = play(&network, for_seconds(config(&[1], 100.0, OnUnhealthy::Keep), 45), &script).await;
    assert!(last.targets[0].hits.failed > 1_000);
    assert_eq!(last.events.iter().filter(|event| event.kind == EventKind::Health).count(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_schedule_health_is_watched_and_nothing_is_kept_from_a_target() {
    let network = Network::default().behaves("t0", Behaviour::Fail(Duration::from_millis(50)));
    let mut config = config(&[1, 1], 1.0, OnUnhealthy::Skip);
    (config.concurrency, config.max_total_visits) = (5, 400);
    let plan = RunPlan { pacing: Pacing::Closed, ..for_seconds(config, 60) };
    let last = play(&network, plan, &[]).await;
    assert_eq!(last.targets[0].hits.failed, 200);
    assert_eq!(healths(&last), [Health::Failing, Health::Healthy]);
    assert_eq!(outage(&last).hits_lost, 196);
    assert!(health_messages(&last, "t0")[0].ends_with("It goes on getting its load."));
}
