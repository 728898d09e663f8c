//! Findings land at the inputs that show them, in words of the page.

use super::*;
use domain::Target;

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
    assert_eq!((assessed.errors, assessed.warnings), (vec![], vec![]));
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
    let paths: Vec<_> = assessed.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(paths, ["pageviews_min", "countries[2].weight", "ecommerce_shipping_rates", "request.bulk_size"]);
    assert_eq!(assessed.error_at("request.bulk_size"), Some("must be between 1 and 1000, is 0"));
    assert_eq!(assessed.errors_in(Section::Sources), 1);
    assert_eq!(
        entry(&assessed.errors[1], &draft),
        ("Country 3, weight".to_owned(), Some(At::Cell(List::Countries, key, "weight").id()))
    );
    assert_eq!(entry(&assessed.errors[3], &draft).0, "Hits per request");
}

#[test]
fn sentences_say_what_the_labels_say() {
    let mut draft = Draft::of(&stored());
    draft.type_text(At::Field("visit_duration_min"), "9".into());
    let assessed = Assessed::of(&draft, &stored());
    let message = assessed.error_at("visit_duration_max").unwrap();
    assert!(message.contains("“Recorded length, shortest” (9)"), "{message}");
}

#[test]
fn a_window_without_days_is_said_where_days_are_typed() {
    let mut draft = Draft::of(&stored());
    draft.backfill = true;
    assert!(Assessed::of(&draft, &stored()).error_at("backfill_days_back").is_some());
    draft.window = WindowForm::Dates;
    assert!(Assessed::of(&draft, &stored()).error_at("backfill_start_date").is_some());
}

#[test]
fn a_list_that_is_wrong_as_a_whole_leads_to_its_section() {
    let mut draft = Draft::of(&stored());
    for key in draft.keys(List::Countries) {
        draft.remove(List::Countries, key);
    }
    let assessed = Assessed::of(&draft, &stored());
    assert!(assessed.error_at("countries").is_some());
    assert_eq!(entry(&assessed.errors[0], &draft), ("Where visits come from".into(), Some("sources".into())));
}

#[test]
fn a_shape_that_does_not_apply_shows_its_errors_all_the_same() {
    let mut draft = Draft::of(&stored());
    draft.type_text(At::Field("load_shape.ramp.to"), "up".into());
    let assessed = Assessed::of(&draft, &stored());
    assert!(assessed.shape_has_error(Shape::Ramp) && !assessed.shape_has_error(Shape::Spike));
}

#[test]
fn targets_that_are_missing_are_said_first() {
    let stored = MultiTargetConfig::default();
    let mut draft = Draft::of(&stored);
    draft.type_text(At::Field("pageviews_min"), "0".into());
    let assessed = Assessed::of(&draft, &stored);
    assert_eq!(assessed.errors[0].field, "targets");
    assert_eq!(entry(&assessed.errors[0], &draft), ("Targets".into(), None));
}
