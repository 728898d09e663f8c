//! Archives: Matomo keeps a report that includes today for 15 minutes, for each segment.

use std::collections::HashMap;

use serde_json::Value;

/// How long a report of today stays as it is, in seconds (`time_before_today_archive_considered_outdated`).
const LIFETIME_SECONDS: i64 = 900;
/// Archives kept at once; a bound on memory only.
const MAX_ARCHIVES: usize = 1_000;

#[derive(Debug, Default)]
pub(crate) struct ArchiveCache {
    by_question: HashMap<String, (i64, Value)>,
}

impl ArchiveCache {
    /// The answer given to the same question less than 15 minutes before `now`.
    pub(super) fn get(&self, question: &str, now: i64) -> Option<Value> {
        let (made, value) = self.by_question.get(question)?;
        (now - made < LIFETIME_SECONDS).then(|| value.clone())
    }

    pub(super) fn keep(&mut self, question: String, now: i64, value: Value) {
        if self.by_question.len() >= MAX_ARCHIVES {
            self.by_question.clear();
        }
        self.by_question.insert(question, (now, value));
    }

    pub(crate) fn clear(&mut self) {
        self.by_question.clear();
    }
}
