//! One module per page; `app.rs` says which address shows which.

pub mod compare;
pub mod dashboard;
pub mod data;
pub mod funnels;
pub mod not_found;
pub mod preset_link;
pub mod presets;
pub mod run;
pub mod runs;
pub mod targets;
pub mod traffic;

pub use compare::ComparePage;
pub use dashboard::DashboardPage;
pub use data::{DataPage, DataSetPage};
pub use funnels::{FunnelPage, FunnelsPage};
pub use not_found::NotFoundPage;
pub use preset_link::PresetLinkPage;
pub use presets::PresetsPage;
pub use run::RunPage;
pub use runs::RunsPage;
pub use targets::{TargetsPage, targets_address};
pub use traffic::TrafficPage;
