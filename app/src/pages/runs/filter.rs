//! Which runs are looked for: in the address, so that it can be shared, and in a form that works without JavaScript.

use crate::base::at;
use domain::RunFilter;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, location::Url};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sought(pub(super) RunFilter);

impl Sought {
    /// Whether all runs are.
    pub(super) fn is_all(&self) -> bool {
        self.0 == RunFilter::default()
    }

    /// As parameters of an address that each begin with `&`.
    pub(super) fn query(&self) -> String {
        let RunFilter { text, tag } = &self.0;
        let given = [("q", text), ("tag", tag)].into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("&{name}={}", Url::escape(value))).collect()
    }
}

/// From the page's address.
pub(super) fn use_sought() -> Memo<Sought> {
    let query = use_query_map();
    Memo::new(move |_| {
        let of = |name| query.with(|query| query.get(name).unwrap_or_default());
        Sought(RunFilter { text: of("q"), tag: of("tag") })
    })
}

/// The form, and what is looked for at present.
#[component]
pub(super) fn FilterForm(sought: Sought) -> impl IntoView {
    let is_all = sought.is_all();
    let Sought(RunFilter { text, tag }) = sought;
    let without_tag = at(match text.as_str() {
        "" => "/runs".to_owned(),
        text => format!("/runs?q={}", Url::escape(text)),
    });
    view! {
        <form class="run-filter" method="get" action=at("/runs") role="search" data-testid="run-filter">
            <label class="visually-hidden" for="run-filter-text">"Name, tag, notes or number"</label>
            <input type="search" class="input" id="run-filter-text" name="q" value=text autocomplete="off"
                placeholder="Name, tag, notes or number" data-testid="run-filter-text"/>
            {(!tag.is_empty()).then(|| view! {
                <input type="hidden" name="tag" value=tag.clone()/>
                <a class="badge badge-own" href=without_tag aria-label=format!("Do not look for the tag {tag}")
                    data-testid="run-filter-tag">{tag.clone()}" ×"</a>
            })}
            <button type="submit" class="btn">"Find"</button>
            {(!is_all).then(|| view! { <a class="btn btn-quiet" href=at("/runs")>"Show all"</a> })}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_looked_for_is_in_the_address() {
        let of = |text: &str, tag: &str| Sought(RunFilter { text: text.into(), tag: tag.into() });
        assert_eq!((of("", "").query(), of("", "").is_all()), (String::new(), true));
        assert_eq!(of("a", "").query(), "&q=a");
        assert_eq!(of("a", "b&c").query(), "&q=a&tag=b%26c");
    }
}
