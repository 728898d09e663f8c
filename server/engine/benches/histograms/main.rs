//! What a thousand targets take in memory when their histograms are filled from a tenth of a millisecond to a
//! minute: the worst that a run can do to them. The network is made up and the time paused, so that minutes
//! of waiting take seconds. Run by `make bench`; the figures are in docs/benchmarks.md.
//!
//! `HISTOGRAMS_TARGETS` (1000) and `HISTOGRAMS_HITS` (1000 for each target) can be set.

use domain::{MultiTargetConfig, RequestSettings, RunState, Target};
use engine::{Engine, EngineSettings, RunPlan};
use std::{
    error::Error,
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use test_support::{number, single::Single};
use tokio::time::{Instant, sleep};
use transport::{Answer, BulkAnswer, Connector, OutgoingBulk, OutgoingHit, Transport, TransportError};

type Failure = Box<dyn Error>;

/// All targets together.
const PER_SECOND: f64 = 2_000.0;
const SHORTEST: f64 = 1e-4;
const LONGEST: f64 = 60.0;

/// Answers after every time from the shortest to the longest, as many between 1 and 10 ms as between 1
/// and 10 s.
#[derive(Clone, Copy)]
struct Slow;

/// One target.
struct Wire(AtomicU64);

impl Connector for Slow {
    type Transport = Wire;

    fn connect(&self, target: &Target, _: &RequestSettings) -> Result<Wire, TransportError> {
        Ok(Wire(AtomicU64::new(u64::from(target.site_id))))
    }
}

impl Transport for Wire {
    async fn send(&self, _: OutgoingHit<'_>) -> Answer {
        // The golden ratio's multiples cover the range evenly.
        let part = (self.0.fetch_add(1, Ordering::Relaxed) as f64 * 0.618_033_988_749_895).fract();
        sleep(Duration::from_secs_f64(SHORTEST * (LONGEST / SHORTEST).powf(part))).await;
        Answer::delivered(204)
    }

    async fn send_bulk(&self, bulk: OutgoingBulk) -> BulkAnswer {
        BulkAnswer::whole(Answer::delivered(204), bulk.hits)
    }

    async fn probe(&self) -> Answer {
        Answer::delivered(204)
    }
}

/// Resident memory of this process, bytes.
fn resident() -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS")).ok_or("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).ok_or("no figure")?.parse::<u64>()? * 1_024)
}

/// The most that a run over so many targets adds to the process, bytes, and its hits.
async fn fill(targets: u64, hits_each: u64) -> Result<(u64, u64), Failure> {
    let listed = (0..targets)
        .map(|n| Target { name: format!("t{n}"), ..Target::new("http://127.0.0.1", n as u32 + 1) })
        .collect();
    let config = MultiTargetConfig {
        targets: listed,
        target_visits_per_day: PER_SECOND * 86_400.0,
        max_total_visits: targets * hits_each,
        concurrency: 100_000,
        request: RequestSettings { timeout_seconds: 300.0, max_in_flight_per_target: 10_000, ..Default::default() },
        ..Default::default()
    };
    let before = resident()?;
    let engine = Engine::with_connector(EngineSettings::default(), Slow);
    engine.start(RunPlan::new(1, config, 1, Arc::new(Single(|_, _| ()))))?;
    let mut watch = engine.watch();
    let mut most = before;
    loop {
        watch.changed().await?;
        most = most.max(resident()?);
        let published = Arc::clone(&watch.borrow_and_update());
        if !published.status.state.is_active() {
            let status = &published.status;
            if status.state != RunState::Finished || status.totals.hits.delivered != targets * hits_each {
                return Err(format!("not as planned: {:?} {:?}", status.state, status.totals.hits).into());
            }
            let latency = status.totals.latency_ms.from_send;
            println!("p50 {:.1} ms, p99 {:.0} ms, max {:.0} ms", latency.p50, latency.p99, latency.max);
            return Ok((most - before, status.totals.hits.delivered));
        }
    }
}

fn main() -> Result<(), Failure> {
    let targets = number("HISTOGRAMS_TARGETS", 1_000)?;
    let hits_each = number("HISTOGRAMS_HITS", 1_000)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    let (took, (bytes, hits)) = runtime.block_on(async {
        let started = Instant::now();
        let filled = fill(targets, hits_each).await;
        filled.map(|filled| (started.elapsed(), filled))
    })?;
    println!(
        "{targets} targets, {hits} hits answered after 0.1 ms to 60 s, {:.0} s of run: {:.0} MB more, {:.0} kB a target",
        took.as_secs_f64(),
        bytes as f64 / 1e6,
        bytes as f64 / 1e3 / targets as f64
    );
    Ok(())
}
