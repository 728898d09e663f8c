//! A table of figures on a card of its own: heading, then the table, which scrolls sideways where it does not fit.

use leptos::prelude::*;

/// A card with a table. Children are the rows of its body.
#[component]
pub fn TableCard(
    /// Heading, in the plural: the table is announced as that of these.
    title: &'static str,
    /// `data-testid`; the heading's id is made of it.
    testid: &'static str,
    /// Said beside the heading.
    #[prop(optional, into)]
    note: Option<Signal<String>>,
    /// Heads of the columns: the first names the rows, the others hold figures.
    columns: &'static [&'static str],
    /// Heads of the columns of words, which come last.
    #[prop(default = &[])]
    text_columns: &'static [&'static str],
    /// What stands below the table.
    #[prop(optional, into)]
    foot: ViewFn,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{testid}-title");
    let label = format!("Table of {}", title.to_lowercase());
    let columns = columns.iter().map(|name| view! { <th scope="col">{*name}</th> });
    let text_columns = text_columns.iter().map(|name| view! { <th scope="col" class="text">{*name}</th> });
    view! {
        <section class="card table-card" aria-labelledby=title_id data-testid=testid>
            <h2 class="table-title" id=title_id.clone()>{title}{note.map(|note| view! { " "<em>{note}</em> })}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table class="data-table">
                    <thead>
                        <tr>{columns.collect_view()}{text_columns.collect_view()}</tr>
                    </thead>
                    <tbody>{children()}</tbody>
                </table>
            </div>
            {foot.run()}
        </section>
    }
    .into_any()
}
