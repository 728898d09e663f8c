//! The fields of a configuration that are typed as text, in the groups of the form, as the table of fields has them. The
//! form shows the groups, so a field that is in one has its control.

pub use domain::fields::{
    ACTIONS, BACKFILL_DATES, BACKFILL_DAYS, BACKFILL_LIMITS, CAPACITY, CLOCK, HEALTH_DETECTION, HEALTH_PROBING,
    HEALTH_RECOVERY, LIMITS, MEASURED, ORDER_RATE, ORDERS, RAMP, RETURNING, SENDING, SOURCES, SPIKE, VISITS, VOLUME,
};

use super::spec::Spec;
use domain::MultiTargetConfig;

/// A field of the configuration itself.
pub type Scalar = Spec<MultiTargetConfig>;

/// Every field, in the order of the page. The levels of the day curve are rows of their own.
pub fn all() -> impl Iterator<Item = &'static Scalar> {
    domain::fields::config().filter(|spec| spec.is_typed() && !is_row(spec))
}

fn is_row(spec: &Scalar) -> bool {
    spec.path.starts_with("load_shape.day_curve.") || spec.path.starts_with("data_sets.")
}

/// The fields about the health of targets.
pub fn health() -> impl Iterator<Item = &'static Scalar> {
    HEALTH_DETECTION.iter().chain(HEALTH_PROBING).chain(HEALTH_RECOVERY)
}

/// The field with this path.
pub fn find(path: &str) -> Option<&'static Scalar> {
    all().find(|spec| spec.path == path)
}

#[cfg(test)]
mod tests;
