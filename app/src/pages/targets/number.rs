//! A field of the load that is typed as a number.

use super::state::Editor;
use crate::{
    editors::Setting,
    form::{Field, Input},
};
use leptos::prelude::*;

#[component]
pub(super) fn NumberField(setting: Setting) -> impl IntoView {
    let draft = Editor::get().draft;
    let text = Memo::new(move |_| draft.with(|draft| draft.text(setting).to_owned()));
    view! {
        <Field input=Input::of_path(setting.path()) label=setting.label() unit=setting.unit() mode=setting.input_mode()
            hint=setting.hint() placeholder=if setting == Setting::Seed { "drawn at start" } else { "" } text
            on_text=move |text| draft.update(|draft| {
                draft.texts.insert(setting, text);
            })/>
    }
}
