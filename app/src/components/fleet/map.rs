//! The fleet as a map: a cell for each target, coloured by what matters, so that a thousand can be seen at once. The
//! table below says the same in words. One path for each colour: a tick changes a few attributes at most.

mod colour;
mod grid;
mod legend;
mod picked;

use super::{arrange::latency, group::Group, heat::Medians, view::FleetView};
use crate::{format, live::TargetRow};
use colour::CLASSES;
pub use colour::Colour;
use grid::Grid;
use legend::MapLegend;
use leptos::{ev, html, prelude::*};
pub use picked::{Picked, read as read_picked, write as write_picked};

/// What is under the pointer or the keys, and what is being marked. A handle.
#[derive(Clone, Copy)]
struct Hand {
    /// The target pointed at.
    at: RwSignal<Option<usize>>,
    /// Where marking began and how far it came.
    marked: RwSignal<Option<(usize, usize)>>,
}

/// The map of `rows`, with its legend.
#[component]
pub fn FleetMap(
    rows: Signal<Vec<TargetRow>>,
    tick: Signal<u64>,
    view: FleetView,
    medians: Memo<Medians>,
) -> impl IntoView {
    let grid = Memo::new(move |_| Grid::of(rows.with(Vec::len)));
    let colour = Memo::new(move |_| view.choice.with(|choice| choice.colour));
    let classes = Memo::new(move |_| {
        tick.track();
        let from_send = view.choice.with(|choice| choice.from_send);
        let median = medians.with(|medians| medians.p95);
        let colour = colour.get();
        let class = |row: &TargetRow| {
            row.status.with_untracked(|status| colour.class(status, latency(status, from_send).p95, median))
        };
        rows.with(|rows| rows.iter().map(class).collect::<Vec<_>>())
    });
    view! {
        <div class="fleet-map" data-testid="fleet-map">
            <MapCells rows=rows tick=tick view=view grid=grid classes=classes/>
            <MapLegend classes=classes view=view/>
        </div>
    }
    .into_any()
}

/// The cells, and the one that is pointed at in words.
#[component]
fn MapCells(
    rows: Signal<Vec<TargetRow>>,
    tick: Signal<u64>,
    view: FleetView,
    grid: Memo<Grid>,
    classes: Memo<Vec<usize>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let hand = Hand { at: RwSignal::new(None), marked: RwSignal::new(None) };
    let size = move || grid.with(|grid| format!("0 0 {} {}", grid.columns, grid.rows));
    let height = move || grid.with(|grid| format!("{}px", grid.height_px()));
    let words = move || {
        tick.track();
        hand.at.get().and_then(|place| rows.with(|rows| rows.get(place).map(|row| in_words(row, view))))
    };
    view! {
        <div class="map-cells" node_ref=node style:height=height tabindex="0" role="listbox" aria-multiselectable="true"
            aria-label="Map of the targets: arrow keys move, Shift marks several, Enter opens one or shows several"
            aria-activedescendant=move || hand.at.get().map(|_| "map-cell") data-testid="map-cells"
            on:pointerdown=move |event| press(hand, node, grid, &event)
            on:pointermove=move |event| point(hand, node, grid, &event)
            on:pointerup=move |_| choose(hand, rows, grid, view)
            on:pointercancel=move |_| hand.marked.set(None)
            on:pointerleave=move |_| if hand.marked.get_untracked().is_none() { hand.at.set(None) }
            on:keydown=move |event| key(hand, rows, grid, view, &event)
            on:blur=move |_| { hand.at.set(None); hand.marked.set(None); }>
            <svg class="map" viewBox=size preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {(0..CLASSES).map(|class| {
                    let path = Memo::new(move |_| classes.with(|classes| {
                        let places = classes.iter().enumerate().filter(|(_, of)| **of == class).map(|(place, _)| place);
                        grid.get().path(places)
                    }));
                    view! { <path class=format!("map-{class}") d=path></path> }
                }).collect_view()}
                <path class="map-picked" d=move || grid.get().path(picked(rows, view).into_iter())></path>
                <path class="map-at" d=move || grid.get().path(marked(hand, grid.get()).into_iter())></path>
            </svg>
            <div class="map-words" role="option" id="map-cell" aria-selected=move || hand.marked.get().is_some().to_string()
                data-testid="map-words">{move || words().unwrap_or_else(|| "Every cell is a target.".to_owned())}</div>
        </div>
    }
}

