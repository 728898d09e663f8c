//! A run's history in as much detail as there is: long intervals, and seconds where these are kept.

use super::SeriesPoint;

/// The latest so many seconds of a run are kept one by one.
pub const RECENT_SECONDS: usize = 600;
/// So many more are, around incidents.
pub const INCIDENT_SECONDS: usize = 600;

/// Two points further apart are not consecutive, seconds: a tick may come half a second late.
const LONGEST_SECOND: f64 = 1.5;
/// Times that differ by less are the same.
const SAME: f64 = 1e-6;

/// `series` with the points of `seconds` in the place of every point of which all seconds are there, and with those after its
/// end. No hit is in it twice, and none is left out.
#[must_use]
pub fn in_detail(series: &[SeriesPoint], seconds: &[SeriesPoint]) -> Vec<SeriesPoint> {
    let mut detail = Vec::with_capacity(series.len() + seconds.len());
    let mut from = 0.0;
    let mut rest = seconds;
    for point in series {
        let (within, later) = rest.split_at(rest.partition_point(|second| second.t <= point.t + SAME));
        if is_whole(within, from, point.t) {
            detail.extend_from_slice(within);
        } else {
            detail.push(*point);
        }
        from = point.t;
        rest = later;
    }
    detail.extend_from_slice(rest);
    detail
}

/// Whether `seconds` are all there are between two times.
fn is_whole(seconds: &[SeriesPoint], mut from: f64, to: f64) -> bool {
    let is_next = |second: &SeriesPoint| second.t - std::mem::replace(&mut from, second.t) <= LONGEST_SECOND;
    seconds.last().is_some_and(|last| (last.t - to).abs() <= SAME) && seconds.iter().all(is_next)
}

/// The seconds of `new` that follow those of `old`; `None` if it does not go on where `old` ended.
#[must_use]
pub fn later_seconds(old: &[SeriesPoint], new: &[SeriesPoint]) -> Option<Vec<SeriesPoint>> {
    let Some(last) = old.last() else { return Some(new.to_vec()) };
    let (known, later) = new.split_at(new.partition_point(|second| second.t <= last.t));
    (known.last() == Some(last)).then(|| later.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(times: impl IntoIterator<Item = u32>) -> Vec<SeriesPoint> {
        times.into_iter().map(|t| SeriesPoint { t: f64::from(t), ..Default::default() }).collect()
    }

    fn times(points: &[SeriesPoint]) -> Vec<u32> {
        points.iter().map(|point| point.t as u32).collect()
    }

    #[test]
    fn seconds_take_the_place_of_the_points_they_make_up() {
        let detail = in_detail(&points([4, 8, 12]), &points([5, 6, 7, 8, 9, 10, 11, 12]));
        assert_eq!(times(&detail), [4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }

    #[test]
    fn a_point_of_which_seconds_are_missing_stays_and_they_are_left_out() {
        let detail = in_detail(&points([4, 8, 12]), &points([6, 7, 8, 9, 10, 11, 12]));
        assert_eq!(times(&detail), [4, 8, 9, 10, 11, 12]);
        let detail = in_detail(&points([4, 8, 12]), &points([5, 6, 8, 9, 10, 11]));
        assert_eq!(times(&detail), [4, 8, 12]);
    }

    #[test]
    fn what_is_not_yet_in_a_point_follows() {
        assert_eq!(times(&in_detail(&points([4, 8]), &points([9, 10]))), [4, 8, 9, 10]);
        assert_eq!(times(&in_detail(&points([1, 2]), &[])), [1, 2]);
    }

    #[test]
    fn an_incident_of_long_ago_is_there_second_by_second() {
        let detail = in_detail(&points([10, 20, 30, 40]), &points((15..=32).chain(36..=40)));
        assert_eq!(times(&detail), [vec![10, 20], (21..=30).collect(), vec![40]].concat());
    }

    #[test]
    fn only_later_seconds_are_sent_and_all_when_the_last_was_changed() {
        let old = points([3, 4, 5]);
        assert_eq!(later_seconds(&old, &points([4, 5, 6, 7])).map(|later| times(&later)), Some(vec![6, 7]));
        assert_eq!(later_seconds(&old, &points([3, 4, 6])), None);
        assert_eq!(later_seconds(&[], &points([6])).map(|later| times(&later)), Some(vec![6]));
    }
}
