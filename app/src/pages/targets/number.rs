//! A field of the load that is typed as a number.

use super::{cell::Note, state::Editor};
use crate::editor::Setting;
use leptos::prelude::*;

#[component]
pub(super) fn NumberField(setting: Setting) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(setting.id());
    let note = Note::at(id.get_value());
    let text = move || editor.draft.with(|draft| draft.text(setting).to_owned());
    let hint_id = (!setting.hint().is_empty()).then(|| format!("{}-hint", id.get_value()));
    let hint = StoredValue::new(hint_id);
    let described_by = move || {
        let parts: Vec<String> = hint.get_value().into_iter().chain(note.described_by()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    view! {
        <div class="field">
            <label for=id.get_value()>{setting.label()}</label>
            <div class="editor-input">
                <input type="text" class="input" id=id.get_value() data-testid=id.get_value() inputmode=setting.input_mode()
                    autocomplete="off" spellcheck="false"
                    value=untrack(text) prop:value=text
                    placeholder=if setting == Setting::Seed { "drawn at start" } else { "" }
                    aria-invalid=move || note.invalid() aria-describedby=described_by
                    on:input:target=move |ev| editor.type_setting(setting, ev.target().value())
                    on:blur=move |_| editor.touch(&id.get_value())/>
                <span class="editor-unit">{setting.unit()}</span>
            </div>
            {hint.get_value().map(|id| view! { <p class="field-hint" id=id>{setting.hint()}</p> })}
            {move || note.view()}
        </div>
    }
    .into_any()
}
