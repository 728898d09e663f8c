//! Proxies: which one leads to a target, by its own setting or by the environment's, and how it is asked for a tunnel.

use super::exchange_failure::ExchangeFailure;
use domain::{Target, connection::DIRECT};
use std::{fmt, net::IpAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::{Host, Url};

/// The most that a proxy may say before it lets a connection through, bytes.
const MOST: usize = 16 * 1024;

/// A proxy that is spoken to in plain HTTP.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Name or address, IPv6 without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// What follows `Proxy-Authorization: `; secret.
    authorization: Option<String>,
}

/// The proxies that the environment names.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Hosts that are reached without one.
    except: Vec<String>,
}

impl Proxies {
    /// Those of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not, as curl reads them. What is
    /// no proxy over plain HTTP is left out, and logged.
    pub fn from_environment() -> Self {
        Self::from(|name| std::env::var(name).ok())
    }

    fn from(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| [name.to_lowercase(), name.to_owned()].iter().find_map(|name| get(name));
        let proxy = |name: &str| of_variable(name, &text(name).or_else(|| text("ALL_PROXY"))?);
        let except = text("NO_PROXY").unwrap_or_default();
        let except = except.split([',', ' ']).map(|entry| entry.trim().to_ascii_lowercase()).filter(|e| !e.is_empty());
        Self { http: proxy("HTTP_PROXY"), https: proxy("HTTPS_PROXY"), except: except.collect() }
    }

    /// The proxy that leads to `target`, if any does: its own, or the environment's unless it is on this machine,
    /// excepted, or connected to at another place than its address says.
    pub fn of(&self, target: &Target, is_https: bool, host: &str, port: u16) -> Option<Proxy> {
        match target.connection.proxy.as_deref() {
            Some(DIRECT) => None,
            Some(own) => Proxy::read(own),
            None if target.connection.connect_to.is_some() || self.excepts(host, port) => None,
            None if is_https => self.https.clone(),
            None => self.http.clone(),
        }
    }

    fn excepts(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        let is_here = host == "localhost" || host.ends_with(".localhost") || address.is_some_and(|a| a.is_loopback());
        is_here
            || self.except.iter().any(|entry| {
                let (entry, its_port) = match entry.rsplit_once(':') {
                    Some((name, digits)) if !name.contains(':') => (name, digits.parse().ok()),
                    _ => (entry.as_str(), None),
                };
                let name = entry.trim_start_matches("*.").trim_start_matches('.');
                let is_meant = match address {
                    Some(address) => entry.trim_matches(['[', ']']) == host || is_in(address, entry),
                    None => host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
                };
                entry == "*" || is_meant && its_port.is_none_or(|its: u16| its == port)
            })
    }
}

/// The proxy that the text of an environment variable names.
fn of_variable(variable: &str, text: &str) -> Option<Proxy> {
    if text.trim().is_empty() {
        return None;
    }
    let proxy = Proxy::read(text);
    if proxy.is_none() {
        // The text may hold a password.
        tracing::warn!(variable, "is not used: it must name a proxy as http://host:port");
    }
    proxy
}

/// Whether an address is in a block like `10.0.0.0/8`.
fn is_in(address: IpAddr, block: &str) -> bool {
    let Some((first, length)) = block.split_once('/') else { return false };
    let (Ok(first), Ok(length)) = (first.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    let (address, first, bits) = match (address, first) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
        _ => return false,
    };
    let Some(free) = u32::checked_sub(bits, length) else { return false };
    (address ^ first).checked_shr(free).unwrap_or(0) == 0
}

impl Proxy {
    /// `http://user:password@host:port`, or without the scheme.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) }.ok()?;
        let host = match url.host()? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let decoded = |text: &str| {
            // As a form's value, but for plus sign and ampersand, which stand for themselves here.
            let form = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
            url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned())
        };
        let authorization = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(basic(&decoded(user)?, &decoded(password.unwrap_or_default())?)),
        };
        (url.scheme() == "http").then(|| Self { host, port: url.port_or_known_default().unwrap_or(80), authorization })
    }

    /// The header that opens the proxy, with the end of its line; nothing if it needs none.
    pub fn authorization(&self) -> String {
        self.authorization.as_ref().map_or_else(String::new, |value| format!("Proxy-Authorization: {value}\r\n"))
    }

    /// What asks for a tunnel to `authority`, which has a port.
    pub fn request(&self, authority: &str) -> String {
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{}\r\n", self.authorization())
    }
}

/// Hides the password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// `Basic …` (RFC 7617).
pub(crate) fn basic(user: &str, password: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = "Basic ".to_owned();
    for part in format!("{user}:{password}").as_bytes().chunks(3) {
        let bits = part.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let digit = ALPHABET.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            encoded.push(if place > part.len() { '=' } else { char::from(digit) });
        }
    }
    encoded
}

