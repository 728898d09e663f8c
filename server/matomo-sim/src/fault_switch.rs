//! The faults of a running simulator, for somebody who does not hold the simulator itself.

use crate::{Faults, SimError, sim::Sim};
use std::sync::Arc;

/// Changes the faults of one simulator. Outlives it: then it changes nothing any more.
#[derive(Clone, Debug)]
pub struct FaultSwitch(pub(crate) Arc<Sim>);

impl FaultSwitch {
    /// The faults in force; a mode whose time is over reads as [`crate::FaultMode::None`].
    pub fn faults(&self) -> Faults {
        self.0.faults()
    }

    /// Puts other faults in force from the next request on, also on connections that are already open.
    ///
    /// # Errors
    /// [`SimError::InvalidField`] if a value is out of range; the faults stay as they were.
    pub fn set_faults(&self, faults: Faults) -> Result<(), SimError> {
        self.0.change_faults(|_| Ok(faults))
    }
}
