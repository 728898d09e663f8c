//! The transport at the edges, over real loopback sockets with servers that misbehave on purpose.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

mod breaking;
mod fuzz;
mod http2;
mod keep_alive;
mod names;
mod odd_answers;
mod probe;
mod reuse;
mod shortage;
mod support;
mod surplus;
mod tidying;
mod tls;
mod tls_connections;
mod ways;
