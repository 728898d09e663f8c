//! The latest minutes of a run second by second, and the seconds around its incidents, however long it lasts: what is merged
//! into long intervals shows neither a spike nor a short outage.

use domain::{
    SeriesPoint,
    live::{INCIDENT_SECONDS, RECENT_SECONDS},
};
use std::collections::VecDeque;

/// So many seconds before and after hits begin to get lost, or no longer do, are an incident's.
const AROUND: usize = 15;

/// Points of a second each.
#[derive(Debug, Default)]
pub(super) struct Seconds {
    /// The latest, oldest first, and whether they stay when they are no longer among the latest.
    recent: VecDeque<(SeriesPoint, bool)>,
    /// Older ones, around incidents.
    kept: VecDeque<SeriesPoint>,
    /// How many of the next are around an incident.
    staying: usize,
    is_losing: bool,
}

impl Seconds {
    /// Adds the latest second.
    pub(super) fn push(&mut self, point: SeriesPoint) {
        let is_losing = point.failed + point.unknown > 0.0;
        if is_losing != self.is_losing {
            self.is_losing = is_losing;
            self.staying = AROUND;
            self.recent.iter_mut().rev().take(AROUND).for_each(|(_, stays)| *stays = true);
        }
        self.recent.push_back((point, self.staying > 0));
        self.staying = self.staying.saturating_sub(1);
        if self.recent.len() > RECENT_SECONDS
            && let Some((oldest, true)) = self.recent.pop_front()
        {
            self.kept.push_back(oldest);
            if self.kept.len() > INCIDENT_SECONDS {
                self.kept.pop_front();
            }
        }
    }

    /// Puts `point` in the place of the latest.
    pub(super) fn replace_latest(&mut self, point: SeriesPoint) {
        if let Some((latest, _)) = self.recent.back_mut() {
            *latest = point;
        }
    }

    /// All of them, oldest first.
    pub(super) fn points(&self) -> Vec<SeriesPoint> {
        self.kept.iter().copied().chain(self.recent.iter().map(|(point, _)| *point)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of what is left of a run of so many seconds, some of which lose hits.
    fn times(length: u32, is_losing: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut seconds = Seconds::default();
        for t in 1..=length {
            let failed = if is_losing(t) { 1.0 } else { 0.0 };
            seconds.push(SeriesPoint { t: f64::from(t), failed, ..Default::default() });
        }
        seconds.points().iter().map(|point| point.t as u32).collect()
    }

    #[test]
    fn the_latest_ten_minutes_are_there_second_by_second() {
        assert_eq!(times(5_000, |_| false), (4_401..=5_000).collect::<Vec<_>>());
    }

    #[test]
    fn an_hour_later_a_short_outage_is_still_there_with_what_was_around_it() {
        let left = times(5_000, |t| (1_000..1_003).contains(&t));
        let around: Vec<_> = left.iter().copied().filter(|&t| t < 4_401).collect();
        assert_eq!(around, (985..=1_017).collect::<Vec<_>>());
    }

    #[test]
    fn of_a_long_outage_its_beginning_and_its_end_stay() {
        let left = times(5_000, |t| (1_000..3_000).contains(&t));
        for (t, is_left) in [(985, true), (1_014, true), (2_000, false), (2_985, true), (3_014, true), (3_500, false)] {
            assert_eq!(left.contains(&t), is_left, "{t}");
        }
    }

    #[test]
    fn a_run_that_flaps_for_days_stays_bounded() {
        assert_eq!(times(50_000, |t| t % 20 == 0).len(), RECENT_SECONDS + INCIDENT_SECONDS);
    }
}
