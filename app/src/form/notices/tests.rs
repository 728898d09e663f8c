//! When errors show and when they go.

use super::*;
use domain::{Validation, messages::Coded};

fn error(path: &str, message: &str) -> FieldError {
    FieldError { field: path.to_owned(), message: message.to_owned(), coded: Coded::default() }
}

fn findings(errors: &[&str], warnings: &[&str]) -> Findings {
    let all = |paths: &[&str]| paths.iter().map(|path| error(path, &format!("{path} is wrong"))).collect();
    let found = Validation { errors: all(errors), warnings: all(warnings) };
    Findings::new(found, Vec::new(), |_| {}, str::to_owned)
}

fn named(error: &FieldError) -> Finding {
    Finding::at_input(format!("id-{}", error.field), error.field.to_uppercase(), error.message.clone())
}

fn text(notices: &Notices, findings: &Findings, path: &str) -> Option<String> {
    notices.note(findings, path, &format!("id-{path}")).map(|note| note.text)
}

#[test]
fn an_error_waits_until_its_input_is_left_or_saving_is_tried() {
    let found = findings(&["a", "b"], &["c"]);
    let mut notices = Notices::default();
    assert_eq!((text(&notices, &found, "a"), text(&notices, &found, "b")), (None, None));
    assert_eq!(notices.note(&found, "c", "id-c"), Some(Note { is_error: false, text: "c is wrong".into() }));
    notices.leave("id-a");
    assert_eq!(text(&notices, &found, "a").as_deref(), Some("a is wrong"));
    assert_eq!(text(&notices, &found, "b"), None, "nobody has been there");
    assert_eq!(notices.summary(&found, named), None);
    notices.try_saving();
    assert_eq!(text(&notices, &found, "b").as_deref(), Some("b is wrong"));
    let summary = notices.summary(&found, named).unwrap();
    assert_eq!(summary.title, "2 fields need attention before this can be saved:");
    assert_eq!(summary.findings.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(notices.summary(&findings(&[], &["c"]), named), None, "all is put right");
}

#[test]
fn what_the_server_refused_stands_at_its_input_until_that_is_changed() {
    let found = findings(&[], &[]);
    let mut notices = Notices::default();
    notices.refuse("2 fields".into(), ["a", "b"].map(|path| named(&error(path, "refused"))).into());
    assert_eq!(text(&notices, &found, "a").as_deref(), Some("refused"));
    notices.edit("id-c");
    notices.edit("id-a");
    assert_eq!((text(&notices, &found, "a"), text(&notices, &found, "b").as_deref()), (None, Some("refused")));
    assert_eq!(notices.summary(&found, named).unwrap().findings.len(), 1);
    notices.edit("id-b");
    assert_eq!(notices.summary(&found, named), None);
}

#[test]
fn what_is_wrong_with_the_whole_stays_until_the_next_save() {
    let found = findings(&[], &[]);
    let mut notices = Notices::default();
    notices.refuse("The database is busy.".into(), Vec::new());
    notices.edit("id-a");
    let summary = notices.summary(&found, named).unwrap();
    assert_eq!((summary.title.as_str(), summary.findings.len()), ("The database is busy.", 0));
    notices.send();
    assert_eq!(notices.summary(&found, named), None);
}

#[test]
fn a_save_forgets_where_the_person_was_but_not_what_was_typed_meanwhile() {
    let found = findings(&["a", "b"], &[]);
    let mut notices = Notices::default();
    notices.try_saving();
    notices.leave("id-a");
    notices.saved(true);
    assert_eq!((text(&notices, &found, "a").is_some(), text(&notices, &found, "b")), (true, None));
    notices.saved(false);
    assert_eq!(text(&notices, &found, "a"), None);
}
