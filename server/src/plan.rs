//! From a configuration to what the engine is given, for the server and the command line alike: what must
//! hold today, the days of a backfill, the visits and the clock.

mod certificates;

use domain::{
    Date, FieldError, MultiTargetConfig, Preview, RunKind, Validation,
    backfill::{self, DayPlan, Window},
    load_shape::LocalClock,
};
use engine::schedule::Schedule;
use jiff::Timestamp;
use std::sync::Arc;
use traffic::{Traffic, zone};
use visit::VisitSource;

/// How far ahead the clock's changes are known, years: longer than any run.
const CLOCK_YEARS: u32 = 5;

/// The present, seconds since the Unix epoch.
pub(crate) fn now_unix() -> i64 {
    Timestamp::now().as_second()
}

/// Checks a configuration before it is run now: a backfill's days depend on today's date.
pub(crate) fn check(config: &MultiTargetConfig) -> Validation {
    certificates::checked(config, Validation::for_running_on(config, today(config, now_unix())))
}

/// Checks a configuration before it is stored: what no run could use is refused.
pub(crate) fn check_for_storing(config: &MultiTargetConfig) -> Validation {
    certificates::checked(config, Validation::for_storing(config))
}

fn today(config: &MultiTargetConfig, now_unix: i64) -> Date {
    zone::today(&config.timezone, now_unix)
}

/// The seed of a new run: what the configuration fixes, or a drawn one that every JSON reader keeps exactly.
pub(crate) fn seed(config: &MultiTargetConfig) -> u64 {
    let fixed = if config.backfill_enabled { backfill::seed(config) } else { config.seed };
    fixed.unwrap_or_else(|| rand::random_range(0..1 << 53))
}

/// Puts dates in place of "days back", so that what is meant stays the same tomorrow.
///
/// # Errors
/// The fields at fault, if there is no such window.
pub(crate) fn fix_window(config: &mut MultiTargetConfig, now_unix: i64) -> Result<(), Vec<FieldError>> {
    let window = Window::of(config, today(config, now_unix))?;
    config.backfill_start_date = Some(window.first.to_string());
    config.backfill_end_date = Some(window.last().to_string());
    (config.backfill_days_back, config.backfill_duration_days) = (None, None);
    Ok(())
}

/// What a run sends, and when.
pub(crate) struct Content {
    /// Live or backfill.
    pub kind: RunKind,
    /// The visits.
    pub source: Arc<dyn VisitSource>,
    /// The clock of the day curve.
    pub clock: LocalClock,
    /// The days of a backfill, in order; empty for a live run.
    pub days: Vec<DayPlan>,
}

impl Content {
    /// Prepares the content of `config`, which is valid and, for a backfill, has had its window
    /// [fixed](fix_window). No visit of a backfill is dated later than `now_unix`.
    ///
    /// Reads whole data sets: not for a thread that others wait for.
    ///
    /// # Errors
    /// The fields of the window, if there is none.
    pub(crate) fn of(config: &MultiTargetConfig, seed: u64, now_unix: i64) -> Result<Self, Vec<FieldError>> {
        let clock = LocalClock { start_unix: 0.0, offsets: zone::offsets(&config.timezone, now_unix, CLOCK_YEARS) };
        if !config.backfill_enabled {
            let source = Arc::new(Traffic::live(config, seed));
            return Ok(Self { kind: RunKind::Live, source, clock, days: Vec::new() });
        }
        let days = Window::of(config, today(config, now_unix))?.plan(config);
        let source = Arc::new(Traffic::backfill(config, seed, days.clone(), now_unix));
        Ok(Self { kind: RunKind::Backfill, source, clock, days })
    }

    /// Visits of the whole backfill; 0 for a live run.
    pub(crate) fn visits(&self) -> u64 {
        self.days.iter().map(|day| day.visits).sum()
    }
}

/// The first `visits` visits of a run of `config` that would start now, and how its first thousands are drawn.
pub(crate) fn preview(config: &MultiTargetConfig, seed: u64, visits: u32) -> Preview {
    let now = now_unix();
    let clock = LocalClock { start_unix: now as f64, offsets: zone::offsets(&config.timezone, now, 1) };
    let schedule = Schedule::new(config, seed, config.auto_stop(), clock);
    traffic::preview(config, seed, visits, now, schedule.map(|arrival| arrival.planned))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-29 00:30 in Berlin, half an hour into the day that loses an hour.
    const NOW: i64 = 1_774_740_600;

    fn config() -> MultiTargetConfig {
        MultiTargetConfig {
            backfill_enabled: true,
            backfill_days_back: Some(2),
            backfill_duration_days: Some(3),
            target_visits_per_day: 50.0,
            timezone: "Europe/Berlin".to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn days_back_become_the_dates_they_mean_in_the_site_s_time_zone() {
        let mut fixed = config();
        fix_window(&mut fixed, NOW).unwrap();
        let dates = (fixed.backfill_start_date.as_deref(), fixed.backfill_end_date.as_deref());
        assert_eq!(dates, (Some("2026-03-27"), Some("2026-03-29")));
        assert_eq!((fixed.backfill_days_back, fixed.backfill_duration_days), (None, None));
        // Days later they still mean the same, and the same visits come out.
        let today = Content::of(&config(), 1, NOW).unwrap();
        let later = Content::of(&fixed, 1, NOW + 500_000).unwrap();
        assert_eq!((today.days, today.kind), (later.days, RunKind::Backfill));
        let mut in_utc = MultiTargetConfig { timezone: "UTC".to_owned(), ..config() };
        fix_window(&mut in_utc, NOW).unwrap();
        assert_eq!(in_utc.backfill_end_date.as_deref(), Some("2026-03-28"), "it is still yesterday there");
    }

    #[test]
    fn a_backfill_s_seed_comes_first_and_only_there() {
        let config = MultiTargetConfig { seed: Some(1), backfill_seed: Some(2), ..config() };
        assert_eq!(seed(&config), 2);
        assert_eq!(seed(&MultiTargetConfig { backfill_enabled: false, ..config.clone() }), 1);
        assert_eq!(seed(&MultiTargetConfig { backfill_seed: None, ..config }), 1);
    }
}
