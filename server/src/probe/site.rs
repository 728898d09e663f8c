//! A site's own settings, as `SitesManager.getSiteFromId` and `getSiteUrlsFromId` tell them. Nothing of them is repeated
//! to people but what is a word.

use super::{answer::word, client::Reply};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};

/// What a site is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Site {
    pub timezone: Option<String>,
    pub currency: Option<String>,
    pub has_shop: bool,
    pub has_search: bool,
    /// Only addresses under `urls` are recorded.
    pub only_own_urls: bool,
    pub urls: Vec<String>,
    pub excluded_ips: Vec<String>,
    pub excluded_user_agents: Vec<String>,
    pub excluded_referrers: Vec<String>,
}

impl Site {
    /// Reads the answer of `SitesManager.getSiteFromId`; `None` if it is no site.
    pub(super) fn read(reply: &Reply) -> Option<Self> {
        let site: Value = serde_json::from_slice(&reply.body).ok().filter(|_| reply.status.is_success())?;
        site.get("idsite")?;
        let list = |field: &str| {
            let text = site.get(field).and_then(Value::as_str).unwrap_or_default();
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        Some(Self {
            timezone: word(reply, "timezone", ".-+/_"),
            currency: word(reply, "currency", "").filter(|code| is_currency(code)),
            has_shop: flag(&site, "ecommerce", true),
            has_search: flag(&site, "sitesearch", true),
            only_own_urls: flag(&site, "exclude_unknown_urls", false),
            urls: site.get("main_url").and_then(Value::as_str).map(str::to_owned).into_iter().collect(),
            excluded_ips: list("excluded_ips"),
            excluded_user_agents: list("excluded_user_agents"),
            excluded_referrers: list("excluded_referrers"),
        })
    }

    /// Takes over the answer of `SitesManager.getSiteUrlsFromId`.
    pub(super) fn add_urls(&mut self, reply: &Reply) {
        let urls: Vec<String> = serde_json::from_slice(&reply.body).unwrap_or_default();
        self.urls.extend(urls);
    }

    /// Whether a page is one of the site's: same host, and the path begins with that of one of its addresses.
    pub(super) fn has_page(&self, page: &str) -> bool {
        let page = Address::of(page);
        self.urls
            .iter()
            .map(|url| Address::of(url))
            .any(|own| own.host == page.host && page.path.starts_with(&own.path))
    }

    pub(super) fn excludes_user_agent(&self, user_agent: &str) -> bool {
        let user_agent = user_agent.to_lowercase();
        self.excluded_user_agents.iter().any(|part| user_agent.contains(&part.to_lowercase()))
    }

    pub(super) fn excludes_ip(&self, ip: IpAddr) -> bool {
        self.excluded_ips.iter().any(|range| range_has(range, ip))
    }

    /// A leading dot stands for every host under a name.
    pub(super) fn excludes_referrer(&self, url: &str) -> bool {
        let host = Address::of(url).host;
        self.excluded_referrers.iter().any(|excluded| {
            let excluded = Address::of(excluded).host;
            match excluded.strip_prefix('.') {
                Some(parent) => host == parent || host.ends_with(&excluded),
                None => host == excluded,
            }
        })
    }
}

/// Matomo's database gives numbers as texts or as numbers.
fn flag(site: &Value, field: &str, missing: bool) -> bool {
    match site.get(field) {
        Some(Value::String(text)) => text != "0" && !text.is_empty(),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::Bool(flag)) => *flag,
        _ => missing,
    }
}

/// Whether a text looks like an ISO 4217 code; anything else could be anything.
fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The parts of an address that matter here.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    host: String,
    /// Ends in a slash.
    path: String,
}

impl Address {
    fn of(url: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_end_matches('/');
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        Self { host: host.to_lowercase(), path }
    }
}

/// Whether a range as Matomo takes them (`192.0.2.7`, `192.0.*.*`, `192.0.2.0/24`) has `ip`.
fn range_has(range: &str, ip: IpAddr) -> bool {
    let IpAddr::V4(ip) = ip else { return range.parse() == Ok(ip) };
    if let Some((first, length)) = range.split_once('/') {
        let mask =
            length.parse::<u32>().ok().filter(|length| *length <= 32).map(|length| u32::MAX.checked_shl(32 - length));
        let (Ok(first), Some(mask)) = (first.parse::<Ipv4Addr>(), mask) else { return false };
        let mask = mask.unwrap_or(0);
        return u32::from(first) & mask == u32::from(ip) & mask;
    }
    let octets = ip.octets().map(|octet| octet.to_string());
    let mut parts = range.split('.');
    let fits = octets.iter().all(|octet| parts.next().is_some_and(|part| part == "*" || part == octet));
    fits && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_that_matomo_takes() {
        for (range, ip, has) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.70", false),
            ("192.0.*.*", "192.0.255.1", true),
            ("192.0.*.*", "192.1.0.1", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("192.0.2.7/32", "192.0.2.6", false),
            ("2001:db8::1", "2001:db8::1", true),
            ("nonsense", "192.0.2.7", false),
            ("1.2.3.4/99", "1.2.3.4", false),
        ] {
            assert_eq!(range_has(range, ip.parse().unwrap()), has, "{range} {ip}");
        }
    }

    #[test]
    fn pages_are_under_one_of_the_site_s_addresses() {
        let site = Site { urls: vec!["https://a.example/en/".into(), "http://B.example".into()], ..Site::default() };
        for (page, is_own) in [
            ("https://a.example/en", true),
            ("http://A.example/en/x?y", true),
            ("https://a.example/english", false),
            ("https://b.example/", true),
            ("https://c.example/en/", false),
        ] {
            assert_eq!(site.has_page(page), is_own, "{page}");
        }
    }

    #[test]
    fn referrers_are_excluded_by_host_or_with_all_under_it() {
        let site = Site { excluded_referrers: vec!["r.example".into(), ".s.example".into()], ..Site::default() };
        for (url, excluded) in [
            ("https://r.example/a", true),
            ("https://x.r.example/", false),
            ("https://s.example", true),
            ("https://x.s.example/", true),
            ("https://xs.example/", false),
        ] {
            assert_eq!(site.excludes_referrer(url), excluded, "{url}");
        }
    }
}
