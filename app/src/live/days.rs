//! The days of a backfill in the keyed store: a list that stays, figures that change.

use domain::DayStatus;
use leptos::prelude::*;

/// One day of a backfill. Its date is fixed, its figures are a signal.
#[derive(Clone, Debug)]
pub struct DayRow {
    /// `YYYY-MM-DD` in the site's time zone.
    pub date: String,
    /// Its figures.
    pub status: ArcRwSignal<DayStatus>,
}

impl DayRow {
    /// A row with the figures of `status`.
    pub fn new(status: DayStatus) -> Self {
        Self { date: status.date.clone(), status: ArcRwSignal::new(status) }
    }

    fn show(&self, status: DayStatus) {
        if self.status.with_untracked(|old| *old != status) {
            self.status.set(status);
        }
    }
}

/// Shows a whole list; rows of the same days stay as they are and take the new figures.
pub(super) fn show_days(rows: RwSignal<Vec<DayRow>>, days: Vec<DayStatus>) {
    let same = rows.with_untracked(|rows| {
        rows.len() == days.len() && rows.iter().zip(&days).all(|(row, day)| row.date == day.date)
    });
    if same {
        change_days(rows, days.into_iter().enumerate());
    } else {
        rows.set(days.into_iter().map(DayRow::new).collect());
    }
}

/// Takes the days that changed, each with its place in the list.
pub(super) fn change_days(rows: RwSignal<Vec<DayRow>>, days: impl IntoIterator<Item = (usize, DayStatus)>) {
    rows.with_untracked(|rows| {
        for (place, status) in days {
            if let Some(row) = rows.get(place) {
                row.show(status);
            }
        }
    });
}
