//! What a site's administrator can set in Matomo: which hits the site leaves out without a word, and what it knows of
//! goals and custom dimensions.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
};

use crate::Reason;

/// The settings of one site; the defaults are those of a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteSettings {
    /// The site's addresses, the first of them its main one. Empty: `https://site1.example` and so on.
    pub urls: Vec<String>,
    /// Hits whose `url` is under none of `urls` are left out.
    pub exclude_unknown_urls: bool,
    /// Addresses whose hits are left out: `192.0.2.7`, `192.0.*.*` or `192.0.2.0/24`.
    pub excluded_ips: Vec<String>,
    /// Hits of user agents that contain one of these, in whatever case, are left out.
    pub excluded_user_agents: Vec<String>,
    /// Hosts that do not count as referrers; their hits are recorded.
    pub excluded_referrers: Vec<String>,
    /// Whether its reports show orders. They are recorded in any case.
    pub ecommerce: bool,
    /// Whether searches on the site are told from page views.
    pub site_search: bool,
    /// An IANA name, or Matomo's own `UTC+5.5`. Only shown: the simulator's midnights are those of UTC.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
    /// The ids of its goals.
    pub goals: BTreeSet<u32>,
    /// The ids of its custom dimensions, of visits and of actions alike.
    pub dimensions: BTreeSet<u32>,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            exclude_unknown_urls: false,
            excluded_ips: Vec::new(),
            excluded_user_agents: Vec::new(),
            excluded_referrers: Vec::new(),
            ecommerce: false,
            site_search: true,
            timezone: "UTC".to_owned(),
            currency: "USD".to_owned(),
            goals: BTreeSet::new(),
            dimensions: BTreeSet::new(),
        }
    }
}

impl SiteSettings {
    /// As where the measurements were taken: e-commerce on the first site only.
    pub(crate) fn of_new(site: u32) -> Self {
        Self { ecommerce: site == 1, ..Self::default() }
    }

    /// The addresses of site number `site`.
    pub(crate) fn urls_of(&self, site: u32) -> Vec<String> {
        if self.urls.is_empty() { vec![format!("https://site{site}.example")] } else { self.urls.clone() }
    }

    /// Why the site leaves a hit out, if it does.
    pub(crate) fn exclusion(&self, site: u32, url: Option<&str>, user_agent: &str, ip: IpAddr) -> Option<Reason> {
        let user_agent = user_agent.to_lowercase();
        if self.excluded_user_agents.iter().any(|part| user_agent.contains(&part.to_lowercase())) {
            Some(Reason::ExcludedUserAgent)
        } else if self.excluded_ips.iter().any(|range| covers(range, ip)) {
            Some(Reason::ExcludedIp)
        } else if self.exclude_unknown_urls && !url.is_some_and(|url| self.has_page(site, url)) {
            Some(Reason::UnknownUrl)
        } else {
            None
        }
    }

    fn has_page(&self, site: u32, url: &str) -> bool {
        let page = host_and_path(url);
        self.urls_of(site).iter().map(|known| host_and_path(known)).any(|(host, path)| {
            host == page.0
                && page.1.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Host in lower case, and path without the slash at its end.
fn host_and_path(url: &str) -> (String, String) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    (host.to_lowercase(), path.trim_end_matches('/').to_owned())
}

/// Whether `range`, as Matomo writes it, holds `ip`.
fn covers(range: &str, ip: IpAddr) -> bool {
    let IpAddr::V4(ip) = ip.to_canonical() else {
        return range.parse::<IpAddr>().is_ok_and(|only| only == ip);
    };
    if let Some((network, length)) = range.split_once('/') {
        let (Ok(network), Ok(length @ 1..=32)) = (network.parse::<Ipv4Addr>(), length.parse::<u32>()) else {
            return false;
        };
        return (u32::from(ip) ^ u32::from(network)) >> (32 - length) == 0;
    }
    let parts: Vec<&str> = range.split('.').collect();
    parts.len() == 4 && parts.iter().zip(ip.octets()).all(|(part, octet)| *part == "*" || part.parse() == Ok(octet))
}
