//! Addresses of pages, links and files, as visits name them.

use crate::{messages::AddressFinding, plain_text};

/// The longest address, characters; Matomo keeps no more.
pub const MAX_LENGTH: usize = 2_000;

/// Checks an absolute http or https address and gives its host, port left out.
///
/// # Errors
/// The first thing that is wrong.
pub fn host(address: &str) -> Result<&str, AddressFinding> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let rest = rest.ok_or(AddressFinding::AddressNotAbsolute)?;
    if address.chars().count() > MAX_LENGTH {
        return Err(AddressFinding::AddressTooLong { most: MAX_LENGTH });
    }
    if address.chars().any(|c| c.is_whitespace() || plain_text::is_hidden(c)) {
        return Err(AddressFinding::AddressWithBlank);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(AddressFinding::AddressWithCredentials);
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            port.parse::<u16>().map_err(|_| AddressFinding::AddressPortInvalid)?;
            host
        }
        _ => authority,
    };
    if host.is_empty() { Err(AddressFinding::AddressHostMissing) } else { Ok(host) }
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
