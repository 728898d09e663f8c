//! "Did you mean …?"

/// The one of `known` that looks most like `word`; `None` only when there is none to choose from.
///
/// Jaro–Winkler similarity knows common beginnings (`timeout` of `timeout_seconds`), Damerau–Levenshtein
/// distance knows typing mistakes in short words (`lgo` for `log`); their sum knows both.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (likeness(&word, candidate), candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

fn likeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b) + strsim::normalized_damerau_levenshtein(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_and_mistypings_are_recognised() {
        let known = ["log", "log-format", "log-lines", "weight", "site_id", "timeout_seconds", "method"];
        for (word, meant) in [
            ("lgo", "log"),
            ("wieght", "weight"),
            ("timeout", "timeout_seconds"),
            ("siteId", "site_id"),
            ("loglines", "log-lines"),
        ] {
            assert_eq!(nearest(word, known), Some(meant), "{word}");
        }
        assert_eq!(nearest("x", []), None);
    }
}
