//! Sites that visits come from.

use super::{SearchTerm, Table, good};
use crate::form::encoded;
use domain::data_sets::{self, ReferrerKind};

/// Stands for a search term in an address.
const KEYWORD: &str = "{keyword}";

/// The sites by kind. A set that replaces the built-in one may lack a kind; visits then come from the others.
#[derive(Debug)]
pub(crate) struct Referrers {
    /// Search engines.
    pub(crate) search: Table<Referrer>,
    /// Social networks.
    pub(crate) social: Table<Referrer>,
    /// Other sites.
    pub(crate) referral: Table<Referrer>,
}

impl Referrers {
    pub(super) fn new(text: &str) -> Self {
        let of = |kind: ReferrerKind| {
            let lines = data_sets::referrers(text).filter(|(_, entry)| entry.as_ref().is_ok_and(|e| e.kind == kind));
            good(lines, |entry| Referrer::new(entry.url)).into()
        };
        Self {
            search: of(ReferrerKind::Search),
            social: of(ReferrerKind::Social),
            referral: of(ReferrerKind::Referral),
        }
    }

    /// The sites of a kind.
    pub(crate) fn of(&self, kind: ReferrerKind) -> &Table<Referrer> {
        match kind {
            ReferrerKind::Search => &self.search,
            ReferrerKind::Social => &self.social,
            ReferrerKind::Referral => &self.referral,
        }
    }

    /// How visits that come neither directly nor from a campaign are split: 35 : 15 : 20, without the kinds
    /// that have no site.
    pub(crate) fn weights(&self) -> [(ReferrerKind, u32); 3] {
        [(ReferrerKind::Search, 35), (ReferrerKind::Social, 15), (ReferrerKind::Referral, 20)]
            .map(|(kind, weight)| (kind, if self.of(kind).is_empty() { 0 } else { weight }))
    }
}

/// An address that a visit comes from.
#[derive(Debug)]
pub(crate) struct Referrer {
    /// Form-encoded, as far as the search term.
    before: Box<str>,
    /// Form-encoded, from behind the search term on; none: the address holds no search term.
    after: Option<Box<str>>,
}

impl Referrer {
    fn new(url: &str) -> Self {
        match url.split_once(KEYWORD) {
            Some((before, after)) => Self { before: encoded(before), after: Some(encoded(after)) },
            None => Self { before: encoded(url), after: None },
        }
    }

    /// Appends the address, form-encoded, with `term` as what was searched for.
    pub(crate) fn write(&self, term: Option<&SearchTerm>, out: &mut String) {
        out.push_str(&self.before);
        if let Some(after) = &self.after {
            out.push_str(term.map_or("", |term| &term.keyword_in_address));
            out.push_str(after);
        }
    }
}
