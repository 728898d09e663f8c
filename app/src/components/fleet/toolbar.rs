//! Above the table: filter, groups with their counts, and which moment latencies count from.

use super::{address::Choice, group::Group, head::SortPicker, view::FleetView};
use crate::{format, live::TargetRow};
use leptos::prelude::*;
use std::time::Duration;

/// How long after the last key the address takes over what was typed.
const TYPING: Duration = Duration::from_millis(300);

/// The tools; children stand at the end.
#[component]
pub fn Toolbar(rows: Signal<Vec<TargetRow>>, tick: Signal<u64>, view: FleetView, children: Children) -> impl IntoView {
    let counts = Memo::new(move |_| {
        tick.track();
        rows.with(|rows| {
            Group::ALL.map(|group| {
                rows.iter().filter(|row| row.status.with_untracked(|status| Group::of(status) == group)).count()
            })
        })
    });
    let chip = move |(place, group): (usize, Group)| {
        let count = move || counts.with(|counts| counts.get(place).copied().unwrap_or_default());
        let pressed = move || view.choice.with(|choice| choice.arrangement.group == Some(group));
        let toggle = move |_| {
            view.change(|choice| {
                choice.page = 0;
                choice.arrangement.group = (choice.arrangement.group != Some(group)).then_some(group);
            });
        };
        view! {
            <Show when=move || { count() > 0 || pressed() }>
                <button type="button" class=format!("chip chip-{}", group.kind()) aria-pressed=move || pressed().to_string()
                    data-testid=format!("chip-{}", group.kind()) on:click=toggle>
                    <b>{move || format::count(count() as u64)}</b>" "{group.words()}
                </button>
            </Show>
        }
    };
    let base = move |from_send: bool, words: &'static str, meaning: &'static str| {
        view! {
            <button type="button" title=meaning
                aria-pressed=move || (view.choice.with(|choice| choice.from_send) == from_send).to_string()
                data-testid=if from_send { "latency-from-send" } else { "latency-from-planned" }
                on:click=move |_| view.change(|choice| choice.from_send = from_send)>{words}</button>
        }
    };
    let filter = move |choice: &Choice| choice.arrangement.filter.clone();
    let mut settle = debounce(TYPING, move |()| view.settle());
    view! {
        <div class="fleet-tools">
            <form class="fleet-filter" method="get" role="search" on:submit=|event| event.prevent_default()>
                <input class="input" type="search" name="q" placeholder="Filter targets" aria-label="Filter targets"
                    data-testid="fleet-filter" value=view.choice.with_untracked(filter) prop:value=move || view.choice.with(filter)
                    on:input=move |event| {
                        view.type_filter(event_target_value(&event));
                        settle(());
                    }
                    on:change=move |_| view.settle()/>
            </form>
            <div class="chips" role="group" aria-label="Show only">
                {Group::ALL.into_iter().enumerate().map(chip).collect_view()}
            </div>
            <SortPicker view=view/>
            <div class="segmented js-only" role="group" aria-label="Latency measured">
                <span class="segmented-label">"Latency from"</span>
                {base(false, "planned", "From when the hit was due: what a visitor would feel")}
                {base(true, "send", "From when the hit was sent: what the target took")}
            </div>
            <div class="fleet-links">{children()}</div>
        </div>
    }
    .into_any()
}
