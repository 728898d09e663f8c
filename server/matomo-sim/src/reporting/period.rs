//! `period` and `date`: which days a report covers.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{ApiError, Call};

/// A range of days in UTC, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    pub(super) first: Date,
    pub(super) last: Date,
    /// Matomo counts unique visitors for days, weeks and months only, unless told otherwise.
    pub(super) counts_unique_visitors: bool,
}

impl Period {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, ApiError> {
        let period = call
            .params
            .filled("period")
            .ok_or_else(|| ApiError::with_message("Please specify a value for 'period'."))?;
        let date =
            call.params.filled("date").ok_or_else(|| ApiError::with_message("Please specify a value for 'date'."))?;
        let today = date_at(call.sim.clock.now()).unwrap_or_default();
        read(period, date, today).ok_or_else(|| {
            ApiError::with_message(format!("The period '{period}' or the date '{date}' is not supported."))
        })
    }

    /// Whether the Unix second `at` is in it.
    pub(super) fn has(&self, at: i64) -> bool {
        date_at(at).is_some_and(|date| (self.first..=self.last).contains(&date))
    }
}

fn read(period: &str, date: &str, today: Date) -> Option<Period> {
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
                    let monday = day.checked_sub(day.weekday().to_monday_zero_offset().days()).ok()?;
                    (monday, monday.checked_add(6.days()).ok()?)
                }
                "month" => (day.first_of_month(), day.last_of_month()),
                "year" => (day.first_of_year(), day.last_of_year()),
                _ => return None,
            }
        }
    };
    Some(Period { first, last, counts_unique_visitors: !matches!(period, "range" | "year") })
}

/// The day in UTC of a Unix second.
fn date_at(at: i64) -> Option<Date> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_second(at).ok()?).date())
}

fn day(text: &str, today: Date) -> Option<Date> {
    match text {
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        date => Date::strptime("%Y-%m-%d", date).ok(),
    }
}
