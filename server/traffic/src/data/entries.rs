//! Pages, search terms, products and events, ready to be copied into hits.

use crate::form::{encoded, push_encoded, push_parameter};
use domain::{TrackingEvent, data_sets};

/// A page of a set that replaces the built-in site, as it stands there.
#[derive(Debug)]
pub(crate) struct PageEntry {
    /// Absolute address, not encoded.
    pub(crate) url: Box<str>,
    /// Its title, not encoded; none: to be made from the address.
    pub(crate) title: Option<Box<str>>,
}

impl PageEntry {
    pub(super) fn new(entry: &data_sets::UrlEntry<'_>) -> Self {
        Self { url: entry.url.into(), title: entry.title.map(Into::into) }
    }
}

/// Something to search for.
#[derive(Debug)]
pub(crate) struct SearchTerm {
    /// Form-encoded.
    pub(crate) keyword: Box<str>,
    /// As part of an address that is itself a form's value: encoded twice.
    pub(crate) keyword_in_address: Box<str>,
    /// Form-encoded; none: none, or one of `Data::search_categories`.
    pub(crate) category: Option<Box<str>>,
}

impl SearchTerm {
    pub(super) fn new(term: &data_sets::SearchTerm<'_>) -> Self {
        let keyword = encoded(term.keyword);
        Self { keyword_in_address: encoded(&keyword), keyword, category: term.category.map(encoded) }
    }
}

/// Every category of `terms` once, in the order they first occur.
pub(super) fn categories(terms: &[SearchTerm]) -> Vec<Box<str>> {
    let mut categories: Vec<Box<str>> = Vec::new();
    for category in terms.iter().filter_map(|term| term.category.as_ref()) {
        if !categories.contains(category) {
            categories.push(category.clone());
        }
    }
    categories
}

/// Something to buy.
#[derive(Debug)]
pub(crate) struct Product {
    /// Form-encoded, as `_pks` wants it.
    pub(crate) sku: Box<str>,
    /// Form-encoded, as `_pkn` wants it. On the built-in site, the beginning of the title of the product's page.
    pub(crate) name: Box<str>,
    /// Form-encoded, as `_pkc` wants it.
    pub(crate) category: Box<str>,
    /// How the product begins as an entry of `ec_items`, form-encoded: `["sku","name","category",`; price, a
    /// comma, quantity and `]` are still to come.
    pub(crate) item: Box<str>,
    /// In hundredths of the configuration's currency, from 1 to 10^11.
    pub(crate) price_cents: u64,
}

impl Product {
    pub(super) fn new(product: &data_sets::Product<'_>) -> Self {
        let mut item = String::new();
        for (text, before) in [(product.sku, "["), (product.name, ","), (product.category, ",")] {
            push_encoded(&mut item, before);
            push_encoded(&mut item, &serde_json::Value::from(text).to_string());
        }
        push_encoded(&mut item, ",");
        Self {
            sku: encoded(product.sku),
            name: encoded(product.name),
            category: encoded(product.category),
            item: item.into_boxed_str(),
            price_cents: (product.price * 100.0).round() as u64,
        }
    }
}

/// An event.
#[derive(Debug)]
pub(crate) struct Event {
    /// All its parameters, form-encoded: `&e_c=…&e_a=…`, then `&e_n=…` and `&e_v=…` if it has them.
    pub(crate) parameters: Box<str>,
}

impl Event {
    pub(super) fn new(event: &TrackingEvent) -> Self {
        let mut parameters = String::new();
        let value = event.value.map(|value| value.to_string()).unwrap_or_default();
        for (name, text) in
            [("&e_c=", &event.category), ("&e_a=", &event.action), ("&e_n=", &event.name), ("&e_v=", &value)]
        {
            push_parameter(&mut parameters, name, text);
        }
        Self { parameters: parameters.into_boxed_str() }
    }
}
