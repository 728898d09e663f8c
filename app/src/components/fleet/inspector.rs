//! One target beside the list, by `?target=ID`: J and K walk the list, Escape closes.

mod panel;
mod switches;

use super::{pager::PAGE_ROWS, view::FleetView};
use crate::{
    components::{
        focus::focus_soon,
        keys::{Does, use_keys},
    },
    live::TargetRow,
};
use domain::Outage;
use leptos::prelude::*;
use panel::Panel;

/// Id of the heading, which has the focus once a target is opened.
pub const TITLE: &str = "inspector-title";

/// Places of the targets in the order of the table.
type Order = Memo<Vec<usize>>;

/// Nothing while no target is chosen, or none of `rows`.
#[component]
pub fn Inspector(
    rows: Signal<Vec<TargetRow>>,
    order: Order,
    view: FleetView,
    /// In order of detection.
    outages: Signal<Vec<Outage>>,
    /// Whether weight and load can be changed while a run follows the working configuration.
    switches: bool,
) -> impl IntoView {
    let key = Memo::new(move |_| {
        let id = view.choice.with(|choice| choice.target)?;
        rows.with(|rows| rows.iter().find(|row| row.id == id).map(TargetRow::key))
    });
    let row = move || {
        let key = key.get()?;
        rows.with_untracked(|rows| rows.iter().find(|row| row.key() == key).cloned())
    };
    // A page that is opened with a target leaves the focus where it is.
    Effect::new(move |before: Option<Option<(u64, i64)>>| {
        let now = key.get();
        match (before, now) {
            (Some(before), Some(_)) if before != now => focus_soon(TITLE),
            (Some(Some((_, id))), None) => focus_soon(&link_id(id)),
            _ => {}
        }
        now
    });
    use_keys().handle(move |does| walk(rows, order, view, does));
    move || {
        row().map(|row| view! { <Panel row=row rows=rows order=order view=view outages=outages switches=switches/> })
    }
}

/// Id of the link that opens a target.
pub fn link_id(target: i64) -> String {
    format!("inspect-{target}")
}

/// The target `steps` further in the table: its id and page. Nothing beyond the ends; from a target that the table
/// does not show, its first.
fn neighbour(rows: &[TargetRow], order: &[usize], from: i64, steps: isize) -> Option<(i64, usize)> {
    let ids: Vec<i64> = order.iter().filter_map(|&place| rows.get(place).map(|row| row.id)).collect();
    let place = match ids.iter().position(|&id| id == from) {
        Some(place) => place.checked_add_signed(steps)?,
        None => 0,
    };
    Some((*ids.get(place)?, place / PAGE_ROWS))
}

/// What a key does while a target is inspected.
fn walk(rows: Signal<Vec<TargetRow>>, order: Order, view: FleetView, does: Does) -> bool {
    let Some(target) = view.choice.try_get_untracked().and_then(|choice| choice.target) else { return false };
    let steps = match does {
        Does::NextTarget => 1,
        Does::PreviousTarget => -1,
        Does::CloseTarget => {
            view.change(|choice| choice.target = None);
            return true;
        }
        _ => return false,
    };
    let next = rows.with_untracked(|rows| order.with_untracked(|order| neighbour(rows, order, target, steps)));
    if let Some((id, page)) = next {
        view.change(|choice| {
            choice.target = Some(id);
            choice.page = page;
        });
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TargetStatus;

    #[test]
    fn the_list_is_walked_in_the_order_of_the_table() {
        Owner::new().with(|| {
            let row = |id: i64| TargetRow::new(TargetStatus { id, ..Default::default() }, Vec::new(), 0);
            let rows: Vec<_> = (0..120).map(row).collect();
            let order: Vec<usize> = (0..120).rev().collect();
            assert_eq!(neighbour(&rows, &order, 119, 1), Some((118, 0)));
            assert_eq!(neighbour(&rows, &order, 70, 1), Some((69, 1)), "the page follows");
            assert_eq!(neighbour(&rows, &order, 119, -1), None);
            assert_eq!(neighbour(&rows, &order, 0, 1), None);
            assert_eq!(neighbour(&rows, &order[..10], 5, 1), Some((119, 0)), "not shown: from the first");
            assert_eq!(neighbour(&rows, &[], 5, 1), None);
        });
    }
}
