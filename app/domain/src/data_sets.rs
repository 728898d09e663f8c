//! The data that visits are made from, as far as a configuration replaces what is built in.
//!
//! All sets but the events are texts, kept as they were uploaded: one entry a line; empty lines and
//! lines that start with `#` do not count. Columns are separated by a tab or by ` | `.

mod entries;
mod events;
mod report;
#[cfg(test)]
mod tests;

pub use entries::{
    Product, Referrer, ReferrerKind, SearchTerm, UrlEntry, UserAgentEntry, addresses, products, referrers,
    search_terms, urls, user_agents,
};
pub(crate) use events::MAX_VALUE;
pub use events::{EventSets, TrackingEvent};
pub use report::{Count, DataSetReport};

use crate::{error::FieldError, messages::DataSetFinding};
use serde::{Deserialize, Serialize};

/// The most entries of a set.
pub const MAX_ENTRIES: usize = 100_000;

/// The kinds of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DataSetKind {
    /// Pages of the site: `address`, `title` (optional).
    Urls,
    /// What is searched for on the site: `keyword`, `category` (optional).
    SearchTerms,
    /// Where visits come from: `search`, `social` or `referral`, then the address.
    Referrers,
    /// Browsers: `User-Agent`, screen size like 1920x1080 (optional).
    UserAgents,
    /// What is ordered: `sku`, `name`, `category`, `price`.
    Products,
    /// Other sites that are linked to: `address`.
    Outlinks,
    /// Files: `address`.
    Downloads,
    /// Click and behavioural events: JSON, see [`EventSets`].
    Events,
}

impl DataSetKind {
    /// Every kind, in the order they are shown.
    pub const ALL: [Self; 8] = [
        Self::Urls,
        Self::SearchTerms,
        Self::Referrers,
        Self::UserAgents,
        Self::Products,
        Self::Outlinks,
        Self::Downloads,
        Self::Events,
    ];

    /// The word used in JSON and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Urls => "urls",
            Self::SearchTerms => "search_terms",
            Self::Referrers => "referrers",
            Self::UserAgents => "user_agents",
            Self::Products => "products",
            Self::Outlinks => "outlinks",
            Self::Downloads => "downloads",
            Self::Events => "events",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What replaces the built-in data; `None` is built in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the kinds are documented in DataSetKind")]
pub struct DataSets {
    pub urls: Option<String>,
    pub search_terms: Option<String>,
    pub referrers: Option<String>,
    pub user_agents: Option<String>,
    pub products: Option<String>,
    pub outlinks: Option<String>,
    pub downloads: Option<String>,
    pub events: Option<EventSets>,
}

impl DataSets {
    /// An example of all fields.
    pub fn example() -> Self {
        Self { events: Some(EventSets::example()), ..Self::default() }
    }

    /// The text of a set that is replaced; `None` for the events, which are no text.
    pub fn text(&self, kind: DataSetKind) -> Option<&str> {
        match kind {
            DataSetKind::Urls => self.urls.as_deref(),
            DataSetKind::SearchTerms => self.search_terms.as_deref(),
            DataSetKind::Referrers => self.referrers.as_deref(),
            DataSetKind::UserAgents => self.user_agents.as_deref(),
            DataSetKind::Products => self.products.as_deref(),
            DataSetKind::Outlinks => self.outlinks.as_deref(),
            DataSetKind::Downloads => self.downloads.as_deref(),
            DataSetKind::Events => None,
        }
    }

    /// Replaces a text (`None`: back to what is built in); without effect for the events.
    pub fn set_text(&mut self, kind: DataSetKind, text: Option<String>) {
        let place = match kind {
            DataSetKind::Urls => &mut self.urls,
            DataSetKind::SearchTerms => &mut self.search_terms,
            DataSetKind::Referrers => &mut self.referrers,
            DataSetKind::UserAgents => &mut self.user_agents,
            DataSetKind::Products => &mut self.products,
            DataSetKind::Outlinks => &mut self.outlinks,
            DataSetKind::Downloads => &mut self.downloads,
            DataSetKind::Events => return,
        };
        *place = text;
    }

    /// Whether a set is replaced.
    pub fn is_custom(&self, kind: DataSetKind) -> bool {
        match kind {
            DataSetKind::Events => self.events.is_some(),
            kind => self.text(kind).is_some(),
        }
    }

    /// The findings about a replaced set; `None` if it is built in.
    pub fn report(&self, kind: DataSetKind) -> Option<DataSetReport> {
        match kind {
            DataSetKind::Events => self.events.as_ref().map(EventSets::report),
            kind => self.text(kind).map(|text| DataSetReport::of_text(kind, text)),
        }
    }

    /// The errors of all replaced sets, as fields of the configuration.
    pub(crate) fn errors(&self) -> impl Iterator<Item = FieldError> + '_ {
        DataSetKind::ALL.into_iter().filter_map(|kind| Some((kind, self.report(kind)?))).flat_map(|(kind, report)| {
            let field = format!("data_sets.{}", kind.as_str());
            report.errors.into_iter().map(move |error| {
                let place = error.field.clone();
                FieldError::new(field.clone(), DataSetFinding::InDataSet { place, why: error.into() })
            })
        })
    }
}
