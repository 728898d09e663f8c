//! The words Trackstorm is built from, shared by the browser and the server.
//!
//! Everything here is pure (serde, serde_json and thiserror only), so that the editor's preview, the REST API,
//! the engine and the command line can never disagree about what a configuration means.

pub mod backfill;
pub mod builtin;
pub mod comparison;
pub mod config;
pub mod connection;
pub mod country;
pub mod data_sets;
pub mod date;
pub mod error;
pub mod fields;
pub mod funnel;
pub mod journey;
pub mod live;
pub mod live_part;
pub mod load_shape;
pub mod messages;
pub mod mix;
pub mod names;
pub mod paging;
pub mod plain_text;
pub mod preview;
pub mod probe;
pub mod records;
pub mod rules;
pub mod run_labels;
#[cfg(feature = "schema")]
mod schema;
pub mod sequence;
pub mod status;
pub mod target;
pub mod timezone;
pub mod token;
pub mod tracker_url;
pub mod validate;
pub mod web_address;

pub use builtin::Builtin;
pub use config::{
    Arrivals, CountryShare, DistributeBy, DistributionStrategy, HealthSettings, Method, MultiTargetConfig, OnUnhealthy,
    Probing, RequestSettings,
};
pub use connection::{Connection, Header};
pub use data_sets::{DataSetKind, DataSetReport, DataSets, EventSets, TrackingEvent};
pub use date::Date;
pub use error::{FieldError, InvalidConfig};
pub use funnel::{Funnel, FunnelStep, StepKind};
pub use journey::Journey;
pub use live::{LiveEvent, SeriesPoint, StatusDelta, TargetPatch};
pub use load_shape::{LoadShape, Shape};
pub use paging::{Page, PageRequest};
pub use preview::{Preview, PreviewHit, PreviewVisit, RateRow};
pub use probe::{TargetProbe, ValidationReport};
pub use records::{
    DataSetContent, DataSetSource, DataSetSummary, Imported, Preset, PresetOutline, PresetSummary, RunFilter,
    RunOutcome, RunReport, RunSummary, StartedBy, StoredFunnel, StoredTarget, ThresholdVerdict,
};
pub use run_labels::RunLabels;
pub use sequence::Sequence;
pub use status::{
    BackfillStatus, Bottleneck, BottleneckKind, DayStatus, EpochShare, EpochStatus, ErrorCounts, EventKind,
    FunnelCounts, Health, HitCounts, LastError, Latency, Outage, Quantiles, Rate, RunEvent, RunInfo, RunKind, RunState,
    StatusSnapshot, TargetStatus, ThresholdStatus, VisitCounts,
};
pub use target::{Target, certificates_in};
pub use token::{SecretEdit, TokenAuth, TokenEdit};
pub use validate::Validation;
