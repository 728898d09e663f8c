//! How often each funnel was taken, and how many of those visits came to its end.

use crate::{components::table_card::TableCard, format};
use domain::FunnelCounts;
use leptos::prelude::*;

/// A table of funnels; nothing when there are none.
#[component]
pub fn FunnelTable(
    /// The counts, in list order.
    #[prop(into)]
    funnels: Signal<Vec<FunnelCounts>>,
) -> impl IntoView {
    let any = Memo::new(move |_| funnels.with(|funnels| !funnels.is_empty()));
    view! {
        <Show when=move || any.get()>
            <TableCard title="Funnels" testid="funnel-counts" columns=&["Funnel", "Started", "Completed", "Rate"]>
                {move || funnels.get().into_iter().map(row).collect_view()}
            </TableCard>
        </Show>
    }
    .into_any()
}

fn row(counts: FunnelCounts) -> impl IntoView {
    let FunnelCounts { name, started, completed } = counts;
    let rate = if started == 0 { format::NOTHING.to_owned() } else { format::percent(completed, started) };
    view! {
        <tr data-testid="funnel-count">
            <th scope="row">{name}</th>
            <td>{format::count(started)}</td>
            <td>{format::count(completed)}</td>
            <td class:quiet=(started == 0)>{rate}</td>
        </tr>
    }
}
