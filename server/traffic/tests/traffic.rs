//! What a visit must be whatever its content: pure, in range, and such that Matomo records N visits as N.
//!
//! The modules are `cfg(test)` so that clippy knows their helper functions for test code.

#[cfg(test)]
#[path = "traffic/backfill.rs"]
mod backfill;
#[cfg(test)]
#[path = "traffic/countries.rs"]
mod countries;
#[cfg(test)]
#[path = "traffic/dates.rs"]
mod dates;
#[cfg(test)]
#[path = "traffic/funnels.rs"]
mod funnels;
#[cfg(test)]
#[path = "traffic/golden.rs"]
mod golden;
#[cfg(test)]
#[path = "traffic/orders.rs"]
mod orders;
#[cfg(test)]
#[path = "traffic/parameters.rs"]
mod parameters;
#[cfg(test)]
#[path = "traffic/purity.rs"]
mod purity;
#[cfg(test)]
#[path = "traffic/rates.rs"]
mod rates;
#[cfg(test)]
#[path = "traffic/returning.rs"]
mod returning;
#[cfg(test)]
#[path = "traffic/site.rs"]
mod site;
#[cfg(test)]
#[path = "traffic/support.rs"]
mod support;
#[cfg(test)]
#[path = "traffic/timing.rs"]
mod timing;
