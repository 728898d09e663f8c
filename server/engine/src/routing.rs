//! Which target gets each arrival: the targets of a run, its epochs, and what was taken over.

mod epoch;
mod epoch_log;
mod epoch_record;
mod registry;
mod takeover;

pub(crate) use epoch::{Epoch, Route, Taken};
pub(crate) use registry::{Entry, Registry, open_channels};
pub(crate) use takeover::Takeover;
