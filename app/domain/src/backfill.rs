//! Which days a backfill fills, and with how many visits each.

use crate::{
    config::MultiTargetConfig,
    date::Date,
    error::FieldError,
    load_shape::Shape,
    messages::{CrossFieldFinding, Message, WindowFinding as Finding},
};

/// The longest window, days.
pub const MAX_WINDOW_DAYS: u32 = 180;

/// How long ago a window may begin, days: 19 years of 365 days. What is told to be 20 such years old or
/// older, Matomo records as happening now (its `Tracker\Request::isTimestampValid`).
pub const MAX_AGE_DAYS: u32 = 19 * 365;

/// The days of a backfill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: Date,
    /// Number of days, from 1.
    pub days: u32,
}

impl Window {
    /// The window that `config` asks for, when `today` is the day in its time zone.
    ///
    /// # Errors
    /// Every field at fault: both forms or neither, half of one, no such day, too long, too long ago, in the future.
    pub fn of(config: &MultiTargetConfig, today: Date) -> Result<Self, Vec<FieldError>> {
        let mut errors = form(config);
        if !errors.is_empty() {
            return Err(errors);
        }
        let window = match (date(&config.backfill_start_date), date(&config.backfill_end_date)) {
            (Some(first), Some(last)) => {
                Self { first, days: u32::try_from(last.unix_days() - first.unix_days() + 1).unwrap_or(0) }
            }
            _ => Self {
                first: today.plus_days(-i64::from(config.backfill_days_back.unwrap_or(1))),
                days: config.backfill_duration_days.unwrap_or(1),
            },
        };
        let oldest = today.plus_days(-i64::from(MAX_AGE_DAYS));
        if window.first < oldest {
            let finding = Finding::TooLongAgo { first: window.first.to_string(), oldest: oldest.to_string() };
            // Days back do not reach that far.
            errors.push(FieldError::new("backfill_start_date", finding));
        }
        let field = if config.backfill_end_date.is_some() { "backfill_end_date" } else { "backfill_duration_days" };
        if window.last() > today {
            let finding = Finding::EndsInTheFuture { last: window.last().to_string(), today: today.to_string() };
            errors.push(FieldError::new(field, finding));
        }
        if window.days > MAX_WINDOW_DAYS {
            errors.push(FieldError::new(field, too_long(window.days.into())));
        }
        if errors.is_empty() { Ok(window) } else { Err(errors) }
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.first.plus_days(i64::from(self.days) - 1)
    }

    /// Every day with its number of visits: `target_visits_per_day` (times the weekday's factor under
    /// the day curve), at most `backfill_max_visits_per_day`, until `backfill_max_visits_total` is used up.
    pub fn plan(self, config: &MultiTargetConfig) -> Vec<DayPlan> {
        let per_day = config.backfill_max_visits_per_day.unwrap_or(u64::MAX);
        let mut left = config.backfill_max_visits_total.unwrap_or(u64::MAX);
        let mut first_index = 0;
        let days = (0..i64::from(self.days)).map(|day| self.first.plus_days(day));
        days.map(|date| {
            let factor = match config.load_shape.shape {
                Shape::DayCurve => config.load_shape.day_curve.weekdays.get(date.weekday()).copied().unwrap_or(0.0),
                _ => 1.0,
            };
            let wanted = (config.target_visits_per_day * factor).round() as u64;
            let visits = wanted.min(per_day).min(left);
            left -= visits;
            let plan = DayPlan { date, first_index, visits };
            first_index += visits;
            plan
        })
        .collect()
    }
}

/// One day of a backfill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayPlan {
    /// The day in the site's time zone.
    pub date: Date,
    /// Index of its first visit in the run.
    pub first_index: u64,
    /// Number of its visits.
    pub visits: u64,
}

/// The seed of a backfill, if the configuration fixes one.
pub fn seed(config: &MultiTargetConfig) -> Option<u64> {
    config.backfill_seed.or(config.seed)
}

/// What is wrong with the window's fields whatever day it is.
pub(crate) fn form(config: &MultiTargetConfig) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut error = |field: &str, finding: Message| errors.push(FieldError::new(field, finding));
    let absolute =
        [("backfill_start_date", &config.backfill_start_date), ("backfill_end_date", &config.backfill_end_date)];
    let relative =
        [("backfill_days_back", config.backfill_days_back), ("backfill_duration_days", config.backfill_duration_days)];
    for (field, value) in absolute {
        if value.is_some() && date(value).is_none() {
            error(field, Finding::NotADay.into());
        }
    }
    let given =
        (absolute.iter().filter(|(_, v)| v.is_some()).count(), relative.iter().filter(|(_, v)| v.is_some()).count());
    match given {
        (0, 0) if config.backfill_enabled => {
            error("backfill_start_date", Finding::NoWindow.into());
        }
        (1.., 1..) => error("backfill_days_back", Finding::TwoWindows.into()),
        (1, 0) => absolute.iter().filter(|(_, v)| v.is_none()).for_each(|(field, _)| {
            error(field, Finding::OtherDateMissing.into());
        }),
        (0, 1) => relative.iter().filter(|(_, v)| v.is_none()).for_each(|(field, _)| {
            error(field, Finding::OtherDaysMissing.into());
        }),
        _ => {}
    }
    if let (Some(first), Some(last)) = (date(&config.backfill_start_date), date(&config.backfill_end_date)) {
        let days = last.unix_days() - first.unix_days() + 1;
        if days < 1 {
            error("backfill_end_date", CrossFieldFinding::EndsBeforeItBegins { first: first.to_string() }.into());
        } else if days > i64::from(MAX_WINDOW_DAYS) {
            error("backfill_end_date", too_long(days).into());
        }
    }
    errors
}

fn too_long(days: i64) -> Finding {
    Finding::TooManyDays { days, most: MAX_WINDOW_DAYS }
}

fn date(text: &Option<String>) -> Option<Date> {
    text.as_deref().and_then(Date::parse)
}

#[cfg(test)]
mod tests;
