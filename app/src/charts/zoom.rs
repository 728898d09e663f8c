//! Which part of the time the charts of a page show.

use super::axis::LEAST_END;

/// Less than this is not zoomed into, seconds: points are a second apart.
const LEAST_SPAN: f64 = 2.0;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Zoom {
    /// From the start to the latest.
    #[default]
    All,
    /// The latest so many seconds; goes along with a run.
    Last(u32),
    /// Between two times, seconds; stands still.
    Between(f64, f64),
}

impl Zoom {
    /// What can be chosen with a button.
    pub const PRESETS: [(Self, &'static str); 4] =
        [(Self::Last(60), "Last minute"), (Self::Last(300), "5 min"), (Self::Last(600), "10 min"), (Self::All, "All")];

    /// The part between the two ends of a drag; `None` if that is too short to be meant.
    pub fn dragged(one: f64, other: f64) -> Option<Self> {
        let from = one.min(other).max(0.0);
        let to = one.max(other);
        (to - from >= LEAST_SPAN).then_some(Self::Between(from, to))
    }

    /// From when to when that is, seconds, of a time axis that ends at `end`.
    pub fn range(self, end: f64) -> (f64, f64) {
        match self {
            Self::All => (0.0, end),
            Self::Last(seconds) => ((end - f64::from(seconds)).max(0.0), end.max(LEAST_END)),
            Self::Between(from, to) => (from, to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_goes_along_and_a_dragged_part_stands_still() {
        let dragged = Zoom::dragged(30.0, 10.0).unwrap();
        assert_eq!((Zoom::Last(60).range(90.0), dragged.range(90.0)), ((30.0, 90.0), (10.0, 30.0)));
        assert_eq!((Zoom::Last(60).range(100.0), dragged.range(100.0)), ((40.0, 100.0), (10.0, 30.0)));
        assert_eq!(Zoom::All.range(100.0), (0.0, 100.0));
    }

    #[test]
    fn more_than_there_is_shows_all_there_is() {
        assert_eq!(Zoom::Last(600).range(90.0), (0.0, 90.0));
    }

    #[test]
    fn a_click_is_no_drag() {
        assert_eq!(Zoom::dragged(10.0, 10.5), None);
        assert_eq!(Zoom::dragged(5.0, -3.0), Some(Zoom::Between(0.0, 5.0)));
    }
}
