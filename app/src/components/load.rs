//! What a page shows of something that is fetched: that it is on its way, what came, that there is nothing, or why it did
//! not come.

use super::{EmptyState, ErrorNotice, PageHeader};
use crate::{
    base::at,
    error::{AppError, ErrorCode},
    pages::not_found::set_not_found,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What is shown in place of something that is there but empty.
pub struct Empty<T> {
    /// Whether it is.
    pub is_empty: fn(&T) -> bool,
    /// Why, and what to do about it.
    pub view: fn() -> AnyView,
}

impl<T> Clone for Empty<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Empty<T> {}

/// The text where there is nothing at the page's address.
#[derive(Clone, Copy, Debug)]
pub struct Missing {
    /// Title of the document.
    pub title: &'static str,
    /// The sentence of the page.
    pub heading: &'static str,
    /// Why that may be; empty: what the failure says.
    pub text: &'static str,
    /// Address and text of the link to where it may be found.
    pub link: (&'static str, &'static str),
    /// `data-testid`.
    pub testid: &'static str,
}

/// Shows what `from` brings.
#[component]
pub fn Load<T, C, V>(
    /// What is fetched.
    from: Resource<Result<T, AppError>>,
    /// What it is called after "Loading": "the runs".
    what: &'static str,
    /// Heading of the page while what has the heading is not there.
    #[prop(optional)]
    heading: &'static str,
    /// Whether what is shown stays while it is fetched again.
    #[prop(optional)]
    stays: bool,
    /// In place of what is empty.
    #[prop(optional)]
    empty: Option<Empty<T>>,
    /// In place of what is nowhere.
    #[prop(optional)]
    missing: Option<Missing>,
    /// Shows what came.
    children: C,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    C: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || Suspend::new(outcome(from, heading, empty, missing, children.clone()));
    let loading = move || view! { <Loading what heading/> };
    if stays {
        view! { <Transition fallback=loading>{content}</Transition> }.into_any()
    } else {
        view! { <Suspense fallback=loading>{content}</Suspense> }.into_any()
    }
}

/// What is shown once the fetch has ended.
async fn outcome<T, V>(
    from: Resource<Result<T, AppError>>,
    heading: &'static str,
    empty: Option<Empty<T>>,
    missing: Option<Missing>,
    show: impl Fn(T) -> V,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    match from.await {
        Ok(found) => match empty.filter(|empty| (empty.is_empty)(&found)) {
            Some(empty) => (empty.view)(),
            None => show(found).into_any(),
        },
        Err(error) => view! { <Failure error heading missing/> }.into_any(),
    }
}

#[component]
fn Loading(what: &'static str, heading: &'static str) -> impl IntoView {
    view! {
        {(!heading.is_empty()).then(|| view! { <PageHeader title=heading/> })}
        <p class="loading" role="status" data-testid="loading">{format!("Loading {what}…")}</p>
    }
    .into_any()
}

#[component]
fn Failure(error: AppError, heading: &'static str, missing: Option<Missing>) -> impl IntoView {
    let Some(missing) = missing.filter(|_| error.code == ErrorCode::NotFound) else {
        return view! {
            {(!heading.is_empty()).then(|| view! { <PageHeader title=heading/> })}
            <ErrorNotice error=error/>
        }
        .into_any();
    };
    set_not_found();
    let Missing { title, heading, text, link: (href, link), testid } = missing;
    view! {
        <Title text=title/>
        <EmptyState title=heading testid level=1>
            <p>{if text.is_empty() { error.message } else { text.to_owned() }}</p>
            <a class="btn btn-primary" href=at(href)>{link}</a>
        </EmptyState>
    }
    .into_any()
}
