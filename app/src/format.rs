//! How figures and times are written, everywhere the same and without a locale, so that the server and
//! the browser write the same text.

mod numbers;
mod times;

pub use numbers::{amount, count, ms, percent, rate, share};
pub use times::{clock, duration, local_clock, offset, utc};

/// What stands where there is nothing to say.
pub const NOTHING: &str = "–";
