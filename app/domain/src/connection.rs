//! How a target is reached where its address alone does not say it: under another name, through a proxy, past a
//! password. What is secret here follows the rule of tokens: it enters and never comes back out.

mod check;
#[cfg(test)]
mod tests;

pub(crate) use check::{MAX_HEADERS, MAX_NAME, check};

use crate::{
    messages::UrlFinding,
    token::{TokenAuth, read_as_it_is},
};
use serde::{Deserialize, Serialize};

/// How a target is reached. By default: at the tracker below its `url`, by the name in it, without credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connection {
    /// `url` is the tracker itself, whatever it is called: nothing is appended, and it may have a query.
    pub exact_url: bool,
    /// Host name or address, and maybe a port, that connections are made to instead of those in `url`, whose name is
    /// still the one that is asked for (`Host`, TLS): `10.0.0.7:8443`.
    pub connect_to: Option<String>,
    /// `http://host:port` of a proxy, or [`DIRECT`] for none; `None`: what the environment says.
    pub proxy: Option<String>,
    /// User of Basic authentication (RFC 7617).
    pub user: Option<String>,
    /// Secret, blanks and all; only ever written, serialises as `null`.
    #[serde(deserialize_with = "read_as_it_is")]
    pub password: Option<TokenAuth>,
    /// Whether a password is stored (when read), or should be kept (when written).
    pub has_password: bool,
    /// Certificate (PEM, with those of its issuers behind it) that this client identifies itself with.
    pub client_certificate: Option<String>,
    /// Its private key (PEM). Secret; only ever written, serialises as `null`.
    pub client_key: Option<TokenAuth>,
    /// Whether a key is stored, or should be kept.
    pub has_client_key: bool,
    /// Headers that are sent with every request; at most 20.
    pub headers: Vec<Header>,
}

/// A header that is sent with every request to a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Header {
    /// Its name; capitals do not matter.
    pub name: String,
    /// Secret; only ever written, serialises as `null`.
    pub value: Option<TokenAuth>,
    /// Whether a value is stored, or should be kept.
    pub has_value: bool,
}

/// The proxy that is none.
pub const DIRECT: &str = "direct";

impl Connection {
    /// The secrets that are set, each with a name by which [`Connection::put_secret`] finds its place again.
    pub fn secrets(&self) -> Vec<(String, &TokenAuth)> {
        let own = [(PASSWORD.to_owned(), &self.password), (CLIENT_KEY.to_owned(), &self.client_key)];
        let headers = self.headers.iter().map(|header| (header.key(), &header.value));
        let all = own.into_iter().chain(headers);
        all.filter_map(|(name, secret)| Some((name, secret.as_ref().filter(|secret| !secret.is_empty())?))).collect()
    }

    /// The field of the secret that [`Connection::secrets`] gives this name, as findings name it.
    pub fn field_of(&self, name: &str) -> String {
        let place = self.headers.iter().position(|header| header.key() == name);
        place.map_or_else(|| name.to_owned(), header_field)
    }

    /// Puts a secret where it belongs; one that belongs nowhere is dropped.
    pub fn put_secret(&mut self, name: &str, secret: TokenAuth) {
        for slot in self.slots().into_iter().filter(|slot| slot.name == name) {
            *slot.has = true;
            *slot.secret = Some(secret.clone());
        }
    }

    /// Whether it has secrets, or means to keep stored ones.
    pub fn has_secrets(&self) -> bool {
        self.has_password
            || self.has_client_key
            || self.headers.iter().any(|header| header.has_value)
            || !self.secrets().is_empty()
    }

    /// The same without secrets, saying which of them there are.
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        for slot in shown.slots() {
            *slot.has = slot.secret.take().is_some_and(|secret| !secret.is_empty());
        }
        shown
    }

    /// Takes from `other` those secrets that should be kept and are missing here.
    pub(crate) fn take_secrets(&mut self, other: &Self) {
        let others = other.secrets();
        for slot in self.slots().into_iter().filter(|slot| slot.secret.is_none() && *slot.has) {
            *slot.secret = others.iter().find(|(name, _)| *name == slot.name).map(|(_, secret)| (*secret).clone());
        }
    }

    /// Takes the secrets that should be kept from `stored`. Returns the fields of those that are not stored there.
    pub(crate) fn keep_secrets(&mut self, stored: Option<&Self>) -> Vec<String> {
        let stored = stored.map(Self::secrets).unwrap_or_default();
        let mut missing = Vec::new();
        for slot in self.slots() {
            if slot.secret.is_none() && *slot.has {
                *slot.secret = stored.iter().find(|(name, _)| *name == slot.name).map(|(_, secret)| (*secret).clone());
                if slot.secret.is_none() {
                    missing.push(slot.field);
                }
            }
            *slot.has = slot.secret.as_ref().is_some_and(|secret| !secret.is_empty());
            if !*slot.has {
                *slot.secret = None;
            }
        }
        missing
    }

    fn slots(&mut self) -> Vec<Slot<'_>> {
        let Self { password, has_password, client_key, has_client_key, headers, .. } = self;
        let slot = |name: &str, secret, has| Slot { name: name.to_owned(), field: name.to_owned(), secret, has };
        let own = [slot(PASSWORD, password, has_password), slot(CLIENT_KEY, client_key, has_client_key)];
        let headers = headers.iter_mut().enumerate().map(|(index, header)| Slot {
            name: header.key(),
            field: header_field(index),
            secret: &mut header.value,
            has: &mut header.has_value,
        });
        own.into_iter().chain(headers).collect()
    }
}

const PASSWORD: &str = "password";
const CLIENT_KEY: &str = "client_key";

/// Where a secret belongs.
struct Slot<'a> {
    /// Kept under this name, wherever in a list it stands.
    name: String,
    /// Its field, as findings name it.
    field: String,
    secret: &'a mut Option<TokenAuth>,
    has: &'a mut bool,
}

fn header_field(index: usize) -> String {
    format!("headers[{index}].value")
}

impl Header {
    fn key(&self) -> String {
        format!("header {}", self.name.trim().to_ascii_lowercase())
    }
}

/// Takes `host`, `host:port`, `[::1]:port` or an address apart; the host comes without brackets.
///
/// # Errors
/// [`UrlFinding`] names the first thing that is wrong.
pub fn host_and_port(text: &str) -> Result<(&str, Option<u16>), UrlFinding> {
    if text.parse::<std::net::Ipv6Addr>().is_ok() {
        return Ok((text, None));
    }
    let (host, port) = crate::tracker_url::authority(text)?;
    Ok((host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host), port))
}
