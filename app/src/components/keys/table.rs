//! THE table of keys: what is listened to is what the sheet lists. Pure.

use crate::components::nav::SECTIONS;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Opens the command menu, or closes it.
    Menu,
    /// Opens the list of keys.
    Sheet,
    /// Saves what the editor of this page holds.
    Save,
    /// Opens the section with this address.
    Open(&'static str),
    /// Inspects the next target of the list.
    NextTarget,
    /// Inspects the one before.
    PreviousTarget,
    /// Closes the inspector.
    CloseTarget,
    /// Moves the row of an editor that has the focus up.
    RowUp,
    /// Moves it down.
    RowDown,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// Strokes, one after the other; see [`stroke`].
    pub strokes: &'static [&'static str],
    /// What it does.
    pub does: Does,
    /// The same in words.
    pub words: &'static str,
    /// Where it does that.
    pub place: &'static str,
}

const EVERYWHERE: &str = "Everywhere";
const EDITORS: &str = "In editors";
const INSPECTOR: &str = "While a target is inspected";
const GO: &str = "Go to";

const fn line(strokes: &'static [&'static str], does: Does, words: &'static str, place: &'static str) -> Shortcut {
    Shortcut { strokes, does, words, place }
}

const FIXED: [Shortcut; 8] = [
    line(&["Mod+k"], Does::Menu, "Search or do something", EVERYWHERE),
    line(&["?"], Does::Sheet, "Show this list", EVERYWHERE),
    line(&["Mod+s"], Does::Save, "Save", EDITORS),
    line(&["Alt+ArrowUp"], Does::RowUp, "Move the row up", EDITORS),
    line(&["Alt+ArrowDown"], Does::RowDown, "Move the row down", EDITORS),
    line(&["j"], Does::NextTarget, "Next target", INSPECTOR),
    line(&["k"], Does::PreviousTarget, "Previous target", INSPECTOR),
    line(&["Escape"], Does::CloseTarget, "Close", INSPECTOR),
];

/// The whole table, place by place.
pub fn shortcuts() -> impl Iterator<Item = Shortcut> {
    let sections = SECTIONS.into_iter().map(|section| line(section.keys, Does::Open(section.path), section.name, GO));
    FIXED.into_iter().chain(sections)
}

/// The name of a stroke: the key as the browser calls it, letters as small ones, after `Mod+` for Ctrl (on a Mac Cmd) or
/// `Alt+`. `None` for what no shortcut has.
pub fn stroke(key: &str, command: bool, alt: bool) -> Option<String> {
    let key = if key.chars().count() == 1 { key.to_lowercase() } else { key.to_owned() };
    match (command, alt) {
        (false, false) => Some(key),
        (true, false) => Some(format!("Mod+{key}")),
        (false, true) => Some(format!("Alt+{key}")),
        (true, true) => None,
    }
}

/// Whether a stroke is a character and nothing else: what dictation may type by mistake (WCAG 2.1.4).
pub fn is_character(stroke: &str) -> bool {
    stroke.chars().count() == 1
}

/// What a stroke means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It completes this.
    Does(Does),
    /// More strokes have to follow.
    Begins,
    /// Nothing.
    Nothing,
}

/// What `stroke` means after `before`, the strokes that have begun something.
pub fn meaning(before: &[String], stroke: &str) -> Meaning {
    let typed: Vec<&str> = before.iter().map(String::as_str).chain([stroke]).collect();
    match shortcuts().find(|shortcut| shortcut.strokes.starts_with(&typed)) {
        Some(found) if found.strokes.len() == typed.len() => Meaning::Does(found.does),
        Some(_) => Meaning::Begins,
        None => Meaning::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(before: &[&str], stroke: &str) -> Meaning {
        meaning(&before.iter().map(|&stroke| stroke.to_owned()).collect::<Vec<_>>(), stroke)
    }

    #[test]
    fn a_letter_after_g_leads_to_a_section() {
        assert_eq!(after(&[], "g"), Meaning::Begins);
        assert_eq!(after(&["g"], "d"), Meaning::Does(Does::Open("/")));
        assert_eq!(after(&["g"], "r"), Meaning::Does(Does::Open("/runs")));
        assert_eq!(after(&["g"], "x"), Meaning::Nothing);
        assert_eq!(after(&[], "d"), Meaning::Nothing);
        // It is no second stroke of anything.
        assert_eq!(after(&["g"], "?"), Meaning::Nothing);
    }

    #[test]
    fn keys_are_told_apart_by_what_is_held_with_them() {
        assert_eq!(after(&[], &stroke("K", true, false).unwrap()), Meaning::Does(Does::Menu));
        assert_eq!(after(&[], &stroke("k", false, false).unwrap()), Meaning::Does(Does::PreviousTarget));
        assert_eq!(after(&[], &stroke("ArrowUp", false, true).unwrap()), Meaning::Does(Does::RowUp));
        assert_eq!(after(&[], &stroke("ArrowUp", false, false).unwrap()), Meaning::Nothing);
        assert_eq!(stroke("k", true, true), None);
    }

    #[test]
    fn no_two_shortcuts_are_the_same_and_none_hides_another() {
        let all: Vec<_> = shortcuts().collect();
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                assert!(!one.strokes.starts_with(other.strokes) && !other.strokes.starts_with(one.strokes), "{one:?}");
            }
        }
        assert!(all.iter().all(|shortcut| !shortcut.words.is_empty()));
    }
}
