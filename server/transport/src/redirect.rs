//! Where a redirect leads, as far as that can be repeated.
//!
//! A `Location` is the target's own text: path and query may repeat what was sent, a token included, and so may
//! the host where an address is put together badly. It can also be of any length.

use http::{HeaderMap, header::LOCATION};
use url::Url;

/// The longest host that is repeated, bytes.
const LONGEST_HOST: usize = 100;
/// Characters of a token of Matomo: what is as long, and made of the same, might be one.
const TOKEN_LENGTH: usize = 32;

/// Scheme, host and port of the `Location` in `headers`, if they are of use to a person; `asked`, if given, is what a
/// relative one starts from.
pub fn origin(headers: &HeaderMap, asked: Option<&str>) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    let base = asked.and_then(|asked| Url::parse(asked).ok());
    let url = match &base {
        Some(base) => base.join(location),
        None => Url::parse(location),
    };
    let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str().filter(|host| host.len() <= LONGEST_HOST && !may_hold_a_token(host))?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{host}{port}", url.scheme()))
}

/// A token that was cut into labels is one still.
fn may_hold_a_token(host: &str) -> bool {
    let is_long = |part: &str| part.len() >= TOKEN_LENGTH;
    let joined: String = host.chars().filter(char::is_ascii_alphanumeric).collect();
    host.split(|c: char| !c.is_ascii_alphanumeric()).any(is_long)
        || joined.split(|c: char| !c.is_ascii_hexdigit()).any(is_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(location: &str, asked: Option<&str>) -> Option<String> {
        origin(&HeaderMap::from_iter([(LOCATION, location.parse().unwrap())]), asked)
    }

    #[test]
    fn the_origin_is_told_and_nothing_of_what_was_sent() {
        for location in [
            "https://m.example/matomo.php?token_auth=s3cret",
            "https://m.example/login/token_auth%3Ds3cret",
            "https://s3cret:s3cret@m.example/#s3cret",
        ] {
            assert_eq!(led(location, None).unwrap(), "https://m.example", "{location}");
        }
        assert_eq!(led("/b/", Some("http://m.example:81/a/matomo.php")).unwrap(), "http://m.example:81");
        assert_eq!(led("/login/s3cret", None), None);
        assert_eq!(led("javascript:s3cret", Some("http://m.example/")), None);
    }

    #[test]
    fn what_might_be_a_token_or_is_too_long_is_not_repeated() {
        for host in [
            "0123456789abcdef0123456789abcdef.example",
            "0123456789abcdef.0123456789abcdef.example",
            "M0123456789abcdef0123456789abcdef.example",
            &format!("{}.example", "long.".repeat(40)),
        ] {
            assert_eq!(led(&format!("https://{host}/"), None), None, "{host}");
        }
        assert!(led("https://statistics.accounting.department.example.org/", None).is_some());
    }
}
