//! What can happen: random configurations and random steps.

use crate::fake::Behaviour;
use domain::{
    Arrivals, DistributionStrategy, HealthSettings, LoadShape, OnUnhealthy, Probing, Shape,
    load_shape::{Ramp, Spike, Step as Level},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use std::time::Duration;
use transport::Shortage;

/// How a target is that has no trouble.
pub(super) const WELL: Behaviour = Behaviour::Accept(Duration::from_millis(5));

/// A target to begin with or to add.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub weight: u32,
    pub is_enabled: bool,
    pub per_second: Option<f64>,
    pub cap: Option<f64>,
    pub behaviour: Behaviour,
}

/// One thing that happens. Targets are meant by place, counted round.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Fault(usize, Behaviour),
    Add(Spec),
    Remove(usize),
    Toggle(usize),
    Weigh(usize, u32),
    Cap(usize, Option<f64>),
    Own(usize, Option<f64>),
    Reconnect(usize),
    Rotate(usize),
    Strategy(DistributionStrategy),
    Rate(f64),
    Shape(LoadShape),
    Arrivals(Arrivals),
    Health(HealthSettings),
    Concurrency(u32),
    Total(u64),
    PerDay(u64),
    AutoStop(f64),
    Abort(Option<&'static str>),
    Pause,
    Resume,
    /// The machine stands still for so many milliseconds.
    Late(u64),
    Nothing,
}

/// How a run is sent and where it ends.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub is_by_hit: bool,
    pub is_closed: bool,
    pub most_hits: u64,
    pub pause: u64,
    pub bulk_size: u32,
    pub timeout: f64,
    /// Nothing of this machine's own limits is in the way.
    pub is_roomy: bool,
    pub concurrency: u32,
    pub in_flight: u32,
}

/// How much, and how far.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub strategy: DistributionStrategy,
    pub per_second: f64,
    pub arrivals: Arrivals,
    pub shape: LoadShape,
    pub total: u64,
    pub per_day: u64,
    /// Seconds; 0: never.
    pub auto_stop: f64,
    pub abort: Option<&'static str>,
    /// Seconds until midnight when the run starts.
    pub before_midnight: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Scenario {
    pub targets: Vec<Spec>,
    /// Nothing ever happens to the first target.
    pub is_first_well: bool,
    pub way: Way,
    pub load: Load,
    pub health: HealthSettings,
    /// Milliseconds before each.
    pub steps: Vec<(u64, Step)>,
    /// Milliseconds until it is stopped after the last step, if it has not ended by itself.
    pub stop_after: u64,
}

impl Scenario {
    /// Whether the machine is always quick enough.
    pub(super) fn is_on_time(&self) -> bool {
        self.steps.iter().all(|(_, step)| !matches!(step, Step::Late(_)))
    }
}

fn millis(most: u64) -> impl Strategy<Value = Duration> {
    (1..=most).prop_map(Duration::from_millis)
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        6 => Just(WELL),
        2 => millis(5_000).prop_map(Behaviour::Accept),
        2 => millis(40).prop_map(Behaviour::Fail),
        1 => millis(3_000).prop_map(Behaviour::Fail),
        1 => millis(40).prop_map(Behaviour::Reject),
        2 => Just(Behaviour::Break(Duration::ZERO)),
        1 => millis(800).prop_map(Behaviour::Break),
        2 => Just(Behaviour::Hang),
        1 => Just(Behaviour::Garbage),
        2 => select(vec![0, 1, 3, 20]).prop_map(|seconds| Behaviour::Rest(Duration::from_secs(seconds))),
        1 => millis(40).prop_map(Behaviour::Deceive),
        1 => Just(Behaviour::Short(Shortage::Ports)),
        1 => (0u64..4, 0u64..4).prop_map(|(invalid, missing)| Behaviour::Partly(invalid, missing)),
    ]
}

fn weight() -> impl Strategy<Value = u32> {
    prop_oneof![3 => 1u32..8, 1 => 1u32..=1_000]
}

fn spec() -> impl Strategy<Value = Spec> {
    let cap = option::weighted(0.1, 0.2f64..20.0);
    (weight(), prop::bool::weighted(0.85), option::of(0.05f64..20.0), cap, behaviour()).prop_map(
        |(weight, is_enabled, per_second, cap, behaviour)| Spec { weight, is_enabled, per_second, cap, behaviour },
    )
}

fn shape() -> impl Strategy<Value = LoadShape> {
    let level = || prop_oneof![1 => Just(0.0), 5 => 0.0f64..4.0];
    let length = || 0.0f64..20.0;
    prop_oneof![
        4 => Just(LoadShape::default()),
        1 => (level(), level(), 1.0f64..30.0).prop_map(|(from, to, seconds)| LoadShape {
            shape: Shape::Ramp,
            ramp: Ramp { from, to, seconds },
            ..LoadShape::default()
        }),
        1 => vec((level(), 1.0f64..10.0), 1..5).prop_map(|levels| LoadShape {
            shape: Shape::Steps,
            steps: levels.into_iter().map(|(level, seconds)| Level { level, seconds }).collect(),
            ..LoadShape::default()
        }),
        1 => (level(), level(), (length(), length(), length(), length())).prop_map(
            |(base, peak, (after_seconds, rise_seconds, hold_seconds, fall_seconds))| LoadShape {
                shape: Shape::Spike,
                spike: Spike { base, peak, after_seconds, rise_seconds, hold_seconds, fall_seconds },
                ..LoadShape::default()
            }
        ),
        1 => Just(LoadShape { shape: Shape::DayCurve, ..LoadShape::default() }),
    ]
}

