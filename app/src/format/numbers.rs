//! Counts, rates, shares and latencies.

use super::NOTHING;

/// With thousands separators: `1,306`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// With thousands separators and as many decimals as it has, at most three: `20,000`, `0.5`.
pub fn amount(value: f64) -> String {
    let text = format!("{value:.3}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let whole = grouped(whole);
    if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") }
}

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

/// Puts separators into the digits of a whole number, which may be negative.
fn grouped(whole: &str) -> String {
    match whole.strip_prefix('-') {
        Some(digits) => format!("-{}", grouped(digits)),
        None => whole.parse().map_or_else(|_| whole.to_owned(), count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three() {
        for (value, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (851_204, "851,204"), (1_000_000, "1,000,000")]
        {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn amounts_keep_the_decimals_they_have() {
        for (value, text) in [(20_000.0, "20,000"), (0.5, "0.5"), (1_234.25, "1,234.25"), (-1_500.0, "-1,500")] {
            assert_eq!(amount(value), text);
        }
    }

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
