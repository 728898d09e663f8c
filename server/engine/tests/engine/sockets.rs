//! The transport at the edges, over real loopback sockets with servers that misbehave on purpose.

#[path = "sockets/breaking.rs"]
mod breaking;
#[path = "sockets/http2.rs"]
mod http2;
#[path = "sockets/keep_alive.rs"]
mod keep_alive;
#[path = "sockets/names.rs"]
mod names;
#[path = "sockets/odd_answers.rs"]
mod odd_answers;
#[path = "sockets/probe.rs"]
mod probe;
#[path = "sockets/reuse.rs"]
mod reuse;
#[path = "sockets/shortage.rs"]
mod shortage;
#[path = "sockets/support.rs"]
mod support;
#[path = "sockets/surplus.rs"]
mod surplus;
#[path = "sockets/tidying.rs"]
mod tidying;
#[path = "sockets/tls.rs"]
mod tls;
#[path = "sockets/tls_connections.rs"]
mod tls_connections;
#[path = "sockets/ways.rs"]
mod ways;
