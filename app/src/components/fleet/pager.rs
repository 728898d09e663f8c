//! Pages of the table, so that a thousand targets cost no more than fifty. Plain links: they work without
//! JavaScript, in another tab, and as steps of the history.

use super::view::FleetView;
use crate::format;
use leptos::prelude::*;

/// Rows of a page.
pub const PAGE_ROWS: usize = 50;

/// Shown only when there is more than one page.
#[component]
pub fn Pager(total: Memo<usize>, view: FleetView) -> impl IntoView {
    let pages = move || total.get().div_ceil(PAGE_ROWS).max(1);
    let page = move || view.choice.with(|choice| choice.page).min(pages() - 1);
    let range = move || {
        let first = page() * PAGE_ROWS;
        let last = (first + PAGE_ROWS).min(total.get());
        format!("{}–{} of {}", first + 1, format::count(last as u64), format::count(total.get() as u64))
    };
    let before = Signal::derive(move || page().checked_sub(1));
    let after = Signal::derive(move || Some(page() + 1).filter(|&next| next < pages()));
    view! {
        <Show when=move || { pages() > 1 }>
            <nav class="pager" aria-label="Pages of targets" data-testid="pager">
                <PageLink words="Previous" testid="pager-previous" to=before view=view/>
                <span>{range}</span>
                <PageLink words="Next" testid="pager-next" to=after view=view/>
            </nav>
        </Show>
    }
    .into_any()
}

/// A link to a page (from 0), or its words where there is none.
#[component]
fn PageLink(words: &'static str, testid: &'static str, to: Signal<Option<usize>>, view: FleetView) -> impl IntoView {
    view! {
        <a class="btn btn-small"
            href=move || to.get().map(|page| view.choice.with(|choice| view.address(&choice.on_page(page))))
            aria-disabled=move || to.get().is_none().to_string() data-noscroll=""
            data-testid=testid>{words}</a>
    }
}
