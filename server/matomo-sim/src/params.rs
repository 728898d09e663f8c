//! The parameters of one request, the way PHP merges them.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Names and values; among equal names the first one here is the one that counts.
#[derive(Debug, Default)]
pub(crate) struct Params<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Params<'a> {
    /// Query and form body together: the query wins (`$_GET + $_POST`), and in each the last of equal names.
    pub(crate) fn parse(query: &'a str, form: &'a [u8]) -> Self {
        let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        pairs.reverse();
        let after_query = pairs.len();
        pairs.extend(form_urlencoded::parse(form));
        if let Some(from_form) = pairs.get_mut(after_query..) {
            from_form.reverse();
        }
        Self { pairs }
    }

    /// A request of a bulk body given as an object instead of a query string.
    pub(crate) fn from_object(object: &'a Map<String, Value>) -> Self {
        Self { pairs: object.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), text(value))).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The value of `name`, also when it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// The value of `name` unless it is missing or empty, which Matomo treats alike almost everywhere.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }
}

/// A value as a query string would have it.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Bool(flag) => Cow::Borrowed(if *flag { "1" } else { "" }),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    }
}
