//! Addresses of search engines, whose hits Matomo takes for robots.

use std::net::{IpAddr, Ipv4Addr};

/// First address and prefix length, as in Matomo's `VisitExcluded` and measured on 5.2.
const SEARCH_ENGINES: [(Ipv4Addr, u32); 24] = [
    // Google
    (Ipv4Addr::new(64, 18, 0, 0), 20),
    (Ipv4Addr::new(64, 233, 160, 0), 19),
    (Ipv4Addr::new(66, 102, 0, 0), 20),
    (Ipv4Addr::new(66, 249, 0, 0), 16),
    (Ipv4Addr::new(72, 14, 192, 0), 18),
    (Ipv4Addr::new(74, 125, 0, 0), 16),
    (Ipv4Addr::new(173, 194, 0, 0), 16),
    (Ipv4Addr::new(207, 126, 144, 0), 20),
    (Ipv4Addr::new(209, 85, 128, 0), 17),
    (Ipv4Addr::new(216, 239, 32, 0), 19),
    // Bing, MSN
    (Ipv4Addr::new(64, 4, 0, 0), 18),
    (Ipv4Addr::new(65, 52, 0, 0), 14),
    (Ipv4Addr::new(131, 253, 24, 0), 20),
    (Ipv4Addr::new(131, 253, 26, 0), 20),
    (Ipv4Addr::new(157, 54, 0, 0), 15),
    (Ipv4Addr::new(157, 56, 0, 0), 14),
    (Ipv4Addr::new(157, 60, 0, 0), 16),
    (Ipv4Addr::new(207, 46, 0, 0), 16),
    (Ipv4Addr::new(207, 68, 128, 0), 18),
    (Ipv4Addr::new(207, 68, 192, 0), 20),
    // Yahoo
    (Ipv4Addr::new(72, 30, 196, 0), 20),
    (Ipv4Addr::new(72, 30, 198, 0), 20),
    (Ipv4Addr::new(98, 137, 207, 0), 20),
    // A crawler on Matomo's list
    (Ipv4Addr::new(1, 202, 218, 8), 32),
];

pub(crate) fn is_search_engine(ip: IpAddr) -> bool {
    let IpAddr::V4(ip) = ip.to_canonical() else {
        return false;
    };
    SEARCH_ENGINES.iter().any(|&(network, length)| {
        let mask = u32::MAX << (32 - length);
        (u32::from(ip) ^ u32::from(network)) & mask == 0
    })
}
