//! The simulator against what was measured on a real Matomo 5.2.0-b5: one test, or one row of a table, for each finding.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

mod bulk;
mod control;
mod excluded;
mod faults;
mod kinds;
mod recorded;
mod reporting;
mod settings;
mod single;
mod support;
mod visits;
