//! Demo mode: three simulated Matomo targets on loopback, a preset that shares load among them, and one that
//! fails over from one to the next.

use crate::threads::Threads;
use app::{
    api::demo::{DemoFault, FAILS_FOR_SECONDS},
    error::{AppError, ErrorCode},
    services::{DemoService, OnlyIf, PresetDraft, Services},
};
use domain::{
    Arrivals, DistributionStrategy, Funnel, HealthSettings, Journey, MultiTargetConfig, OnUnhealthy, Preset, Probing,
    RequestSettings, Target, TokenAuth,
};
use matomo_sim::{FaultMode, FaultSwitch, Faults, SimConfig, SimError, SimHandle};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use thiserror::Error;

const PRESET: &str = "Demo fleet";
const DESCRIPTION: &str = "Three simulated Matomo targets on this machine, loaded 5 : 3 : 2.";
const FAILOVER_PRESET: &str = "Demo failover";
/// The simulators' usual ports, so that the preset need not change from start to start.
const PORTS: [u16; 3] = [9101, 9102, 9103];
/// Name, weight and latency of each target; the last is the slow one.
const TARGETS: [(&str, u32, Duration); 3] = [
    ("demo-eu", 5, Duration::from_millis(12)),
    ("demo-us", 3, Duration::from_millis(25)),
    ("demo-asia", 2, Duration::from_millis(90)),
];
/// Not a secret: it opens nothing but the simulator called [`TOKEN_TARGET`].
const TOKEN: &str = "5d41402abc4b2a76b9719d911017c592";
const TOKEN_TARGET: &str = "demo-eu";
/// The one that fails on request.
const FAILING_TARGET: &str = "demo-asia";

/// The running simulators, and the threads they run on.
pub(crate) struct Demo {
    sims: Vec<SimHandle>,
    fault: Option<Arc<DemoFaults>>,
    _threads: Threads,
}

