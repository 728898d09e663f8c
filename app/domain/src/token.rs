//! Secrets as a type: a token can be put in, used, and never printed or serialised again (law 7).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A Matomo `token_auth`. `Debug` and `Serialize` hide it, so that no log line, response or report
/// can carry it by accident; [`TokenAuth::expose`] is the one way to read it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenAuth(String);

impl TokenAuth {
    /// Wraps a token as the user typed it; surrounding white space is not part of it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().trim().to_owned())
    }

    /// Wraps a secret in which every character counts, as a password.
    pub fn as_it_is(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself: only for sending it to its target or for storing it encrypted.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// True for the empty text, which means "clear the stored token".
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a text only stands for a secret that somebody was to fill in: `${NAME}`, `{{ name }}`, `<token>`,
/// `env:NAME`, or words that examples use. No secret of Matomo's looks like one.
pub fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_variable = lower.strip_prefix('$').is_some_and(is_name) || lower.strip_prefix("env:").is_some_and(is_name);
    let is_bracketed = lower.starts_with('<') && lower.ends_with('>') && lower.len() > 2;
    lower.contains("${")
        || lower.contains("{{")
        || lower.starts_with("file:")
        || is_variable
        || is_bracketed
        || ["changeme", "change-me", "change_me", "your-token", "your_token", "your_token_here", "your-token-here"]
            .contains(&lower.as_str())
}

/// Whether a text as a whole is a place that somebody was to fill in: `${NAME}`, `{{ name }}`, `env:NAME` or
/// `file:PATH`. What people choose as a password may look like anything else.
pub fn is_unfilled(text: &str) -> bool {
    let text = text.trim();
    let within = |opening, closing| text.strip_prefix(opening).and_then(|rest: &str| rest.strip_suffix(closing));
    within("${", "}").is_some_and(is_variable)
        || within("{{", "}}").is_some_and(|inner| !inner.trim().is_empty() && !inner.contains(['{', '}']))
        || text.strip_prefix("env:").is_some_and(is_name)
        || text.strip_prefix("file:").is_some_and(|path| !path.trim().is_empty())
}

/// What stands between the braces of `${NAME}`, or of `${NAME:-value}` with what stands in for it.
fn is_variable(inner: &str) -> bool {
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
    name.is_some_and(is_name) && !inner.contains('}')
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Debug for TokenAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAuth([redacted])")
    }
}

/// Reads a secret [as it is](TokenAuth::as_it_is); for a field's `deserialize_with`.
pub(crate) fn read_as_it_is<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TokenAuth>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(TokenAuth::as_it_is))
}

/// Always writes `null`: what reads a configuration learns from `has_token` that there is one.
impl Serialize for TokenAuth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl<'de> Deserialize<'de> for TokenAuth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// A token on its way from the editor to the server. It travels beside the configuration, never in
/// it, because a serialised configuration cannot hold a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenEdit {
    /// Index of the target in the configuration sent along.
    pub target: usize,
    /// The new token; empty clears the stored one.
    pub token_auth: String,
}

/// Another secret of a target on its way, as [`TokenEdit`]; a stored one is cleared by the configuration itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretEdit {
    /// Index of the target in the configuration sent along.
    pub target: usize,
    /// Which one, see [`crate::Connection::secrets`].
    pub name: String,
    /// The new secret.
    pub value: String,
}

impl fmt::Debug for SecretEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretEdit").field("target", &self.target).field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEdit").field("target", &self.target).finish_non_exhaustive()
    }
}
