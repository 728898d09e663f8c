//! Server functions, by resource: what the pages ask of the server. All live under `/rpc`, beside
//! REST under `/api`, and change things only by POST.
#![expect(missing_docs, reason = "the macro turns arguments into the fields of an undocumented struct")]

pub mod config;
pub mod engine;
pub mod presets;
pub mod runs;
