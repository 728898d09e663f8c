//! Detects that the system clock was set or that the machine slept; planned times do not move with it.

use domain::messages::ClockChange;
use jiff::Timestamp;
use std::time::{Duration, SystemTime};

/// A smaller change between two checks is ordinary clock synchronisation.
const NOTICEABLE: f64 = 1.0;

/// Compares the wall clock with a monotonic one.
#[derive(Debug, Default)]
pub(crate) struct WallClock {
    /// How far the wall clock was ahead at the latest look, seconds.
    ahead: Option<f64>,
}

impl WallClock {
    /// Takes what both clocks show; whether and how the wall clock jumped since the latest look. Unlike
    /// tokio's, `steady` must not be one that tests can pause.
    pub(crate) fn look(&mut self, wall: SystemTime, steady: Duration) -> Option<ClockChange> {
        let wall = match wall.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => after.as_secs_f64(),
            Err(before) => -before.duration().as_secs_f64(),
        };
        let ahead = wall - steady.as_secs_f64();
        let jump = ahead - self.ahead.replace(ahead)?;
        let seconds = jump.abs();
        (seconds > NOTICEABLE).then_some(if jump > 0.0 {
            ClockChange::ClockSetAhead { seconds }
        } else {
            ClockChange::ClockSetBack { seconds }
        })
    }
}

/// As RFC 3339 in UTC, to the millisecond.
pub(crate) fn rfc3339(at: SystemTime) -> String {
    // A clock that is thousands of years off is shown as the Unix epoch.
    format!("{:.3}", Timestamp::try_from(at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(readings: &[(f64, f64)]) -> Vec<bool> {
        let mut clock = WallClock::default();
        let readings = readings.iter().map(|&(wall, steady)| [wall, steady].map(Duration::from_secs_f64));
        readings.map(|[wall, steady]| clock.look(SystemTime::UNIX_EPOCH + wall, steady).is_some()).collect()
    }

    #[test]
    fn a_jump_is_reported_once_and_a_clock_that_is_a_bit_off_is_not() {
        assert_eq!(
            looks(&[(1e9, 5.0), (1e9 + 1.0, 6.0), (1e9 + 3_602.0, 7.0), (1e9 + 3_603.0, 8.0)]),
            [false, false, true, false]
        );
        assert_eq!(
            looks(&[(1e9, 5.0), (1e9 - 60.0, 6.0), (1e9 - 59.0, 7.0), (1e9 + 2.0, 8.0)]),
            [false, true, false, true]
        );
        // Half a second in every second adds up, but is no jump.
        let slow: Vec<_> = (0..100).map(|second| (1e9 + f64::from(second) * 1.5, f64::from(second))).collect();
        assert!(!looks(&slow).contains(&true));
    }

    #[test]
    fn direction_and_distance_of_a_jump_are_reported() {
        let mut clock = WallClock::default();
        let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(clock.look(at(1_000), Duration::ZERO), None);
        let back = clock.look(at(940), Duration::from_secs(1));
        assert_eq!(back, Some(ClockChange::ClockSetBack { seconds: 61.0 }));
        let ahead = clock.look(at(1_000), Duration::from_secs(1));
        assert_eq!(ahead, Some(ClockChange::ClockSetAhead { seconds: 60.0 }));
    }
}
