//! What is made of the times at which requests came.

use std::{
    fmt,
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_millis(10);

/// Quantiles in milliseconds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Quantiles {
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}

impl Quantiles {
    pub(crate) fn of(mut sample: Vec<f64>) -> Self {
        sample.sort_by(f64::total_cmp);
        let at = |quantile: f64| {
            let place = (sample.len().saturating_sub(1) as f64 * quantile) as usize;
            sample.get(place).copied().unwrap_or(f64::NAN)
        };
        Self { p50: at(0.5), p99: at(0.99), max: at(1.0) }
    }
}

/// The figures of one run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Figures {
    pub arrived: f64,
    /// Arrivals over the time from the first to the last, beside the planned rate: percent above or below.
    pub rate_off: f64,
    /// How late requests left, as the sender itself has it.
    pub sent: Quantiles,
    /// How late they came, beyond the earliest of them.
    pub came: Quantiles,
    /// The most that came in any [`WINDOW`].
    pub burst: f64,
    /// Median lateness of the last tenth less that of the first, milliseconds.
    pub drift: f64,
    /// The sender's processor time per request, microseconds.
    pub cpu: f64,
}

impl Figures {
    /// `arrivals` in order; `interval` is the planned one.
    pub(crate) fn new(arrivals: &[Instant], interval: Duration, sent: Quantiles, cpu: Duration) -> Option<Self> {
        let (first, last) = (*arrivals.first()?, *arrivals.last()?);
        let late = lateness(arrivals, first, interval);
        let tenth = late.len().div_ceil(10);
        let median = |part: &[f64]| Quantiles::of(part.to_vec()).p50;
        let planned = interval.as_secs_f64() * (arrivals.len() - 1) as f64;
        Some(Self {
            arrived: arrivals.len() as f64,
            rate_off: (planned / (last - first).as_secs_f64() - 1.0) * 100.0,
            sent,
            drift: median(late.get(late.len() - tenth..)?) - median(late.get(..tenth)?),
            came: Quantiles::of(late),
            burst: most_within(arrivals, WINDOW) as f64,
            cpu: cpu.as_secs_f64() * 1e6 / arrivals.len() as f64,
        })
    }

    /// The median of each figure by its size, whatever its sign.
    pub(crate) fn median(all: &[Self]) -> Self {
        Self::each(all, |values| values.get(values.len() / 2).copied())
    }

    /// The smallest of each figure, whatever its sign.
    pub(crate) fn least(all: &[Self]) -> Self {
        Self::each(all, |values| values.first().copied())
    }

    fn each(all: &[Self], choose: impl Fn(&[f64]) -> Option<f64>) -> Self {
        let of = |figure: fn(&Self) -> f64| {
            let mut values: Vec<f64> = all.iter().map(figure).collect();
            values.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
            choose(&values).unwrap_or(f64::NAN)
        };
        Self {
            arrived: of(|f| f.arrived),
            rate_off: of(|f| f.rate_off),
            sent: Quantiles { p50: of(|f| f.sent.p50), p99: of(|f| f.sent.p99), max: of(|f| f.sent.max) },
            came: Quantiles { p50: of(|f| f.came.p50), p99: of(|f| f.came.p99), max: of(|f| f.came.max) },
            burst: of(|f| f.burst),
            drift: of(|f| f.drift),
            cpu: of(|f| f.cpu),
        }
    }
}

/// Milliseconds that each came after its time, counted from the start that none precedes.
fn lateness(arrivals: &[Instant], first: Instant, interval: Duration) -> Vec<f64> {
    let offsets =
        arrivals.iter().enumerate().map(|(k, at)| (*at - first).as_secs_f64() - interval.as_secs_f64() * k as f64);
    let start = offsets.clone().fold(f64::INFINITY, f64::min);
    offsets.map(|offset| (offset - start) * 1_000.0).collect()
}

/// The most in any `window`, both ends included.
fn most_within(arrivals: &[Instant], window: Duration) -> usize {
    let mut oldest = arrivals.iter().peekable();
    let mut inside = 0;
    let mut most = 0;
    for at in arrivals {
        inside += 1;
        while oldest.next_if(|old| *at - **old > window).is_some() {
            inside -= 1;
        }
        most = most.max(inside);
    }
    most
}

/// Above the columns of [`Figures`].
pub(crate) const HEADINGS: &str =
    "arrived   rate off      sent p50    p99     max    came p50    p99     max  in 10 ms   drift ms  CPU µs";

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrived, rate_off, sent, came, burst, drift, cpu } = self;
        write!(f, "{arrived:>7}  {rate_off:>+7.4} %  {:>10.3} {:>6.3} {:>7.3}", sent.p50, sent.p99, sent.max)?;
        write!(f, "  {:>10.3} {:>6.3} {:>7.3}  {burst:>8}  {drift:>+9.4}  {cpu:>6.1}", came.p50, came.p99, came.max)
    }
}
