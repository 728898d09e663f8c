//! Turns the pages of a list that is kept on the server. Plain links, so that it works without JavaScript.

use crate::{base::at, format};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page of the list that is asked for comes after, from the page's address.
pub fn use_after() -> Memo<Option<i64>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("after").and_then(|after| after.parse().ok())))
}

/// Links to the first and the next part of the list at `path`; nothing when it has only one.
#[component]
pub fn ListPager(
    /// Where the list is.
    path: &'static str,
    /// What narrows it down: nothing, or parameters that each begin with `&`.
    #[prop(optional)]
    filter: String,
    /// Whether what is shown is not the first part.
    is_later: bool,
    /// Entries shown.
    shown: usize,
    /// Entries of the whole list.
    total: u64,
    /// What the next part comes after.
    next: Option<i64>,
) -> impl IntoView {
    let next = next.map(|after| at(format_args!("{path}?after={after}{filter}")));
    let first = at(match filter.strip_prefix('&') {
        Some(filter) => format!("{path}?{filter}"),
        None => path.to_owned(),
    });
    (is_later || next.is_some()).then(|| {
        view! {
            <nav class="editor-pager" aria-label="Pages of the list" data-testid="list-pager">
                {is_later.then(|| view! { <a class="btn btn-small" href=first data-testid="list-first">"First page"</a> })}
                <span>{format!("{} of {}", format::count(shown as u64), format::count(total))}</span>
                {next.map(|next| view! { <a class="btn btn-small" href=next data-testid="list-next">"Next page"</a> })}
            </nav>
        }
    })
}