/// Why there is no demo.
#[derive(Debug, Error)]
pub(crate) enum DemoError {
    /// A simulator did not start.
    #[error("a simulated target could not be started: {0}")]
    Simulator(#[from] SimError),
    /// There are no threads for the simulators.
    #[error("the threads of the simulated targets could not be started: {0}")]
    Threads(#[from] io::Error),
    /// The preset could not be saved.
    #[error("the demo's preset could not be saved: {0}")]
    Preset(#[from] AppError),
}

impl Demo {
    /// What makes one of its targets fail.
    pub(crate) fn faults(&self) -> Option<Arc<dyn DemoService>> {
        Some(Arc::clone(self.fault.as_ref()?) as _)
    }

    /// Stops the simulators.
    pub(crate) async fn shutdown(self) {
        for sim in self.sims {
            sim.shutdown().await;
        }
    }
}

/// The simulator of [`FAILING_TARGET`].
struct DemoFaults {
    url: String,
    switch: FaultSwitch,
}

impl DemoService for DemoFaults {
    fn fault(&self) -> DemoFault {
        let failing = self.switch.faults().mode != FaultMode::None;
        DemoFault { target: FAILING_TARGET.into(), url: self.url.clone(), failing }
    }

    fn set_failing(&self, failing: bool) -> Result<(), AppError> {
        let mode = if failing { FaultMode::ServerError } else { FaultMode::None };
        let mode_for = failing.then(|| Duration::from_secs(FAILS_FOR_SECONDS.into()));
        let changed = self.switch.set_faults(Faults { mode, mode_for, ..self.switch.faults() });
        changed.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
    }
}

/// Starts the simulators, and brings preset and (if it was empty or the demo's) working configuration
/// in line with their addresses.
///
/// # Errors
/// [`DemoError`].
pub(crate) async fn start(services: &Services) -> Result<Demo, DemoError> {
    let threads = Threads::simulators()?;
    let mut sims = Vec::new();
    for (port, (name, _, latency)) in PORTS.into_iter().zip(TARGETS) {
        let started = threads.handle().spawn(simulator(port, name, latency)).await;
        sims.push(started.map_err(io::Error::from)??);
    }
    let addresses: Vec<String> = sims.iter().map(SimHandle::url).collect();
    // The one to begin with comes last, which puts it at the top of the list.
    let second = draft(FAILOVER_PRESET, &how_to_break(&addresses), failover(&addresses));
    save_preset(services, services.presets.preset_named(FAILOVER_PRESET).await?.as_ref(), second, &addresses).await?;
    let old = services.presets.preset_named(PRESET).await?;
    save_preset(services, old.as_ref(), draft(PRESET, DESCRIPTION, config(&addresses)), &addresses).await?;
    let working = services.config.config().await?;
    let is_demos = old.is_some_and(|old| same_targets(&old.config, &working));
    if working.targets.is_empty() || (is_demos && !is_at(&working, &addresses)) {
        services.config.save_config(config(&addresses), OnlyIf::always()).await?;
    }
    tracing::info!(targets = addresses.join(" "), preset = PRESET, "demo targets are up");
    let fault = sims.iter().zip(TARGETS).find(|(_, (name, ..))| *name == FAILING_TARGET);
    let fault = fault.map(|(sim, _)| Arc::new(DemoFaults { url: sim.url(), switch: sim.fault_switch() }));
    Ok(Demo { fault, sims, _threads: threads })
}

async fn simulator(port: u16, name: &'static str, latency: Duration) -> Result<SimHandle, SimError> {
    let mut config = SimConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        token: (name == TOKEN_TARGET).then(|| TOKEN.to_owned()),
        faults: Faults { latency, jitter: latency / 2, ..Default::default() },
        ..Default::default()
    };
    match matomo_sim::start(config.clone()).await {
        Err(SimError::Bind { .. }) => {
            config.listen.set_port(0);
            matomo_sim::start(config).await
        }
        started => started,
    }
}

fn draft(name: &str, description: &str, config: MultiTargetConfig) -> PresetDraft {
    PresetDraft { name: name.into(), description: description.into(), config: Some(config) }
}

async fn save_preset(
    services: &Services,
    old: Option<&Preset>,
    draft: PresetDraft,
    addresses: &[String],
) -> Result<(), AppError> {
    match old {
        Some(old) if is_at(&old.config, addresses) => Ok(()),
        Some(old) => services.presets.update_preset(old.id, draft, false, OnlyIf::always()).await.map(|_| ()),
        None => match services.presets.create_preset(draft).await {
            Err(error) if error.code != ErrorCode::Conflict => Err(error),
            _ => Ok(()),
        },
    }
}

fn config(addresses: &[String]) -> MultiTargetConfig {
    let targets = TARGETS.iter().zip(addresses).map(|((name, weight, _), url)| Target {
        name: (*name).into(),
        weight: *weight,
        token_auth: (*name == TOKEN_TARGET).then(|| TokenAuth::new(TOKEN)),
        ..Target::new(url.as_str(), 1)
    });
    MultiTargetConfig {
        targets: targets.collect(),
        // The simulators' own.
        timezone: "UTC".into(),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 1_500_000.0,
        arrivals: Arrivals::Poisson,
        pause_between_pvs_min: 0.2,
        pause_between_pvs_max: 1.0,
        // Room for researchers and funnels, who stay longer than others.
        concurrency: 200,
        journeys: Journey::templates().into(),
        funnels: funnels(),
        ..Default::default()
    }
}

/// What to do with the second preset.
fn how_to_break(addresses: &[String]) -> String {
    let first = addresses.first().map_or("", |address| address.trim_end_matches('/'));
    format!(
        "The first of three simulated targets takes everything, and the next when it fails. Break it for half a minute \
         while this runs, and watch: curl -X POST {first}/__sim/faults -H 'content-type: application/json' \
         -d '{{\"mode\":\"server-error\",\"mode_for_ms\":30000}}'"
    )
}

/// The same targets in order of priority, watched closely enough that a demo need not wait.
fn failover(addresses: &[String]) -> MultiTargetConfig {
    MultiTargetConfig {
        distribution_strategy: DistributionStrategy::Failover,
        target_visits_per_day: 500_000.0,
        health: HealthSettings {
            on_unhealthy: OnUnhealthy::Skip,
            probe: Probing::Always,
            probe_interval_seconds: 1.0,
            ..Default::default()
        },
        // A target that hangs is found out as quickly as one that answers with errors.
        request: RequestSettings { timeout_seconds: 2.0, ..Default::default() },
        ..config(addresses)
    }
}

/// Two of the funnels that come ready made: rare, and so quick that a demo shows them completed.
fn funnels() -> Vec<Funnel> {
    let [purchase, _, discovery] = Funnel::templates();
    vec![brisk(purchase, 0.05), brisk(discovery, 0.08)]
}

fn brisk(mut funnel: Funnel, probability: f64) -> Funnel {
    funnel.probability = probability;
    for step in &mut funnel.steps {
        step.delay_seconds_min /= 10.0;
        step.delay_seconds_max /= 10.0;
    }
    funnel
}

fn is_at(config: &MultiTargetConfig, addresses: &[String]) -> bool {
    config.targets.iter().map(|target| target.url.as_str()).eq(addresses.iter().map(String::as_str))
}

fn same_targets(a: &MultiTargetConfig, b: &MultiTargetConfig) -> bool {
    let key = |target: &Target| (target.name.clone(), target.url.clone(), target.site_id);
    a.targets.iter().map(key).eq(b.targets.iter().map(key))
}
