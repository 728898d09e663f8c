//! One module per page; `app.rs` says which address shows which.

pub mod dashboard;
pub mod not_found;
pub mod preset_link;
pub mod presets;
pub mod run;
pub mod runs;
pub mod targets;

pub use dashboard::DashboardPage;
pub use not_found::NotFoundPage;
pub use preset_link::PresetLinkPage;
pub use presets::PresetsPage;
pub use run::RunPage;
pub use runs::RunsPage;
pub use targets::TargetsPage;
