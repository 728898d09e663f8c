//! Numbers that the environment sets.

use super::Failure;
use std::env;

/// The number in `variable`, or `default` when it is not set.
pub fn number(variable: &str, default: u64) -> Result<u64, Failure> {
    env::var(variable).map_or(Ok(default), |value| Ok(value.parse().map_err(|_| format!("{variable}: a number"))?))
}
