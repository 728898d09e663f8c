//! What the load amounts to per second, so that "20,000 visits a day" means something.

use super::{Assessed, Setting};
use domain::MultiTargetConfig;

/// The mean load of a configuration. Visits that are mirrored count once for each target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Arrivals per second, all targets together.
    pub visits_per_second: f64,
    /// Hits per second, all targets together: the page views and the ping that closes each visit.
    pub hits_per_second: f64,
    /// Length of a visit in seconds when every hit is answered at once.
    pub visit_seconds: f64,
}

impl Load {
    /// The load of a draft, or `None` while a field it depends on has an error.
    pub fn of_assessed(assessed: &Assessed) -> Option<Self> {
        let fields =
            [Setting::VisitsPerDay, Setting::PageviewsMin, Setting::PageviewsMax, Setting::PauseMin, Setting::PauseMax];
        let right = fields.into_iter().all(|setting| assessed.findings.error_at(setting.path()).is_none());
        right.then(|| Self::of(&assessed.config))
    }

    /// The load of a configuration whose fields are in range.
    pub fn of(config: &MultiTargetConfig) -> Self {
        let pages = (f64::from(config.pageviews_min) + f64::from(config.pageviews_max)) / 2.0;
        let pause = (config.pause_between_pvs_min + config.pause_between_pvs_max) / 2.0;
        let visits_per_second = config.visits_per_day() / 86_400.0;
        Self { visits_per_second, hits_per_second: visits_per_second * (pages + 1.0), visit_seconds: pages * pause }
    }
}

/// A figure with about three significant digits, thousands grouped by commas.
pub fn three_digits(value: f64) -> String {
    if value >= 1000.0 {
        return crate::format::count(value.round() as u64);
    }
    let decimals = match value {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        v if v >= 0.01 => 3,
        _ => 5,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_86_400_seconds_and_a_visit_its_closing_ping() {
        let config = MultiTargetConfig {
            target_visits_per_day: 86_400.0,
            pageviews_min: 3,
            pageviews_max: 5,
            pause_between_pvs_min: 1.0,
            pause_between_pvs_max: 2.0,
            ..Default::default()
        };
        let load = Load::of(&config);
        assert_eq!((load.visits_per_second, load.hits_per_second, load.visit_seconds), (1.0, 5.0, 6.0));
    }

    #[test]
    fn a_field_with_an_error_gives_no_rate() {
        let mut draft = crate::editors::Draft::of(&MultiTargetConfig::default());
        assert!(Load::of_assessed(&Assessed::of(&draft)).is_some());
        draft.texts.insert(Setting::VisitsPerDay, "20,000".into());
        assert_eq!(Load::of_assessed(&Assessed::of(&draft)), None);
    }

    #[test]
    fn figures_are_short_and_still_say_something() {
        for (value, text) in [(0.0, "0"), (0.231_481, "0.231"), (1.0, "1"), (12.34, "12.3"), (123.4, "123")] {
            assert_eq!(three_digits(value), text);
        }
    }
}
