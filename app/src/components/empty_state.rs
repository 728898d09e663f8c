//! What a list shows when it is empty: why, and what to do about it.

use leptos::prelude::*;

/// A heading and, as children, an explanation and the next step.
#[component]
pub fn EmptyState(
    /// One short sentence.
    #[prop(into)]
    title: String,
    /// `data-testid`.
    #[prop(optional, into)]
    testid: Option<String>,
    /// Level of the heading: 1 when it is the page's only one, otherwise 2.
    #[prop(default = 2)]
    level: u8,
    /// Explanation and next step.
    children: Children,
) -> impl IntoView {
    let heading =
        if level == 1 { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() };
    view! {
        <section class="empty-state" data-testid=testid>
            {heading}
            {children()}
        </section>
    }
    .into_any()
}
