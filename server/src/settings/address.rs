//! The listen address, which may be a host name: nobody knows `localhost` by its number.

use serde::{
    Deserializer,
    de::{Error, Visitor},
};
use std::{
    fmt,
    net::{SocketAddr, ToSocketAddrs},
};

const EXAMPLE: &str = "an address and a port, such as \"127.0.0.1:3000\" or \"localhost:3000\"";

/// Reads `HOST:PORT`; of a name that has several addresses the first is taken.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    deserializer.deserialize_str(Address)
}

struct Address;

impl Visitor<'_> for Address {
    type Value = SocketAddr;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXAMPLE)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SocketAddr, E> {
        let nowhere = |why: &dyn fmt::Display| E::custom(format!("{text:?} leads nowhere: {why}; write {EXAMPLE}"));
        let mut addresses = text.to_socket_addrs().map_err(|error| nowhere(&error))?;
        addresses.next().ok_or_else(|| nowhere(&"the name has no address"))
    }
}
