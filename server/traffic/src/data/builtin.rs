//! The built-in sets, as their users see them.

use crate::{form::decoded, site::site};
use domain::{DataSetKind, EventSets};
use std::sync::LazyLock;

static EVENTS: LazyLock<EventSets> = LazyLock::new(|| serde_json::from_str(EVENTS_FILE).unwrap_or_default());

const EVENTS_FILE: &str = include_str!("../../data/events.json");

/// The file of a set in the format of its kind; empty for pages and browsers, whose files say more.
pub(super) fn file(kind: DataSetKind) -> &'static str {
    match kind {
        DataSetKind::SearchTerms => include_str!("../../data/search_terms.txt"),
        DataSetKind::Referrers => include_str!("../../data/referrers.txt"),
        DataSetKind::Products => include_str!("../../data/products.txt"),
        DataSetKind::Outlinks => include_str!("../../data/outlinks.txt"),
        DataSetKind::Downloads => include_str!("../../data/downloads.txt"),
        DataSetKind::Events => EVENTS_FILE,
        DataSetKind::Urls | DataSetKind::UserAgents => "",
    }
}

/// The built-in events.
pub(super) fn events() -> &'static EventSets {
    &EVENTS
}

/// The built-in events: what a configuration without events of its own sends.
pub fn builtin_events() -> EventSets {
    events().clone()
}

/// A built-in set as the text that would replace it with itself, to be downloaded and edited; the events as JSON.
///
/// Browsers lose their weights and client hints on the way, pages their place in the hierarchy as far as
/// their addresses do not show it.
pub fn builtin_text(kind: DataSetKind) -> String {
    match kind {
        DataSetKind::Urls => urls(),
        DataSetKind::UserAgents => user_agents(),
        kind => file(kind).to_owned(),
    }
}

fn urls() -> String {
    let mut text = "# Pages of the built-in site: address, tab, title.\n".to_owned();
    for page in site().pages() {
        text += &format!("{}\t{}\n", decoded(page.encoded_url()), decoded(page.encoded_title()));
    }
    text
}

fn user_agents() -> String {
    let mut text = "# Browsers in use: User-Agent | screen size.\n".to_owned();
    for device in super::device::builtin().iter() {
        let size = device.resolutions.first().map_or("", |size| size);
        text += &format!("{} | {size}\n", device.user_agent);
    }
    text
}
