//! The headers of an answer that somebody reads.

use http::{HeaderMap, HeaderName, HeaderValue};
use std::{ops::Deref, sync::LazyLock};

/// A pointer to a map, or nothing if that is empty, as it nearly always is: answers are handed on a few times for each hit.
#[derive(Debug, Default)]
pub struct Headers(Option<Box<HeaderMap>>);

impl Headers {
    /// Keeps the first of each name.
    pub fn keep(&mut self, name: &HeaderName, value: HeaderValue) {
        self.0.get_or_insert_default().entry(name).or_insert(value);
    }
}

impl From<HeaderMap> for Headers {
    fn from(headers: HeaderMap) -> Self {
        Self((!headers.is_empty()).then(|| Box::new(headers)))
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        static NONE: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);
        self.0.as_deref().unwrap_or_else(|| &NONE)
    }
}
