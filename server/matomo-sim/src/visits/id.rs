//! Visitor ids: 16 hexadecimal digits on the wire, 8 bytes here.

use std::fmt;

/// The id of a visitor (`idvisitor`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct VisitorId(u64);

impl VisitorId {
    /// Reads exactly 16 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { u64::from_str_radix(text, 16).ok().map(Self) } else { None }
    }

    /// The id of the user with this hash.
    pub(crate) fn of_user(hash: u64) -> Self {
        Self(hash)
    }

    /// An id for the `n`th visitor who brought none; spread by a large odd factor so that it looks like any other.
    pub(crate) fn anonymous(n: u64) -> Self {
        Self(n.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

impl fmt::Display for VisitorId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

/// What a hit says about who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// `cid`: this visitor and no other.
    Forced(VisitorId),
    /// `_id`: this visitor, or one with the same fingerprint.
    Cookie(VisitorId),
    /// Neither.
    Nothing,
}

impl Claim {
    pub(crate) fn id(self) -> Option<VisitorId> {
        match self {
            Self::Forced(id) | Self::Cookie(id) => Some(id),
            Self::Nothing => None,
        }
    }
}
