//! Which past days are filled, and what bounds that.

use crate::{
    backfill::MAX_WINDOW_DAYS,
    config::MultiTargetConfig,
    fields::{
        Theirs::{Same as SAME, SameButZeroIsNone as ZERO_IS_NONE},
        between,
    },
    messages::Remark,
};

fields! {
    /// Whether past days are filled.
    BACKFILL of MultiTargetConfig {
        backfill_enabled: Flag() {
            label: "Backfill", theirs: SAME, help: "Fill past days instead of sending visits now.",
        }
    }

    /// A backfill's days by date.
    BACKFILL_DATES of MultiTargetConfig {
        backfill_start_date: Day() { label: "First day", theirs: SAME }
        backfill_end_date: Day() { label: "Last day", theirs: SAME, help: "Today at the latest." }
    }

    /// A backfill's days counted from today.
    BACKFILL_DAYS of MultiTargetConfig {
        backfill_days_back: OptionalWhole(between(1.0, 365.0)) {
            label: "Begins", unit: "days ago", theirs: SAME, help: "1 is yesterday.",
        }
        backfill_duration_days: OptionalWhole(between(1.0, MAX_WINDOW_DAYS as f64)) {
            label: "Lasts", unit: "days", theirs: SAME,
        }
    }

    /// What bounds a backfill.
    BACKFILL_LIMITS of MultiTargetConfig {
        backfill_max_visits_per_day: OptionalLarge(between(1.0, 10_000.0)) {
            label: "Most visits per day", unit: "visits", theirs: ZERO_IS_NONE, absent: "no limit",
            help: "Empty: as many as visits per day says.",
        }
        backfill_max_visits_total: OptionalLarge(between(1.0, 10_000_000.0)) {
            label: "Most visits in all", unit: "visits", theirs: ZERO_IS_NONE, absent: "no limit",
            help: "Empty: no limit.",
        }
        // The least is one in about 17 minutes.
        backfill_rps_limit: OptionalNumber(between(0.001, 500.0).remark(Remark::VisitsPerSecond)) {
            label: "Rate limit", unit: "visits/s", theirs: ZERO_IS_NONE, absent: "as fast as the targets answer",
            help: "Empty: as fast as the targets answer.",
        }
        backfill_seed: OptionalLarge(between(0.0, i32::MAX as f64)) {
            label: "Seed of the backfill", theirs: SAME, absent: "as above", help: "Empty: the seed of the run.",
        }
    }
}
