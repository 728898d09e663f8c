//! How fast visits are composed and written, on one core: `cargo bench -p traffic`.
//!
//! The engine has to do much more per hit than this crate; the figures show how much of a core is left for it.
//! Counted is processor time, not what other programs take meanwhile.

use domain::{Date, Funnel, Journey, MultiTargetConfig, backfill::DayPlan};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use traffic::Traffic;
use visit::{Recipient, VisitSource};

/// Processor time of each measurement, seconds.
const MEASURED: f64 = 2.0;
/// Visits between two looks at the clock.
const BATCH: u64 = 1_000;

const TOKEN: Option<&str> = Some("0123456789abcdef0123456789abcdef");

fn main() {
    let default = MultiTargetConfig::default();
    let everything = MultiTargetConfig {
        sitesearch_probability: 1.0,
        outlinks_probability: 1.0,
        downloads_probability: 1.0,
        click_events_probability: 1.0,
        random_events_probability: 1.0,
        ecommerce_probability: 1.0,
        journeys: Journey::templates().map(|journey| Journey { ecommerce_probability: Some(1.0), ..journey }).into(),
        funnels: Funnel::templates().into(),
        ..default.clone()
    };
    let days: Vec<DayPlan> = (0..180)
        .map(|day| DayPlan {
            date: Date::from_unix_days(20_000 + day),
            first_index: day as u64 * 10_000,
            visits: 10_000,
        })
        .collect();
    println!("one thread, {MEASURED} s of processor time each");
    let live = Traffic::live(&default, 42);
    measure("with a token", &live, TOKEN, false);
    measure("without a token", &live, None, false);
    measure("in bulk", &live, TOKEN, true);
    measure("backfill", &Traffic::backfill(&default, 42, days, i64::MAX), TOKEN, true);
    measure("everything", &Traffic::live(&everything, 42), TOKEN, false);
    count_hits(&live);
    load();
}

/// Processor time of this process so far, seconds.
fn used() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn measure(what: &str, traffic: &Traffic, token_auth: Option<&str>, in_bulk: bool) {
    // Builds the tables outside the measurement.
    black_box(traffic.visit(0));
    let mut out = String::new();
    let mut visits = 0_u64;
    let mut hits = 0_usize;
    let mut bytes = 0_usize;
    let start = used();
    while used() - start < MEASURED {
        for index in visits..visits + BATCH {
            let visit = traffic.visit(index);
            for hit in 0..visit.hit_count() {
                out.clear();
                let recipient = Recipient { site_id: 1, token_auth, planned_unix_ms: 1_763_805_600_000, in_bulk };
                visit.write_parameters(hit, &recipient, &mut out);
                bytes += black_box(&out).len();
            }
            hits += visit.hit_count();
        }
        visits += BATCH;
    }
    let seconds = used() - start;
    println!(
        "{what:>16}: {:>9.0} visits/s  {:>9.0} hits/s  {:.0} bytes/hit",
        visits as f64 / seconds,
        hits as f64 / seconds,
        bytes as f64 / hits as f64
    );
}

/// What `distribute_by: hit` asks for every visit of a run.
fn count_hits(traffic: &Traffic) {
    let mut visits = 0_u64;
    let mut hits = 0_usize;
    let start = used();
    while used() - start < MEASURED {
        hits += (visits..visits + BATCH).map(|index| black_box(traffic.hit_count(index))).sum::<usize>();
        visits += BATCH;
    }
    let seconds = used() - start;
    println!(
        "{:>16}: {:>9.0} visits/s  {:.2} hits/visit",
        "only counted",
        visits as f64 / seconds,
        hits as f64 / visits as f64
    );
}

/// The largest list of pages a configuration may bring.
fn load() {
    let mut config = MultiTargetConfig::default();
    config.data_sets.urls = Some(
        (0..100_000)
            .map(|page: usize| format!("https://www.example.org/{}/{}/{page}\tPage {page}\n", page % 10, page % 1_000))
            .collect(),
    );
    let start = used();
    black_box(Traffic::live(&config, 42));
    println!("100,000 addresses take {:.2} s to be made a site", used() - start);
}
