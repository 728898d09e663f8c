//! Rows move, come back, and keep what was typed while they were saved.

use super::*;

#[derive(Clone, Debug, Default, PartialEq)]
struct Word {
    key: u32,
    text: String,
}

impl Row for Word {
    fn key(&self) -> u32 {
        self.key
    }

    fn set_key(&mut self, key: u32) {
        self.key = key;
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        crate::form::take_over(&mut self.text, &submitted.text, &saved.text);
    }
}

fn words(texts: &[&str]) -> Rows<Word> {
    texts.iter().map(|text| Word { key: 0, text: (*text).to_owned() }).collect()
}

fn texts(rows: &Rows<Word>) -> Vec<&str> {
    rows.iter().map(|word| word.text.as_str()).collect()
}

#[test]
fn rows_move_by_one_and_to_a_place_within_the_list() {
    let mut rows = words(&["a", "b", "c"]);
    let [a, b, c] = [0, 1, 2].map(|index: usize| rows[index].key);
    assert_eq!((rows.shift(a, true), rows.shift(c, false)), (None, None));
    assert_eq!(rows.shift(c, true), Some(1));
    assert_eq!(texts(&rows), ["a", "c", "b"]);
    assert_eq!(rows.place(a, b), Some(2));
    assert_eq!(texts(&rows), ["c", "b", "a"]);
    assert_eq!(rows.place(a, c), Some(0));
    assert_eq!(texts(&rows), ["a", "c", "b"]);
    assert_eq!(rows.place(a, 999), None);
}

#[test]
fn what_was_removed_comes_back_to_its_place_once() {
    let mut rows = words(&["a", "b", "c"]);
    let before = rows.clone();
    let b = rows[1].key;
    assert!(rows.remove(b) && !rows.remove(b));
    assert_eq!(rows.removed().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(rows.undo(), Some(b));
    assert_eq!(rows, before);
    assert_eq!(rows.undo(), None);
}

#[test]
fn what_was_removed_together_comes_back_together() {
    let mut rows = words(&["a", "b", "c", "d"]);
    let before = rows.clone();
    let [a, c, d] = [0, 2, 3].map(|index: usize| rows[index].key);
    assert_eq!(rows.remove_all(&[d, a, 999, c]), 3);
    assert_eq!(texts(&rows), ["b"]);
    assert_eq!(rows.undo(), Some(a));
    assert_eq!(rows, before);
    assert_eq!(rows.remove_all(&[999]), 0);
}

#[test]
fn keys_are_never_given_twice() {
    let mut rows = words(&["a", "b"]);
    let [a, b] = [0, 1].map(|index: usize| rows[index].key);
    let copy = rows.duplicate(a, |word| word.text.push('2')).unwrap();
    assert_eq!(texts(&rows), ["a", "a2", "b"]);
    rows.remove(b);
    let stored = words(&["A", "A2"]).with_keys_of(&rows);
    assert_eq!(stored.keys(), [a, copy]);
    let mut stored = stored;
    let added = stored.push(Word::default());
    assert!(![a, b, copy].contains(&added));
}

#[test]
fn edits_made_during_a_save_stay_and_the_rest_is_as_it_was_stored() {
    let mut mine = words(&[" a ", " b ", " c ", " d "]);
    let [a, b, c, d] = [0, 1, 2, 3].map(|index: usize| mine[index].key);
    mine.remove(d);
    let submitted = mine.clone();
    let saved = words(&["a", "b", "c"]).with_keys_of(&submitted);
    // Typed, moved, added and removed while the save was under way.
    mine.by_key_mut(b).unwrap().text = "B".into();
    mine.shift(c, true);
    mine.push(Word { key: 0, text: " e ".into() });
    mine.take_over(&submitted, &saved);
    assert_eq!(texts(&mine), ["a", "c", "B", " e "]);
    assert_eq!(mine.undo(), None, "it is stored without it");
    mine.remove(a);
    let submitted = mine.clone();
    let mut later = mine.clone();
    later.remove(c);
    later.take_over(&submitted, &submitted.clone());
    assert_eq!(later.undo(), Some(c), "removed during the save");
}
