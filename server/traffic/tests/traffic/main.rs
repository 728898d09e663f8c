//! What a visit must be whatever its content: pure, in range, and such that Matomo records N visits as N.
//!
//! The modules are `cfg(test)` so that clippy knows their helper functions for test code.

#[cfg(test)]
mod backfill;
#[cfg(test)]
mod countries;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod funnels;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod purity;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod returning;
#[cfg(test)]
mod site;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timing;
