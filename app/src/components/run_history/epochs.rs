//! How arrivals were split from when on: one row per epoch, with what each target was due and got.

use crate::{components::table_card::TableCard, format};
use domain::{EpochShare, EpochStatus};
use leptos::prelude::*;
use std::collections::HashMap;

/// Epochs that are listed; a run that flaps has many, and the latest tell the most.
const LISTED: usize = 50;

/// A table of epochs, latest first; nothing while there is but one.
#[component]
pub fn EpochTable(
    /// In order.
    #[prop(into)]
    epochs: Signal<Vec<EpochStatus>>,
    /// Names of the targets by id.
    #[prop(into)]
    names: Signal<HashMap<i64, String>>,
) -> impl IntoView {
    let several = Memo::new(move |_| epochs.with(|epochs| epochs.len() > 1));
    let numbers = Signal::derive(move || {
        epochs.with(|epochs| epochs.iter().rev().take(LISTED).map(|epoch| epoch.number).collect::<Vec<_>>())
    });
    let left_out = move || epochs.with(|epochs| epochs.len().saturating_sub(LISTED));
    view! {
        <Show when=move || several.get()>
            <TableCard title="Epochs" testid="epochs" note="how arrivals were split, and why that changed"
                columns=&["Epoch", "At", "From visit", "Given out"] text_columns=&["Strategy", "Because"]
                foot=move || view! {
                    <Show when=move || { left_out() > 0 }>
                        <p class="hint">
                            {move || format!("{} earlier epochs are in the report's JSON only.", format::count(left_out() as u64))}
                        </p>
                    </Show>
                }>
                <For each=move || numbers.get() key=|number| *number let:number>
                    <EpochRow epochs=epochs number=number names=names/>
                </For>
            </TableCard>
        </Show>
    }
    .into_any()
}

/// One epoch; a cell is written only when its text is another, and what is unfolded stays so.
#[component]
fn EpochRow(epochs: Signal<Vec<EpochStatus>>, number: u64, names: Signal<HashMap<i64, String>>) -> impl IntoView {
    let of_number = move |epochs: &Vec<EpochStatus>| epochs.iter().rposition(|epoch| epoch.number == number);
    // Once it is gone, its row goes, too.
    let epoch = Memo::new(move |_| {
        epochs.with(|epochs| Some(epochs.get(of_number(epochs)?)?.without_shares())).unwrap_or_default()
    });
    let shares = Memo::new(move |_| {
        epochs.with(|epochs| Some(epochs.get(of_number(epochs)?)?.shares.clone())).unwrap_or_default()
    });
    let any = Memo::new(move |_| shares.with(|shares| !shares.is_empty()));
    let text = move |of: fn(&EpochStatus) -> String| move || epoch.with(of);
    view! {
        <tr data-testid="epoch">
            <th scope="row">{number}</th>
            <td>{text(|e| format::offset(e.at_seconds))}</td>
            <td>{text(|e| e.from_index.map_or_else(|| format::NOTHING.to_owned(), format::count))}</td>
            <td>{text(|e| format::count(e.positions))}</td>
            <td class="text">{text(|e| e.strategy.as_str().to_owned())}</td>
            <td class="text epoch-cause">
                {text(|e| e.cause.clone())}
                <Show when=move || any.get()><Shares shares=shares names=names/></Show>
            </td>
        </tr>
    }
    .into_any()
}

/// What each target was due and got, to be unfolded.
#[component]
fn Shares(shares: Memo<Vec<EpochShare>>, names: Signal<HashMap<i64, String>>) -> impl IntoView {
    let count = Signal::derive(move || format!("{} targets", format::count(shares.with(Vec::len) as u64)));
    view! {
        <details class="epoch-shares">
            <summary>{count}</summary>
            <table class="plain-table">
                <thead>
                    <tr><th scope="col">"Target"</th><th scope="col">"Due"</th><th scope="col">"Got"</th></tr>
                </thead>
                <tbody>
                    {move || shares.with(|shares| names.with(|names| shares.iter().map(|share| share_row(share, names)).collect_view()))}
                </tbody>
            </table>
        </details>
    }
    .into_any()
}

fn share_row(share: &EpochShare, names: &HashMap<i64, String>) -> impl IntoView + use<> {
    let name = names.get(&share.target_id).cloned().unwrap_or_else(|| format!("target {}", share.target_id));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{format!("{:.2}", share.expected)}</td>
            <td>{format::count(share.assigned)}</td>
        </tr>
    }
}
