//! Whether half of 100 targets can spoil it for the other half: rate and lag of 50 targets while the other
//! 50 are well, and while these hang, refuse, reset, trickle and answer garbage, in turns. Run by `make
//! bench`; the figures are in docs/benchmarks.md.
//!
//! `ISOLATION_SECONDS` (4) is the length of each run, `ISOLATION_ROUNDS` (15) how often each has its turn. A 99th
//! percentile of some microseconds differs by half from run to run on a virtual machine, so many short turns say more
//! than a few long ones, and medians over all of them are compared.
//! On Linux the engine has the first processor and the targets the second, so that their faults cost it nothing.

mod pin;
mod targets;

use domain::{MultiTargetConfig, Target};
use engine::{Engine, EngineSettings, RunPlan};
use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};
use targets::{Fault, Targets};
use test_support::{number, single::Single};
use tokio::time::Instant;

type Failure = Box<dyn Error>;

/// All targets together; each has a hundredth of it.
const PER_SECOND: u32 = 2_000;
const INTERVAL: Duration = Duration::from_micros(1_000_000 / PER_SECOND as u64);

/// Half of these have faults in every other run.
const TARGETS: usize = 100;

/// What the half without faults had.
struct Figures {
    planned: u64,
    delivered: u64,
    /// Sent after the planned time, beyond the earliest, milliseconds.
    p50: f64,
    p99: f64,
    /// As the report has it: the median of the 50 targets' 99th percentiles, milliseconds.
    reported: f64,
    /// What the other half lost.
    lost: u64,
}

/// A run of so many seconds, `faults` saying what is the matter with the second half.
fn measure(seconds: u64, faults: &[Fault]) -> Result<Figures, Failure> {
    let list = (0..TARGETS).map(|n| {
        let fault = faults.get(n / 2 % faults.len().max(1)).filter(|_| n % 2 == 1);
        fault.copied().unwrap_or(Fault::None)
    });
    let targets = Targets::listen(list.collect())?;
    let config = MultiTargetConfig {
        targets: targets
            .urls
            .iter()
            .enumerate()
            .map(|(n, url)| Target {
                name: format!("t{n}"),
                ..Target::new(url, u32::try_from(n).unwrap_or_default() + 1)
            })
            .collect(),
        target_visits_per_day: f64::from(PER_SECOND) * 86_400.0,
        ..Default::default()
    };
    let left = Arc::<Mutex<Vec<_>>>::default();
    let leaving = Arc::clone(&left);
    let source = Single(move |index: u64, site_id: u32| {
        if let Ok(mut left) = leaving.lock() {
            left.push((index, site_id, Instant::now()));
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .on_thread_start(|| pin::to_processor(0))
        .enable_all()
        .build()?;
    let settled = runtime.block_on(async {
        let settings = EngineSettings { fine_timer: true, stop_grace: Duration::from_secs(1), ..Default::default() };
        let engine = Engine::new(settings)?;
        let duration = Some(Duration::from_secs(seconds));
        engine.start(RunPlan { duration, ..RunPlan::new(1, config, 1, Arc::new(source)) })?;
        Ok::<_, Failure>(engine.settled().await)
    })?;
    drop(runtime);
    let (well, others): (Vec<_>, Vec<_>) = settled.status.targets.iter().partition(|target| target.id % 2 == 1);
    let left = left.lock().map_err(|_| "a visit panicked")?;
    let mut late = lateness(&left);
    let mut reported: Vec<_> = well.iter().map(|target| target.latency_ms.lag.p99).collect();
    Ok(Figures {
        planned: well.iter().map(|target| target.hits.planned).sum(),
        delivered: well.iter().map(|target| target.hits.delivered).sum(),
        p50: quantile(&mut late, 0.5),
        p99: quantile(&mut late, 0.99),
        reported: quantile(&mut reported, 0.5),
        lost: others.iter().map(|target| target.hits.planned - target.hits.delivered).sum(),
    })
}

/// Milliseconds that the hits to the targets without faults left after their times, counted from the start
/// that none precedes.
fn lateness(left: &[(u64, u32, Instant)]) -> Vec<f64> {
    let Some(&(_, _, first)) = left.first() else { return Vec::new() };
    let well = left.iter().filter(|(_, site_id, _)| site_id % 2 == 1);
    let offsets = well.map(|(index, _, at)| {
        at.saturating_duration_since(first).as_secs_f64() - INTERVAL.as_secs_f64() * *index as f64
    });
    let offsets: Vec<_> = offsets.collect();
    let start = offsets.iter().copied().fold(f64::INFINITY, f64::min);
    offsets.into_iter().map(|offset| (offset - start) * 1_000.0).collect()
}

fn quantile(values: &mut [f64], quantile: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len().saturating_sub(1) as f64 * quantile) as usize).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { planned, delivered, p50, p99, reported, lost } = self;
        write!(f, "{planned:>7} {delivered:>9}   {p50:>5.3} {p99:>6.3} {reported:>6.3}   {lost:>6}")
    }
}

fn main() -> Result<(), Failure> {
    let seconds = number("ISOLATION_SECONDS", 4)?;
    let rounds = number("ISOLATION_ROUNDS", 15)?;
    let faults = [Fault::Hang, Fault::Refuse, Fault::Reset, Fault::Trickle, Fault::Garbage];
    pin::to_processor(0);
    println!(
        "{TARGETS} targets, {PER_SECOND} visits/s, {seconds} s each: the 50 that are always well, while the others"
    );
    println!("are well, or hang, refuse, reset, trickle and answer garbage (10 each)");
    println!("                  lag (ms): sent after the planned time, and p99 as the report has it");
    println!("round  others   planned delivered     p50    p99 report   others lost");
    let mut wells = Vec::new();
    let mut spoilts = Vec::new();
    for round in 1..=rounds {
        // Whoever is first may find the machine otherwise than whoever is second.
        let (well, spoilt) = if round % 2 == 1 {
            let well = measure(seconds, &[])?;
            (well, measure(seconds, &faults)?)
        } else {
            let spoilt = measure(seconds, &faults)?;
            (measure(seconds, &[])?, spoilt)
        };
        println!("{round:>5}  well    {well}");
        println!("{round:>5}  faulty  {spoilt}");
        wells.push(well);
        spoilts.push(spoilt);
    }
    let median = |of: fn(&Figures) -> f64, all: &[Figures]| {
        let mut values: Vec<_> = all.iter().map(of).collect();
        quantile(&mut values, 0.5)
    };
    println!("medians of all rounds, and their ratio:");
    for (name, of) in [
        ("hits delivered", (|it| it.delivered as f64) as fn(&Figures) -> f64),
        ("p99 lag", |it| it.p99),
        ("p99 lag as the report has it", |it| it.reported),
    ] {
        let (well, faulty) = (median(of, &wells), median(of, &spoilts));
        println!("{name}: {well:.3} well, {faulty:.3} faulty: {:.3}", faulty / well);
    }
    Ok(())
}
