//! The simulator against what was measured on a real Matomo 5.2.0-b5: one test, or one row of a table, for each finding.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

#[path = "matomo/bulk.rs"]
mod bulk;
#[path = "matomo/control.rs"]
mod control;
#[path = "matomo/excluded.rs"]
mod excluded;
#[path = "matomo/faults.rs"]
mod faults;
#[path = "matomo/kinds.rs"]
mod kinds;
#[path = "matomo/recorded.rs"]
mod recorded;
#[path = "matomo/reporting.rs"]
mod reporting;
#[path = "matomo/settings.rs"]
mod settings;
#[path = "matomo/single.rs"]
mod single;
#[path = "matomo/support.rs"]
mod support;
#[path = "matomo/visits.rs"]
mod visits;
