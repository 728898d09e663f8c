//! The latest log lines, in bounded memory.

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, sync::Arc};
use utoipa::ToSchema;

/// Longest message kept, in characters; a longer one is cut.
const LONGEST: usize = 2_000;

/// How bad a line is; the order is that of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LogLevel)]
pub(crate) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    /// Every level, least severe first.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("trace", Self::Trace),
        ("debug", Self::Debug),
        ("info", Self::Info),
        ("warn", Self::Warn),
        ("error", Self::Error),
    ];
}

/// One line of the run log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LogEntry)]
pub(crate) struct Entry {
    /// RFC 3339, UTC.
    pub at: String,
    /// How bad it is.
    pub level: Level,
    /// What happened, with its figures.
    pub message: String,
}

/// Which lines are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// At most this many, the latest.
    pub lines: usize,
    /// This level and worse.
    pub level: Level,
    /// Lines that contain this, in whatever case.
    pub search: String,
}

/// The latest lines.
#[derive(Debug)]
pub(crate) struct LogRing {
    capacity: usize,
    entries: Mutex<VecDeque<Arc<Entry>>>,
}

impl LogRing {
    /// Keeps the latest `capacity` lines.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    /// Adds a line, forgetting the oldest if there are too many.
    pub(crate) fn push(&self, mut entry: Entry) {
        if let Some((end, _)) = entry.message.char_indices().nth(LONGEST) {
            entry.message.truncate(end);
            entry.message.push('…');
        }
        let mut entries = self.entries.lock();
        if entries.len() >= self.capacity {
            entries.pop_front();
        }
        entries.push_back(Arc::new(entry));
    }

    /// The lines `filter` asks for, oldest first.
    pub(crate) fn read(&self, filter: &Filter) -> Vec<Entry> {
        let search = filter.search.to_lowercase();
        // Logging does not wait for the search.
        let entries = self.entries.lock().clone();
        let latest = entries.iter().map(Arc::as_ref).rev();
        let mut found: Vec<Entry> = latest
            .filter(|entry| entry.level >= filter.level && entry.message.to_lowercase().contains(&search))
            .take(filter.lines)
            .cloned()
            .collect();
        found.reverse();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_lines_are_kept_and_filtered() {
        let ring = LogRing::new(3);
        for (level, message) in
            [(Level::Error, "first"), (Level::Info, "Run 7"), (Level::Warn, "slow"), (Level::Info, "run 8")]
        {
            ring.push(Entry { at: String::new(), level, message: message.into() });
        }
        let read = |lines, level, search: &str| -> Vec<String> {
            ring.read(&Filter { lines, level, search: search.into() }).into_iter().map(|entry| entry.message).collect()
        };
        assert_eq!(read(10, Level::Trace, ""), ["Run 7", "slow", "run 8"]);
        assert_eq!(read(2, Level::Trace, ""), ["slow", "run 8"]);
        assert_eq!(read(10, Level::Warn, ""), ["slow"]);
        assert_eq!(read(10, Level::Trace, "RUN"), ["Run 7", "run 8"]);
        ring.push(Entry { at: String::new(), level: Level::Info, message: "ä".repeat(3_000) });
        assert_eq!(read(1, Level::Trace, "")[0].chars().count(), LONGEST + 1);
    }
}
