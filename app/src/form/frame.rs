//! The frame of an editor: what keeps it from losing anything.

use super::Form;
use crate::components::{LeaveGuard, save_conflict::SaveConflict};
use leptos::prelude::*;

/// Everything between opening the page and leaving it.
#[component]
pub fn FormFrame(
    /// What is edited, for screen readers.
    legend: &'static str,
    /// Path of the editor.
    #[prop(into)]
    here: Signal<String>,
    /// More classes.
    #[prop(optional)]
    class: &'static str,
    /// Gives the edits up.
    #[prop(into)]
    on_discard: Callback<()>,
    /// Saves over what somebody else saved, which has this revision.
    #[prop(into)]
    on_mine: Callback<String>,
    /// The editor.
    children: Children,
) -> impl IntoView {
    let form = Form::get();
    // Typing before the page is alive would be lost; until then the fields can be read only.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    view! {
        <fieldset class=format!("editor {class}").trim_end().to_owned() disabled=move || !alive.get() data-testid="editor"
            data-ready=move || alive.get().to_string()>
            <legend class="visually-hidden">{legend}</legend>
            {children()}
            <p class="visually-hidden" role="status" data-testid="editor-said">{move || form.announcement.get()}</p>
        </fieldset>
        <SaveConflict conflict=form.conflict on_theirs=on_discard on_mine/>
        <LeaveGuard here dirty=form.dirty on_discard/>
    }
    .into_any()
}

/// Says without JavaScript that editing needs it, and what works all the same.
#[component]
pub fn NeedsJavaScript(
    /// What needs it, and what does not.
    text: &'static str,
) -> impl IntoView {
    view! { <p class="notice no-js-only" data-testid="editor-nojs">{text}</p> }
}
