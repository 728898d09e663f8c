//! The last part of a preset's shareable address, made from its name.

/// The longest slug before a number is added, in characters.
const MAX_LENGTH: usize = 60;

/// `name` in ASCII, lower case, words joined by `-`; at most 60 characters, cut between words where
/// there is one to cut at. A name without any letter or digit becomes `preset`.
pub(crate) fn of(name: &str) -> String {
    let whole = slug::slugify(name);
    let cut = match whole.char_indices().nth(MAX_LENGTH) {
        None => whole.as_str(),
        Some((end, _)) => {
            let head = whole.get(..end).unwrap_or_default();
            match (whole.get(end..).is_some_and(|tail| tail.starts_with('-')), head.rsplit_once('-')) {
                (false, Some((words, _))) => words,
                _ => head,
            }
        }
    };
    if cut.is_empty() { "preset".to_owned() } else { cut.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_readable_ascii() {
        for (name, slug) in [
            ("Black Friday 2026", "black-friday-2026"),
            ("  Köln / Größe -- Ñandú!  ", "koln-grosse-nandu"),
            ("Нагрузка", "nagruzka"),
            ("a_b.c", "a-b-c"),
            ("…", "preset"),
            ("\u{1F600}?", "grinning"),
            ("", "preset"),
        ] {
            assert_eq!(of(name), slug, "{name:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_words() {
        assert_eq!(of(&"x".repeat(100)), "x".repeat(60));
        assert_eq!(of(&format!("{} tail", "x".repeat(60))), "x".repeat(60));
        assert_eq!(of(&format!("head {}", "x".repeat(60))), "head");
        assert!(of(&"語 ".repeat(100)).len() <= 60);
    }
}
