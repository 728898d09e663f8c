//! What more than one test binary or bench needs. What only one needs stays in its folder.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, and only tests and benches use this"
)]

pub mod fuzz;
pub mod loopback;
pub mod polling;
pub mod single;

use std::env;

/// The number in the environment's `variable`, or `default` when it is not set.
///
/// # Errors
/// What is in `variable`, if it is no number.
pub fn number(variable: &str, default: u64) -> Result<u64, String> {
    env::var(variable).map_or(Ok(default), |value| value.parse().map_err(|_| format!("{variable}={value}: a number")))
}
