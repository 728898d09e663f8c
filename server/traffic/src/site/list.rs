//! A site made of a list of pages.

use super::{Page, Site, tree::tree};
use crate::{data::PageEntry, form::encoded};
use std::borrow::Cow;

/// The site of at least one page.
pub(super) fn build(entries: &[PageEntry]) -> Site {
    let urls: Vec<&str> = entries.iter().map(|entry| &*entry.url).collect();
    let (nodes, roots) = tree(&urls);
    let pages = nodes.into_iter().filter_map(|node| {
        let entry = entries.get(node.entry)?;
        let title = entry.title.as_deref().map_or_else(|| title(&entry.url).into(), Cow::Borrowed);
        let parent = node.parent;
        let siblings = node.siblings;
        let children = node.children;
        Some(Page { url: encoded(&entry.url), title: encoded(&title), parent, siblings, children })
    });
    Site { pages: pages.collect(), roots }
}

/// A title made of an address: its last part as words, or the host if it has no path.
pub(crate) fn title(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let Some((_, last)) = path.rsplit_once('/') else { return path.to_owned() };
    // `+` stands for itself in a path.
    let decoded = crate::form::decoded(&last.replace('+', "%2B"));
    let stem = match decoded.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 => stem,
        _ => &decoded,
    };
    let words = stem.replace(['-', '_'], " ");
    let words = words.trim();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => decoded.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn titles_are_the_words_of_the_last_part() {
        for (url, expected) in [
            ("https://a.example/shop/winter-sleeping_bags/?x=1", "Winter sleeping bags"),
            ("https://a.example/docs/install.html#top", "Install"),
            ("https://a.example/%C3%A4pfel", "Äpfel"),
            ("https://a.example/release-1.2.3-notes", "Release 1.2.3 notes"),
            ("https://a.example/--", "--"),
            ("https://a.example/", "a.example"),
            ("https://a.example", "a.example"),
        ] {
            assert_eq!(title(url), expected, "{url}");
        }
    }
}
