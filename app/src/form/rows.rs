//! A list whose rows are edited: each has a key that stays with it, can be moved, and those removed last can be brought
//! back.

use std::{
    collections::HashSet,
    ops::{Deref, DerefMut},
};

/// A row as typed.
pub trait Row: Clone + PartialEq + Send + Sync + 'static {
    /// Identity within its list, never reused.
    fn key(&self) -> u32;

    /// Gives it another identity.
    fn set_key(&mut self, key: u32);

    /// See [`Draft::take_over`](super::Draft::take_over).
    fn take_over(&mut self, submitted: &Self, saved: &Self);
}

/// The rows in order. Equality is "the same rows".
#[derive(Clone, Debug)]
pub struct Rows<R> {
    rows: Vec<R>,
    /// The rows removed last and where each stood, in order.
    removed: Vec<(usize, R)>,
    next_key: u32,
}

impl<R> Rows<R> {
    /// No rows.
    pub const EMPTY: Self = Self { rows: Vec::new(), removed: Vec::new(), next_key: 0 };
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<R: PartialEq> PartialEq for Rows<R> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<R> Deref for Rows<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        &self.rows
    }
}

impl<R> DerefMut for Rows<R> {
    fn deref_mut(&mut self) -> &mut [R] {
        &mut self.rows
    }
}

impl<R: Row> FromIterator<R> for Rows<R> {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut list = Self::default();
        for row in rows {
            list.push(row);
        }
        list
    }
}

impl<R: Row> Rows<R> {
    /// The row with this key.
    pub fn by_key(&self, key: u32) -> Option<&R> {
        self.rows.iter().find(|row| row.key() == key)
    }

    /// The row with this key, to be written.
    pub fn by_key_mut(&mut self, key: u32) -> Option<&mut R> {
        self.rows.iter_mut().find(|row| row.key() == key)
    }

    /// Where the row with this key stands.
    pub fn index_of(&self, key: u32) -> Option<usize> {
        self.rows.iter().position(|row| row.key() == key)
    }

    /// The keys of the rows in order.
    pub fn keys(&self) -> Vec<u32> {
        self.rows.iter().map(R::key).collect()
    }

    /// Adds a row at the end and returns the key it is given.
    pub fn push(&mut self, row: R) -> u32 {
        let row = self.with_new_key(row);
        let key = row.key();
        self.rows.push(row);
        key
    }

    /// Copies a row to the place after it, changed by `change`, and returns the copy's key.
    pub fn duplicate(&mut self, key: u32, change: impl FnOnce(&mut R)) -> Option<u32> {
        let index = self.index_of(key)?;
        let mut copy = self.rows.get(index)?.clone();
        change(&mut copy);
        let copy = self.with_new_key(copy);
        let key = copy.key();
        self.rows.insert(index + 1, copy);
        Some(key)
    }

    /// Takes a row out; whether it was there.
    pub fn remove(&mut self, key: u32) -> bool {
        self.remove_all(&[key]) > 0
    }

    /// Takes rows out, together; how many were there.
    pub fn remove_all(&mut self, keys: &[u32]) -> usize {
        let keys: HashSet<u32> = keys.iter().copied().collect();
        let rows = std::mem::take(&mut self.rows).into_iter().enumerate();
        let (removed, left): (Vec<_>, Vec<_>) = rows.partition(|(_, row)| keys.contains(&row.key()));
        self.rows = left.into_iter().map(|(_, row)| row).collect();
        let count = removed.len();
        if count > 0 {
            self.removed = removed;
        }
        count
    }

    /// The rows removed last, as long as they can be brought back.
    pub fn removed(&self) -> impl Iterator<Item = &R> {
        self.removed.iter().map(|(_, row)| row)
    }

    /// Brings the rows removed last back and returns the key of the first.
    pub fn undo(&mut self) -> Option<u32> {
        let removed = std::mem::take(&mut self.removed);
        let first = removed.first().map(|(_, row)| row.key());
        for (index, row) in removed {
            self.rows.insert(index.min(self.rows.len()), row);
        }
        first
    }

    /// The rows removed last are not to come back.
    pub fn forget_removed(&mut self) {
        self.removed.clear();
    }

    /// Moves a row one place up or down; returns its new index, or `None` at the end of the list.
    pub fn shift(&mut self, key: u32, up: bool) -> Option<usize> {
        let from = self.index_of(key)?;
        let to = if up { from.checked_sub(1)? } else { from + 1 };
        if to >= self.rows.len() {
            return None;
        }
        self.rows.swap(from, to);
        Some(to)
    }

    /// Moves a row to the place of another, which makes room; returns its new index.
    pub fn place(&mut self, key: u32, at: u32) -> Option<usize> {
        let from = self.index_of(key)?;
        let to = self.index_of(at)?;
        let row = self.rows.remove(from);
        self.rows.insert(to, row);
        Some(to)
    }

    /// These rows, which `submitted` was stored as, with its keys.
    #[must_use]
    pub fn with_keys_of(mut self, submitted: &Self) -> Self {
        for (row, old) in self.rows.iter_mut().zip(&submitted.rows) {
            row.set_key(old.key());
        }
        self.next_key = self.next_key.max(submitted.next_key);
        self
    }

    /// See [`Draft::take_over`](super::Draft::take_over). What was removed before the save cannot be brought back.
    pub fn take_over(&mut self, submitted: &Self, saved: &Self) {
        let known = |key: u32| submitted.by_key(key).zip(saved.by_key(key));
        for row in &mut self.rows {
            if let Some((submitted, saved)) = known(row.key()) {
                row.take_over(submitted, saved);
            }
        }
        self.removed.retain(|(_, row)| submitted.removed().all(|over| over.key() != row.key()));
        for (_, row) in &mut self.removed {
            if let Some((submitted, saved)) = known(row.key()) {
                row.take_over(submitted, saved);
            }
        }
    }

    fn with_new_key(&mut self, mut row: R) -> R {
        self.next_key += 1;
        row.set_key(self.next_key);
        row
    }
}

#[cfg(test)]
mod tests;
