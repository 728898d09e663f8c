//! Filter, groups and orders.

use super::*;
use domain::{Health, HitCounts};

fn row(id: i64, name: &str, failed: u64, health: Health, enabled: bool) -> TargetRow {
    let status = TargetStatus {
        id,
        name: name.into(),
        url: format!("https://{name}.example"),
        enabled,
        health,
        hits: HitCounts { failed, ..Default::default() },
        ..Default::default()
    };
    TargetRow::new(status, Vec::new(), 0)
}

fn rows() -> Vec<TargetRow> {
    vec![
        row(1, "beta", 3, Health::Healthy, true),
        row(2, "Alpha", 9, Health::Failing, true),
        row(3, "gamma", 3, Health::Failing, false),
    ]
}

fn places(chosen: &Arrangement) -> Vec<usize> {
    leptos::prelude::Owner::new().with(|| arrange(&rows(), chosen, false))
}

#[test]
fn the_filter_looks_at_names_and_addresses() {
    let by = |filter: &str| places(&Arrangement { filter: filter.into(), ..Default::default() });
    assert_eq!(by(" ALPHA "), [1]);
    assert_eq!(by("gamma.ex"), [2]);
    assert_eq!(by(""), [1, 0, 2], "failing first, disabled last");
    assert_eq!(by("nothing"), [0; 0]);
}

#[test]
fn a_disabled_target_is_in_no_group_but_its_own() {
    let of = |group| places(&Arrangement { group: Some(group), ..Default::default() });
    assert_eq!(of(Group::Failing), [1]);
    assert_eq!(of(Group::Disabled), [2]);
}

#[test]
fn equal_rows_stay_in_list_order_both_ways() {
    let by = |descending| places(&Arrangement { column: Column::Failed, descending, ..Default::default() });
    assert_eq!(by(true), [1, 0, 2]);
    assert_eq!(by(false), [0, 2, 1]);
}

#[test]
fn pressing_a_head_goes_round() {
    let mut chosen = Arrangement::default();
    let mut pressed = |column| {
        chosen.press(column);
        (chosen.column, chosen.descending)
    };
    assert_eq!(pressed(Column::Failed), (Column::Failed, true));
    assert_eq!(pressed(Column::Failed), (Column::Failed, false));
    assert_eq!(pressed(Column::Failed), (Column::Trouble, false));
    assert_eq!(pressed(Column::Name), (Column::Name, false));
    assert_eq!(pressed(Column::Name), (Column::Name, true));
    assert_eq!(pressed(Column::Visits), (Column::Visits, true));
}

#[test]
fn the_list_can_be_had_as_it_is() {
    assert_eq!(places(&Arrangement { column: Column::List, ..Default::default() }), [0, 1, 2]);
}

#[test]
fn every_column_has_a_key_of_its_own() {
    for column in Column::ALL {
        assert_eq!(Column::of_key(column.key()), Some(column));
    }
    assert_eq!(Column::of_key(""), None);
}

#[test]
fn picked_targets_are_shown_alone() {
    let of = |picked: &[i64]| places(&Arrangement { picked: picked.iter().copied().collect(), ..Default::default() });
    assert_eq!((of(&[1, 3]), of(&[4])), (vec![0, 2], vec![]));
}
