//! The head of every page: title, what it is about, and its actions, always in the same place.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the document's title and renders the page's `<h1>`. Children are the page's actions.
#[component]
pub fn PageHeader(
    /// The page's heading and, unless given apart, the document's title.
    #[prop(into)]
    title: Signal<String>,
    /// The document's title, where it is not the heading.
    #[prop(optional, into)]
    document_title: Option<String>,
    /// Shown beside the heading: a state badge, a summary line.
    #[prop(optional, into)]
    meta: ViewFn,
    /// Buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    // The head of the document is written last, when the signals of a page that was waited for may be gone.
    let first = title.get_untracked();
    view! {
        <Title text=move || {
            document_title.clone().unwrap_or_else(|| title.try_get().unwrap_or_else(|| first.clone()))
        }/>
        <header class="page-header">
            <h1>{title}</h1>
            <div class="page-header-meta">{meta.run()}</div>
            {children.map(|children| view! { <div class="page-header-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
