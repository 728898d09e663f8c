//! Rules for how a target is reached.

use super::{Connection, DIRECT, Header, host_and_port};
use crate::{Validation, target::wrong_with_certificates, token::is_unfilled, tracker_url};
use std::collections::HashSet;

/// The most headers of one target.
pub(crate) const MAX_HEADERS: usize = 20;
/// The longest name of a header, or of a user, in characters.
pub(crate) const MAX_NAME: usize = 100;
/// The longest value of a header, or password, in bytes.
const MAX_VALUE: usize = 8 * 1024;

/// Headers that say where a message ends, how long a connection is kept or what a hit is: Trackstorm writes them.
const OWN: [&str; 17] = [
    "host",
    "content-length",
    "content-type",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "http2-settings",
    "accept",
    "accept-language",
    "user-agent",
];

/// Checks `connection`; `prefix` is where it stands, with a dot at the end.
pub(crate) fn check(prefix: &str, connection: &Connection, is_https: bool, found: &mut Validation) {
    let Connection { connect_to, proxy, user, password, client_certificate, client_key, headers, .. } = connection;
    let mut error = |field: &str, message: String| found.error(format!("{prefix}{field}"), message);
    if let Some(Err(reason)) = connect_to.as_deref().map(host_and_port) {
        error(
            "connect_to",
            format!("{reason}; write a host name or an address, and a port if it is another: 10.0.0.7:8443"),
        );
    }
    if let Some(reason) = proxy.as_deref().and_then(wrong_with_proxy) {
        error("proxy", reason.to_owned());
    }
    if connect_to.is_some() && proxy.as_deref().is_some_and(|proxy| proxy != DIRECT) {
        error(
            "connect_to",
            "does not go together with a proxy, which makes the connection itself; take one of them out".into(),
        );
    }
    if let Some(user) = user {
        if user.is_empty() || user.chars().count() > MAX_NAME || user.contains(|c: char| c == ':' || c.is_control()) {
            error("user", format!("must have 1 to {MAX_NAME} characters, without a colon and control characters"));
        }
    } else if password.is_some() || connection.has_password {
        error("user", "is missing; a password goes with the name of a user".into());
    }
    for (field, secret) in [("password", password), ("client_key", client_key)] {
        if secret.as_ref().is_some_and(|secret| is_unfilled(secret.expose())) {
            error(field, PLACEHOLDER.to_owned());
        }
    }
    if password
        .as_ref()
        .is_some_and(|secret| secret.expose().len() > MAX_VALUE || secret.expose().contains(char::is_control))
    {
        error("password", format!("must have at most {MAX_VALUE} bytes and no control characters"));
    }
    if let Some(reason) = client_certificate.as_deref().and_then(wrong_with_certificates) {
        error("client_certificate", reason);
    }
    match (client_certificate, client_key) {
        (Some(_), None) if !connection.has_client_key => {
            error("client_key", "is missing; a client certificate goes with its private key".into())
        }
        (None, key) if key.is_some() || connection.has_client_key => {
            error("client_certificate", "is missing; a private key goes with its certificate".into())
        }
        (Some(_), Some(_)) if !is_https => {
            error("client_certificate", "is of no use without TLS; the url must begin with https://".into());
        }
        (Some(_), Some(key)) if !key.expose().contains("PRIVATE KEY-----") || key.expose().len() > MAX_VALUE * 4 => {
            error(
                "client_key",
                "must be a private key in PEM form, from -----BEGIN PRIVATE KEY----- on, without a password".into(),
            );
        }
        _ => {}
    }
    if headers.len() > MAX_HEADERS {
        error("headers", format!("has {} headers; at most {MAX_HEADERS} are possible", headers.len()));
    }
    let mut names = HashSet::new();
    for (index, header) in headers.iter().enumerate().take(MAX_HEADERS) {
        let name = header.name.to_ascii_lowercase();
        if let Some((field, reason)) = wrong_with_header(header, &name, user.is_some()) {
            error(&format!("headers[{index}].{field}"), reason);
        } else if !names.insert(name) {
            error(&format!("headers[{index}].name"), "is there twice; take one of them out".into());
        }
    }
}

/// What is said of a text that nothing was filled in for.
pub(crate) const PLACEHOLDER: &str = "is a placeholder that nothing was filled in for; write what it stands for (env:NAME and file:PATH are read by \
     the command line only)";

fn wrong_with_proxy(proxy: &str) -> Option<&'static str> {
    const WRONG: &str = "must be http://host:port, or direct for none; a proxy with a password is taken from the environment \
         (HTTPS_PROXY, HTTP_PROXY)";
    if proxy == DIRECT {
        return None;
    }
    let parts = tracker_url::parse(proxy).ok();
    let is_proxy =
        parts.is_some_and(|parts| parts.scheme.eq_ignore_ascii_case("http") && matches!(parts.path, "" | "/"));
    (!is_proxy).then_some(WRONG)
}

fn wrong_with_header(header: &Header, name: &str, has_user: bool) -> Option<(&'static str, String)> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_token) {
        return Some(("name", format!("must have 1 to {MAX_NAME} letters, digits or characters like - and _")));
    }
    if OWN.contains(&name) {
        return Some(("name", "is written by Trackstorm itself and cannot be set".to_owned()));
    }
    if name == "authorization" && has_user {
        return Some(("name", "is made of user and password already; take one of them out".to_owned()));
    }
    let value = header.value.as_ref()?.expose();
    if is_unfilled(value) {
        return Some(("value", PLACEHOLDER.to_owned()));
    }
    let is_bad = value.len() > MAX_VALUE || !value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    is_bad.then(|| ("value", format!("must be printable ASCII characters, at most {MAX_VALUE}")))
}
