//! What people are told of visits that do not begin.

/// So many visits were given up in one step at the end of a schedule.
pub fn written_off(visits: u64) -> String {
    format!(
        "The time of the run is over, and this machine had still {visits} planned visits to look at. They are counted \
         as dropped in one step, their hits by the average of some of them. Plan a rate that the machine can begin."
    )
}

/// A day's visits have begun, and the run ends before there may be more: with them, or when its time is over, if it
/// `has_end`.
pub fn done(visits: u64, has_end: bool) -> String {
    let rest = if has_end {
        "the run's time is over before midnight. Raise the limit to go on now."
    } else {
        "the run ends with them."
    };
    format!("max_visits_per_day is reached: {visits} visits have begun today, and {rest}")
}

/// A day's visits have begun; the next may in so many seconds.
pub fn full(visits: u64, timezone: &str, seconds: f64) -> String {
    let minutes = (seconds / 60.0).ceil().max(0.0) as u64;
    format!(
        "max_visits_per_day is reached: {visits} visits have begun today. The next begin after midnight in {timezone}, in {} h {} min; raise the limit to go on now.",
        minutes / 60,
        minutes % 60
    )
}
