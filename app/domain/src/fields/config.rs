//! The fields of the configuration itself, in the groups in which the editor shows them.

mod backfill;
mod health;
mod load;
mod measured;
mod orders;
mod sending;
mod split;
mod visits;

pub use backfill::{BACKFILL, BACKFILL_DATES, BACKFILL_DAYS, BACKFILL_LIMITS};
pub use health::{HEALTH, HEALTH_DETECTION, HEALTH_PROBING, HEALTH_RECOVERY};
pub use load::{CAPACITY, CLOCK, CURVE, LIMITS, RAMP, RULES, SHAPE, SPIKE, STEPS, VOLUME};
pub use measured::MEASURED;
pub use orders::{ORDER_RATE, ORDERS};
pub use sending::{METHOD, SENDING};
pub use split::SPLIT;
pub use visits::{ACTIONS, COUNTRIES, DATA, PATHS, RETURNING, SOURCES, VISITS};

pub(super) use load::{LEVELS, SECONDS};
pub(crate) use orders::MOST_RATES;
pub(crate) use visits::MOST_COUNTRIES;

use super::Field;
use crate::config::MultiTargetConfig;

/// All groups, in the order of the page and of the documentation.
pub static CONFIG: &[&[Field<MultiTargetConfig>]] = &[
    SPLIT,
    VOLUME,
    SHAPE,
    RAMP,
    STEPS,
    SPIKE,
    CURVE,
    CLOCK,
    CAPACITY,
    VISITS,
    RETURNING,
    SOURCES,
    COUNTRIES,
    ACTIONS,
    ORDER_RATE,
    ORDERS,
    MEASURED,
    PATHS,
    DATA,
    METHOD,
    SENDING,
    HEALTH,
    HEALTH_DETECTION,
    HEALTH_PROBING,
    HEALTH_RECOVERY,
    LIMITS,
    RULES,
    BACKFILL,
    BACKFILL_DATES,
    BACKFILL_DAYS,
    BACKFILL_LIMITS,
];
