//! One request as the simulated Matomo sees it: read to its end, not yet judged.

use std::net::IpAddr;

use bytes::Bytes;
use http::{Method, header::CONTENT_TYPE, request::Parts};

use crate::params::Params;

/// A request with its whole body and the address it came from.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    pub(crate) peer: IpAddr,
}

impl Incoming {
    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    pub(crate) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    pub(crate) fn is(&self, method: &Method) -> bool {
        self.parts.method == *method
    }

    /// The last part of the path: Matomo may be installed in any sub-directory.
    pub(crate) fn script(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    /// A header's text, empty if absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Query and form; like PHP, a body of another content type holds no parameters.
    pub(crate) fn params(&self) -> Params<'_> {
        let is_form = self.header(CONTENT_TYPE.as_str()).starts_with("application/x-www-form-urlencoded");
        Params::parse(self.query(), if is_form { &self.body } else { b"" })
    }
}
