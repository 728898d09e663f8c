//! Which names this server answers to.
//!
//! A page from anywhere can have its own name lead to this machine (DNS rebinding): to the browser, what Trackstorm
//! serves there then belongs to that page, which may read and change everything. So a request is answered only under
//! a name that no stranger can own:
//!
//! - an address (`127.0.0.1`, `[::1]`, `192.0.2.7`), with whatever port: no name server has a say in where it leads,
//!   so it was this machine that was asked for. That covers listening on all addresses of the machine, too;
//! - `localhost` and the names below it, which never leave the machine (RFC 6761, 6.3);
//! - the names of `security.trusted-hosts`, and those in `security.trusted-origins`.
//!
//! The port does not matter, because another port of a name is the same host. `/health` is answered under every name:
//! a health check may not know any, and the answer reveals nothing.

use super::ApiError;
use crate::settings::SecuritySettings;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, uri::Authority};
use std::sync::Arc;
use url::{Host, Url};

/// The path that is answered under every name.
pub(super) const EVERYWHERE: &str = "/health";

/// Names beyond those that everybody's machine has.
#[derive(Clone, Debug)]
pub(super) struct TrustedHosts(Arc<[String]>);

impl TrustedHosts {
    /// The names that `settings` trust.
    pub(super) fn of(settings: &SecuritySettings) -> Self {
        let origins = settings.trusted_origins.iter().filter_map(|origin| Url::parse(origin).ok());
        let origins = origins.filter_map(|origin| origin.host_str().map(plain));
        let hosts = settings.trusted_hosts.iter().map(|host| plain(host));
        Self(hosts.chain(origins).collect())
    }

    fn answers_to(&self, name: &str) -> bool {
        let Ok(authority) = name.parse::<Authority>() else { return false };
        // A user name has no business there, and hides what the name is.
        if authority.as_str().contains('@') {
            return false;
        }
        match Host::parse(authority.host()) {
            Ok(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Ok(Host::Domain(name)) => {
                let name = plain(&name);
                name == "localhost" || name.ends_with(".localhost") || self.0.contains(&name)
            }
            Err(_) => false,
        }
    }

    /// Whether `request` says exactly once, or twice the same, whom it is for, and that is this server.
    fn may_answer(&self, request: &Request) -> bool {
        let mut named = request.headers().get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
        // HTTP/2 names the host in the address; so does a request that was meant for a proxy.
        let addressed = request.uri().authority().map(Authority::as_str);
        match (named.next(), named.next(), addressed) {
            (Some(host), None, None) | (None, None, Some(host)) => self.answers_to(host),
            (Some(host), None, Some(addressed)) => host.eq_ignore_ascii_case(addressed) && self.answers_to(host),
            _ => false,
        }
    }
}

/// Whether `text` can stand in `security.trusted-hosts`: a name without scheme, port and path.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-._[:]".contains(c));
    is_plain && text.parse::<Authority>().is_ok_and(|authority| authority.host() == text) && Host::parse(text).is_ok()
}

/// Names are compared in lower case; a dot at the end only says that they are complete.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Refuses a request for another host.
pub(super) async fn only_trusted(State(trusted): State<TrustedHosts>, request: Request, next: Next) -> Response {
    if request.uri().path() == EVERYWHERE || trusted.may_answer(&request) {
        return next.run(request).await;
    }
    ApiError::new(
        StatusCode::MISDIRECTED_REQUEST,
        "misdirected",
        "Trackstorm does not answer to the name in this request's Host header. Open it by its IP address or as localhost, \
         or add the name to security.trusted-hosts (TRACKSTORM_SECURITY_TRUSTED_HOSTS).",
    )
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn trusted() -> TrustedHosts {
        TrustedHosts::of(&SecuritySettings {
            trusted_hosts: vec!["Load.Example.org".into()],
            trusted_origins: vec!["https://behind.example.org:8443".into()],
            ..Default::default()
        })
    }

    #[test]
    fn addresses_names_of_the_machine_and_what_is_trusted_are_answered() {
        for host in [
            "127.0.0.1:3000",
            "127.8.8.8",
            "[::1]:3000",
            "192.0.2.7",
            "localhost",
            "LOCALHOST:80",
            "localhost.",
            "app.localhost:3000",
            "load.example.org",
            "load.example.org.:3000",
            "behind.example.org",
        ] {
            assert!(trusted().answers_to(host), "{host}");
        }
    }

    #[test]
    fn names_that_anybody_can_own_are_not() {
        for host in [
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "evil.example@127.0.0.1",
            "sub.load.example.org",
            "load.example.org.evil.example",
            "evil.example:127.0.0.1",
            "",
            " ",
            ":3000",
            "a b",
            "localhost,evil.example",
        ] {
            assert!(!trusted().answers_to(host), "{host}");
        }
    }

    fn is_answered(uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        trusted().may_answer(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn there_is_one_name_in_a_request() {
        assert!(is_answered("/", &["localhost:3000"]));
        assert!(is_answered("http://localhost:3000/", &[]), "HTTP/2");
        assert!(is_answered("http://localhost:3000/", &["LOCALHOST:3000"]));
        assert!(!is_answered("/", &[]));
        assert!(!is_answered("/", &["localhost", "localhost"]));
        assert!(!is_answered("/", &["localhost", "evil.example"]));
        assert!(!is_answered("http://evil.example/", &["localhost"]));
        assert!(!is_answered("http://localhost/", &["evil.example"]));
    }

    #[test]
    fn settings_take_names_only() {
        assert!(["load.example.org", "trackstorm", "192.0.2.7", "[2001:db8::1]"].iter().all(|name| is_name(name)));
        for text in ["", "https://load.example.org", "load.example.org:3000", "a/b", "a b", "*.example.org", "a@b"] {
            assert!(!is_name(text), "{text}");
        }
    }
}
