//! The editor's head, always in reach: what state it is in and what can be done with the whole of it.

use super::state::Editor;
use crate::{
    components::{Confirm, PageHeader, SavePresetDialog, live_change::ActiveRun, use_toasts},
    editor::{live_change::LiveChange, traffic::Section},
};
use leptos::prelude::*;

#[component]
pub(super) fn TrafficHeader() -> impl IntoView {
    let editor = Editor::get();
    let (asking, saving_preset) = (RwSignal::new(false), RwSignal::new(false));
    let toasts = use_toasts();
    // A saved page has nothing to save or to reset; the buttons stay where the focus is.
    let idle = move || !editor.dirty.get() || editor.saving.get();
    let save = move |_| {
        if !untrack(idle) {
            let said = match editor.active.get_untracked() {
                ActiveRun::Follows(_) => editor.change.with_untracked(LiveChange::said),
                ActiveRun::None | ActiveRun::Other => "Traffic saved.".to_owned(),
            };
            editor.save_then(move || toasts.done(said));
        }
    };
    let state = move || {
        if editor.saving.get() {
            return view! { <span class="editor-state">"Saving…"</span> }.into_any();
        }
        let errors = editor.assessed.with(|assessed| assessed.errors.len());
        let dirty = editor.dirty.get();
        let text = match (errors, dirty) {
            (0, false) => "Saved".to_owned(),
            (0, true) => "Unsaved changes".to_owned(),
            (1, _) => "1 field needs attention".to_owned(),
            (many, _) => format!("{many} fields need attention"),
        };
        view! { <span class="editor-state" class:editor-state-dirty=dirty>{text}</span> }.into_any()
    };
    let has_errors = Signal::derive(move || editor.assessed.with(|assessed| !assessed.errors.is_empty()));
    let save_then = Callback::new(move |then: Callback<()>| editor.save_then(move || then.run(())));
    view! {
        <div class="traffic-head">
            <PageHeader title="Traffic" meta=move || view! { <span data-testid="traffic-state">{state}</span> }>
                <button type="button" class="btn btn-quiet" data-testid="traffic-reset" aria-disabled=move || idle().to_string()
                    on:click=move |_| asking.set(!untrack(idle))>"Reset"</button>
                <a class="btn traffic-to-preview js-only" href="#preview" data-testid="traffic-to-preview">"Preview"</a>
                <button type="button" class="btn" data-testid="traffic-save-as-preset" on:click=move |_| saving_preset.set(true)>
                    "Save as preset…"
                </button>
                <button type="button" class="btn btn-primary" data-testid="traffic-save" aria-disabled=move || idle().to_string()
                    on:click=save>"Save"</button>
            </PageHeader>
        </div>
        <Confirm open=asking title="Discard all unsaved changes?" confirm_label="Discard changes"
            message="The editor goes back to the configuration that is stored."
            on_confirm=move |()| editor.discard()/>
        <SavePresetDialog open=saving_preset dirty=editor.dirty saving=editor.saving has_errors save_then/>
    }
    .into_any()
}

/// The links of the section list.
pub(super) fn section_links() -> impl IntoView {
    let editor = Editor::get();
    let links = Section::ALL.map(|section| {
        let errors = Memo::new(move |_| editor.assessed.with(|assessed| assessed.errors_in(section)));
        view! {
            <li>
                <a href=format!("#{}", section.id())>
                    {section.title()}
                    {move || (errors.get() > 0).then(|| view! {
                        <span class="section-errors" title="Fields that need attention">{errors.get()}</span>
                    })}
                </a>
            </li>
        }
    });
    view! {
        <ul>
            {links.into_iter().collect_view()}
            <li><a href="#preview">"Preview"</a></li>
        </ul>
    }
}
