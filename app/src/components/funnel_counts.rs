//! How often each funnel was taken, and how many of those visits came to its end.

use crate::format;
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
            <section class="card table-card" aria-labelledby="funnel-counts-title" data-testid="funnel-counts">
                <h2 class="table-title" id="funnel-counts-title">"Funnels"</h2>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Table of funnels">
                    <table class="data-table">
                        <thead>
                            <tr>
                                <th scope="col">"Funnel"</th>
                                <th scope="col">"Started"</th>
                                <th scope="col">"Completed"</th>
                                <th scope="col">"Rate"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || funnels.get().into_iter().map(|FunnelCounts { name, started, completed }| view! {
                                <tr data-testid="funnel-count">
                                    <th scope="row">{name}</th>
                                    <td>{format::count(started)}</td>
                                    <td>{format::count(completed)}</td>
                                    <td class:quiet=(started == 0)>
                                        {if started == 0 { format::NOTHING.to_owned() } else { format::percent(completed, started) }}
                                    </td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
    .into_any()
}
