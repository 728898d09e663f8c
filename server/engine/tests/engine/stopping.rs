//! Stop and start: what is in progress has its grace, and one run at a time.

use crate::fake::{Behaviour, Network, Source, plan, targets};
use domain::{MultiTargetConfig, RunState};
use engine::{Engine, EngineError, EngineSettings};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use visit::VisitSource;

fn config(per_second: f64) -> MultiTargetConfig {
    MultiTargetConfig { targets: targets(&[1]), target_visits_per_day: per_second * 86_400.0, ..Default::default() }
}

#[tokio::test(start_paused = true)]
async fn visits_in_progress_finish_within_the_grace_period() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config(10.0), Source { most: 3, pause: Duration::from_secs(1) })).unwrap();
    sleep(Duration::from_secs(10)).await;
    let stopping = Instant::now();
    let last = engine.stop().await;
    assert!(stopping.elapsed() <= Duration::from_secs(3));
    assert_eq!((last.status.state, last.status.totals.hits.cancelled), (RunState::Stopped, 0));
    assert!(last.status.run.as_ref().unwrap().ended_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_outlasts_the_grace_period_is_cancelled_and_counted() {
    let network = Network::default().behaves("t0", Behaviour::Hang);
    let engine = Engine::with_connector(EngineSettings::default(), network);
    let mut config = config(10.0);
    config.request.timeout_seconds = 300.0;
    engine.start(plan(config, Source { most: 2, pause: Duration::from_secs(20) })).unwrap();
    sleep(Duration::from_secs(3)).await;
    let stopping = Instant::now();
    let last = engine.stop().await;
    assert_eq!(stopping.elapsed().as_secs(), 5);
    let totals = &last.status.totals;
    assert_eq!(totals.hits.cancelled, totals.hits.planned);
    assert_eq!(totals.visits.cancelled, totals.visits.assigned);
}

#[tokio::test(start_paused = true)]
async fn a_second_run_has_to_wait_for_the_first() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let source = Source { most: 1, pause: Duration::ZERO };
    engine.start(plan(config(1.0), source)).unwrap();
    assert!(engine.published().status.state.is_active());
    assert!(matches!(engine.start(plan(config(1.0), source)), Err(EngineError::Busy)));
    engine.stop().await;
    let mut again = plan(config(1.0), source);
    again.id = 2;
    engine.start(again).unwrap();
    assert_eq!(engine.published().status.run.as_ref().unwrap().id, 2);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn without_an_enabled_target_nothing_starts() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let mut config = config(1.0);
    config.targets[0].enabled = false;
    let refused = engine.start(plan(config, Source { most: 1, pause: Duration::ZERO }));
    assert!(matches!(refused, Err(EngineError::NoTargets)));
    assert_eq!(engine.published().status.state, RunState::Idle);
}

#[tokio::test(start_paused = true)]
async fn a_fault_in_the_source_fails_the_run_and_frees_the_engine() {
    struct Broken;
    impl VisitSource for Broken {
        fn visit(&self, index: u64) -> Box<dyn visit::Visit> {
            assert!(index < 3, "a fault in the source's code");
            Source { most: 1, pause: Duration::ZERO }.visit(index)
        }
        fn hit_count(&self, _: u64) -> usize {
            1
        }
    }
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config(10.0), Broken)).unwrap();
    let last = engine.settled().await;
    assert_eq!(last.status.state, RunState::Failed);
    assert!(last.status.run.as_ref().unwrap().message.is_some());
    assert!(last.status.totals.hits.is_conserved() && last.status.totals.hits.waiting == 0);
    engine.start(plan(config(10.0), Source { most: 1, pause: Duration::ZERO })).unwrap();
    engine.stop().await;
}
