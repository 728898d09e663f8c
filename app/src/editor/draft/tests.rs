//! Editing and undoing: what counts as a change, and that nothing gets lost.

use super::*;
use domain::Target;

fn config() -> MultiTargetConfig {
    let mut config = MultiTargetConfig {
        targets: ["a", "b", "c"]
            .into_iter()
            .map(|name| Target { name: name.into(), has_token: name == "a", ..Target::new("https://m.example", 1) })
            .collect(),
        ..Default::default()
    };
    config.normalise();
    config
}

fn names(draft: &Draft) -> Vec<&str> {
    draft.rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn every_edit_makes_it_dirty_and_taking_it_back_makes_it_clean() {
    let saved = Draft::of(&config());
    let mut draft = saved.clone();
    let key = draft.rows[1].key;

    draft.row_mut(key).unwrap().weight = "2".into();
    assert_ne!(draft, saved);
    draft.row_mut(key).unwrap().weight = "1".into();
    assert_eq!(draft, saved);

    draft.texts.insert(Setting::Seed, "7".into());
    assert_ne!(draft, saved);
    draft.texts.insert(Setting::Seed, String::new());
    assert_eq!(draft, saved);

    let (index, row) = draft.remove(key).unwrap();
    assert_ne!(draft, saved);
    draft.put_back(index, row);
    assert_eq!(draft, saved);
}

#[test]
fn rows_move_within_the_list_only() {
    let mut draft = Draft::of(&config());
    let (first, last) = (draft.rows[0].key, draft.rows[2].key);
    assert_eq!(draft.shift(first, true), None);
    assert_eq!(draft.shift(last, false), None);
    assert_eq!(draft.shift(last, true), Some(1));
    assert_eq!(names(&draft), ["a", "c", "b"]);
}

#[test]
fn a_row_takes_the_place_of_another_from_either_side() {
    let mut draft = Draft::of(&config());
    let (a, b, c) = (draft.rows[0].key, draft.rows[1].key, draft.rows[2].key);
    assert_eq!(draft.place(a, c), Some(2));
    assert_eq!(names(&draft), ["b", "c", "a"]);
    assert_eq!(draft.place(a, b), Some(0));
    assert_eq!(names(&draft), ["a", "b", "c"]);
    assert_eq!(draft.place(a, 999), None);
}

#[test]
fn a_copy_stands_after_its_original_with_a_free_name_and_its_token() {
    let mut draft = Draft::of(&config());
    let copy = draft.duplicate(draft.rows[0].key).unwrap();
    assert_eq!(names(&draft), ["a", "a-2", "b", "c"]);
    assert_eq!(draft.row(copy).unwrap().token_of.as_deref(), Some("a"));
    assert_eq!(draft.rows.iter().filter(|row| row.key == copy).count(), 1);
}

#[test]
fn after_saving_the_rows_keep_their_keys_and_new_ones_stay_unique() {
    let mut draft = Draft::of(&config());
    draft.remove(draft.rows[0].key);
    let mut saved_config = config();
    saved_config.targets.remove(0);
    let mut saved = draft.after_saving(&saved_config);
    assert_eq!(saved, draft);
    let added = saved.add();
    assert_eq!(saved.rows.iter().filter(|row| row.key == added).count(), 1);
}

#[test]
fn edits_made_while_saving_survive() {
    let mut draft = Draft::of(&config());
    let (a, b) = (draft.rows[0].key, draft.rows[1].key);
    draft.row_mut(b).unwrap().token = TokenChange::Replace("new".into());
    let submitted = draft.clone();
    draft.row_mut(a).unwrap().name = "typed meanwhile".into();

    let mut stored = config();
    stored.targets[1].has_token = true;
    let saved = submitted.after_saving(&stored);
    draft.carry_on(&submitted, &saved);

    assert_eq!(draft.row(a).unwrap().name, "typed meanwhile");
    assert_eq!(draft.row(b).unwrap().token, TokenChange::Keep);
    assert_eq!(draft.row(b).unwrap().token_of.as_deref(), Some("b"));
}
