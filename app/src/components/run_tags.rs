//! The tags of a run, each a link to the runs that have it, too.

use crate::base::at;
use leptos::prelude::*;
use leptos_router::location::Url;

/// The tags, if there are any.
#[component]
pub fn TagList(
    /// In the order they were given.
    tags: Vec<String>,
) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        view! {
            <ul class="tags" aria-label="Tags" data-testid="run-tags">
                {tags.into_iter().map(|tag| {
                    let href = address(&tag);
                    view! { <li><a class="badge" href=href>{tag}</a></li> }
                }).collect_view()}
            </ul>
        }
    })
}

/// Where the runs with `tag` are.
fn address(tag: &str) -> String {
    at(format_args!("/runs?tag={}", Url::escape(tag)))
}
