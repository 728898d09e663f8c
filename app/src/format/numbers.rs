//! Counts, rates, shares and latencies.

use super::NOTHING;
use domain::messages::grouped;
pub use domain::messages::{amount, count};

/// Per second: one decimal below 1,000, none above.
pub fn rate(value: f64) -> String {
    if value.abs() < 999.95 { format!("{value:.1}") } else { grouped(&format!("{value:.0}")) }
}

/// A share of 1 in per cent with one decimal, two below 1 %: `25.0 %`, `0.10 %`.
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent > 0.0 && percent < 0.995 { format!("{percent:.2} %") } else { format!("{percent:.1} %") }
}

/// `part` of `whole` in per cent; what is there but rounds to nothing is `< 0.01 %`.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 || part == 0 {
        return "0 %".into();
    }
    let share_of = part as f64 / whole as f64;
    if share_of < 0.000_05 { "< 0.01 %".into() } else { share(share_of) }
}

/// Milliseconds without the unit; 0 means that nothing was measured. One decimal below 10.
pub fn ms(value: f64) -> String {
    if value <= 0.0 {
        NOTHING.into()
    } else if value < 9.95 {
        format!("{value:.1}")
    } else {
        grouped(&format!("{value:.0}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_shares_have_the_decimals_they_need() {
        assert_eq!((rate(0.0).as_str(), rate(296.12).as_str(), rate(1_182.4).as_str()), ("0.0", "296.1", "1,182"));
        assert_eq!(rate(999.96), "1,000");
        assert_eq!((share(0.25).as_str(), share(0.001).as_str(), share(0.0).as_str()), ("25.0 %", "0.10 %", "0.0 %"));
        assert_eq!(share(0.009_96), "1.0 %");
    }

    #[test]
    fn a_failure_in_a_million_is_not_nothing() {
        assert_eq!(percent(1, 1_000_000), "< 0.01 %");
        assert_eq!(percent(0, 1_000_000), "0 %");
        assert_eq!(percent(1_306, 852_510), "0.15 %");
        assert_eq!(percent(0, 0), "0 %");
    }

    #[test]
    fn a_latency_of_zero_was_not_measured() {
        assert_eq!((ms(0.0).as_str(), ms(0.12).as_str(), ms(84.3).as_str()), ("–", "0.1", "84"));
        assert_eq!(ms(10_000.0), "10,000");
    }
}
