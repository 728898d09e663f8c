//! Plays one scenario and gives what was seen of it to the laws.

use super::{
    laws,
    log::{Log, Logged, Timed},
    scenario::{Scenario, Spec, Step},
};
use crate::fake::{Network, Source};
use domain::{DistributeBy, MultiTargetConfig, RequestSettings, Target, live_part, load_shape::LocalClock};
use engine::{Engine, EngineSettings, Pacing, Published, RunPlan};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// How long visits in progress may go on after a stop.
pub(super) const GRACE: Duration = Duration::from_secs(2);
pub(super) const SEED: u64 = 42;

/// What was in force from a moment on.
pub(super) struct Chapter {
    /// Since the start of the run.
    pub at: Duration,
    pub config: MultiTargetConfig,
    /// Of its targets, in order.
    pub ids: Vec<i64>,
}

/// Everything about a scenario that was played.
pub(super) struct Played {
    pub scenario: Scenario,
    pub started: Instant,
    pub chapters: Vec<Chapter>,
    /// From and to when it was paused.
    pub pauses: Vec<(Instant, Instant)>,
    /// When it was asked to stop, if it was, and when it had.
    pub stop: Option<(Instant, Instant)>,
    pub network: Network,
    pub log: Arc<Log>,
    pub last: Arc<Published>,
}

/// Plays `scenario` and checks the laws; gives how many visits there were.
pub(super) fn tell(scenario: &Scenario) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let played = play(scenario.clone()).await;
        let sent = played.log.written.lock().unwrap().len();
        sleep(Duration::from_secs(30)).await;
        assert_eq!(played.log.written.lock().unwrap().len(), sent, "something is sent after the end");
        let alive = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        assert_eq!(alive, 0, "something goes on after the end");
        laws::check(&played)
    })
}

/// The configuration as people edit it.
struct Editor {
    ids: Vec<i64>,
    config: MultiTargetConfig,
    next_id: i64,
}

impl Editor {
    fn add(&mut self, spec: &Spec, network: &Network) {
        let id = self.next_id;
        self.next_id += 1;
        let name = format!("t{id}");
        network.behaviours.lock().unwrap().insert(name.clone(), spec.behaviour);
        self.ids.push(id);
        self.config.targets.push(Target {
            name,
            weight: spec.weight,
            enabled: spec.is_enabled,
            visits_per_day: spec.per_second.map(|rate| rate * 86_400.0),
            max_visits_per_second: spec.cap,
            ..Target::new(format!("http://t{id}.example"), id as u32)
        });
    }

    fn target(&mut self, place: usize) -> &mut Target {
        let count = self.config.targets.len();
        &mut self.config.targets[place % count]
    }

    /// Takes the step; false if there is nothing to tell the engine.
    fn apply(&mut self, step: &Step, scenario: &Scenario, network: &Network) -> bool {
        let count = self.ids.len();
        match step {
            Step::Fault(place, behaviour) => {
                let id = self.ids[place % count];
                let stays_well = scenario.is_first_well && id == 1;
                if !stays_well {
                    network.behaviours.lock().unwrap().insert(format!("t{id}"), *behaviour);
                }
                return false;
            }
            Step::Pause | Step::Resume | Step::Late(_) | Step::Nothing => return false,
            Step::Add(spec) => self.add(spec, network),
            Step::Remove(place) => {
                if count > 1 {
                    self.ids.remove(place % count);
                    self.config.targets.remove(place % count);
                }
            }
            Step::Toggle(place) => {
                let target = self.target(*place);
                target.enabled = !target.enabled;
            }
            Step::Weigh(place, weight) => self.target(*place).weight = *weight,
            Step::Cap(place, cap) => self.target(*place).max_visits_per_second = *cap,
            Step::Own(place, rate) => self.target(*place).visits_per_day = rate.map(|rate| rate * 86_400.0),
            Step::Reconnect(place) => self.target(*place).url.push_str("/x"),
            Step::Rotate(by) => {
                self.ids.rotate_left(by % count);
                self.config.targets.rotate_left(by % count);
            }
            Step::Strategy(strategy) => self.config.distribution_strategy = *strategy,
            Step::Rate(per_second) => self.config.target_visits_per_day = per_second * 86_400.0,
            Step::Shape(shape) => self.config.load_shape = shape.clone(),
            Step::Arrivals(arrivals) => self.config.arrivals = *arrivals,
            Step::Health(health) => self.config.health = health.clone(),
            Step::Concurrency(concurrency) => {
                self.config.concurrency = if scenario.way.is_roomy { 10_000 + concurrency } else { *concurrency };
            }
            Step::Total(total) => self.config.max_total_visits = *total,
            Step::PerDay(visits) => self.config.max_visits_per_day = *visits,
            Step::AutoStop(seconds) => self.config.auto_stop_after_hours = seconds / 3_600.0,
            Step::Abort(rule) => self.config.abort_when = rule.iter().map(|rule| (*rule).to_owned()).collect(),
        }
        true
    }
}

