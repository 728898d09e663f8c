//! How punctual arrivals are at 2,000 hits a second: how late each left, and the distance of the k-th
//! request at the target from start + k / rate. Beside the engine, in turns, the same engine on tokio's
//! timer and a plain loop over `sleep_until` that writes to its sockets in turn. Run by `make bench`; the figures
//! are in docs/benchmarks.md.
//!
//! `ACCURACY_SECONDS` (10) is the length of each run, `ACCURACY_ROUNDS` (3) how often each has its turn,
//! `ACCURACY_SENDERS` (engine,coarse,naive) who has one. Ten minutes of the engine alone:
//! `ACCURACY_SECONDS=600 ACCURACY_ROUNDS=1 ACCURACY_SENDERS=engine cargo bench -p engine --bench accuracy`.

mod figures;
mod target;

use domain::MultiTargetConfig;
use engine::{Engine, EngineSettings, RunPlan};
use figures::{Figures, HEADINGS, Quantiles};
use rustix::time::{ClockId, clock_gettime};
use std::{env, error::Error, sync::Arc, time::Duration};
use target::Target;
use test_support::{number, single::Single};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep_until},
};

type Failure = Box<dyn Error>;

const PER_SECOND: u32 = 2_000;
const INTERVAL: Duration = Duration::from_micros(1_000_000 / PER_SECOND as u64);

/// Sockets of the plain loop: enough that no request waits behind another.
const SOCKETS: usize = 32;

/// Sends over the engine's real transport; returns how late requests left.
async fn send_by_engine(url: &str, seconds: u64, fine_timer: bool) -> Result<Quantiles, Failure> {
    let engine = Engine::new(EngineSettings { fine_timer, ..EngineSettings::default() })?;
    let config = MultiTargetConfig {
        targets: vec![domain::Target::new(url, 1)],
        target_visits_per_day: f64::from(PER_SECOND) * 86_400.0,
        concurrency: 1_000,
        ..Default::default()
    };
    let duration = Some(Duration::from_secs(seconds));
    engine.start(RunPlan { duration, ..RunPlan::new(1, config, 1, Arc::new(Single(|_, _| ()))) })?;
    let lag = engine.settled().await.status.totals.latency_ms.lag;
    Ok(Quantiles { p50: lag.p50, p99: lag.p99, max: lag.max })
}

/// What one would write without thinking about it; returns how late requests left.
async fn send_naively(url: &str, seconds: u64) -> Result<Quantiles, Failure> {
    let mut sockets = Vec::new();
    let mut readers = Vec::new();
    for _ in 0..SOCKETS {
        let stream = TcpStream::connect(url.trim_start_matches("http://")).await?;
        stream.set_nodelay(true)?;
        let (mut answers, requests) = stream.into_split();
        sockets.push(requests);
        readers.push(tokio::spawn(async move {
            let mut buffer = [0; 4_096];
            while answers.read(&mut buffer).await.is_ok_and(|bytes| bytes > 0) {}
        }));
    }
    let hit = b"POST /matomo.php HTTP/1.1\r\nhost: localhost\r\ncontent-length: 14\r\n\r\nidsite=1&rec=1";
    let started = Instant::now();
    let mut late = Vec::new();
    for k in 0..seconds as u32 * PER_SECOND {
        let due = started + INTERVAL * k;
        sleep_until(due).await;
        late.push(due.elapsed().as_secs_f64() * 1_000.0);
        let socket = sockets.get_mut(k as usize % SOCKETS).ok_or("no sockets")?;
        socket.write_all(hit).await?;
    }
    drop(sockets);
    for reader in readers {
        reader.await?;
    }
    Ok(Quantiles::of(late))
}

fn measure(sender: &str, seconds: u64) -> Result<Figures, Failure> {
    let target = Target::listen()?;
    let url = target.url.clone();
    let before = cpu_time(ClockId::ProcessCPUTime);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let sent = match sender {
        "naive" => runtime.block_on(send_naively(&url, seconds))?,
        _ => runtime.block_on(send_by_engine(&url, seconds, sender == "engine"))?,
    };
    drop(runtime);
    let (arrivals, cpu_there) = target.noted()?;
    let cpu = cpu_time(ClockId::ProcessCPUTime) - before;
    Ok(Figures::new(&arrivals, INTERVAL, sent, cpu.saturating_sub(cpu_there)).ok_or("nothing arrived")?)
}

fn cpu_time(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn main() -> Result<(), Failure> {
    let seconds = number("ACCURACY_SECONDS", 10)?;
    let rounds = number("ACCURACY_ROUNDS", 3)?;
    let senders = env::var("ACCURACY_SENDERS").unwrap_or_else(|_| "engine,coarse,naive".to_owned());
    let mut all: Vec<(&str, Vec<Figures>)> = senders.split(',').map(|sender| (sender, Vec::new())).collect();
    println!("Arrival accuracy at {PER_SECOND} hits/s over {seconds} s, lateness in ms: sent − planned as the sender");
    println!("has it, and at the target beyond its earliest; CPU is the sender's, per hit.");
    println!("engine: as it is · coarse: the engine on tokio's timer · naive: a loop over sleep_until");
    println!("sender          {HEADINGS}");
    for round in 1..=rounds {
        for (sender, figures) in &mut all {
            let measured = measure(sender, seconds)?;
            println!("{sender:<7} {round:>6}  {measured}");
            figures.push(measured);
        }
    }
    for (sender, figures) in all.iter().filter(|(_, figures)| figures.len() > 1) {
        println!("{sender:<7} median  {}", Figures::median(figures));
        println!("{sender:<7}  least  {}", Figures::least(figures));
    }
    Ok(())
}
