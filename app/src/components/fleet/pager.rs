//! Pages of the table, so that a thousand targets cost no more than fifty. Plain links, so that they
//! also work without JavaScript.

use super::FleetView;
use crate::format;
use leptos::prelude::*;

/// Rows of a page.
pub const PAGE_ROWS: usize = 50;

/// Shown only when there is more than one page.
#[component]
pub fn Pager(total: Memo<usize>, view: FleetView) -> impl IntoView {
    let pages = move || total.get().div_ceil(PAGE_ROWS).max(1);
    let page = move || view.page.get().min(pages() - 1);
    let range = move || {
        let first = page() * PAGE_ROWS;
        let last = (first + PAGE_ROWS).min(total.get());
        format!("{}–{} of {}", first + 1, format::count(last as u64), format::count(total.get() as u64))
    };
    let link = move |words: &'static str, testid: &'static str, to: Signal<Option<usize>>| {
        let filter = move || view.arrangement.with(|chosen| chosen.filter.clone());
        let href = move || to.get().map(|page| address(page, &filter()));
        view! {
            <a class="btn btn-small" href=href aria-disabled=move || to.get().is_none().to_string() data-testid=testid
                on:click=move |event| {
                    event.prevent_default();
                    if let Some(page) = to.get() {
                        view.page.set(page);
                    }
                }>{words}</a>
        }
    };
    let before = Signal::derive(move || page().checked_sub(1));
    let after = Signal::derive(move || Some(page() + 1).filter(|&next| next < pages()));
    view! {
        <Show when=move || { pages() > 1 }>
            <nav class="pager" aria-label="Pages of targets" data-testid="pager">
                {link("Previous", "pager-previous", before)}
                <span>{range}</span>
                {link("Next", "pager-next", after)}
            </nav>
        </Show>
    }
    .into_any()
}

/// The address of a page (from 0), keeping the filter.
fn address(page: usize, filter: &str) -> String {
    let filter: String = filter.bytes().map(escaped).collect();
    if filter.is_empty() { format!("?page={}", page + 1) } else { format!("?page={}&q={filter}", page + 1) }
}

/// Percent-encoding of everything but RFC 3986's unreserved characters.
fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_count_from_one_and_keep_the_filter() {
        assert_eq!(address(0, ""), "?page=1");
        assert_eq!(address(2, "eu & ü"), "?page=3&q=eu%20%26%20%C3%BC");
    }
}
