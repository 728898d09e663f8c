//! Long lists come in parts, so that no answer grows with what is kept.

use serde::{Deserialize, Serialize};

/// Entries of a part, unless another number is asked for.
pub const DEFAULT_LIMIT: u64 = 100;
/// The most entries of a part.
pub const MAX_LIMIT: u64 = 1_000;

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Most entries, 1 to [`MAX_LIMIT`].
    pub limit: u64,
    /// Number of the entry that it comes after; `None`: from the start.
    pub after: Option<i64>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: DEFAULT_LIMIT, after: None }
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// Entries of the whole list.
    pub total: u64,
    /// What the next part comes after; `None`: this is the last.
    pub next: Option<i64>,
}

impl<T> Page<T> {
    /// A page of `entries`, which hold one more than `limit` if there are more; `number` gives an entry's number.
    pub fn of(mut entries: Vec<T>, limit: u64, total: u64, number: impl Fn(&T) -> i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        let next = if has_more { entries.last().map(number) } else { None };
        Self { entries, total, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_has_no_next() {
        let of = |count: i64| Page::of((0..count).collect(), 3, 10, |number| *number);
        assert_eq!((of(3).entries.len(), of(3).next), (3, None));
        assert_eq!((of(4).entries.len(), of(4).next), (3, Some(2)));
        assert_eq!(of(0), Page { entries: Vec::new(), total: 10, next: None });
    }
}
