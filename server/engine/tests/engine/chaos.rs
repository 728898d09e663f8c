//! Whatever happens to targets and whatever is changed meanwhile, laws 1 to 5 hold: a thousand random scenarios of
//! faults, live changes, pauses and stops, in paused time.
//!
//! `CHAOS_SEQUENCES` says how many, `CHAOS_SEED` which comes first. A failure names its own seed and is shrunk.

mod epochs;
mod laws;
mod log;
mod play;
mod regressions;
mod scenario;
mod times;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

/// A scenario takes a few milliseconds of real time. One that takes this long never ends.
const PATIENCE: Duration = Duration::from_secs(120);

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |number| number.parse().unwrap())
}

/// Ends the process, naming the seed, when it is not told of another scenario for too long: a deadlock in paused
/// time cannot be timed out from within.
fn watchdog() -> Sender<u64> {
    let (sender, seeds) = channel();
    thread::spawn(move || {
        let mut seed = None;
        loop {
            match seeds.recv_timeout(PATIENCE) {
                Ok(next) => seed = Some(next),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("CHAOS_SEED={} CHAOS_SEQUENCES=1 never ends", seed.unwrap_or_default());
                    std::process::abort();
                }
            }
        }
    });
    sender
}

#[test]
fn the_laws_hold_whatever_happens() {
    let first = number("CHAOS_SEED", 1);
    let count = number("CHAOS_SEQUENCES", 1_000);
    let started = Instant::now();
    let dog = watchdog();
    let mut visits = 0;
    for seed in first..first + count {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = Config { cases: 1, failure_persistence: None, max_shrink_time: 60_000, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let seen = std::cell::Cell::new(0);
        let outcome = TestRunner::new_with_rng(config, rng).run(&scenario::scenario(), |scenario| {
            dog.send(seed).unwrap();
            seen.set(play::tell(&scenario));
            Ok(())
        });
        if let Err(failure) = outcome {
            panic!("CHAOS_SEED={seed} CHAOS_SEQUENCES=1 tells it again: {failure}");
        }
        visits += seen.get();
    }
    println!("chaos: {count} sequences, {visits} visits, {:.1} s without a finding", started.elapsed().as_secs_f64());
}
