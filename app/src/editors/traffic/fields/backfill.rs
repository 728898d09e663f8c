//! Which past days are filled, and what bounds that.

use super::{Scalar, Slot, field};

/// A backfill's days by date.
pub static BACKFILL_DATES: [Scalar; 2] = [
    field("backfill_start_date", "First day", "", "", Slot::Day(|c| &mut c.backfill_start_date)),
    field("backfill_end_date", "Last day", "", "Today at the latest.", Slot::Day(|c| &mut c.backfill_end_date)),
];

/// A backfill's days counted from today.
pub static BACKFILL_DAYS: [Scalar; 2] = [
    field(
        "backfill_days_back",
        "Begins",
        "days ago",
        "1 is yesterday.",
        Slot::OptionalWhole(|c| &mut c.backfill_days_back),
    ),
    field("backfill_duration_days", "Lasts", "days", "", Slot::OptionalWhole(|c| &mut c.backfill_duration_days)),
];

/// What bounds a backfill.
pub static BACKFILL_LIMITS: [Scalar; 4] = [
    field(
        "backfill_max_visits_per_day",
        "Most visits per day",
        "visits",
        "Empty: as many as visits per day says.",
        Slot::OptionalLarge(|c| &mut c.backfill_max_visits_per_day),
    ),
    field(
        "backfill_max_visits_total",
        "Most visits in all",
        "visits",
        "Empty: no limit.",
        Slot::OptionalLarge(|c| &mut c.backfill_max_visits_total),
    ),
    field(
        "backfill_rps_limit",
        "Rate limit",
        "visits/s",
        "Empty: as fast as the targets answer.",
        Slot::OptionalNumber(|c| &mut c.backfill_rps_limit),
    ),
    field(
        "backfill_seed",
        "Seed of the backfill",
        "",
        "Empty: the seed above.",
        Slot::OptionalLarge(|c| &mut c.backfill_seed),
    ),
];