fn health() -> impl Strategy<Value = HealthSettings> {
    let signs = (1u32..8, 0.1f64..=1.0, 1.0f64..10.0, 1u32..20);
    let ways = (select(OnUnhealthy::ALL.to_vec()), select(Probing::ALL.to_vec()), any::<bool>());
    (signs, ways, 0.1f64..3.0, 1u32..4, 1u32..6).prop_map(
        |((failures, rate, window, least), (on_unhealthy, probe, respects), interval, probes, trials)| HealthSettings {
            on_unhealthy,
            failures_in_a_row: failures,
            failure_rate: rate,
            window_seconds: window,
            window_min_hits: least,
            probe,
            probe_interval_seconds: interval,
            recover_after_probes: probes,
            trial_hits: trials,
            respect_retry_after: respects,
        },
    )
}

fn strategy() -> impl Strategy<Value = DistributionStrategy> {
    select(DistributionStrategy::ALL.to_vec())
}

fn per_second() -> impl Strategy<Value = f64> {
    prop_oneof![1 => 0.02f64..1.0, 4 => 1.0f64..40.0]
}

fn abort() -> impl Strategy<Value = Option<&'static str>> {
    let rules = vec!["error_rate>50% for 3s", "t1: p95>2s for 2s", "drop_rate>90% for 5s", "lag.p99>1s for 1s"];
    option::weighted(0.2, select(rules))
}

fn arrivals() -> impl Strategy<Value = Arrivals> {
    select(vec![Arrivals::Constant, Arrivals::Poisson])
}

fn load() -> impl Strategy<Value = Load> {
    let total = prop_oneof![2 => Just(0), 1 => 1u64..300];
    let per_day = prop_oneof![3 => Just(0), 1 => 1u64..100];
    let auto_stop = prop_oneof![3 => Just(0.0), 1 => 0.5f64..40.0];
    let midnight = prop_oneof![1 => 0.0f64..30.0, 1 => 0.0f64..86_400.0];
    (strategy(), per_second(), arrivals(), shape(), (total, per_day, auto_stop, midnight), abort()).prop_map(
        |(strategy, per_second, arrivals, shape, (total, per_day, auto_stop, before_midnight), abort)| Load {
            strategy,
            per_second,
            arrivals,
            shape,
            total,
            per_day,
            auto_stop,
            abort,
            before_midnight,
        },
    )
}

fn way() -> impl Strategy<Value = Way> {
    let visits = (1u64..6, prop_oneof![1 => Just(0u64), 3 => 30u64..900]);
    let bulk = prop_oneof![3 => Just(1u32), 1 => 2u32..30];
    let room = (prop::bool::weighted(0.7), 1u32..30, 1u32..10);
    (prop::bool::weighted(0.3), prop::bool::weighted(0.12), visits, bulk, 0.5f64..4.0, room).prop_map(
        |(is_by_hit, is_closed, (most_hits, pause), bulk_size, timeout, (is_roomy, concurrency, in_flight))| Way {
            is_by_hit,
            is_closed,
            most_hits,
            pause,
            bulk_size,
            timeout,
            is_roomy,
            concurrency: if is_roomy { 10_000 } else { concurrency },
            in_flight: if is_roomy { 10_000 } else { in_flight },
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let place = any::<usize>;
    prop_oneof![
        10 => (place(), behaviour()).prop_map(|(target, behaviour)| Step::Fault(target, behaviour)),
        2 => spec().prop_map(Step::Add),
        2 => place().prop_map(Step::Remove),
        3 => place().prop_map(Step::Toggle),
        2 => (place(), weight()).prop_map(|(target, weight)| Step::Weigh(target, weight)),
        1 => (place(), option::of(0.2f64..20.0)).prop_map(|(target, cap)| Step::Cap(target, cap)),
        1 => (place(), option::of(0.05f64..20.0)).prop_map(|(target, rate)| Step::Own(target, rate)),
        1 => place().prop_map(Step::Reconnect),
        1 => place().prop_map(Step::Rotate),
        2 => strategy().prop_map(Step::Strategy),
        2 => per_second().prop_map(Step::Rate),
        1 => shape().prop_map(Step::Shape),
        1 => arrivals().prop_map(Step::Arrivals),
        2 => health().prop_map(Step::Health),
        1 => (1u32..30).prop_map(Step::Concurrency),
        1 => prop_oneof![Just(0), 1u64..600].prop_map(Step::Total),
        1 => prop_oneof![Just(0), 1u64..200].prop_map(Step::PerDay),
        1 => prop_oneof![Just(0.0), 1.0f64..60.0].prop_map(Step::AutoStop),
        1 => abort().prop_map(Step::Abort),
        2 => Just(Step::Pause),
        3 => Just(Step::Resume),
        1 => (1u64..4_000).prop_map(Step::Late),
        1 => Just(Step::Nothing),
    ]
}

pub(super) fn scenario() -> impl Strategy<Value = Scenario> {
    let wait = prop_oneof![2 => Just(0u64), 6 => 0u64..3_000, 1 => 0u64..15_000];
    let steps = vec((wait, step()), 5..=30);
    (vec(spec(), 1..=8), prop::bool::weighted(0.8), way(), load(), health(), steps, 0u64..6_000).prop_map(
        |(mut targets, is_first_well, mut way, mut load, health, steps, stop_after)| {
            if is_first_well {
                targets[0].behaviour = WELL;
            }
            if targets.iter().all(|target| !target.is_enabled) {
                targets[0].is_enabled = true;
            }
            way.is_by_hit &= !load.strategy.needs_whole_visits();
            if way.is_closed && load.total == 0 {
                // What fails at once takes no time at all; there has to be an end to it.
                load.total = 200;
            }
            Scenario { targets, is_first_well, way, load, health, steps, stop_after }
        },
    )
}
