//! The table of targets, live on the dashboard and final in a report: filter, groups by health, sorting,
//! pages. Only the rows of the current page exist, and each cell follows its own target's signal.

mod arrange;
mod group;
mod head;
mod pager;
mod row;
mod share_bar;
mod toolbar;

use crate::live::TargetRow;
use arrange::{Arrangement, arrange};
use head::FleetHead;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use pager::{PAGE_ROWS, Pager};
use row::FleetRow;
use toolbar::Toolbar;

/// What the person chose to see. A handle: copies see the same choice.
#[derive(Clone, Copy)]
struct FleetView {
    /// Which rows, in which order.
    arrangement: RwSignal<Arrangement>,
    /// Page from 0.
    page: RwSignal<usize>,
    /// Whether latencies count from the send time instead of the planned time.
    from_send: RwSignal<bool>,
    /// Whether the rows have a history to show.
    trend: bool,
}

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
    /// What follows the filter: links to elsewhere.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    // Without JavaScript, filter and page are in the address.
    let (filter, page) = use_query_map().with_untracked(|query| {
        let page = query.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
        (query.get("q").unwrap_or_default(), page.saturating_sub(1))
    });
    let view = FleetView {
        arrangement: RwSignal::new(Arrangement { filter, ..Default::default() }),
        page: RwSignal::new(page),
        from_send: RwSignal::new(false),
        trend,
    };
    // A link to one target changes the filter of a page that is open already.
    let query = use_query_map();
    Effect::new(move |before: Option<Option<String>>| {
        let filter = query.with(|query| query.get("q"));
        if before.is_some_and(|before| before != filter) {
            view.arrangement.update(|chosen| chosen.filter = filter.clone().unwrap_or_default());
            view.page.set(0);
        }
        filter
    });
    let order = Memo::new(move |_| {
        rows.track();
        view.arrangement.with(|arrangement| {
            if arrangement.depends_on_figures() {
                tick.track();
            }
            rows.with_untracked(|rows| arrange(rows, arrangement, view.from_send.get()))
        })
    });
    let total = Memo::new(move |_| order.with(Vec::len));
    // Reads `order` and not `total`: an effect that reads a memo together with one made from it may miss
    // changes that leave the second as it was (reactive_graph 0.2.16).
    let shown = move || {
        order.with(|order| {
            let pages = order.len().div_ceil(PAGE_ROWS).max(1);
            let first = view.page.get().min(pages - 1) * PAGE_ROWS;
            let page = order.iter().skip(first).take(PAGE_ROWS);
            rows.with(|rows| page.filter_map(|&place| rows.get(place).cloned()).collect::<Vec<_>>())
        })
    };
    let scale = share_bar::scale(rows, tick);
    view! {
        <section class="card fleet" aria-label="Targets" data-testid="fleet">
            <Toolbar rows=rows tick=tick view=view>{children.map(|children| children())}</Toolbar>
            <div class="fleet-scroll" tabindex="0" role="region" aria-label="Table of targets">
                <table class="fleet-table" role="table">
                    <caption class="visually-hidden">"Figures of every target"</caption>
                    <FleetHead view=view/>
                    <tbody role="rowgroup">
                        <For each=shown key=|row| row.key() let:row>
                            <FleetRow row=row view=view scale=scale/>
                        </For>
                        <Show when=move || total.get() == 0>
                            <tr role="row"><td role="cell" class="fleet-none" colspan="13" data-testid="fleet-none">
                                "No target matches. Clear the filter to see all."
                            </td></tr>
                        </Show>
                    </tbody>
                </table>
            </div>
            <Pager total=total view=view/>
        </section>
    }
    .into_any()
}