/// Has the proxy at the other end of `stream` open a tunnel.
///
/// # Errors
/// [`ExchangeFailure::Proxy`] with what it answered.
pub(crate) async fn open(stream: &mut TcpStream, request: &str) -> Result<(), ExchangeFailure> {
    let broke = |_| ExchangeFailure::Proxy(None);
    stream.write_all(request.as_bytes()).await.map_err(broke)?;
    let mut head = Vec::new();
    // What comes next belongs to the target: no byte too many is read.
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") && head.len() < MOST {
        head.push(stream.read_u8().await.map_err(broke)?);
    }
    let mut answer = httparse::Response::new(&mut []);
    let _ = answer.parse(&head);
    match answer.code {
        Some(200..=299) => Ok(()),
        status => Err(ExchangeFailure::Proxy(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Connection;

    fn of(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let variables: std::collections::HashMap<&str, &str> = variables.iter().copied().collect();
        let parsed = Url::parse(url).unwrap();
        let (host, port) =
            (parsed.host_str().unwrap().trim_matches(['[', ']']), parsed.port_or_known_default().unwrap());
        let proxy = Proxies::from(|name: &str| variables.get(name).map(|text| (*text).to_owned())).of(
            &Target::new(url, 1),
            parsed.scheme() == "https",
            host,
            port,
        )?;
        Some(format!("{}:{} {}", proxy.host, proxy.port, proxy.authorization.unwrap_or_default()).trim().to_owned())
    }

    #[test]
    fn the_environment_names_proxies_as_it_does_for_curl() {
        let both = [("HTTPS_PROXY", "http://a:3128"), ("http_proxy", "b:8080")];
        assert_eq!(of(&both, "https://m.example").as_deref(), Some("a:3128"));
        assert_eq!(of(&both, "http://m.example").as_deref(), Some("b:8080"));
        assert_eq!(of(&[("ALL_PROXY", "http://c")], "https://m.example").as_deref(), Some("c:80"));
        assert_eq!(of(&[("HTTPS_PROXY", "socks5://c:1")], "https://m.example"), None);
        assert_eq!(of(&[("HTTPS_PROXY", "")], "https://m.example"), None);
        for here in ["https://localhost:1", "https://127.0.0.2", "https://[::1]"] {
            assert_eq!(of(&both, here), None, "{here}");
        }
        let secret = of(&[("https_proxy", "http://Aladdin:open%20sesame@a:1")], "https://m.example").unwrap();
        // The example of RFC 7617.
        assert_eq!(secret, "a:1 Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let odd = of(&[("https_proxy", "http://user:a+b&c%26d=e@a:1")], "https://m.example").unwrap();
        assert_eq!(odd, format!("a:1 {}", basic("user", "a+b&c&d=e")));
        let debug = format!(
            "{:?}",
            Proxies::from(|name| {
                (!name.eq_ignore_ascii_case("NO_PROXY")).then(|| "http://user:s3cret@a:1".to_owned())
            })
        );
        assert!(!debug.contains("s3cret") && !debug.contains("Basic"), "{debug}");
    }

    #[test]
    fn what_is_excepted_is_reached_directly() {
        for (except, url, is_excepted) in [
            ("*", "https://m.example", true),
            ("example", "https://m.example", true),
            (".m.example", "https://m.example", true),
            ("*.example", "https://m.example", true),
            ("ample", "https://m.example", false),
            ("m.example:8443", "https://m.example:8443", true),
            ("m.example:8443", "https://m.example", false),
            ("other, m.example", "https://M.example.", true),
            ("10.0.0.7", "https://10.0.0.7", true),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://11.1.2.3", false),
            ("0.0.0.0/0", "https://11.1.2.3", true),
            ("10.0.0.0/99", "https://10.1.2.3", false),
            ("fd00::/8", "https://[fd12::1]", true),
            ("0.7", "https://10.0.0.7", false),
        ] {
            let variables = [("HTTPS_PROXY", "http://a:3128"), ("NO_PROXY", except)];
            assert_eq!(of(&variables, url).is_none(), is_excepted, "{except} {url}");
        }
    }

    #[test]
    fn a_targets_own_proxy_comes_first() {
        let proxies = Proxies::from(|_| Some("http://a:1".to_owned()));
        let of = |connection| {
            let target = Target { connection, ..Target::new("https://m.example", 1) };
            proxies.of(&target, true, "m.example", 443).map(|proxy| proxy.host)
        };
        let own = |proxy: &str| Connection { proxy: Some(proxy.to_owned()), ..Connection::default() };
        assert_eq!(of(own("http://b:2")).as_deref(), Some("b"));
        assert_eq!(of(own(DIRECT)), None);
        assert_eq!(of(Connection { connect_to: Some("10.0.0.7".to_owned()), ..Connection::default() }), None);
        assert_eq!(of(Connection::default()).as_deref(), Some("a"));
    }

    #[test]
    fn basic_is_base64() {
        for (user, password, encoded) in
            [("a", "", "YTo="), ("ab", "", "YWI6"), ("a", "bcd", "YTpiY2Q="), ("staging", "door", "c3RhZ2luZzpkb29y")]
        {
            assert_eq!(basic(user, password), format!("Basic {encoded}"));
        }
    }
}
