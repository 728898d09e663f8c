//! Lists in which some entries are drawn more often than others, read from the tables in `data/`.

use crate::draw::Draw;

/// Entries with whole-number weights.
#[derive(Debug)]
pub(crate) struct Weighted<T> {
    /// Each entry with the sum of the weights up to and including its own.
    entries: Vec<(u64, T)>,
    /// What an empty list gives.
    none: T,
}

impl<T: Default> Weighted<T> {
    /// Reads lines of the form `weight | rest`; `entry` makes an entry of the rest. Empty lines and
    /// lines that start with `#` are skipped; a weight that is not a number counts as 0.
    pub(crate) fn read(text: &'static str, entry: impl Fn(&'static str) -> T) -> Self {
        let mut sum = 0_u64;
        let mut entries = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (weight, rest) = line.split_once('|').unwrap_or((line, ""));
            sum = sum.saturating_add(weight.trim().parse().unwrap_or(0));
            entries.push((sum, entry(rest.trim())));
        }
        Self { entries, none: T::default() }
    }

    /// An entry, with a probability proportional to its weight.
    pub(crate) fn pick(&self, draw: &mut Draw) -> &T {
        let total = self.entries.last().map_or(0, |(sum, _)| *sum);
        let ticket = draw.below(total);
        let found = self.entries.iter().find(|(sum, _)| ticket < *sum);
        found.map_or(&self.none, |(_, entry)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::Weighted;
    use crate::draw::Draw;

    #[test]
    fn entries_come_in_proportion_to_their_weights() {
        let list = Weighted::read("# head\n\n3 | often\n1 | rarely\n0 | never\n", |rest| rest);
        let mut draw = Draw::new(9);
        let drawn: Vec<&str> = (0..4_000).map(|_| *list.pick(&mut draw)).collect();
        let often = drawn.iter().filter(|entry| **entry == "often").count();
        // 3,000 expected; the standard deviation is 27.
        assert!((2_850..3_150).contains(&often), "{often}");
        assert_eq!(drawn.iter().filter(|entry| **entry == "rarely").count(), 4_000 - often);
    }

    #[test]
    fn an_empty_list_gives_the_default() {
        assert_eq!(*Weighted::read("# nothing\n", |rest| rest).pick(&mut Draw::new(1)), "");
    }
}
