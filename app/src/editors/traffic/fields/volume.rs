//! How many visits, when, and how many of them at once.

use super::{Scalar, Slot, field};

/// How many visits.
pub static VOLUME: [Scalar; 1] = [field(
    "target_visits_per_day",
    "Visits per day",
    "visits/day",
    "Of the whole run; the strategy says how they are split.",
    Slot::Number(|c| &mut c.target_visits_per_day),
)];

/// How much is in progress at once, and what makes a run repeatable.
pub static CAPACITY: [Scalar; 2] = [
    field(
        "concurrency",
        "Visits at once per target",
        "visits",
        "A visit that arrives when a target has this many is dropped and counted.",
        Slot::Whole(|c| &mut c.concurrency),
    ),
    field(
        "seed",
        "Seed",
        "",
        "Empty draws one at start. The same seed gives the same visits.",
        Slot::OptionalLarge(|c| &mut c.seed),
    ),
];

/// The ramp.
pub static RAMP: [Scalar; 3] = [
    field("load_shape.ramp.from", "Level at the start", "×", "", Slot::Number(|c| &mut c.load_shape.ramp.from)),
    field("load_shape.ramp.to", "Level at the end", "×", "", Slot::Number(|c| &mut c.load_shape.ramp.to)),
    field("load_shape.ramp.seconds", "Length", "seconds", "", Slot::Number(|c| &mut c.load_shape.ramp.seconds)),
];

/// The spike.
pub static SPIKE: [Scalar; 6] = [
    field("load_shape.spike.base", "Level before and after", "×", "", Slot::Number(|c| &mut c.load_shape.spike.base)),
    field("load_shape.spike.peak", "Level of the peak", "×", "", Slot::Number(|c| &mut c.load_shape.spike.peak)),
    field(
        "load_shape.spike.after_seconds",
        "Begins after",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.after_seconds),
    ),
    field(
        "load_shape.spike.rise_seconds",
        "Rises for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.rise_seconds),
    ),
    field(
        "load_shape.spike.hold_seconds",
        "Holds for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.hold_seconds),
    ),
    field(
        "load_shape.spike.fall_seconds",
        "Falls for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.fall_seconds),
    ),
];

/// The site's clock.
pub static CLOCK: [Scalar; 1] = [field(
    "timezone",
    "Time zone of the site",
    "",
    "An IANA name. Its midnights end a visit, its hours make the day curve.",
    Slot::Text(|c| &mut c.timezone),
)];
