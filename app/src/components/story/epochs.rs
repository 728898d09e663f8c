//! How arrivals were split from when on: one row per epoch, with what each target was due and got.

use crate::format;
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
    let rows = move || {
        let names = names.get();
        let row = |epoch: &EpochStatus| row(epoch, &names);
        epochs.with(|epochs| epochs.iter().rev().take(LISTED).map(row).collect_view())
    };
    let left_out = move || epochs.with(|epochs| epochs.len().saturating_sub(LISTED));
    view! {
        <Show when=move || several.get()>
            <section class="card table-card" aria-labelledby="epochs-title" data-testid="epochs">
                <h2 class="table-title" id="epochs-title">"Epochs "<em>"how arrivals were split, and why that changed"</em></h2>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Table of epochs">
                    <table class="data-table">
                        <thead>
                            <tr>
                                <th scope="col">"Epoch"</th>
                                <th scope="col">"At"</th>
                                <th scope="col">"From visit"</th>
                                <th scope="col">"Given out"</th>
                                <th scope="col" class="text">"Strategy"</th>
                                <th scope="col" class="text">"Because"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <Show when=move || { left_out() > 0 }>
                    <p class="hint">{move || format!("{} earlier epochs are in the report's JSON only.", format::count(left_out() as u64))}</p>
                </Show>
            </section>
        </Show>
    }
    .into_any()
}

fn row(epoch: &EpochStatus, names: &HashMap<i64, String>) -> impl IntoView + use<> {
    let shares: Vec<_> = epoch.shares.iter().map(|share| share_row(share, names)).collect();
    let count = shares.len();
    let detail = (count > 0).then(|| {
        view! {
            <details class="epoch-shares">
                <summary>{format!("{} targets", format::count(count as u64))}</summary>
                <table class="plain-table">
                    <thead>
                        <tr><th scope="col">"Target"</th><th scope="col">"Due"</th><th scope="col">"Got"</th></tr>
                    </thead>
                    <tbody>{shares}</tbody>
                </table>
            </details>
        }
    });
    view! {
        <tr data-testid="epoch">
            <th scope="row">{epoch.number}</th>
            <td>{format::offset(epoch.at_seconds)}</td>
            <td>{epoch.from_index.map_or_else(|| format::NOTHING.to_owned(), format::count)}</td>
            <td>{format::count(epoch.positions)}</td>
            <td class="text">{epoch.strategy.as_str()}</td>
            <td class="text epoch-cause">{epoch.cause.clone()}{detail}</td>
        </tr>
    }
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
