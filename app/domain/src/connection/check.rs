//! Rules for how a target is reached.

use super::{Connection, DIRECT, Header, host_and_port};
use crate::{
    Validation,
    messages::{ConnectionFinding as Finding, Message},
    target::wrong_with_certificates,
    token::is_unfilled,
    tracker_url,
};
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
    let mut error = |field: &str, finding: Message| found.error(format!("{prefix}{field}"), finding);
    if let Some(Err(why)) = connect_to.as_deref().map(host_and_port) {
        error("connect_to", Finding::ConnectToInvalid { why }.into());
    }
    if proxy.as_deref().is_some_and(|proxy| !is_proxy(proxy)) {
        error("proxy", Finding::NotAProxy.into());
    }
    if connect_to.is_some() && proxy.as_deref().is_some_and(|proxy| proxy != DIRECT) {
        error("connect_to", Finding::ConnectToWithProxy.into());
    }
    if let Some(user) = user {
        if user.is_empty() || user.chars().count() > MAX_NAME || user.contains(|c: char| c == ':' || c.is_control()) {
            error("user", Finding::UserInvalid { most: MAX_NAME }.into());
        }
    } else if password.is_some() || connection.has_password {
        error("user", Finding::UserMissing.into());
    }
    for (field, secret) in [("password", password), ("client_key", client_key)] {
        if secret.as_ref().is_some_and(|secret| is_unfilled(secret.expose())) {
            error(field, Finding::SecretPlaceholder.into());
        }
    }
    if password
        .as_ref()
        .is_some_and(|secret| secret.expose().len() > MAX_VALUE || secret.expose().contains(char::is_control))
    {
        error("password", Finding::PasswordInvalid { most: MAX_VALUE }.into());
    }
    if let Some(reason) = client_certificate.as_deref().and_then(wrong_with_certificates) {
        error("client_certificate", reason.into());
    }
    match (client_certificate, client_key) {
        (Some(_), None) if !connection.has_client_key => error("client_key", Finding::ClientKeyMissing.into()),
        (None, key) if key.is_some() || connection.has_client_key => {
            error("client_certificate", Finding::ClientCertificateMissing.into())
        }
        (Some(_), Some(_)) if !is_https => {
            error("client_certificate", Finding::ClientCertificateWithoutTls.into());
        }
        (Some(_), Some(key)) if !key.expose().contains("PRIVATE KEY-----") || key.expose().len() > MAX_VALUE * 4 => {
            error("client_key", Finding::NotAPrivateKey.into());
        }
        _ => {}
    }
    if headers.len() > MAX_HEADERS {
        error("headers", Finding::TooManyHeaders { has: headers.len(), most: MAX_HEADERS }.into());
    }
    let mut names = HashSet::new();
    for (index, header) in headers.iter().enumerate().take(MAX_HEADERS) {
        let name = header.name.to_ascii_lowercase();
        if let Some((field, finding)) = wrong_with_header(header, &name, user.is_some()) {
            error(&format!("headers[{index}].{field}"), finding.into());
        } else if !names.insert(name) {
            error(&format!("headers[{index}].name"), Finding::HeaderTwice.into());
        }
    }
}

/// Whether a text names a proxy, or says that there is none.
fn is_proxy(text: &str) -> bool {
    text == DIRECT
        || tracker_url::parse(text)
            .is_ok_and(|parts| parts.scheme.eq_ignore_ascii_case("http") && matches!(parts.path, "" | "/"))
}

/// Whether it may stand in a header's name (RFC 9110, section 5.6.2).
fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn wrong_with_header(header: &Header, name: &str, has_user: bool) -> Option<(&'static str, Finding)> {
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_token_char) {
        return Some(("name", Finding::HeaderNameInvalid { most: MAX_NAME }));
    }
    if OWN.contains(&name) {
        return Some(("name", Finding::HeaderReserved));
    }
    if name == "authorization" && has_user {
        return Some(("name", Finding::AuthorizationTwice));
    }
    let value = header.value.as_ref()?.expose();
    if is_unfilled(value) {
        return Some(("value", Finding::SecretPlaceholder));
    }
    let is_bad = value.len() > MAX_VALUE || !value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    is_bad.then_some(("value", Finding::HeaderValueInvalid { most: MAX_VALUE }))
}
