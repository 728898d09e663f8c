//! The fleet as a map and as a table, live on the dashboard and final in a report: filter, groups by health, sorting, pages, all
//! in the address. Only the rows of the current page exist, and each cell follows its own target's signal.

mod address;
mod arrange;
mod group;
mod head;
mod heat;
mod inspector;
mod last_error;
mod map;
mod pager;
mod row;
mod share_bar;
mod toolbar;
mod trouble;
mod view;

use crate::live::TargetRow;
use arrange::arrange;
use domain::Outage;
use head::FleetHead;
use heat::Medians;
use inspector::Inspector;
pub use inspector::TITLE as INSPECTOR_TITLE;
use leptos::prelude::*;
use map::FleetMap;
use pager::{PAGE_ROWS, Pager};
use row::FleetRow;
use toolbar::Toolbar;
use view::FleetView;

/// A table of `rows`.
#[component]
pub fn Fleet(
    /// The targets in list order.
    #[prop(into)]
    rows: Signal<Vec<TargetRow>>,
    /// Changes with every figure.
    #[prop(into)]
    tick: Signal<u64>,
    /// Whether the rows have a history, for the column of sparklines.
    #[prop(default = true)]
    trend: bool,
    /// When targets were unhealthy, in order of detection.
    #[prop(into)]
    outages: Signal<Vec<Outage>>,
    /// Whether targets can be changed here while a run follows the working configuration.
    #[prop(default = false)]
    switches: bool,
    /// What follows the filter: links to elsewhere.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let view = FleetView::of_address(trend);
    // The page has no part in the order.
    let arrangement = Memo::new(move |_| view.choice.with(|choice| (choice.arrangement.clone(), choice.from_send)));
    let order = Memo::new(move |_| {
        rows.track();
        arrangement.with(|(arrangement, from_send)| {
            if arrangement.depends_on_figures() {
                tick.track();
            }
            rows.with_untracked(|rows| arrange(rows, arrangement, *from_send))
        })
    });
    let medians = Memo::new(move |_| {
        tick.track();
        let from_send = view.choice.with(|choice| choice.from_send);
        rows.with(|rows| Medians::of(rows, from_send))
    });
    let total = Memo::new(move |_| order.with(Vec::len));
    // Reads `order` and not `total`: an effect that reads a memo together with one made from it may miss
    // changes that leave the second as it was (reactive_graph 0.2.16).
    let shown = move || {
        order.with(|order| {
            let pages = order.len().div_ceil(PAGE_ROWS).max(1);
            let first = view.choice.with(|choice| choice.page).min(pages - 1) * PAGE_ROWS;
            let page = order.iter().skip(first).take(PAGE_ROWS);
            rows.with(|rows| page.filter_map(|&place| rows.get(place).cloned()).collect::<Vec<_>>())
        })
    };
    let scale = share_bar::scale(rows, tick);
    view! {
        <section class="card fleet" aria-label="Targets" data-testid="fleet">
            <Toolbar rows=rows tick=tick view=view>{children.map(|children| children())}</Toolbar>
            <FleetMap rows=rows tick=tick view=view medians=medians/>
            <div class="fleet-scroll" tabindex="0" role="region" aria-label="Table of targets">
                <table class="fleet-table" role="table">
                    <caption class="visually-hidden">"Figures of every target"</caption>
                    <FleetHead view=view/>
                    <tbody role="rowgroup">
                        <For each=shown key=|row| row.key() let:row>
                            <FleetRow row=row view=view scale=scale medians=medians/>
                        </For>
                        <Show when=move || total.get() == 0>
                            <tr role="row"><td role="cell" class="fleet-none" colspan="15" data-testid="fleet-none">
                                "No target matches. Clear the filter to see all."
                            </td></tr>
                        </Show>
                    </tbody>
                </table>
            </div>
            <Pager total=total view=view/>
            <Inspector rows=rows order=order view=view outages=outages switches=switches/>
        </section>
    }
    .into_any()
}
