//! What visits are made from: the sets a configuration brings, the built-in ones for all others.
//!
//! Texts are form-encoded once, when a configuration is loaded; writing a hit only copies them.
//! The built-in sets are the files in `data/`, whose README names their sources.

mod builtin;
mod device;
mod entries;
mod referrers;
mod table;
#[cfg(test)]
mod tests;

pub use builtin::{builtin_events, builtin_text};
pub(crate) use device::Device;
pub(crate) use entries::{Event, PageEntry, Product, SearchTerm};
pub(crate) use referrers::{Referrer, Referrers};
pub(crate) use table::Table;

use crate::form::encoded;
use domain::{DataSetKind, DataSets, data_sets};

/// Everything visits are made from. Only sets of events can be empty; then there are no such events.
#[derive(Debug)]
pub(crate) struct Data {
    /// The pages of a set that replaces the built-in site.
    pub(crate) urls: Option<Vec<PageEntry>>,
    /// What is searched for, on the site and in search engines.
    pub(crate) search_terms: Table<SearchTerm>,
    /// The categories of `search_terms`, form-encoded, each once: for terms that have none of their own.
    pub(crate) search_categories: Table<Box<str>>,
    /// Where visits come from, by kind.
    pub(crate) referrers: Referrers,
    /// Browsers.
    pub(crate) devices: Table<Device>,
    /// What can be ordered.
    pub(crate) products: Table<Product>,
    /// Addresses on other sites, form-encoded.
    pub(crate) outlinks: Table<Box<str>>,
    /// Addresses of files, form-encoded.
    pub(crate) downloads: Table<Box<str>>,
    /// Events of something that was clicked.
    pub(crate) click_events: Table<Event>,
    /// Events of the visitor's behaviour.
    pub(crate) random_events: Table<Event>,
}

impl Data {
    /// The data of a validated configuration. Lines that validation would refuse are left out.
    ///
    /// Entries of a set that replaces a built-in one are equally likely; one that is there twice is
    /// drawn twice as often.
    pub(crate) fn new(sets: &DataSets) -> Self {
        let text = |kind| sets.text(kind).unwrap_or_else(|| builtin::file(kind));
        let addresses = |kind| good(data_sets::addresses(text(kind)), encoded).into();
        let search_terms: Vec<SearchTerm> =
            good(data_sets::search_terms(text(DataSetKind::SearchTerms)), |term| SearchTerm::new(&term));
        let events = sets.events.as_ref().unwrap_or_else(|| builtin::events());
        Self {
            urls: sets.urls.as_deref().map(|text| good(data_sets::urls(text), |entry| PageEntry::new(&entry))),
            search_categories: entries::categories(&search_terms).into(),
            search_terms: search_terms.into(),
            referrers: Referrers::new(text(DataSetKind::Referrers)),
            devices: match &sets.user_agents {
                Some(text) => good(data_sets::user_agents(text), |entry| Device::plain(&entry)).into(),
                None => device::builtin(),
            },
            products: good(data_sets::products(text(DataSetKind::Products)), |product| Product::new(&product)).into(),
            outlinks: addresses(DataSetKind::Outlinks),
            downloads: addresses(DataSetKind::Downloads),
            click_events: events.click_events.iter().map(Event::new).collect::<Vec<_>>().into(),
            random_events: events.random_events.iter().map(Event::new).collect::<Vec<_>>().into(),
        }
    }
}

/// The entries of the lines that have no mistake.
fn good<T, E, U>(lines: impl Iterator<Item = (usize, Result<T, E>)>, make: impl Fn(T) -> U) -> Vec<U> {
    lines.filter_map(|(_, entry)| entry.ok()).map(make).collect()
}
