//! How punctual arrivals are: the distance of the k-th request's arrival at the target from
//! start + k / rate, at 2,000 hits a second. Run by `make bench`; the figures are in docs/benchmarks.md.

use domain::{MultiTargetConfig, Target};
use engine::{Engine, EngineSettings, FunnelPart, Recipient, RunPlan, Visit, VisitSource};
use std::{
    error::Error,
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const PER_SECOND: u32 = 2_000;
const SECONDS: u64 = 10;

/// Visits of a single short hit, so that arrivals are all there is.
struct Single;

impl VisitSource for Single {
    fn visit(&self, _: u64) -> Box<dyn Visit> {
        Box::new(Self)
    }

    fn hit_count(&self, _: u64) -> usize {
        1
    }
}

impl Visit for Single {
    fn hit_count(&self) -> usize {
        1
    }

    fn offset(&self, _: usize) -> Duration {
        Duration::ZERO
    }

    fn write_parameters(&self, _: usize, _: &Recipient<'_>, out: &mut String) {
        out.push_str("idsite=1&rec=1");
    }

    fn user_agent(&self) -> &'static str {
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    }

    fn accept_language(&self) -> &'static str {
        "en"
    }

    fn funnel(&self) -> Option<FunnelPart> {
        None
    }
}

/// When requests came, in the order they were noted.
type Arrivals = Arc<Mutex<Vec<Instant>>>;

/// A target that answers 204 and notes when each request came; a thread per connection, so that it
/// adds as little as it can.
fn listen() -> Result<(String, Arrivals), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let arrivals = Arrivals::default();
    let noted = Arc::clone(&arrivals);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let noted = Arc::clone(&noted);
            thread::spawn(move || {
                let mut buffer = [0; 4_096];
                // A request of this size comes in one read.
                while stream.read(&mut buffer).is_ok_and(|bytes| bytes > 0) {
                    if let Ok(mut noted) = noted.lock() {
                        noted.push(Instant::now());
                    }
                    if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").is_err() {
                        break;
                    }
                }
            });
        }
    });
    Ok((url, arrivals))
}

fn main() -> Result<(), Box<dyn Error>> {
    let (url, arrivals) = listen()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let published = runtime.block_on(async {
        let engine = Engine::new(EngineSettings::default())?;
        let config = MultiTargetConfig {
            targets: vec![Target::new(url, 1)],
            target_visits_per_day: f64::from(PER_SECOND) * 86_400.0,
            concurrency: 1_000,
            ..Default::default()
        };
        let duration = Some(Duration::from_secs(SECONDS));
        engine.start(RunPlan { duration, ..RunPlan::new(1, config, 1, Arc::new(Single)) })?;
        Ok::<_, Box<dyn Error>>(engine.settled().await)
    })?;

    let mut arrivals = std::mem::take(&mut *arrivals.lock().map_err(|_| "a connection's thread panicked")?);
    arrivals.sort();
    let first = *arrivals.first().ok_or("nothing arrived")?;
    let plan = |k: usize| Duration::from_secs(1) * k as u32 / PER_SECOND;
    // The start that no arrival precedes: what is left is how late each was.
    let offsets: Vec<f64> =
        arrivals.iter().enumerate().map(|(k, at)| (*at - first).as_secs_f64() - plan(k).as_secs_f64()).collect();
    let start = offsets.iter().copied().fold(f64::INFINITY, f64::min);
    let mut late: Vec<f64> = offsets.iter().map(|offset| (offset - start) * 1_000.0).collect();
    late.sort_by(f64::total_cmp);
    let at = |quantile: f64| late.get(((late.len() - 1) as f64 * quantile) as usize).copied().unwrap_or(f64::NAN);
    let lag = published.status.totals.latency_ms.lag;
    println!("Arrival accuracy at {PER_SECOND} hits/s over {SECONDS} s: distance of arrival k from start + k / rate");
    println!("arrived      {} of {}", late.len(), u64::from(PER_SECOND) * SECONDS);
    println!("at target    p50 {:.3} ms  p99 {:.3} ms  max {:.3} ms", at(0.5), at(0.99), at(1.0));
    println!("own report   p50 {:.3} ms  p99 {:.3} ms  max {:.3} ms (lag: sent − planned)", lag.p50, lag.p99, lag.max);
    Ok(())
}
