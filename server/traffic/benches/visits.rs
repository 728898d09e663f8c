//! How fast visits are composed and written, on one core: `cargo bench -p traffic`.
//!
//! The engine has to do much more per hit than this crate; the figures show how much of a core is left for it.

use domain::MultiTargetConfig;
use engine::{Recipient, VisitSource};
use std::hint::black_box;
use std::time::{Duration, Instant};
use traffic::Traffic;

const MEASURED: Duration = Duration::from_secs(2);
/// Visits between two looks at the clock.
const BATCH: u64 = 1_000;

fn main() {
    let traffic = Traffic::live(&MultiTargetConfig::default(), 42);
    // Builds the tables outside the measurement.
    black_box(traffic.visit(0));
    println!("default configuration, one thread, {MEASURED:?} each");
    measure("with a token", &traffic, Some("0123456789abcdef0123456789abcdef"));
    measure("without a token", &traffic, None);
}

fn measure(what: &str, traffic: &PlainTraffic, token_auth: Option<&str>) {
    let mut out = String::new();
    let (mut visits, mut hits, mut bytes) = (0_u64, 0_usize, 0_usize);
    let start = Instant::now();
    while start.elapsed() < MEASURED {
        for index in visits..visits + BATCH {
            let visit = traffic.visit(index);
            for hit in 0..visit.hit_count() {
                out.clear();
                let recipient =
                    Recipient { site_id: 1, token_auth, planned_unix_ms: 1_763_805_600_000, in_bulk: false };
                visit.write_parameters(hit, &recipient, &mut out);
                bytes += black_box(&out).len();
            }
            hits += visit.hit_count();
        }
        visits += BATCH;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what:>16}: {:>9.0} visits/s  {:>9.0} hits/s  {:.0} bytes/hit",
        visits as f64 / seconds,
        hits as f64 / seconds,
        bytes as f64 / hits as f64
    );
}
