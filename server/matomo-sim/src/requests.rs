//! The books of HTTP requests: every one is counted as answered or not, whatever happens to it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use http::StatusCode;
use parking_lot::Mutex;

use crate::RequestStats;

/// Paths told apart; a client that makes up paths must not fill the memory.
const MAX_PATHS: usize = 64;
const OTHER: &str = "(other)";

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Counts by status; `None` is a request without an answer.
    by_path: HashMap<String, BTreeMap<Option<u16>, u64>>,
    received: u64,
    connections: u64,
    /// Raised by a reset, so that requests which began before it are not counted after it.
    era: u64,
}

impl RequestLog {
    pub(crate) fn connected(&self) {
        self.inner.lock().connections += 1;
    }

    /// Counts a request that has been read; what becomes of it is told to the receipt.
    pub(crate) fn receive(self: &Arc<Self>, path: &str) -> Receipt {
        let mut inner = self.inner.lock();
        inner.received += 1;
        let known = inner.by_path.len() < MAX_PATHS || inner.by_path.contains_key(path);
        let path = if known { path } else { OTHER };
        if !inner.by_path.contains_key(path) {
            inner.by_path.insert(path.to_owned(), BTreeMap::new());
        }
        Receipt { log: Arc::clone(self), path: path.to_owned(), era: inner.era, status: None }
    }

    pub(crate) fn reset(&self) {
        let mut inner = self.inner.lock();
        *inner = Inner { era: inner.era + 1, ..Inner::default() };
    }

    /// Connections and requests so far.
    pub(crate) fn stats(&self) -> (u64, RequestStats) {
        let inner = self.inner.lock();
        let mut stats = RequestStats { received: inner.received, ..RequestStats::default() };
        for (path, counts) in &inner.by_path {
            let by_status = stats.by_path.entry(path.clone()).or_default();
            for (status, count) in counts {
                let bucket = if status.is_some() { &mut stats.answered } else { &mut stats.unanswered };
                *bucket += count;
                by_status.insert(status.map_or_else(|| "none".to_owned(), |code| code.to_string()), *count);
            }
        }
        (inner.connections, stats)
    }
}

/// An open entry in the books; closed when dropped, so a request abandoned by its client is counted as unanswered.
#[derive(Debug)]
pub(crate) struct Receipt {
    log: Arc<RequestLog>,
    path: String,
    era: u64,
    status: Option<u16>,
}

impl Receipt {
    pub(crate) fn answered(&mut self, status: StatusCode) {
        self.status = Some(status.as_u16());
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let mut inner = self.log.inner.lock();
        if inner.era == self.era
            && let Some(counts) = inner.by_path.get_mut(&self.path)
        {
            *counts.entry(self.status).or_default() += 1;
        }
    }
}
