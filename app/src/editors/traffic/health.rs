//! The health settings in words, for the form and for the reports.

use crate::format::{amount, share};
use domain::{HealthSettings, Probing};

/// What makes a target failing: `5 undelivered hits in a row, or …`.
pub fn detection(health: &HealthSettings) -> String {
    format!(
        "{} undelivered hits in a row, or {} of at least {} hits in {} s",
        health.failures_in_a_row,
        share(health.failure_rate),
        health.window_min_hits,
        amount(health.window_seconds)
    )
}

/// How often which targets are probed: `every 5 s where nothing is sent`.
pub fn probing(health: &HealthSettings) -> String {
    let which = match health.probe {
        Probing::WhenIdle => "where nothing is sent",
        Probing::Always => "at all targets",
    };
    format!("every {} s {which}", amount(health.probe_interval_seconds))
}

/// What makes a failing target well again: `2 good probes and 10 hits on trial`.
pub fn recovery(health: &HealthSettings) -> String {
    format!("{} good probes and {} hits on trial", health.recover_after_probes, health.trial_hits)
}

/// All of it in a sentence.
pub fn summary(health: &HealthSettings) -> String {
    format!("Failing after {}; probed {}; well again after {}.", detection(health), probing(health), recovery(health))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_holds_every_figure() {
        let health =
            HealthSettings { probe: Probing::Always, probe_interval_seconds: 0.5, ..HealthSettings::default() };
        assert_eq!(
            summary(&health),
            "Failing after 5 undelivered hits in a row, or 50.0 % of at least 20 hits in 10 s; probed every 0.5 s at all \
             targets; well again after 2 good probes and 10 hits on trial."
        );
    }
}
