//! What pages are made of. Buttons are plain `<button class="btn …">` with the variants `btn-primary`,
//! `btn-danger`, `btn-quiet`, `btn-icon` and `btn-small`; everything with behaviour is a component.

pub mod backfill_days;
pub mod choices;
pub mod confirm;
pub mod continue_run;
pub mod dialog;
pub mod drag;
pub mod empty_state;
pub mod error_notice;
pub mod error_summary;
pub mod file_button;
pub mod fleet;
pub mod focus;
pub mod function_form;
pub mod funnel_counts;
pub mod icon;
pub mod kpis;
pub mod leave_guard;
pub mod list_pager;
pub mod live_change;
pub mod load_preset;
pub mod load_undo;
pub mod nav;
pub mod page_header;
pub mod run_control;
pub mod save_conflict;
pub mod save_preset;
pub mod split_preview;
pub mod state_badge;
pub mod story;
pub mod tab_title;
pub mod table_card;
pub mod theme_switch;
pub mod toast;
pub mod visit_timeline;

pub use confirm::Confirm;
pub use dialog::Dialog;
pub use drag::{Drag, DragList};
pub use empty_state::EmptyState;
pub use error_notice::ErrorNotice;
pub use function_form::FunctionForm;
pub use icon::Icon;
pub use leave_guard::{HistorySteps, LeaveGuard};
pub use page_header::PageHeader;
pub use save_preset::SavePresetDialog;
pub use toast::{ToastRegion, Toasts, use_toasts};
