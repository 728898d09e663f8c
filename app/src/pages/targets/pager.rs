//! Turns the pages of a long table. Plain links, so that it works before and without JavaScript.

use super::state::{Editor, PAGE_ROWS};
use crate::base::at;
use leptos::prelude::*;

#[component]
pub(super) fn Pager() -> impl IntoView {
    let editor = Editor::get();
    let last = Memo::new(move |_| editor.last_page());
    view! {
        {move || (last.get() > 0).then(|| {
            let page = editor.page.get().min(last.get());
            let last = last.get();
            let total = editor.shown.with(Vec::len);
            view! {
                <nav class="editor-pager" aria-label="Pages of the table" data-testid="pager">
                    <PageLink label="First" testid="pager-first" page={(page > 0).then_some(0)}/>
                    <PageLink label="Previous" testid="pager-previous" page=page.checked_sub(1)/>
                    <span data-testid="pager-position">
                        {format!("{}–{} of {total}", page * PAGE_ROWS + 1, ((page + 1) * PAGE_ROWS).min(total))}
                    </span>
                    <PageLink label="Next" testid="pager-next" page={(page < last).then_some(page + 1)}/>
                    <PageLink label="Last" testid="pager-last" page={(page < last).then_some(last)}/>
                </nav>
            }
        })}
    }
}

/// The way to a page, or its label alone where there is none.
#[component]
fn PageLink(label: &'static str, testid: &'static str, page: Option<usize>) -> impl IntoView {
    let editor = Editor::get();
    match page {
        Some(page) => view! {
            <a class="btn btn-small" data-testid=testid href=at(format_args!("/targets?page={}", page + 1))
                on:click=move |ev| {
                    ev.prevent_default();
                    editor.page.set(page);
                }>{label}</a>
        }
        .into_any(),
        None => view! { <span class="btn btn-small editor-pager-off" aria-hidden="true">{label}</span> }.into_any(),
    }
}
