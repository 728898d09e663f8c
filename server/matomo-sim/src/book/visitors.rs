//! The visitors one by one, for tests that follow a single visit through a run.

use std::collections::HashMap;

use crate::{VisitorStats, tracker::Hit, visits::VisitorId};

/// Urls kept of one visitor, and characters kept of one url.
const MAX_URLS: usize = 32;
const MAX_URL_CHARS: usize = 200;

/// A table that stops growing at its capacity; later visitors are only counted in the sums.
#[derive(Debug)]
pub(crate) struct Visitors {
    capacity: usize,
    truncated: bool,
    places: HashMap<(u32, VisitorId), usize>,
    list: Vec<VisitorStats>,
}

impl Visitors {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, truncated: false, places: HashMap::new(), list: Vec::new() }
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(crate) fn truncated(&self) -> bool {
        self.truncated
    }

    pub(crate) fn list(&self) -> Vec<VisitorStats> {
        self.list.clone()
    }

    pub(crate) fn count(&mut self, visitor: VisitorId, new_visit: bool, hit: Hit) {
        let key = (hit.site, visitor);
        if self.list.len() >= self.capacity && !self.places.contains_key(&key) {
            self.truncated = true;
            return;
        }
        let place = *self.places.entry(key).or_insert_with(|| {
            self.list.push(VisitorStats {
                cid: visitor.to_string(),
                site: hit.site,
                first_seen: self.list.len() as u64,
                ..VisitorStats::default()
            });
            self.list.len() - 1
        });
        let Some(entry) = self.list.get_mut(place) else {
            return;
        };
        entry.hits += 1;
        entry.visits += u64::from(new_visit);
        entry.actions += u64::from(hit.kind.is_action());
        if hit.kind.is_order() {
            entry.revenue += hit.revenue;
        }
        if let Some(mut url) = hit.url.filter(|_| entry.urls.len() < MAX_URLS) {
            if let Some((end, _)) = url.char_indices().nth(MAX_URL_CHARS) {
                url.truncate(end);
            }
            entry.urls.push(url);
        }
    }
}
