//! Trackstorm's user interface: pages rendered on the server, taken over by the browser, and the
//! server functions they call.
//!
//! Two features build it twice: `ssr` for the server, `hydrate` for the browser. Views never differ
//! between the two; what only a browser can do (clock, storage, live channel, charts) sits in effects.

#![expect(unreachable_pub, reason = "`#[component]` takes no `pub(crate)`")]
// The views' types nest deeper than the compiler's default of 128 reaches from some incremental states.
#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod base;
pub mod charts;
pub mod components;
pub mod editors;
pub mod error;
pub mod form;
pub mod format;
pub mod live;
pub mod pages;
pub mod revision;
#[cfg(feature = "ssr")]
pub mod services;

pub use app::{App, shell};
pub use error::{AppError, ErrorCode};
