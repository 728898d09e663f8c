//! Where the axes of a chart have their marks, and how far they go: pure, for the server's drawing. The library in the
//! browser is given the same steps of time.

use super::lines::Line;
use domain::SeriesPoint;

/// What marks of the time axis may be apart, seconds: whole ones, and what divides minutes, hours and days.
pub const TIME_STEPS: [u32; 17] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

/// The time axis goes on to here at least, seconds, so that it stands still in the first minute of a run.
pub const LEAST_END: f64 = 60.0;

/// Where the time axis of all of `series` ends, seconds; it begins at 0.
pub fn end(series: &[SeriesPoint]) -> f64 {
    series.last().map_or(LEAST_END, |point| point.t.max(LEAST_END))
}

/// The marks of a time axis, at most `most` and one more: multiples of the smallest step that keeps them so few.
pub fn time_marks((from, to): (f64, f64), most: u32) -> Vec<f64> {
    let least = (to - from) / f64::from(most.max(1));
    let day = 86_400.0;
    let step =
        TIME_STEPS.into_iter().map(f64::from).find(|&step| step >= least).unwrap_or_else(|| (least / day).ceil() * day);
    multiples(step, from, to)
}

/// The marks of a vertical axis from 0 to `top`, at most `most` and one more, 1, 2 or 5 times a power of ten apart.
pub fn value_marks(top: f64, most: u32) -> Vec<f64> {
    let least = top / f64::from(most.max(1));
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|part| part * power).into_iter().find(|&step| step >= least * (1.0 - 1e-9));
    multiples(step.unwrap_or(top), 0.0, top)
}

/// Where the vertical axis ends: a little above the highest value of `lines`, and never at 0.
pub fn top<'a>(lines: impl Iterator<Item = &'a Line>, series: &[SeriesPoint]) -> f64 {
    let highest = lines.flat_map(|line| series.iter().filter_map(line.value)).fold(0.0, f64::max);
    (highest * 1.1).max(1.0)
}

fn multiples(step: f64, from: f64, to: f64) -> Vec<f64> {
    let first = (from / step - 1e-9).ceil() as i64;
    let last = (to / step + 1e-9).floor() as i64;
    (first..=last).map(|place| place as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_marked_in_steps_of_a_clock() {
        assert_eq!(time_marks((0.0, 60.0), 6), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(time_marks((0.0, 61.0), 6), [0.0, 15.0, 30.0, 45.0, 60.0]);
        assert_eq!(time_marks((95.0, 215.0), 4), [120.0, 150.0, 180.0, 210.0]);
        assert_eq!(time_marks((0.0, 7_200.0), 6), [0.0, 1_800.0, 3_600.0, 5_400.0, 7_200.0]);
    }

    #[test]
    fn a_run_of_weeks_has_few_marks_too() {
        let marks = time_marks((0.0, 30.0 * 86_400.0), 6);
        assert_eq!(marks, [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0].map(|day| day * 86_400.0));
    }

    #[test]
    fn values_are_marked_at_round_numbers() {
        assert_eq!(value_marks(1.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(value_marks(130.0, 4), [0.0, 50.0, 100.0]);
        assert_eq!(value_marks(2_200.0, 4), [0.0, 1_000.0, 2_000.0]);
        for top in [1.0, 3.3, 17.0, 99.9, 1_234.5, 9e9] {
            let marks = value_marks(top, 4);
            assert!((2..=5).contains(&marks.len()), "{top}: {marks:?}");
        }
    }

    #[test]
    fn the_time_axis_stands_still_in_the_first_minute() {
        let series = |t| [SeriesPoint { t, ..Default::default() }];
        assert_eq!([end(&[]), end(&series(1.0)), end(&series(59.0)), end(&series(61.0))], [60.0, 60.0, 60.0, 61.0]);
    }
}
