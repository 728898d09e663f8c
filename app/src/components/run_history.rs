//! What happened in a run, as against how much: what holds the generator up, thresholds, events, outages and
//! epochs. The dashboard shows them live, the report as they stood at the end.

mod bottleneck;
mod epochs;
mod events;
mod incidents;
mod outages;
mod thresholds;

pub use bottleneck::{BottleneckBanner, bottleneck_name};
pub use epochs::EpochTable;
pub use events::EventTimeline;
pub use incidents::host;
pub use outages::OutageTable;
pub use thresholds::ThresholdList;
