//! Visits begin in the order of their schedule, never before their time, and whatever the run waits for
//! is left at once when it is stopped or paused.

use crate::fake::{Behaviour, Network, Source, plan, targets};
use domain::{Arrivals, DistributionStrategy, MultiTargetConfig, RequestSettings, RunState, load_shape::LocalClock};
use engine::{Engine, EngineSettings, RunPlan, schedule::Schedule};
use proptest::prelude::*;
use std::time::Duration;
use tokio::{
    runtime::Builder,
    time::{Instant, advance, sleep, timeout},
};

const MS: Duration = Duration::from_millis(1);

fn config(per_second: f64) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(&[1]),
        target_visits_per_day: per_second * 86_400.0,
        concurrency: 1_000,
        // No visit waits for a slot: what is looked at is when they begin.
        request: RequestSettings { max_in_flight_per_target: 1_000, ..Default::default() },
        ..Default::default()
    }
}

/// Visits of one hit, answered at once.
const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };

fn at_once() -> Network {
    Network::default().behaves("t0", Behaviour::Accept(Duration::ZERO))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_visit_is_early_and_none_overtakes_another_even_after_stalls(
        per_second in 1.0..3_000.0,
        poisson: bool,
        stalls in prop::collection::vec((1u64..400_000, 1u64..2_000_000), 0..5),
    ) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut config = config(per_second);
            config.max_total_visits = 300;
            config.arrivals = if poisson { Arrivals::Poisson } else { Arrivals::Constant };
            let planned: Vec<_> = Schedule::new(&config, 42, None, LocalClock::default()).collect();
            let network = at_once();
            let engine = Engine::with_connector(EngineSettings::default(), network.clone());
            let started = Instant::now();
            engine.start(plan(config, SINGLE)).unwrap();
            // The machine stands still: time passes in which nothing is done.
            let mut stood = Vec::new();
            for (after, stall) in stalls {
                sleep(Duration::from_micros(after)).await;
                let from = started.elapsed();
                advance(Duration::from_micros(stall)).await;
                stood.push((from, started.elapsed()));
            }
            engine.settled().await;
            let sent = network.sent_to("t0");
            assert_eq!(sent.len(), 300);
            for (arrival, sent) in planned.iter().zip(&sent) {
                assert_eq!(sent.parameters, format!("idsite=1&visit={}&hit=0", arrival.index));
                let at = sent.at - started;
                assert!(at >= arrival.planned, "visit {}: {:?} early", arrival.index, arrival.planned - at);
                // What tokio's timer has for the time of a stall comes when that ends.
                let mut latest = arrival.planned + 2 * MS;
                for (from, to) in &stood {
                    if latest >= *from && arrival.planned < *to {
                        latest = latest.max(*to + 2 * MS);
                    }
                }
                assert!(at < latest, "visit {}: {:?} late", arrival.index, at - arrival.planned);
            }
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_the_next_arrival() {
    let engine = Engine::with_connector(EngineSettings::default(), at_once());
    engine.start(plan(config(1.0 / 3_600.0), SINGLE)).unwrap();
    sleep(Duration::from_secs(100)).await;
    let asked = Instant::now();
    let last = engine.stop().await;
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Stopped, 1));
    assert_eq!(asked.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_pause_and_its_end_move_the_arrival_that_is_waited_for() {
    let network = at_once();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut config = config(0.1);
    config.max_total_visits = 2;
    let started = Instant::now();
    engine.start(plan(config, SINGLE)).unwrap();
    // 1 ms before the arrival at 10 s, and long past it.
    sleep(9_999 * MS).await;
    engine.pause().unwrap();
    sleep(Duration::from_secs(50)).await;
    assert_eq!(network.sent_to("t0").len(), 1);
    engine.resume().unwrap();
    engine.settled().await;
    let second = network.sent_to("t0")[1].at - started;
    assert!((60_000 * MS..60_002 * MS).contains(&second), "{second:?}");
}

/// In real time, because paused time does not move the kernel's timer. The next arrival is an hour away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_fine_timer_a_run_is_paused_resumed_and_stopped_all_the_same() {
    let settings = EngineSettings { fine_timer: true, ..EngineSettings::default() };
    let network = at_once();
    let engine = Engine::with_connector(settings, network.clone());
    let mut config = config(1_000.0);
    config.max_total_visits = 50;
    engine.start(plan(config.clone(), SINGLE)).unwrap();
    let last = timeout(Duration::from_secs(60), engine.settled()).await.unwrap();
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Finished, 50));

    config.target_visits_per_day = 24.0;
    engine.start(plan(config, SINGLE)).unwrap();
    let mut watch = engine.watch();
    let mut until = async |state| {
        let reached = watch.wait_for(|now| now.status.state == state && now.status.totals.hits.delivered == 1);
        timeout(Duration::from_secs(60), reached).await.unwrap().unwrap();
    };
    until(RunState::Running).await;
    engine.pause().unwrap();
    until(RunState::Paused).await;
    assert!(kernel_timers() > 0 || cfg!(not(target_os = "linux")), "the run goes by tokio's timer");
    engine.resume().unwrap();
    until(RunState::Running).await;
    let last = timeout(Duration::from_secs(60), engine.stop()).await.unwrap();
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Stopped, 1));

    // Nothing is left of the runs' timers; those of other tests go, too.
    let deadline = Instant::now() + Duration::from_secs(60);
    while kernel_timers() > 0 {
        assert!(Instant::now() < deadline, "{} timers are still open", kernel_timers());
        tokio::task::yield_now().await;
    }
}

