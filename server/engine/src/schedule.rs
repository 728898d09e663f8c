//! When visits arrive: a pure iterator of (index, planned time), computed from the load shape alone.
//!
//! Nothing here knows whether the visits can be sent. If the sender is late the schedule does not
//! slow down to please it (open model; Schroeder, Wierman, Harchol-Balter: "Open Versus Closed: A
//! Cautionary Tale", NSDI 2006).

use domain::{
    Arrivals, MultiTargetConfig,
    mix::{Stream, keyed},
};
use std::time::Duration;

/// The planned start of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Global number of the visit within the run.
    pub index: u64,
    /// Since the start of the run.
    pub planned: Duration,
}

/// Iterates over the arrivals of a run.
#[derive(Clone, Debug)]
pub struct Schedule {
    seed: u64,
    arrivals: Arrivals,
    /// Mean gap between two arrivals, nanoseconds.
    gap_ns: f64,
    next: u64,
    /// Exclusive; `u64::MAX` when the number of visits is not limited.
    visits: u64,
    /// No arrival at or after this.
    end: Duration,
    /// Sum of the Poisson gaps so far, nanoseconds.
    elapsed_ns: f64,
}

const NS_PER_DAY: f64 = 86_400e9;
/// The longest run a schedule describes; `Duration` and the timer both hold it.
const FOREVER: Duration = Duration::from_secs(10 * 366 * 86_400);

impl Schedule {
    /// The schedule of `config`, without arrivals from `time_limit` on.
    pub fn new(config: &MultiTargetConfig, seed: u64, time_limit: Option<Duration>) -> Self {
        Self {
            seed,
            arrivals: config.arrivals,
            gap_ns: NS_PER_DAY / config.target_visits_per_day,
            next: 0,
            visits: visit_limit(config),
            end: time_limit.unwrap_or(FOREVER),
            elapsed_ns: 0.0,
        }
    }
}

/// The number of visits after which a run ends; `u64::MAX` when it is not limited.
pub fn visit_limit(config: &MultiTargetConfig) -> u64 {
    if config.max_total_visits == 0 { u64::MAX } else { config.max_total_visits }
}

impl Iterator for Schedule {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        if self.next >= self.visits {
            return None;
        }
        let index = self.next;
        let planned_ns = match self.arrivals {
            Arrivals::Constant => index as f64 * self.gap_ns,
            Arrivals::Poisson => {
                // Inverse transform of a uniform number in (0, 1]; libm's logarithm, because the
                // platform's may differ in the last bit from machine to machine (law 2).
                let bits = keyed(self.seed, Stream::Arrival, index) >> 11;
                let uniform = (bits + 1) as f64 / (1u64 << 53) as f64;
                self.elapsed_ns -= libm::log(uniform) * self.gap_ns;
                self.elapsed_ns
            }
        };
        let planned = Duration::from_nanos(planned_ns.round() as u64);
        if planned >= self.end {
            self.visits = index;
            return None;
        }
        self.next += 1;
        Some(Arrival { index, planned })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config(per_day: f64, arrivals: Arrivals) -> MultiTargetConfig {
        MultiTargetConfig { target_visits_per_day: per_day, arrivals, ..Default::default() }
    }

    proptest! {
        #[test]
        fn constant_arrivals_never_drift(per_day in 1.0f64..1e10, count in 1usize..2_000) {
            let last = Schedule::new(&config(per_day, Arrivals::Constant), 1, None).take(count).last();
            if let Some(arrival) = last {
                let exact = arrival.index as f64 * 86_400.0 / per_day;
                prop_assert!((arrival.planned.as_secs_f64() - exact).abs() <= 1e-9 + exact * 1e-12);
            }
        }

        #[test]
        fn arrivals_never_go_back(per_day in 1.0f64..1e10, seed: u64) {
            let planned: Vec<_> =
                Schedule::new(&config(per_day, Arrivals::Poisson), seed, None).take(500).map(|a| a.planned).collect();
            prop_assert!(planned.is_sorted());
        }
    }

    #[test]
    fn poisson_gaps_are_exponential_with_the_configured_mean() {
        let arrivals: Vec<_> = Schedule::new(&config(86_400.0, Arrivals::Poisson), 5, None).take(100_001).collect();
        let gaps: Vec<f64> =
            arrivals.windows(2).map(|pair| (pair[1].planned - pair[0].planned).as_secs_f64()).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        // 1 ± 4 standard errors of the mean of 100,000 exponential gaps.
        assert!((mean - 1.0).abs() < 4.0 / (gaps.len() as f64).sqrt(), "mean gap {mean}");
        let longer = gaps.iter().filter(|&&gap| gap > 1.0).count() as f64 / gaps.len() as f64;
        assert!((longer - (-1.0f64).exp()).abs() < 0.007, "share of gaps above the mean {longer}");
    }

    #[test]
    fn the_same_seed_gives_the_same_arrivals() {
        let draw = |seed| Schedule::new(&config(1e6, Arrivals::Poisson), seed, None).take(100).collect::<Vec<_>>();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn limits_end_the_schedule() {
        let mut limited = config(86_400.0, Arrivals::Constant);
        assert_eq!(Schedule::new(&limited, 1, Some(Duration::from_secs(10))).count(), 10);
        limited.max_total_visits = 7;
        assert_eq!(Schedule::new(&limited, 1, None).count(), 7);
    }
}
