//! Nothing typed is lost, and a preset writes what it sets and nothing else.

use super::*;
use crate::form::Draft as _;
use domain::HealthSettings;

fn draft() -> Draft {
    Draft::of(&MultiTargetConfig { journeys: Journey::templates().into(), ..Default::default() })
}

#[test]
fn what_is_stored_reads_back_the_same() {
    let config = MultiTargetConfig {
        journeys: Journey::templates().into(),
        backfill_start_date: Some("2026-01-01".into()),
        backfill_end_date: Some("2026-01-31".into()),
        backfill_rps_limit: Some(2.5),
        seed: Some(9),
        request: domain::RequestSettings { check_tokens: false, ..Default::default() },
        thresholds: vec!["p95<1s".into()],
        abort_when: vec!["error_rate>50% for 30s".into(), "eu-1: p95>2s for 1m".into()],
        health: HealthSettings {
            on_unhealthy: OnUnhealthy::Skip,
            probe: Probing::Always,
            respect_retry_after: true,
            failure_rate: 0.25,
            trial_hits: 3,
            ..Default::default()
        },
        ..Default::default()
    };
    let mut read = MultiTargetConfig::default();
    assert_eq!(Draft::of(&config).read_into(&mut read), []);
    assert_eq!(read, config);
}

#[test]
fn taking_an_edit_back_leaves_nothing_to_save() {
    let saved = draft();
    let mut edited = saved.clone();
    let at = At::Field("pageviews_min");
    edited.type_text(at, "x".into());
    assert_ne!(edited, saved);
    edited.type_text(at, "3".into());
    assert_eq!(edited, saved);

    let key = edited.keys(List::Journeys)[0];
    assert_eq!(edited.rows_mut(List::Journeys).shift(key, false), Some(1));
    assert_ne!(edited, saved);
    assert_eq!(edited.rows_mut(List::Journeys).shift(key, true), Some(0));
    assert_eq!(edited, saved);
}

#[test]
fn health_goes_back_to_its_defaults_and_nothing_else_does() {
    let saved = draft();
    assert!(saved.health_is_default());
    let mut edited = saved.clone();
    edited.on_unhealthy = OnUnhealthy::Hold;
    edited.retry_after = true;
    edited.type_text(At::Field("health.window_seconds"), "x".into());
    edited.type_text(At::Field("seed"), "5".into());
    assert!(edited != saved && !edited.health_is_default());
    edited.reset_health();
    assert!(edited.health_is_default());
    assert_eq!(edited.text(At::Field("seed")), "5");
    edited.type_text(At::Field("seed"), String::new());
    assert_eq!(edited, saved);
}

#[test]
fn a_rule_is_added_where_it_belongs() {
    let mut draft = draft();
    let key = draft.add_rule(List::AbortRules, "p95>2s for 1m");
    assert_eq!(draft.path(At::Cell(List::AbortRules, key, "")), "abort_when[0]");
    let mut config = MultiTargetConfig::default();
    assert_eq!(draft.read_into(&mut config), []);
    assert_eq!((config.abort_when, config.thresholds.len()), (vec!["p95>2s for 1m".to_owned()], 0));
}

#[test]
fn copies_and_templates_get_free_names() {
    let mut draft = draft();
    let added = draft.add_journey(&Journey::templates()[0]);
    assert_eq!(draft.row(List::Journeys, added).unwrap().text("name"), "researcher-2");
    assert_eq!(draft.free_journey_name(" buyer "), "buyer-2");
}

#[test]
fn a_preset_sets_its_fields_over_what_cannot_be_read_and_keeps_the_rest() {
    for builtin in Builtin::ALL {
        let mut draft = draft();
        draft.type_text(At::Field("pageviews_min"), "many".into());
        draft.type_text(At::Field("seed"), "not yet".into());
        draft.countries = !draft.countries;
        draft.apply(builtin);
        let mut read = MultiTargetConfig::default();
        let unread = draft.read_into(&mut read);
        assert_eq!(unread.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["seed"]);
        let mut expected = MultiTargetConfig { journeys: Journey::templates().into(), ..Default::default() };
        builtin.apply(&mut expected);
        assert_eq!(read, expected, "{}", builtin.name());
        assert_eq!(draft.text(At::Field("seed")), "not yet");
    }
}

#[test]
fn the_window_has_one_form_and_the_other_is_kept() {
    let mut draft = draft();
    draft.type_text(At::Field("backfill_days_back"), "10".into());
    draft.type_text(At::Field("backfill_duration_days"), "5".into());
    draft.type_text(At::Field("backfill_start_date"), "2026-01-01".into());
    draft.window = WindowForm::Dates;
    let mut config = MultiTargetConfig::default();
    draft.read_into(&mut config);
    assert_eq!((config.backfill_days_back, config.backfill_start_date.as_deref()), (None, Some("2026-01-01")));
    draft.window = WindowForm::Days;
    draft.read_into(&mut config);
    assert_eq!((config.backfill_days_back, config.backfill_start_date.as_deref()), (Some(10), None));
    let saved = draft.after_saving(&config);
    assert_eq!(saved, draft, "what is stored nowhere is not a change");
}

#[test]
fn after_saving_rows_keep_their_keys_and_new_ones_stay_unique() {
    let mut draft = draft();
    let first = draft.keys(List::Countries)[0];
    draft.rows_mut(List::Countries).remove(first);
    let mut config = MultiTargetConfig::default();
    draft.read_into(&mut config);
    let mut saved = draft.after_saving(&config);
    assert_eq!(saved.keys(List::Countries), draft.keys(List::Countries));
    let added = saved.add_country("NO");
    assert_eq!(saved.keys(List::Countries).iter().filter(|key| **key == added).count(), 1);
}

#[test]
fn a_new_step_is_like_the_last() {
    let mut draft = draft();
    let last = *draft.keys(List::Steps).last().unwrap();
    draft.type_text(At::Cell(List::Steps, last, "seconds"), "17".into());
    let added = draft.add_step();
    assert_eq!(draft.text(At::Cell(List::Steps, added, "seconds")), "17");
    assert_eq!(draft.path(At::Cell(List::Steps, added, "level")), "load_shape.steps[4].level");
}

#[test]
fn what_the_server_normalised_is_taken_over_beside_what_was_typed_meanwhile() {
    let mut draft = draft();
    let [first, second] = [0, 1].map(|place: usize| draft.keys(List::Journeys)[place]);
    draft.type_text(At::Field("ecommerce_currency"), " EUR ".into());
    draft.type_text(At::Cell(List::Journeys, first, "name"), " reader ".into());
    draft.shape = Shape::Ramp;
    let submitted = draft.clone();
    draft.type_text(At::Cell(List::Journeys, first, "weight"), "12".into());
    draft.type_text(At::Field("seed"), "5".into());
    draft.rows_mut(List::Journeys).remove(second);
    let mut stored = MultiTargetConfig::default();
    submitted.read_into(&mut stored);
    stored.normalise();
    draft.take_over(&submitted, &submitted.after_saving(&stored));
    assert_eq!(draft.text(At::Field("ecommerce_currency")), "EUR");
    assert_eq!(draft.text(At::Cell(List::Journeys, first, "name")), "reader");
    assert_eq!(draft.text(At::Cell(List::Journeys, first, "weight")), "12");
    assert_eq!((draft.text(At::Field("seed")), draft.shape), ("5", Shape::Ramp));
    assert_eq!(draft.rows_mut(List::Journeys).undo(), Some(second), "removed during the save");
}