/// A target in a line.
fn in_words(row: &TargetRow, view: FleetView) -> String {
    view.choice.with(|choice| {
        row.status.with_untracked(|status| {
            let figure = choice.colour.figure(status, latency(status, choice.from_send).p95);
            let visits = format::count(status.visits.assigned);
            format!("{} · {} · {figure} · {visits} visits", row.name, Group::of(status).words())
        })
    })
}

/// Places of the picked targets.
fn picked(rows: Signal<Vec<TargetRow>>, view: FleetView) -> Vec<usize> {
    view.choice.with(|choice| {
        let picked = &choice.arrangement.picked;
        if picked.is_empty() {
            return Vec::new();
        }
        let is_picked = |(place, row): (usize, &TargetRow)| picked.contains(&row.id).then_some(place);
        rows.with(|rows| rows.iter().enumerate().filter_map(is_picked).collect())
    })
}

/// Places of what is being marked, or of what is pointed at.
fn marked(hand: Hand, grid: Grid) -> Vec<usize> {
    match (hand.marked.get(), hand.at.get()) {
        (Some((from, to)), _) => grid.between(from, to),
        (None, at) => at.into_iter().collect(),
    }
}

/// The target under the pointer.
fn target(node: NodeRef<html::Div>, grid: Memo<Grid>, event: &ev::PointerEvent) -> Option<usize> {
    let map = node.get_untracked()?;
    let part = |offset: i32, length: i32| f64::from(offset) / f64::from(length.max(1));
    grid.get_untracked().at(part(event.offset_x(), map.client_width()), part(event.offset_y(), map.client_height()))
}

fn press(hand: Hand, node: NodeRef<html::Div>, grid: Memo<Grid>, event: &ev::PointerEvent) {
    let Some(place) = target(node, grid, event).filter(|_| event.button() == 0) else { return };
    hand.at.set(Some(place));
    hand.marked.set(Some((place, place)));
    if let Some(map) = node.get_untracked() {
        // Fails only for a pointer that is gone by now.
        let _ = map.set_pointer_capture(event.pointer_id());
    }
}

fn point(hand: Hand, node: NodeRef<html::Div>, grid: Memo<Grid>, event: &ev::PointerEvent) {
    let place = target(node, grid, event);
    if hand.at.get_untracked() != place {
        hand.at.set(place);
        if let Some((from, place)) = hand.marked.get_untracked().map(|(from, _)| from).zip(place) {
            hand.marked.set(Some((from, place)));
        }
    }
}

/// Opens the one target that is marked, or shows those that are in the table alone.
fn choose(hand: Hand, rows: Signal<Vec<TargetRow>>, grid: Memo<Grid>, view: FleetView) {
    let Some((from, to)) = hand.marked.get_untracked() else { return };
    hand.marked.set(None);
    let places = grid.get_untracked().between(from, to);
    let ids: Picked =
        rows.with_untracked(|rows| places.into_iter().filter_map(|place| rows.get(place).map(|row| row.id)).collect());
    view.change(|choice| {
        if let (1, Some(id)) = (ids.len(), ids.first()) {
            choice.target = Some(*id);
        } else {
            choice.page = 0;
            choice.arrangement.picked = ids;
        }
    });
}

fn key(hand: Hand, rows: Signal<Vec<TargetRow>>, grid: Memo<Grid>, view: FleetView, event: &ev::KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let at = hand.at.get_untracked();
    let key = event.key();
    if let Some(to) = grid.get_untracked().step(at.unwrap_or_default(), &key) {
        // The first key shows where one is.
        let to = at.map_or(0, |_| to);
        let from = hand.marked.get_untracked().map_or(at.unwrap_or(to), |(from, _)| from);
        hand.marked.set(event.shift_key().then_some((from, to)));
        hand.at.set(Some(to));
    } else if key == "Enter" || key == " " {
        if hand.marked.get_untracked().is_none() {
            hand.marked.set(at.map(|at| (at, at)));
        }
        choose(hand, rows, grid, view);
    } else if key == "Escape" && hand.marked.get_untracked().is_some() {
        hand.marked.set(None);
    } else {
        return;
    }
    event.prevent_default();
}
