//! Hits Matomo drops without a word: robots, search engines, prefetches, spam.

use std::net::IpAddr;

use super::ranges;
use crate::{Reason, incoming::Incoming, params::Params};

/// Parts of user agents that mark a robot, lower case (measured on Matomo 5.2). Command line clients and HTTP libraries
/// such as curl, reqwest and hyper, HeadlessChrome and an empty user agent are recorded.
const ROBOTS: [&str; 5] = ["bot", "facebookexternalhit", "uptimerobot", "apachebench", "k6/"];

/// Some of the domains on Matomo's referrer spam list.
const SPAMMERS: [&str; 6] = [
    "semalt.com",
    "buttons-for-website.com",
    "darodar.com",
    "free-share-buttons.com",
    "simple-share-buttons.com",
    "best-seo-offer.com",
];

/// Why the hit is dropped silently, if it is.
pub(crate) fn reason(incoming: &Incoming, params: &Params<'_>, user_agent: &str, ip: IpAddr) -> Option<Reason> {
    let bots_welcome = params.filled("bots").is_some_and(|bots| bots != "0");
    if !bots_welcome && is_robot(user_agent) {
        Some(Reason::ExcludedUserAgent)
    } else if !bots_welcome && ranges::is_search_engine(ip) {
        Some(Reason::ExcludedIp)
    } else if is_prefetch(incoming) {
        Some(Reason::Prefetch)
    } else if params.get("urlref").is_some_and(is_spam) {
        Some(Reason::ReferrerSpam)
    } else {
        None
    }
}

fn is_robot(user_agent: &str) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    ROBOTS.iter().any(|robot| user_agent.contains(robot))
}

fn is_prefetch(incoming: &Incoming) -> bool {
    matches!(incoming.header("x-purpose"), "preview" | "instant") || incoming.header("x-moz") == "prefetch"
}

fn is_spam(referrer: &str) -> bool {
    let host = referrer.split_once("://").map_or(referrer, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default().to_ascii_lowercase();
    SPAMMERS
        .iter()
        .any(|spammer| host.strip_suffix(spammer).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}