/// How many timers of the kernel's this process has open; none where it cannot be told.
fn kernel_timers() -> usize {
    let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    open.filter(|fd| std::fs::read_link(fd.path()).is_ok_and(|kind| kind.to_string_lossy().contains("timerfd"))).count()
}

/// More than this machine can count, let alone begin: the run ends when it is to end, and every visit is in the books.
#[tokio::test(start_paused = true)]
async fn a_schedule_that_asks_for_too_much_ends_in_time() {
    for (strategy, arrivals) in [
        (DistributionStrategy::RoundRobin, Arrivals::Constant),
        (DistributionStrategy::Weighted, Arrivals::Poisson),
        (DistributionStrategy::Independent, Arrivals::Constant),
        (DistributionStrategy::Mirror, Arrivals::Constant),
    ] {
        let mut config = config(100_000.0);
        config.targets = targets(&[1, 1, 2]);
        config.targets.iter_mut().for_each(|target| target.visits_per_day = Some(25_000.0 * 86_400.0));
        (config.distribution_strategy, config.arrivals) = (strategy, arrivals);
        let engine = Engine::with_connector(EngineSettings::default(), at_once());
        let plan = RunPlan { duration: Some(3 * 1_000 * MS), ..plan(config, Source { most: 3, pause: MS }) };
        let started = Instant::now();
        engine.start(plan).unwrap();
        // Paused time stands still while the dispatcher works; here it goes on faster than that can begin visits.
        while engine.published().status.state.is_active() && started.elapsed() < 60 * 1_000 * MS {
            advance(10 * MS).await;
        }
        let last = engine.settled().await;
        let status = &last.status;
        let took = started.elapsed();
        crate::fake::assert_conserved(&last);
        assert!(took < 15 * 1_000 * MS, "{strategy}: {took:?}");
        let (due, copies) = match strategy {
            DistributionStrategy::Independent => (225_000, 1),
            DistributionStrategy::Mirror => (300_000, 3),
            _ => (300_000, 1),
        };
        let visits = status.totals.visits;
        let slack = if arrivals == Arrivals::Poisson { 6.0 * (due as f64).sqrt() } else { 6.0 };
        assert!((visits.assigned as f64 - (due * copies) as f64).abs() <= slack, "{strategy}: {visits:?}");
        assert!(visits.dropped * 10 > visits.assigned * 8, "{strategy}: {visits:?}");
        let hits = status.totals.hits.planned as f64 / visits.assigned as f64;
        assert!((hits - 2.0).abs() < 0.02, "{strategy}: {hits} hits a visit");
        let given: u64 = status.epochs.iter().map(|epoch| epoch.positions).sum();
        assert_eq!(given, visits.assigned, "{strategy}");
        let events = &status.events;
        assert!(events.iter().any(|event| event.message.contains("dropped in one step")), "{strategy}: {events:?}");
    }
}

/// A run that has its time goes on until it is over, also when nothing more is planned: it can be given more to do.
#[tokio::test(start_paused = true)]
async fn a_run_with_a_time_lasts_as_long() {
    let engine = Engine::with_connector(EngineSettings::default(), at_once());
    let slow = config(1.0 / 3_600.0);
    let plan = RunPlan { duration: Some(5 * 1_000 * MS), ..plan(slow.clone(), SINGLE) };
    let started = Instant::now();
    engine.start(plan).unwrap();
    sleep(2 * 1_000 * MS).await;
    assert_eq!(engine.published().status.state, RunState::Running);
    engine.change(&MultiTargetConfig { target_visits_per_day: 10.0 * 86_400.0, ..slow }, &[]).unwrap();
    let last = engine.settled().await;
    assert!((5_000..5_100).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    assert!((29..=31).contains(&last.status.totals.visits.completed), "{:?}", last.status.totals.visits);
    assert_eq!(last.status.state, RunState::Finished);
}
