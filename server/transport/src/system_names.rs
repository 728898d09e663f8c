//! Names as the system is set up to look them up: the hosts file first, then its name servers.

use super::{
    exchange_failure::shortage,
    names::{Found, NameError, Names},
};
use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{LookupIpStrategy, NameServerConfig, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
};
use std::net::{IpAddr, Ipv4Addr};

/// Asks the name servers of `/etc/resolv.conf` (or what the system has instead) after `/etc/hosts`.
///
/// Both are read anew for each look-up, as the C library does with the hosts file: a change counts
/// at once, and no two targets share a socket, a queue or a cache.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn look_up(&self, host: &str) -> Result<Found, NameError> {
        let found =
            resolver().map_err(|error| meaning(&error))?.lookup_ip(host).await.map_err(|error| meaning(&error))?;
        let addresses: Vec<IpAddr> = found.iter().collect();
        let valid_for = found.valid_until().saturating_duration_since(std::time::Instant::now());
        if addresses.is_empty() { Err(NameError::Unknown) } else { Ok(Found { addresses, valid_for }) }
    }
}

fn resolver() -> Result<TokioResolver, NetError> {
    let mut builder = TokioResolver::builder_tokio().unwrap_or_else(|_| {
        // As the C library does without a configuration (resolv.conf(5)).
        let local = NameServerConfig::udp_and_tcp(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![local]);
        TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
    });
    let options = builder.options_mut();
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    options.cache_size = 0;
    builder.build()
}

fn meaning(error: &NetError) -> NameError {
    if error.is_no_records_found() {
        return NameError::Unknown;
    }
    match error {
        NetError::Dns(DnsError::ResponseCode(_)) => NameError::Refused,
        NetError::Io(error) => shortage(error).map_or(NameError::NoAnswer, NameError::Shortage),
        _ => NameError::NoAnswer,
    }
}
