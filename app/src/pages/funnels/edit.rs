//! One funnel: what it is, its steps, and the visit it leads to. Rendered with its values by the server;
//! editing starts once the page is alive.

use super::{own_fields::OwnFields, preview::Preview, state::Editor, steps::Steps};
use crate::{
    api::funnels::{get_funnel, list_funnels},
    base::{at, use_navigate},
    components::{Load, Missing, load_undo::use_loads, use_toasts},
    error::{AppError, ErrorCode},
    form::{ErrorSummary, FormFrame, FormHeader, NeedsJavaScript},
    revision::Stored,
};
use domain::{Funnel, names};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_params_map, use_query_map},
};

/// Last part of the address of a funnel that is not stored yet.
const NEW: &str = "new";

const MISSING: Missing = Missing {
    title: "Funnel not found",
    heading: "There is no such funnel",
    text: "It may have been deleted, or another preset was loaded, which brought its own funnels.",
    link: ("/funnels", "See all funnels"),
    testid: "funnel-not-found",
};

/// The page of the funnel whose number, or `new`, is in the address.
#[component]
pub fn FunnelPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    // Read once: after a first save the address changes, the editor stays.
    let asked = (id.get_untracked(), query.with_untracked(|query| query.get("template")));
    let loads = use_loads();
    let funnel = Resource::new(
        move || (asked.clone(), loads.version()),
        async |((id, template), _)| load(&id, template.as_deref()).await,
    );
    view! {
        <Load from=funnel what="the funnel" heading="Funnel" missing=MISSING let:found>
            {
                let (stored, funnel) = found;
                view! { <EditorView stored funnel/> }
            }
        </Load>
    }
    .into_any()
}

/// A stored funnel with its number and revision, or a new one: empty, or a template under a free name.
async fn load(id: &str, template: Option<&str>) -> Result<(Option<(i64, String)>, Funnel), AppError> {
    if id != NEW {
        let id = id.parse().map_err(|_| AppError::new(ErrorCode::NotFound, "A funnel's number has only digits."))?;
        return get_funnel(id).await.map(|Stored { value, revision }| (Some((id, revision)), value.funnel));
    }
    let template = template.and_then(|index| index.parse().ok());
    let Some(mut funnel) = template.and_then(|index: usize| Funnel::templates().into_iter().nth(index)) else {
        return Ok((None, Funnel::example()));
    };
    let taken = list_funnels().await?.into_iter().map(|stored| stored.funnel.name).collect();
    funnel.name = names::free_name(&funnel.name, &taken);
    Ok((None, funnel))
}

#[component]
fn EditorView(stored: Option<(i64, String)>, funnel: Funnel) -> impl IntoView {
    let editor = Editor::provide(stored, &funnel);
    let here = Signal::derive(move || {
        format!("/funnels/{}", editor.id.get().map_or_else(|| NEW.to_owned(), |id| id.to_string()))
    });
    view! {
        <FormFrame legend="Funnel" here on_discard=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision)>
            <Header/>
            <NeedsJavaScript text="Editing funnels needs JavaScript. They can be read, turned on and off, copied and deleted without it."/>
            <ErrorSummary/>
            <div class="funnel-columns">
                <div class="funnel-main">
                    <OwnFields/>
                    <Steps/>
                </div>
                <Preview/>
            </div>
        </FormFrame>
    }
    .into_any()
}

#[component]
fn Header() -> impl IntoView {
    let editor = Editor::get();
    let toasts = use_toasts();
    let navigate = StoredValue::new(use_navigate());
    let save = Callback::new(move |()| {
        editor.save_then(move |stored| {
            toasts.done(format!("Funnel “{}” saved.", stored.funnel.name));
            // A first save gives the funnel an address of its own, which reloads and links then lead to.
            let to = format!("/funnels/{}", stored.id);
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate.try_with_value(|navigate| navigate(&to, options));
        });
    });
    let title = Signal::derive(move || {
        let name = editor.drafts.saved.with(|saved| saved.name.trim().to_owned());
        if editor.form.is_new.get() || name.is_empty() { "New funnel".to_owned() } else { name }
    });
    view! {
        <FormHeader title back_to="the funnel as it was" on_save=save on_discard=move |()| editor.discard()>
            <a class="btn btn-quiet" href=at("/funnels")>"All funnels"</a>
        </FormHeader>
    }
    .into_any()
}
