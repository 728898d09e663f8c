//! How well something fits what is typed: pure.
//!
//! Every word that is typed must be found, at best in the title and where a word of it begins. A single word may also be
//! letters of the title in their order, each the first of a word or next to the one before: "vpd" for "Visits per day".

use std::cmp::Reverse;

/// What can be found.
pub trait Findable {
    /// What it is called.
    fn title(&self) -> &str;
    /// What else it is found by.
    fn words(&self) -> &str;
}

const WHOLE: u32 = 1_000;
const BEGINNING: u32 = 300;
const WORD_OF_TITLE: u32 = 100;
const IN_TITLE: u32 = 40;
const WORD_ELSEWHERE: u32 = 20;
const ELSEWHERE: u32 = 10;
const LETTERS: u32 = 5;

/// The `most` of `all` that fit best; those that fit equally well in their order, shorter titles first. All fit nothing typed, in
/// their order.
pub fn best<'a, T: Findable>(typed: &str, all: &'a [T], most: usize) -> Vec<&'a T> {
    let typed = typed.trim().to_lowercase();
    let mut fitting: Vec<(Reverse<u32>, usize, &T)> = all
        .iter()
        .filter_map(|one| {
            let title = one.title().to_lowercase();
            let length = if typed.is_empty() { 0 } else { title.chars().count() };
            Some((Reverse(fit(&typed, &title, &one.words().to_lowercase())?), length, one))
        })
        .collect();
    // Stable, so that what is alike keeps its order.
    fitting.sort_by_key(|&(fit, length, _)| (fit, length));
    fitting.into_iter().take(most).map(|(_, _, one)| one).collect()
}

/// How well, in small letters; `None`: not at all.
fn fit(typed: &str, title: &str, words: &str) -> Option<u32> {
    let whole = match title {
        _ if typed.is_empty() => 0,
        _ if title == typed => WHOLE,
        _ if title.starts_with(typed) => BEGINNING,
        _ => 0,
    };
    let found: Option<u32> = typed.split_whitespace().map(|word| word_fit(word, title, words)).sum();
    match found {
        Some(found) => Some(whole + found),
        None if !typed.contains(char::is_whitespace) && has_letters(typed, title) => Some(LETTERS),
        None => None,
    }
}

fn word_fit(word: &str, title: &str, words: &str) -> Option<u32> {
    match (place(word, title), place(word, words)) {
        (Some(Place::WordBegins), _) => Some(WORD_OF_TITLE),
        (Some(Place::Within), _) => Some(IN_TITLE),
        (None, Some(Place::WordBegins)) => Some(WORD_ELSEWHERE),
        (None, Some(Place::Within)) => Some(ELSEWHERE),
        (None, None) => None,
    }
}

/// Where a word is found.
enum Place {
    WordBegins,
    Within,
}

fn place(word: &str, text: &str) -> Option<Place> {
    let mut befores = text.match_indices(word).filter_map(|(at, _)| text.get(..at)).peekable();
    befores.peek()?;
    let begins = befores.any(|before| !before.ends_with(char::is_alphanumeric));
    Some(if begins { Place::WordBegins } else { Place::Within })
}

/// Whether the letters stand in the title in their order, each at the beginning of a word or next to the one before.
fn has_letters(letters: &str, title: &str) -> bool {
    let mut wanted = letters.chars().peekable();
    let mut is_next = true;
    for letter in title.chars() {
        if is_next && wanted.peek() == Some(&letter) {
            wanted.next();
            continue;
        }
        is_next = !letter.is_alphanumeric();
    }
    wanted.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(&'static str, &'static str);

    impl Findable for Thing {
        fn title(&self) -> &str {
            self.0
        }

        fn words(&self) -> &str {
            self.1
        }
    }

    const THINGS: [Thing; 7] = [
        Thing("Start the run", ""),
        Thing("Traffic", ""),
        Thing("Visits per day", "target_visits_per_day of the whole run"),
        Thing("Most page views", "pageviews_max of a visit"),
        Thing("Time zone", "timezone of the visits"),
        Thing("demo-eu", "127.0.0.1:9101"),
        Thing("Eu presets", ""),
    ];

    fn found(typed: &str) -> Vec<&'static str> {
        best(typed, &THINGS, 50).into_iter().map(|thing| thing.0).collect()
    }

    #[test]
    fn titles_come_before_other_words() {
        assert_eq!(found("visit"), ["Visits per day", "Time zone", "Most page views"]);
        assert_eq!(found("run"), ["Start the run", "Visits per day"]);
        assert_eq!(found("EU"), ["Eu presets", "demo-eu"]);
    }

    #[test]
    fn every_word_must_be_found_in_any_order() {
        assert_eq!(found("day visits"), ["Visits per day"]);
        assert_eq!(found("visits nowhere"), [""; 0]);
        assert_eq!(found("9101 eu"), ["demo-eu"]);
    }

    #[test]
    fn first_letters_are_enough_where_nothing_else_is_found() {
        assert_eq!(found("vpd"), ["Visits per day"]);
        assert_eq!(found("tizo"), ["Time zone"]);
        assert_eq!(found("xyz"), [""; 0]);
        // Letters from within a word are no abbreviation.
        assert_eq!(found("raffi"), ["Traffic"], "as a part");
        assert_eq!(found("tfc"), [""; 0]);
    }

    #[test]
    fn nothing_typed_leaves_the_order_and_no_more_than_asked_for_come() {
        let three: Vec<_> = best("  ", &THINGS, 3).into_iter().map(|thing| thing.0).collect();
        assert_eq!(three, ["Start the run", "Traffic", "Visits per day"]);
    }
}
