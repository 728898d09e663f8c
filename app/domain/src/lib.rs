//! The words Trackstorm is built from, shared by the browser and the server.
//!
//! Everything here is pure (serde and thiserror only), so that the editor's preview, the REST API,
//! the engine and the command line can never disagree about what a configuration means.

pub mod config;
pub mod error;
pub mod live;
pub mod mix;
pub mod names;
pub mod probe;
pub mod records;
pub mod sequence;
pub mod status;
pub mod target;
pub mod token;
pub mod tracker_url;
pub mod validate;

pub use config::{Arrivals, DistributeBy, DistributionStrategy, Method, MultiTargetConfig, RequestSettings};
pub use error::{FieldError, InvalidConfig};
pub use live::{LiveEvent, SeriesPoint, StatusDelta};
pub use probe::{TargetProbe, ValidationReport};
pub use records::{Preset, RunOutcome, RunReport, RunSummary, StoredTarget};
pub use sequence::Sequence;
pub use status::{
    ErrorCounts, Health, HitCounts, LastError, Latency, Quantiles, Rate, RunInfo, RunState, StatusSnapshot,
    TargetStatus, VisitCounts,
};
pub use target::Target;
pub use token::{TokenAuth, TokenEdit};
pub use validate::Validation;
