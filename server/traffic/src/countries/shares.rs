//! A choice among entries with fractional weights.

use crate::draw::Draw;

/// Entries, each drawn in proportion to its weight.
#[derive(Clone, Debug)]
pub(super) struct Shares<T> {
    /// Each entry with the sum of the weights up to and including its own.
    entries: Vec<(f64, T)>,
}

impl<T> Shares<T> {
    /// Entries whose weight is not a positive number are never drawn.
    pub(super) fn new(entries: impl IntoIterator<Item = (f64, T)>) -> Self {
        let mut sum = 0.0;
        let drawable = entries.into_iter().filter(|(weight, _)| weight.is_finite() && *weight > 0.0);
        let entries = drawable.map(|(weight, entry)| {
            sum += weight;
            (sum, entry)
        });
        Self { entries: entries.collect() }
    }

    /// Whether there is nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every entry with its probability; the sum is 1.
    pub(super) fn probabilities(&self) -> impl Iterator<Item = (f64, &T)> {
        let total = self.entries.last().map_or(1.0, |(sum, _)| *sum);
        let before = std::iter::once(0.0).chain(self.entries.iter().map(|(sum, _)| *sum));
        self.entries.iter().zip(before).map(move |((sum, entry), before)| ((sum - before) / total, entry))
    }

    /// An entry; none if there are none. Takes one number from `draw`, whatever the weights.
    pub(super) fn pick(&self, draw: &mut Draw) -> Option<&T> {
        // 53 bits: every one of them fits into the fraction, which is therefore below 1.
        let fraction = (draw.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        let (total, last) = self.entries.last()?;
        let ticket = fraction * total;
        let position = self.entries.partition_point(|(sum, _)| *sum <= ticket);
        // Rounding may take the ticket up to the total.
        Some(self.entries.get(position).map_or(last, |(_, entry)| entry))
    }
}

#[cfg(test)]
mod tests {
    use super::Shares;
    use crate::draw::Draw;

    #[test]
    fn entries_come_in_proportion_to_their_weights() {
        let shares =
            Shares::new([(0.3, 'a'), (0.0, 'b'), (-1.0, 'c'), (f64::NAN, 'd'), (f64::INFINITY, 'e'), (0.1, 'f')]);
        let mut draw = Draw::new(5);
        let drawn: Vec<char> = (0..4_000).map(|_| *shares.pick(&mut draw).unwrap()).collect();
        let often = drawn.iter().filter(|entry| **entry == 'a').count();
        // 3,000 expected; the standard deviation is 27.
        assert!((2_910..3_090).contains(&often), "{often}");
        assert_eq!(drawn.iter().filter(|entry| **entry == 'f').count(), 4_000 - often);
    }

    #[test]
    fn a_draw_takes_one_number_even_without_entries() {
        let mut draw = Draw::new(5);
        let mut same = Draw::new(5);
        assert_eq!(Shares::<u8>::new([]).pick(&mut draw), None);
        same.bits();
        assert_eq!(draw.bits(), same.bits());
    }
}
