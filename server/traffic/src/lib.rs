//! What a simulated visit sends: a pure function of seed, index and configuration (law 2), no I/O.
//!
//! A visit begins as a `plan` (which things happen), is put together by `compose` into an ordered list of
//! typed hits, and written by `session` the way a tracker sends them. What all visits of a run share is
//! made ready once, in `world`. New kinds of hit go into `hit`, new things to do into `compose::actions`.

mod campaigns;
mod compose;
pub mod countries;
pub mod data;
mod days;
mod draw;
mod form;
mod hit;
mod measured;
mod order;
mod origin;
mod path;
mod plan;
mod preview;
mod profile;
mod session;
pub mod site;
mod traffic;
mod visitor;
mod world;
pub mod zone;

pub use preview::{preview, preview_funnel};
pub use traffic::Traffic;
