//! "Did you mean …?"

/// The longest word that is compared, bytes: comparing takes as long as the square of its length.
const LONGEST: usize = 100;

/// The one of `known` that looks most like `word`; `None` when none looks like it at all, or it is longer than any name.
///
/// Jaro–Winkler similarity knows common beginnings (`timeout` of `timeout_seconds`), Damerau–Levenshtein
/// distance knows typing mistakes in short words (`lgo` for `log`); their sum knows both.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| is_near(&word, candidate))
        .map(|candidate| (likeness(&word, candidate), candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// Whether one could have meant the other: a few letters differ, or one is the beginning of the other or a part of it.
fn is_near(a: &str, b: &str) -> bool {
    let a = a.replace(['-', '_', '.'], "");
    let b = b.replace(['-', '_', '.'], "").to_lowercase();
    let part = |long: &str, short: &str| short.len() >= PART && long.contains(short);
    strsim::normalized_damerau_levenshtein(&a, &b) >= NEAR || part(&a, &b) || part(&b, &a)
}

/// The least part of the letters that is the same.
const NEAR: f64 = 0.6;
/// The fewest letters that make a part of a name recognisable.
const PART: usize = 4;

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
        assert_eq!((nearest("x", []), nearest(&"log".repeat(1_000_000), known)), (None, None));
        for word in ["foo", "$schema", "WHATEVER", "http_req_duration", "id"] {
            assert_eq!(nearest(word, known), None, "{word}");
        }
    }
}
