//! What pages are made of. Buttons are plain `<button class="btn …">` with the variants `btn-primary`,
//! `btn-danger`, `btn-quiet`, `btn-icon` and `btn-small`; everything with behaviour is a component.

pub mod confirm;
pub mod dialog;
pub mod empty_state;
pub mod error_notice;
pub mod fleet;
pub mod icon;
pub mod kpis;
pub mod nav;
pub mod page_header;
pub mod run_control;
pub mod split_preview;
pub mod state_badge;
pub mod theme_switch;
pub mod toast;

pub use confirm::Confirm;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use error_notice::ErrorNotice;
pub use icon::Icon;
pub use page_header::PageHeader;
pub use toast::{ToastRegion, Toasts, use_toasts};
