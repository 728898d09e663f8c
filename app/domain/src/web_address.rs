//! Addresses of pages, links and files, as visits name them.

use crate::plain_text;

/// The longest address, characters; Matomo keeps no more.
pub const MAX_LENGTH: usize = 2_000;

/// Checks an absolute http or https address and gives its host, port left out.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn host(address: &str) -> Result<&str, &'static str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let rest = rest.ok_or("must be an absolute address that starts with http:// or https://")?;
    if address.chars().count() > MAX_LENGTH {
        return Err("is longer than 2,000 characters");
    }
    if address.chars().any(|c| c.is_whitespace() || plain_text::is_hidden(c)) {
        return Err("must not contain blanks or characters that do not show; write %20 for a blank");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("must not contain a user name or password");
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            port.parse::<u16>().map_err(|_| "has a port that is no number from 0 to 65535")?;
            host
        }
        _ => authority,
    };
    if host.is_empty() { Err("has no host") } else { Ok(host) }
}

/// The first directory of an address' path, without slashes; empty for a page at the top.
pub fn section(address: &str) -> &str {
    let path = address.split_once("://").map_or("", |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some(first), Some(_)) => first,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_sections_are_found() {
        for (address, expected, part) in [
            ("https://a.example", "a.example", ""),
            ("http://a.example:8080/shop/tents?x=1#y", "a.example", "shop"),
            ("https://[::1]:80/x", "[::1]", ""),
            ("https://[::1]/shop/", "[::1]", "shop"),
            ("https://a.example?next=/shop/x", "a.example", ""),
        ] {
            assert_eq!((host(address), section(address)), (Ok(expected), part), "{address}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://a b",
            "https://u:p@a.example",
            "https://a:99999/",
        ] {
            assert!(host(address).is_err(), "{address}");
        }
    }
}