fn config(scenario: &Scenario) -> MultiTargetConfig {
    let way = &scenario.way;
    let load = &scenario.load;
    MultiTargetConfig {
        distribution_strategy: load.strategy,
        distribute_by: if way.is_by_hit { DistributeBy::Hit } else { DistributeBy::Visit },
        target_visits_per_day: load.per_second * 86_400.0,
        arrivals: load.arrivals,
        load_shape: load.shape.clone(),
        concurrency: way.concurrency,
        auto_stop_after_hours: load.auto_stop / 3_600.0,
        max_total_visits: load.total,
        max_visits_per_day: load.per_day,
        abort_when: load.abort.iter().map(|rule| (*rule).to_owned()).collect(),
        thresholds: vec!["p95<500ms".to_owned(), "t1: error_rate<1%".to_owned()],
        health: scenario.health.clone(),
        request: RequestSettings {
            timeout_seconds: way.timeout,
            max_in_flight_per_target: way.in_flight,
            bulk_size: way.bulk_size,
            ..RequestSettings::default()
        },
        ..MultiTargetConfig::default()
    }
}

async fn play(scenario: Scenario) -> Played {
    let network = Network::default();
    let log = Arc::new(Log::default());
    let mut editor = Editor { ids: Vec::new(), config: config(&scenario), next_id: 1 };
    for spec in &scenario.targets {
        editor.add(spec, &network);
    }
    let timed = Timed { network: network.clone(), log: Arc::clone(&log) };
    let settings = EngineSettings { stop_grace: GRACE, ..EngineSettings::default() };
    let engine = Engine::with_connector(settings, timed);
    let source = Source { most: scenario.way.most_hits, pause: Duration::from_millis(scenario.way.pause) };
    let source = Arc::new(Logged { source, log: Arc::clone(&log) });
    let midnight = 20_000.0 * 86_400.0;
    let started = Instant::now();
    engine
        .start(RunPlan {
            target_ids: editor.ids.clone(),
            pacing: if scenario.way.is_closed { Pacing::Closed } else { Pacing::Open },
            clock: LocalClock { start_unix: midnight - scenario.load.before_midnight, ..LocalClock::default() },
            ..RunPlan::new(1, editor.config.clone(), SEED, source)
        })
        .unwrap();
    let watching = tokio::spawn(watch(engine.clone(), scenario.way.is_closed));

    let mut in_force = editor.config.clone();
    let mut chapters = vec![Chapter { at: Duration::ZERO, config: in_force.clone(), ids: editor.ids.clone() }];
    let mut pauses = Vec::new();
    let mut paused_at = None;
    for (wait, step) in &scenario.steps {
        if *wait > 0 {
            sleep(Duration::from_millis(*wait)).await;
        }
        match step {
            Step::Late(length) => tokio::time::advance(Duration::from_millis(*length)).await,
            Step::Pause if engine.pause().is_ok() => paused_at = Some(Instant::now()),
            Step::Resume if engine.resume().is_ok() => pauses.extend(paused_at.take().map(|at| (at, Instant::now()))),
            _ => {}
        }
        if !editor.apply(step, &scenario, &network) {
            continue;
        }
        let is_possible = editor.config.targets.iter().any(|target| target.enabled);
        let changed = engine.change(&editor.config, &editor.ids);
        // A run that is over, or without a schedule, does not follow its targets and says nothing about it.
        let is_following = engine.published().status.state.is_active() && !scenario.way.is_closed;
        assert!(changed.is_ok() == is_possible || !is_following, "{changed:?}");
        if is_possible {
            in_force = live_part::follow(&in_force, &editor.config);
            let config = in_force.clone();
            let ids = editor.ids.clone();
            chapters.push(Chapter { at: started.elapsed(), config, ids });
        }
    }
    sleep(Duration::from_millis(scenario.stop_after)).await;
    let was_active = engine.published().status.state.is_active();
    let asked = Instant::now();
    let last = engine.stop().await;
    pauses.extend(paused_at.take().map(|at| (at, asked)));
    watching.await.unwrap();

    let stop = was_active.then(|| (asked, Instant::now()));
    Played { scenario, started, chapters, pauses, stop, network, log, last }
}

/// Checks everything that is published until the run is over.
async fn watch(engine: Engine<Timed>, is_closed: bool) {
    let mut watch = engine.watch();
    let mut before = watch.borrow_and_update().clone();
    loop {
        laws::check_published(&before, is_closed);
        if !before.status.state.is_active() {
            return;
        }
        // The engine has the sender, so there is always one.
        watch.changed().await.unwrap();
        let now = watch.borrow_and_update().clone();
        laws::check_step(&before, &now);
        before = now;
    }
}
