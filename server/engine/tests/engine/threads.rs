//! A run that has threads of its own goes on whatever keeps those of its callers busy.

use crate::fake::{Network, Source, plan, targets};
use domain::{MultiTargetConfig, RunState};
use engine::{Engine, EngineSettings};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// Only a failing test waits this long.
const DEADLINE: Duration = Duration::from_secs(60);

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn engine(runtime: &Runtime) -> Engine<Network> {
    let settings = EngineSettings { tick: Duration::from_millis(20), ..EngineSettings::default() };
    Engine::with_connector(settings, Network::default()).on(runtime.handle().clone())
}

fn config(visits: u64) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(&[1, 1]),
        target_visits_per_day: 86_400_000.0,
        max_total_visits: visits,
        ..Default::default()
    }
}

/// Keeps the thread, and with it all other tasks of the caller's runtime, until `done`.
fn hog_until(mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < DEADLINE, "the run waits for the thread of its caller");
        std::thread::yield_now();
    }
}

#[test]
fn a_run_needs_nothing_of_its_callers_threads() {
    let data_plane = runtime();
    let callers = Builder::new_current_thread().enable_all().build().unwrap();
    let engine = engine(&data_plane);
    callers.block_on(async {
        engine.start(plan(config(50), Source { most: 2, pause: Duration::from_millis(1) })).unwrap();
        hog_until(|| engine.published().status.state == RunState::Finished);
    });
    assert_eq!(engine.published().status.totals.visits.completed, 50);
}

#[test]
fn a_change_is_carried_out_where_the_run_is() {
    let data_plane = runtime();
    let engine = engine(&data_plane);
    let mut config = config(0);
    config.concurrency = 40;
    engine.start(plan(config.clone(), Source { most: 20, pause: Duration::from_millis(5) })).unwrap();
    hog_until(|| engine.published().status.totals.visits.active > 8);
    // Places that are taken are given up by a task, for which there is no runtime here.
    config.concurrency = 1;
    engine.change(&config, &[]).unwrap();
    hog_until(|| engine.published().status.totals.visits.active <= 2);
    data_plane.block_on(engine.stop());
}
