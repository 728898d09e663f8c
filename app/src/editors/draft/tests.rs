//! Editing and undoing: what counts as a change, and that nothing gets lost.

use super::*;
use crate::{editors::TokenChange, form::Draft as _};
use domain::{Connection, Target, TokenAuth};

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

#[test]
fn every_edit_makes_it_dirty_and_taking_it_back_makes_it_clean() {
    let saved = Draft::of(&config());
    let mut draft = saved.clone();
    let key = draft.rows[1].key;

    draft.rows.by_key_mut(key).unwrap().weight = "2".into();
    assert_ne!(draft, saved);
    draft.rows.by_key_mut(key).unwrap().weight = "1".into();
    assert_eq!(draft, saved);

    draft.texts.insert(Setting::Seed, "7".into());
    assert_ne!(draft, saved);
    draft.texts.insert(Setting::Seed, String::new());
    assert_eq!(draft, saved);

    draft.rows.remove(key);
    assert_ne!(draft, saved);
    draft.rows.undo();
    assert_eq!(draft, saved);
}

#[test]
fn a_copy_gets_a_free_name() {
    let mut draft = Draft::of(&config());
    let key = draft.rows[0].key;
    assert_eq!(draft.name_of_copy(key), "a-2");
    draft.rows[0].name = " ".into();
    assert_eq!(draft.name_of_copy(key), "", "the host");
}

#[test]
fn edits_made_while_saving_survive() {
    let mut draft = Draft::of(&config());
    let a = draft.rows[0].key;
    let b = draft.rows[1].key;
    draft.rows.by_key_mut(b).unwrap().token = TokenChange::Replace("new".into());
    let submitted = draft.clone();
    draft.rows.by_key_mut(a).unwrap().name = "typed meanwhile".into();

    let mut stored = config();
    stored.targets[1].has_token = true;
    let saved = submitted.after_saving(&stored);
    draft.take_over(&submitted, &saved);

    assert_eq!(draft.rows.by_key(a).unwrap().name, "typed meanwhile");
    assert_eq!(draft.rows.by_key(b).unwrap().token, TokenChange::Keep);
    assert_eq!(draft.rows.by_key(b).unwrap().token_of.as_deref(), Some("b"));
}

#[test]
fn what_the_server_normalised_is_taken_over_beside_what_was_typed_meanwhile() {
    let mut draft = Draft::of(&config());
    draft.rows[0].url = " https://other.example ".into();
    draft.rows[1].name = " ".into();
    draft.texts.insert(Setting::VisitsPerDay, "1e3".into());
    let submitted = draft.clone();
    draft.rows[1].weight = "7".into();
    draft.texts.insert(Setting::Seed, "5".into());
    let mut stored = config();
    stored.targets[0].url = "https://other.example".into();
    stored.targets[1].name = "m.example".into();
    stored.target_visits_per_day = 1_000.0;
    let saved = submitted.after_saving(&stored);
    draft.take_over(&submitted, &saved);
    assert_eq!(draft.rows[0], saved.rows[0]);
    assert_eq!((draft.rows[1].name.as_str(), draft.rows[1].weight.as_str()), ("m.example", "7"));
    assert_eq!((draft.text(Setting::VisitsPerDay), draft.text(Setting::Seed)), ("1000", "5"));
}

#[test]
fn a_secret_that_was_saved_meanwhile_is_known_as_stored() {
    let mut draft = Draft::of(&config());
    draft.rows[0].set_text(Column::Password, "door".into());
    let submitted = draft.clone();
    draft.rows[0].set_text(Column::User, "staging".into());
    let mut stored = config();
    stored.targets[0].connection = Connection { has_password: true, ..Connection::default() };
    draft.take_over(&submitted, &submitted.after_saving(&stored));
    let row = &draft.rows[0];
    assert!(row.has_stored(Column::Password) && row.will_have(Column::Password));
    assert_eq!(row.connection.password, None::<TokenAuth>);
    assert_eq!(row.text(Column::User), "staging");
}
