//! A list that entries are drawn from.

use crate::draw::Draw;

/// Entries, equally likely or by weight. A draw takes exactly one number and gives a position, which a visit
/// can keep without borrowing the table.
#[derive(Debug)]
pub(crate) struct Table<T> {
    entries: Vec<T>,
    /// Of each entry the sum of the weights up to and including its own; none: all are equally likely.
    sums: Option<Vec<u64>>,
}

impl<T> Table<T> {
    /// Entries that are drawn in proportion to their weights.
    pub(crate) fn weighted(weighted: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut sum = 0;
        let (sums, entries) = weighted
            .into_iter()
            .map(|(weight, entry)| {
                sum += u64::from(weight);
                (sum, entry)
            })
            .unzip();
        Self { entries, sums: Some(sums) }
    }

    /// The position of an entry; 0 if there is none.
    pub(crate) fn pick(&self, draw: &mut Draw) -> usize {
        match &self.sums {
            Some(sums) => {
                let ticket = draw.below(sums.last().copied().unwrap_or(0));
                sums.partition_point(|sum| *sum <= ticket)
            }
            None => draw.below(self.entries.len() as u64) as usize,
        }
    }

    /// The entry at `position`.
    pub(crate) fn get(&self, position: usize) -> Option<&T> {
        self.entries.get(position)
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.entries.iter()
    }
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(entries: Vec<T>) -> Self {
        Self { entries, sums: None }
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::draw::Draw;

    fn shares(table: &Table<&str>) -> Vec<usize> {
        let mut draw = Draw::new(9);
        let mut counts = vec![0; table.len()];
        for _ in 0..4_000 {
            counts[table.pick(&mut draw)] += 1;
        }
        counts
    }

    #[test]
    fn entries_come_in_proportion_to_their_weights() {
        let counts = shares(&Table::weighted([(0, "never"), (3, "often"), (1, "rarely"), (0, "never")]));
        // 3,000 expected; the standard deviation is 27.
        assert!((2_900..3_100).contains(&counts[1]), "{counts:?}");
        assert_eq!((counts[0], counts[1] + counts[2], counts[3]), (0, 4_000, 0));
    }

    #[test]
    fn entries_without_weights_are_equally_likely() {
        let counts = shares(&Table::from(vec!["a", "b", "c", "d"]));
        // 1,000 each expected; the standard deviation is 27.
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_draw_takes_one_number_even_without_entries() {
        let mut draw = Draw::new(5);
        let mut same = Draw::new(5);
        let empty = Table::<u8>::from(Vec::new());
        assert_eq!((empty.get(empty.pick(&mut draw)), empty.is_empty()), (None, true));
        same.bits();
        assert_eq!(draw.bits(), same.bits());
    }
}
