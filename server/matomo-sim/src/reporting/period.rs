//! `period` and `date`: which days a report covers.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};

use super::{ApiError, Call};

/// A range of days in UTC, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// Matomo counts unique visitors for days, weeks and months only, unless told otherwise.
    pub(super) counts_unique_visitors: bool,
}

impl Period {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, ApiError> {
        let period =
            call.params.filled("period").ok_or_else(|| ApiError::said("Please specify a value for 'period'."))?;
        let date = call.params.filled("date").ok_or_else(|| ApiError::said("Please specify a value for 'date'."))?;
        let today = DateTime::from_timestamp(call.sim.clock.now(), 0).unwrap_or_default().date_naive();
        read(period, date, today)
            .ok_or_else(|| ApiError::said(format!("The period '{period}' or the date '{date}' is not supported.")))
    }

    /// Whether the Unix second `at` is in it.
    pub(super) fn has(&self, at: i64) -> bool {
        DateTime::from_timestamp(at, 0).is_some_and(|time| (self.first..=self.last).contains(&time.date_naive()))
    }
}

fn read(period: &str, date: &str, today: NaiveDate) -> Option<Period> {
    let (first, last) = match period {
        "range" => {
            let (first, last) = date.split_once(',')?;
            (day(first, today)?, day(last, today)?)
        }
        _ => {
            let day = day(date, today)?;
            match period {
                "day" => (day, day),
                "week" => {
                    let monday = day.week(chrono::Weekday::Mon);
                    (monday.checked_first_day()?, monday.checked_last_day()?)
                }
                "month" => {
                    let first = day.with_day(1)?;
                    (first, first.checked_add_months(Months::new(1))?.pred_opt()?)
                }
                "year" => (NaiveDate::from_ymd_opt(day.year(), 1, 1)?, NaiveDate::from_ymd_opt(day.year(), 12, 31)?),
                _ => return None,
            }
        }
    };
    Some(Period { first, last, counts_unique_visitors: !matches!(period, "range" | "year") })
}

fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    match text {
        "today" => Some(today),
        "yesterday" => today.checked_sub_days(Days::new(1)),
        date => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok(),
    }
}
