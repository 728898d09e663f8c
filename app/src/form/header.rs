//! The head of an editor: its title, whether its draft is saved, and what can be done with the whole of it.

use super::Form;
use crate::components::{
    Confirm, PageHeader,
    keys::{Does, use_keys},
};
use leptos::prelude::*;

/// The head. Buttons of the editor stand between Discard and Save.
#[component]
pub fn FormHeader(
    /// The page's heading.
    #[prop(into)]
    title: Signal<String>,
    /// More beside the heading.
    #[prop(optional, into)]
    meta: ViewFn,
    /// What Discard goes back to: "the funnel as it was".
    back_to: &'static str,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
    /// Gives the edits up.
    #[prop(into)]
    on_discard: Callback<()>,
    /// Whether Save is what the page is for.
    #[prop(default = Signal::stored(true), into)]
    is_primary: Signal<bool>,
    /// What stands behind Save.
    #[prop(optional, into)]
    last: ViewFn,
    /// What stands before it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let form = Form::get();
    let asking = RwSignal::new(false);
    // The buttons of a saved page stay where the focus is.
    let is_busy = move || form.saving.get();
    let cannot_discard = move || is_busy() || !form.dirty.get();
    let cannot_save = move || is_busy() || !(form.dirty.get() || form.is_new.get());
    let save = move || {
        if !untrack(cannot_save) {
            on_save.run(());
        }
    };
    use_keys().handle(move |does| {
        let is_save = does == Does::Save;
        if is_save {
            save();
        }
        is_save
    });
    view! {
        <PageHeader title meta=move || view! { <DraftState/>{meta.run()} }>
            <button type="button" class="btn btn-quiet js-only" data-testid="discard" aria-disabled=move || cannot_discard().to_string()
                on:click=move |_| asking.set(!untrack(cannot_discard))>"Discard"</button>
            {children.map(|children| children())}
            <button type="button" class="btn js-only" class:btn-primary=move || is_primary.get() data-testid="save"
                aria-disabled=move || cannot_save().to_string()
                on:click=move |_| save()>"Save"</button>
            {last.run()}
        </PageHeader>
        <Confirm open=asking title="Discard all unsaved changes?" confirm_label="Discard changes"
            message=format!("The editor goes back to {back_to}.") on_confirm=on_discard/>
    }
    .into_any()
}

/// Whether the draft is saved.
#[component]
fn DraftState() -> impl IntoView {
    let form = Form::get();
    let is_dirty = Signal::derive(move || form.dirty.get() && !form.saving.get());
    let text = Signal::derive(move || match (form.saving.get(), form.dirty.get(), form.is_new.get()) {
        (true, ..) => "Saving…",
        (_, true, _) => "Unsaved changes",
        (_, _, true) => "Not saved yet",
        _ => "Saved",
    });
    view! {
        <span class="editor-state" class:editor-state-dirty=is_dirty role="status" data-testid="draft-state">{text}</span>
    }
}
