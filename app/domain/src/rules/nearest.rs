//! "Did you mean …?" for names in rules, without a dependency that browsers would have to load.

/// The longest name that is compared, bytes: comparing takes as long as the product of both lengths.
const LONGEST: usize = 400;

/// The one of `known` that takes the fewest changes of a letter to get to from `word`, for its length;
/// `None` when that is more than two in five, or `word` is longer than any name: then it was not meant. Capitals do not
/// matter.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let unlikeness = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let longer = word.chars().count().max(candidate.chars().count()).max(1);
        distance(&word, &candidate) as f64 / longer as f64
    };
    let known = known.into_iter().filter(|name| name.len() <= LONGEST);
    let likely = known.map(|name| (unlikeness(name), name)).filter(|(unlikeness, _)| *unlikeness <= 0.4);
    likely.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, name)| name)
}

/// Levenshtein distance, by the row-wise algorithm of Wagner and Fischer (1974).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (line, left) in a.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, right) in row.iter_mut().skip(1).zip(b.chars()) {
            let changed = diagonal + usize::from(left != right);
            diagonal = *cell;
            before = changed.min(before + 1).min(diagonal + 1);
            *cell = before;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_levenshteins() {
        for (a, b, changes) in
            [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("flaw", "lawn", 2), ("ä", "a", 1)]
        {
            assert_eq!(distance(a, b), changes, "{a} {b}");
        }
        assert_eq!(nearest("EU1", ["us-1", "eu-1", "ap-1"]), Some("eu-1"));
        assert_eq!(nearest("x", []), None);
        assert_eq!(nearest("http_req_duration", ["hits_per_second", "p95"]), None);
    }
}
