//! What bounds a run.

use super::{Scalar, Slot, field};

/// What bounds a run.
pub static LIMITS: [Scalar; 3] = [
    field(
        "auto_stop_after_hours",
        "Longest duration",
        "hours",
        "Then no more visits start; 0 sets no limit.",
        Slot::Number(|c| &mut c.auto_stop_after_hours),
    ),
    field(
        "max_total_visits",
        "Most visits",
        "visits",
        "Then no more visits start; 0 sets no limit.",
        Slot::Large(|c| &mut c.max_total_visits),
    ),
    field(
        "max_visits_per_day",
        "Most visits per day",
        "visits",
        "Then none start until midnight in the site's time zone; 0 sets no limit.",
        Slot::Large(|c| &mut c.max_visits_per_day),
    ),
];
