//! Findings land at the inputs that show them, in words of the page.

use super::*;
use domain::{Target, messages::CrossFieldFinding};

fn stored() -> MultiTargetConfig {
    let mut config = MultiTargetConfig { max_total_visits: 10, ..Default::default() };
    config.targets.push(Target { has_token: true, ..Target::new("https://m.example", 1) });
    config.normalise();
    config
}

#[test]
fn what_is_stored_has_no_findings_and_keeps_what_other_pages_edit() {
    let mut config = stored();
    config.distribute_by = domain::DistributeBy::Hit;
    let assessed = Assessed::of(&Draft::of(&config), &config);
    assert_eq!((&assessed.findings.errors, &assessed.findings.warnings), (&vec![], &vec![]));
    assert_eq!(assessed.config, config);
}

#[test]
fn errors_stand_at_their_inputs_in_the_order_of_the_page() {
    let mut draft = Draft::of(&stored());
    draft.type_text(At::Field("request.bulk_size"), "0".into());
    draft.type_text(At::Field("ecommerce_shipping_rates"), "1, -2".into());
    draft.type_text(At::Field("pageviews_min"), "many".into());
    let key = draft.keys(List::Countries)[2];
    draft.type_text(At::Cell(List::Countries, key, "weight"), "x".into());
    let assessed = Assessed::of(&draft, &stored());
    let paths: Vec<_> = assessed.findings.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(paths, ["pageviews_min", "countries[2].weight", "ecommerce_shipping_rates", "request.bulk_size"]);
    assert_eq!(assessed.findings.error_at("request.bulk_size"), Some("must be between 1 and 1,000, is 0"));
    assert_eq!(assessed.errors_in(Section::Sources), 1);
    let named = |index: usize| finding(assessed.findings.errors[index].clone(), &draft);
    assert_eq!(named(1).label, "Country 3, weight");
    assert_eq!(named(1).place, Place::Input(At::Cell(List::Countries, key, "weight").id()));
    assert_eq!(named(3).label, "Hits per request");
}

#[test]
fn sentences_say_what_the_labels_say() {
    let mut draft = Draft::of(&stored());
    draft.type_text(At::Field("visit_duration_min"), "9".into());
    let assessed = Assessed::of(&draft, &stored());
    let message = assessed.findings.error_at("visit_duration_max").unwrap();
    assert!(message.contains("“Recorded length, shortest” (9)"), "{message}");
}

#[test]
fn a_window_without_days_is_reported_where_days_are_typed() {
    let mut draft = Draft::of(&stored());
    draft.backfill = true;
    assert!(Assessed::of(&draft, &stored()).findings.error_at("backfill_days_back").is_some());
    draft.window = WindowForm::Dates;
    assert!(Assessed::of(&draft, &stored()).findings.error_at("backfill_start_date").is_some());
}

#[test]
fn a_list_that_is_wrong_as_a_whole_leads_to_its_section() {
    let mut draft = Draft::of(&stored());
    for key in draft.keys(List::Countries) {
        draft.rows_mut(List::Countries).remove(key);
    }
    let assessed = Assessed::of(&draft, &stored());
    assert!(assessed.findings.error_at("countries").is_some());
    let found = finding(assessed.findings.errors[0].clone(), &draft);
    assert_eq!((found.id.as_str(), found.label.as_str()), ("f-countries", "Where visits come from"));
    assert_eq!(found.place, Place::Input("sources".into()));
}

#[test]
fn a_shape_that_does_not_apply_shows_its_errors_all_the_same() {
    let mut draft = Draft::of(&stored());
    draft.type_text(At::Field("load_shape.ramp.to"), "up".into());
    let assessed = Assessed::of(&draft, &stored());
    assert!(assessed.shape_has_error(Shape::Ramp) && !assessed.shape_has_error(Shape::Spike));
}

#[test]
fn missing_targets_are_reported_first() {
    let stored = MultiTargetConfig::default();
    let mut draft = Draft::of(&stored);
    draft.type_text(At::Field("pageviews_min"), "0".into());
    let assessed = Assessed::of(&draft, &stored);
    assert_eq!(assessed.findings.errors[0].field, "targets");
    let found = finding(assessed.findings.errors[0].clone(), &draft);
    assert_eq!((found.label.as_str(), found.place), ("Targets", Place::Page("/targets".into())));
}

#[test]
fn what_the_server_refuses_stands_where_the_page_shows_it_and_in_its_words() {
    let draft = Draft::of(&stored());
    let error =
        FieldError::new("backfill_end_date", CrossFieldFinding::EndsBeforeItBegins { first: "2026-01-31".into() });
    let found = finding(error, &draft);
    assert_eq!(found.id, At::Field("backfill_duration_days").id());
    assert!(found.message.contains("must not be before “"), "{}", found.message);
}
