//! One funnel: what it is, its steps, and the visit it leads to. Rendered with its values by the server;
//! editing starts once the page is alive.

use super::{own_fields::OwnFields, preview::Preview, state::Editor, steps::Steps, summary::ErrorSummary};
use crate::{
    api::funnels::{get_funnel, list_funnels},
    base::{at, use_navigate},
    components::{
        Confirm, LeaveGuard, Load, Missing, PageHeader, load_undo::use_loads, save_conflict::SaveConflict, use_toasts,
    },
    error::{AppError, ErrorCode},
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
    let (params, query) = (use_params_map(), use_query_map());
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
    // Typing before the page is alive would be lost; until then the fields can be read only.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let here = move || format!("/funnels/{}", editor.id.get().map_or_else(|| NEW.to_owned(), |id| id.to_string()));
    view! {
        <fieldset class="editor" disabled=move || !alive.get() data-testid="funnel-editor" data-ready=move || alive.get().to_string()>
            <legend class="visually-hidden">"Funnel"</legend>
            <Header/>
            <p class="notice no-js-only">"Editing funnels needs JavaScript. They can be read, turned on and off, copied and deleted without it."</p>
            <ErrorSummary/>
            <div class="funnel-columns">
                <div class="funnel-main">
                    <OwnFields/>
                    <Steps/>
                </div>
                <Preview/>
            </div>
            <p class="visually-hidden" role="status" data-testid="editor-said">{move || editor.said.get()}</p>
        </fieldset>
        <SaveConflict conflict=editor.conflict on_theirs=move |()| editor.discard()
            on_mine=move |revision| {
                editor.revision.set(Some(revision));
                editor.save_then(|_| {});
            }/>
        <LeaveGuard here=Signal::derive(here) dirty=editor.dirty on_discard=move |()| editor.discard()/>
    }
    .into_any()
}

#[component]
fn Header() -> impl IntoView {
    let editor = Editor::get();
    let asking = RwSignal::new(false);
    let toasts = use_toasts();
    let navigate = StoredValue::new(use_navigate());
    let is_new = move || editor.id.get().is_none();
    let idle = move || editor.saving.get() || (!editor.dirty.get() && !is_new());
    let save = move |_| {
        if untrack(idle) {
            return;
        }
        editor.save_then(move |stored| {
            toasts.done(format!("Funnel “{}” saved.", stored.funnel.name));
            // A first save gives the funnel an address of its own, which reloads and links then lead to.
            let to = format!("/funnels/{}", stored.id);
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate.try_with_value(|navigate| navigate(&to, options));
        });
    };
    let title = move || {
        let name = editor.saved.with(|saved| saved.name.trim().to_owned());
        if is_new() || name.is_empty() { "New funnel".to_owned() } else { name }
    };
    let state = move || match (editor.saving.get(), editor.dirty.get(), is_new()) {
        (true, ..) => view! { <span class="editor-state">"Saving…"</span> }.into_any(),
        (_, true, _) => view! { <span class="editor-state editor-state-dirty">"Unsaved changes"</span> }.into_any(),
        (_, _, true) => view! { <span class="editor-state">"Not saved yet"</span> }.into_any(),
        _ => view! { <span class="editor-state">"Saved"</span> }.into_any(),
    };
    view! {
        <PageHeader title=Signal::derive(title) meta=move || view! { <span data-testid="editor-state">{state}</span> }>
            <a class="btn btn-quiet" href=at("/funnels")>"All funnels"</a>
            <button type="button" class="btn" data-testid="funnel-discard" aria-disabled=move || (!editor.dirty.get()).to_string()
                on:click=move |_| asking.set(editor.dirty.get_untracked())>"Discard"</button>
            <button type="button" class="btn btn-primary" data-testid="funnel-save" aria-disabled=move || idle().to_string()
                on:click=save>"Save"</button>
        </PageHeader>
        <Confirm open=asking title="Discard all unsaved changes?" confirm_label="Discard changes"
            message="The editor goes back to the funnel as it was." on_confirm=move |()| editor.discard()/>
    }
    .into_any()
}
