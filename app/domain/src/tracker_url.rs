//! What a target's `url` may be, and which tracker address follows from it.
//!
//! Checked by hand rather than by a URL crate because the same check runs in the browser, where the
//! tables of a full parser would weigh more than the rest of the page. It is stricter than RFC 3986:
//! what passes here parses everywhere.

use crate::messages::UrlFinding;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest URL taken, in characters.
pub const MAX_URL_LENGTH: usize = 2_000;

/// The parts of a checked URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlParts<'a> {
    /// `http` or `https`, as written.
    pub scheme: &'a str,
    /// Host name or address without the port; an IPv6 address keeps its brackets.
    pub host: &'a str,
    /// The port, if one is written.
    pub port: Option<u16>,
    /// From the first `/` after the host; may be empty.
    pub path: &'a str,
}

/// Checks `url` and takes it apart.
///
/// # Errors
/// [`UrlFinding`] names the first thing that is wrong.
pub fn parse(url: &str) -> Result<UrlParts<'_>, UrlFinding> {
    if url.is_empty() {
        return Err(UrlFinding::UrlMissing);
    }
    if url.chars().count() > MAX_URL_LENGTH {
        return Err(UrlFinding::UrlTooLong { most: MAX_URL_LENGTH });
    }
    let (scheme, rest) = url.split_once("://").ok_or(UrlFinding::UrlSchemeInvalid)?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(UrlFinding::UrlSchemeInvalid);
    }
    if rest.contains(['?', '#']) {
        return Err(UrlFinding::UrlWithQuery);
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(UrlFinding::UrlWithCredentials);
    }
    if !path.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c)) {
        return Err(UrlFinding::UrlCharacterInvalid);
    }
    let (host, port) = split_port(authority)?;
    check_host(host)?;
    Ok(UrlParts { scheme, host, port, path })
}

/// As [`parse`], for an address that is the tracker itself and may have a query.
///
/// # Errors
/// [`UrlFinding`] names the first thing that is wrong.
pub fn parse_exact(url: &str) -> Result<UrlParts<'_>, UrlFinding> {
    if url.chars().count() > MAX_URL_LENGTH {
        return Err(UrlFinding::UrlTooLong { most: MAX_URL_LENGTH });
    }
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    if query.contains('#') {
        return Err(UrlFinding::UrlWithQuery);
    }
    if !query.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c)) {
        return Err(UrlFinding::UrlCharacterInvalid);
    }
    parse(address)
}

/// Takes `host`, `host:port` or `[address]:port` apart.
pub(crate) fn authority(text: &str) -> Result<(&str, Option<u16>), UrlFinding> {
    let (host, port) = split_port(text)?;
    check_host(host).map(|()| (host, port))
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlFinding> {
    let after_address = authority.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = authority.get(after_address..).and_then(|tail| tail.find(':')) else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(after_address + colon);
    let digits = port.get(1..).unwrap_or_default();
    match digits.parse::<u16>() {
        Ok(port) if port > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok((host, Some(port))),
        _ => Err(UrlFinding::UrlPortInvalid),
    }
}

/// Whether it may stand between two dots of a host's name.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn check_host(host: &str) -> Result<(), UrlFinding> {
    if host.is_empty() {
        return Err(UrlFinding::UrlHostMissing);
    }
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').ok_or(UrlFinding::UrlHostInvalid)?;
        return address.parse::<Ipv6Addr>().map(|_| ()).map_err(|_| UrlFinding::UrlHostInvalid);
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() > 253 || !name.split('.').all(is_label) {
        return Err(UrlFinding::UrlHostInvalid);
    }
    // A last label of digits makes it an IPv4 address for every URL parser (WHATWG URL, "ends in a number").
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit())
        || last
            .strip_prefix("0x")
            .or(last.strip_prefix("0X"))
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if numeric && name.parse::<Ipv4Addr>().is_err() {
        return Err(UrlFinding::UrlHostInvalid);
    }
    Ok(())
}

/// The tracking endpoint of `url`: the address itself if its path ends in `.php`, otherwise with
/// `/matomo.php` appended, sub-directories kept.
pub fn tracker(url: &str) -> String {
    if url.ends_with(".php") && parse(url).is_ok_and(|parts| parts.path.ends_with(".php")) {
        url.to_owned()
    } else {
        format!("{}/matomo.php", url.trim_end_matches('/'))
    }
}

/// The reporting API beside the tracker: `index.php` in the same directory.
pub fn reporting(url: &str) -> String {
    let address = url.split_once('?').map_or(url, |(address, _)| address);
    let tracker = tracker(address);
    let directory = tracker.rsplit_once('/').map_or(tracker.as_str(), |(directory, _)| directory);
    format!("{directory}/index.php")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tracker_keeps_sub_directories_and_php_files() {
        for (url, expected) in [
            ("https://m.example.org", "https://m.example.org/matomo.php"),
            ("https://m.example.org/", "https://m.example.org/matomo.php"),
            ("http://m.example.org:8080/stats/", "http://m.example.org:8080/stats/matomo.php"),
            ("https://m.example.org/piwik.php", "https://m.example.org/piwik.php"),
            ("https://example.php", "https://example.php/matomo.php"),
        ] {
            assert_eq!(tracker(url), expected, "{url}");
        }
        assert_eq!(reporting("https://m.example.org/a/matomo.php"), "https://m.example.org/a/index.php");
    }

    #[test]
    fn good_addresses_pass() {
        for url in [
            "http://127.0.0.1:9101",
            "https://[::1]:8443/matomo",
            "HTTPS://Matomo.Example.ORG/a%20b/",
            "http://xn--bcher-kva.example./x",
            "http://localhost",
            "http://matomo_db:80",
        ] {
            assert!(parse(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn bad_addresses_are_named_for_what_is_wrong() {
        for (url, error) in [
            ("", UrlFinding::UrlMissing),
            ("matomo.example.org", UrlFinding::UrlSchemeInvalid),
            ("ftp://matomo.example.org", UrlFinding::UrlSchemeInvalid),
            ("https://user:pw@matomo.example.org", UrlFinding::UrlWithCredentials),
            ("https:///matomo", UrlFinding::UrlHostMissing),
            ("https://bücher.example", UrlFinding::UrlHostInvalid),
            ("https://a..b", UrlFinding::UrlHostInvalid),
            ("https://1.2.3", UrlFinding::UrlHostInvalid),
            ("https://1.2.3.999", UrlFinding::UrlHostInvalid),
            ("https://[::g]", UrlFinding::UrlHostInvalid),
            ("https://a:0", UrlFinding::UrlPortInvalid),
            ("https://a:70000", UrlFinding::UrlPortInvalid),
            ("https://a:+80", UrlFinding::UrlPortInvalid),
            ("https://a/b c", UrlFinding::UrlCharacterInvalid),
            ("https://a/?idsite=1", UrlFinding::UrlWithQuery),
        ] {
            assert_eq!(parse(url), Err(error), "{url}");
        }
    }
}
