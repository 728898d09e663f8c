//! The fields of a configuration that are typed as text, in the groups of the form. The form shows
//! exactly these, so a field that is listed has its control.

mod backfill;
mod health;
mod limits;
mod measured;
mod orders;
mod sending;
mod visits;
mod volume;

pub use backfill::{BACKFILL_DATES, BACKFILL_DAYS, BACKFILL_LIMITS};
pub use health::{HEALTH_DETECTION, HEALTH_PROBING, HEALTH_RECOVERY, health};
pub use limits::LIMITS;
pub use measured::MEASURED;
pub use orders::{ORDER_RATE, ORDERS};
pub use sending::SENDING;
pub use visits::{ACTIONS, RETURNING, SOURCES, VISITS};
pub use volume::{CAPACITY, CLOCK, RAMP, SPIKE, VOLUME};

use super::spec::{Slot, Spec};
use domain::MultiTargetConfig;

/// A field of the configuration itself.
pub type Scalar = Spec<MultiTargetConfig>;

const fn field(
    path: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    slot: Slot<MultiTargetConfig>,
) -> Scalar {
    Spec { path, label, unit, hint, slot }
}

/// Every field, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Scalar> {
    let groups: [&'static [Scalar]; 20] = [
        &VOLUME,
        &RAMP,
        &SPIKE,
        &CLOCK,
        &CAPACITY,
        &VISITS,
        &RETURNING,
        &SOURCES,
        &ACTIONS,
        &ORDER_RATE,
        &ORDERS,
        &MEASURED,
        &SENDING,
        &HEALTH_DETECTION,
        &HEALTH_PROBING,
        &HEALTH_RECOVERY,
        &LIMITS,
        &BACKFILL_DATES,
        &BACKFILL_DAYS,
        &BACKFILL_LIMITS,
    ];
    groups.into_iter().flatten()
}

/// The field with this path.
pub fn find(path: &str) -> Option<&'static Scalar> {
    all().find(|spec| spec.path == path)
}

#[cfg(test)]
mod tests;
