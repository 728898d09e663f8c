//! Faults together with the moment their mode ends.

use tokio::time::Instant;

use super::{FaultMode, Faults};

/// A set of faults as it was put in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timed {
    faults: Faults,
    ends: Option<Instant>,
}

impl Timed {
    pub(crate) fn starting_now(faults: Faults) -> Self {
        let ends = faults.mode_for.and_then(|time| Instant::now().checked_add(time));
        Self { faults, ends }
    }

    /// What is in force now: `mode_for` is the time left, and after it the mode is `none` again.
    pub(crate) fn current(&self) -> Faults {
        let Some(ends) = self.ends else {
            return self.faults;
        };
        match ends.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => Faults { mode_for: Some(left), ..self.faults },
            _ => Faults { mode: FaultMode::None, mode_for: None, ..self.faults },
        }
    }

    /// When the mode will end, if it is going to.
    pub(crate) fn ends(&self) -> Option<Instant> {
        self.ends.filter(|ends| Instant::now() < *ends)
    }
}
