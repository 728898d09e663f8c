//! The live picture of the engine: one `EventSource` for all tabs of a browser, kept by the application's frame, feeding
//! a store in which every target is a signal of its own, so that only changed cells are drawn again.

pub mod backoff;
mod client;
pub mod connection;
mod days;
pub mod leadership;
mod lost;
pub mod store;
pub mod tab_message;

pub use client::LiveClient;
pub use connection::Connection;
pub use days::DayRow;
pub use lost::is_lost;
pub use store::{Live, TargetRow, use_live};
