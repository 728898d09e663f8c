//! Connections that nobody needs any more are closed, also those of targets that are gone.

use super::support::*;
use crate::fake::{Source, plan};
use domain::{MultiTargetConfig, Target};
use engine::{Engine, EngineSettings, transport::Transport};
use futures::future::join_all;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// A server that accepts everything, and the number of its open connections.
async fn counting() -> (Server, impl Fn() -> usize) {
    let open = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&open);
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let counted = Arc::clone(&counted);
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            accept_all(stream).await;
            counted.fetch_sub(1, Ordering::SeqCst);
        }
    })
    .await;
    (server, move || open.load(Ordering::SeqCst))
}

#[tokio::test]
async fn what_has_waited_for_too_long_is_closed_and_the_next_hit_makes_a_connection() {
    let (server, open) = counting().await;
    let transport = transport(server.url());
    join_all((0..4).map(|_| deliver(&transport))).await;
    let made = server.connections();
    transport.tidy(Duration::from_secs(3_600));
    assert_eq!(open(), made);
    transport.tidy(Duration::ZERO);
    eventually(async || open() == 0).await;
    deliver(&transport).await;
    assert_eq!((server.connections(), open()), (made + 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_target_and_a_run_that_is_over_keep_no_connections() {
    let ((stays, stays_open), (goes, goes_open)) = (counting().await, counting().await);
    let targets =
        [(1, &stays), (2, &goes)].map(|(id, server)| Target { name: format!("t{id}"), ..target(server.url()) });
    let config = MultiTargetConfig {
        targets: targets.to_vec(),
        target_visits_per_day: 100.0 * 86_400.0,
        concurrency: 100,
        ..Default::default()
    };
    let engine = Engine::new(EngineSettings::default()).unwrap();
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    eventually(async || stays_open() > 0 && goes_open() > 0).await;
    let without = MultiTargetConfig { targets: targets[..1].to_vec(), ..config.clone() };
    engine.change(&without, &[1]).unwrap();
    eventually(async || goes_open() == 0).await;
    assert!(stays_open() > 0, "the other one goes on");
    // It is back with the same figures, and sent to.
    engine.change(&config, &[1, 2]).unwrap();
    eventually(async || goes_open() > 0).await;
    let last = engine.stop().await;
    assert_eq!(last.status.targets.len(), 2);
    eventually(async || stays_open() + goes_open() == 0).await;
    assert_eq!(engine.published().status.targets.len(), 2, "the figures outlive the run");
}
