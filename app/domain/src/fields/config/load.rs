//! How many visits, when, and what bounds that.

use crate::{
    config::{Arrivals, MultiTargetConfig},
    fields::{Length, Range, Rows, Theirs::Same as SAME, between},
    load_shape::{MAX_LEVEL, MAX_SECONDS, MAX_STEPS, Shape},
    rules::MAX_RULES,
};

/// The largest seed: 2^53 − 1, the largest integer every JSON reader keeps exactly (RFC 8259, section 6).
const MAX_SEED: f64 = 9_007_199_254_740_991.0;
/// Levels of a load shape.
pub(in crate::fields) const LEVELS: Range = between(0.0, MAX_LEVEL);
/// Lengths of its parts, which are there.
pub(in crate::fields) const SECONDS: Range = between(1.0, MAX_SECONDS);
/// Lengths of its parts, which may be left out.
const ANY_SECONDS: Range = between(0.0, MAX_SECONDS);
/// Numbers of visits that may be so many.
const VISITS: Range = between(0.0, 1e12);

fields! {
    /// How many visits.
    VOLUME of MultiTargetConfig {
        target_visits_per_day: Number(between(1.0, 1e10)) {
            label: "Visits per day", unit: "visits/day", live: true, theirs: SAME,
            help: "Of the whole run; the strategy says how they are split.",
        }
    }

    /// When they arrive.
    SHAPE of MultiTargetConfig {
        arrivals: Choice(Arrivals) {
            label: "Arrivals", live: true, help: "Evenly spaced, or independent visitors with the same mean rate.",
        }
        load_shape: Object("LoadShape") {
            label: "Load shape", live: true,
            help: "How the rate changes over time. Levels are multiples of target_visits_per_day.",
        }
        load_shape.shape: Choice(Shape) {
            label: "Shape", help: "Which part applies; the others are kept and have no effect.",
        }
        load_shape.ramp: Object("") {
            label: "Ramp", help: "From one level to another in a straight line; the second is held.",
        }
        load_shape.spike: Object("") { label: "Spike", help: "A base level and one peak." }
        load_shape.day_curve: Object("") {
            label: "Day curve", help: "The rhythm of days and weeks in the site's time zone.",
        }
    }

    /// The ramp.
    RAMP of MultiTargetConfig {
        load_shape.ramp.from: Number(LEVELS) { label: "Level at the start", unit: "×" }
        load_shape.ramp.to: Number(LEVELS) { label: "Level at the end", unit: "×" }
        load_shape.ramp.seconds: Number(SECONDS) { label: "Length", unit: "seconds" }
    }

    /// The steps.
    STEPS of MultiTargetConfig {
        load_shape.steps: Rows(Rows { table: "Step", length: Length::of(1, MAX_STEPS) }) {
            label: "Steps", help: "One level after the other; the last is held.",
        }
    }

    /// The spike.
    SPIKE of MultiTargetConfig {
        load_shape.spike.base: Number(LEVELS) { label: "Level before and after", unit: "×" }
        load_shape.spike.peak: Number(LEVELS) { label: "Level of the peak", unit: "×" }
        load_shape.spike.after_seconds: Number(ANY_SECONDS) { label: "Begins after", unit: "seconds" }
        load_shape.spike.rise_seconds: Number(ANY_SECONDS) { label: "Rises for", unit: "seconds" }
        load_shape.spike.hold_seconds: Number(ANY_SECONDS) { label: "Holds for", unit: "seconds" }
        load_shape.spike.fall_seconds: Number(ANY_SECONDS) { label: "Falls for", unit: "seconds" }
    }

    /// The day curve.
    CURVE of MultiTargetConfig {
        load_shape.day_curve.hours: Numbers(LEVELS, Length::of(24, 24)) {
            label: "Hours", help: "Weights from midnight on; only proportions count.",
        }
        load_shape.day_curve.weekdays: Numbers(LEVELS, Length::of(7, 7)) {
            label: "Weekdays", help: "Factors from Monday on; 1 is as many as visits per day says.",
        }
    }

    /// The site's clock.
    CLOCK of MultiTargetConfig {
        timezone: Text(Length::ANY, "") {
            label: "Time zone of the site", theirs: SAME,
            help: "An IANA name. Its midnights end a visit, its hours make the day curve.",
        }
    }

    /// How much is in progress at once, and what makes a run repeatable.
    CAPACITY of MultiTargetConfig {
        concurrency: Whole(between(1.0, 100_000.0)) {
            label: "Visits at once per target", unit: "visits", live: true, theirs: SAME,
            help: "A visit that arrives when a target has this many is dropped and counted.",
        }
        seed: OptionalLarge(between(0.0, MAX_SEED)) {
            label: "Seed", absent: "drawn at start",
            help: "Empty draws one at start. The same seed gives the same visits.",
        }
    }

    /// What bounds a run.
    LIMITS of MultiTargetConfig {
        auto_stop_after_hours: Number(between(0.0, 168.0)) {
            label: "Longest duration", unit: "hours", zero_is_off: true, live: true, theirs: SAME,
            help: "Then no more visits start; 0 sets no limit.",
        }
        max_total_visits: Large(VISITS) {
            label: "Most visits", unit: "visits", zero_is_off: true, live: true, theirs: SAME,
            help: "Then no more visits start; 0 sets no limit.",
        }
        max_visits_per_day: Large(VISITS) {
            label: "Most visits per day", unit: "visits", zero_is_off: true, live: true,
            help: "Then none start until midnight in the site's time zone; 0 sets no limit.",
        }
    }

    /// What ends a run, and what decides whether it passed.
    RULES of MultiTargetConfig {
        abort_when: Texts(Length::most(MAX_RULES)) {
            label: "Abort rules", live: true,
            help: "What ends the run as failed: a condition and for how long it must hold, for one target or all together, \
                   for example error_rate>50% for 30s or eu-1: p95>2s for 1m.",
        }
        thresholds: Texts(Length::most(MAX_RULES)) {
            label: "Thresholds", live: true,
            help: "What must hold at the end, for example p95<500ms or eu-1: error_rate<1%; decides the exit code of \
                   trackstorm run.",
        }
    }
}
