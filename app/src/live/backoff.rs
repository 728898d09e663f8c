//! How long to wait before the live channel is tried again.

/// The longest wait, milliseconds.
const LONGEST_MS: f64 = 30_000.0;

/// Exponential backoff with "equal jitter" (AWS Architecture Blog, "Exponential Backoff And Jitter",
/// 2015): half of the wait is fixed, half drawn, so that many tabs do not return in the same instant.
///
/// `attempt` counts failures in a row from 0; `random` is in [0, 1). Milliseconds, 500 to 30,000.
pub fn delay_ms(attempt: u32, random: f64) -> u32 {
    let full = (1_000.0 * f64::from(attempt.min(16)).exp2()).min(LONGEST_MS);
    (full * (0.5 + random.clamp(0.0, 1.0) / 2.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::delay_ms;

    #[test]
    fn the_wait_doubles_up_to_half_a_minute() {
        let shortest: Vec<_> = (0..7).map(|attempt| delay_ms(attempt, 0.0)).collect();
        assert_eq!(shortest, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        assert_eq!(delay_ms(u32::MAX, 1.0), 30_000);
    }

    #[test]
    fn the_jitter_covers_the_upper_half_only() {
        for step in 0..=10 {
            let wait = delay_ms(2, f64::from(step) / 10.0);
            assert!((2_000..=4_000).contains(&wait), "{wait}");
        }
    }
}
