//! Server functions, by resource: what the pages ask of the server. All live under `/rpc`, beside
//! REST under `/api`, and change things only by POST.
#![expect(missing_docs, reason = "the macro turns arguments into the fields of an undocumented struct")]

pub mod config;
pub mod data_sets;
pub mod engine;
#[cfg(feature = "ssr")]
mod form;
pub mod funnels;
pub mod presets;
pub mod runs;
pub mod tools;
pub mod traffic;
