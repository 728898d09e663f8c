//! Numbers as people read them.

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

/// How many there are of something, with thousands separators.
pub fn size(value: usize) -> String {
    count(value as u64)
}

/// With thousands separators and as many decimals as it has, at most three: `20,000`, `0.5`.
pub fn amount(value: f64) -> String {
    let text = format!("{value:.3}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let whole = grouped(whole);
    if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") }
}

/// With thousands separators and all its decimals, as somebody wrote it: `0.0001`, `10,000,000,000`.
pub fn exact(value: f64) -> String {
    let text = value.to_string();
    match text.split_once('.') {
        Some((whole, decimals)) => format!("{}.{decimals}", grouped(whole)),
        None => grouped(&text),
    }
}

/// A length of time in seconds, to a tenth: `12.3 s`.
pub fn duration(seconds: f64) -> String {
    format!("{} s", exact((seconds * 10.0).round() / 10.0))
}

/// Puts separators into the digits of a whole number, which may be negative.
pub fn grouped(whole: &str) -> String {
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
    fn what_somebody_wrote_keeps_all_its_decimals() {
        for (value, text) in [(1e10, "10,000,000,000"), (0.0001, "0.0001"), (-0.25, "-0.25"), (f64::INFINITY, "inf")] {
            assert_eq!(exact(value), text);
        }
    }
}
