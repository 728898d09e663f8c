//! The editor's head, always in reach: what state it is in and what can be done with the whole of it.

use super::state::Editor;
use crate::{
    components::{SavePresetDialog, live_change::ActiveRun, use_toasts},
    editors::{live_change::LiveChange, traffic::Section},
    form::FormHeader,
};
use leptos::prelude::*;

#[component]
pub(super) fn TrafficHeader() -> impl IntoView {
    let editor = Editor::get();
    let saving_preset = RwSignal::new(false);
    let toasts = use_toasts();
    let save = Callback::new(move |()| {
        let message = match editor.active.get_untracked() {
            ActiveRun::Follows(_) => editor.change.with_untracked(LiveChange::sentence),
            ActiveRun::None | ActiveRun::Other => "Traffic saved.".to_owned(),
        };
        editor.save_then(move || toasts.done(message));
    });
    let save_then = Callback::new(move |then: Callback<()>| editor.save_then(move || then.run(())));
    view! {
        <div class="traffic-head">
            <FormHeader title="Traffic" back_to="the configuration that is stored" on_save=save on_discard=move |()| editor.discard()>
                <a class="btn traffic-to-preview js-only" href="#preview" data-testid="traffic-to-preview">"Preview"</a>
                <button type="button" class="btn js-only" data-testid="save-as-preset" on:click=move |_| saving_preset.set(true)>
                    "Save as preset…"
                </button>
            </FormHeader>
        </div>
        <SavePresetDialog open=saving_preset save_then/>
    }
    .into_any()
}

/// The links of the section list.
pub(super) fn section_links() -> impl IntoView {
    let editor = Editor::get();
    let was_tried = editor.form.was_tried();
    let links = Section::ALL.map(|section| {
        let errors = Memo::new(move |_| match was_tried.get() {
            true => editor.assessed.with(|assessed| assessed.errors_in(section)),
            false => 0,
        });
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
