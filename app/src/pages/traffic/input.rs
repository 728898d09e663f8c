//! The inputs of the page: what is typed, as its table describes it, or a column of a row.

use super::state::Editor;
use crate::{
    editors::traffic::{At, Slot, fields::Scalar},
    form::Field,
};
use leptos::prelude::*;

/// A field of the configuration, as its table describes it.
#[component]
pub(super) fn SpecField(
    spec: &'static Scalar,
    /// Shown while the input is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Id of a list of suggestions.
    #[prop(optional)]
    suggestions: &'static str,
) -> impl IntoView {
    let editor = Editor::get();
    let at = At::Field(spec.path);
    let kind = if matches!(spec.slot, Slot::Day(_)) { "date" } else { "text" };
    view! {
        <Field input=editor.input(at) label=spec.label unit=spec.unit hint=spec.help mode=spec.input_mode() kind
            slider=matches!(spec.slot, Slot::Share(_)) placeholder suggestions text=text_at(editor, at)
            on_text=move |text| editor.draft.update(|draft| draft.type_text(at, text))/>
    }
}

/// A column of a row.
#[component]
pub(super) fn Cell(
    at: At,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] unit: &'static str,
    #[prop(default = "decimal")] mode: &'static str,
    /// Whether the label is only heard: in tables, where the column says it.
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] placeholder: Signal<String>,
) -> impl IntoView {
    let editor = Editor::get();
    view! {
        <Field input=editor.input(at) label unit mode bare placeholder text=text_at(editor, at)
            on_text=move |text| editor.draft.update(|draft| draft.type_text(at, text))/>
    }
}

fn text_at(editor: Editor, at: At) -> Memo<String> {
    Memo::new(move |_| editor.draft.with(|draft| draft.text(at).to_owned()))
}

/// Several fields in columns.
#[component]
pub(super) fn Fields(
    /// The fields.
    specs: &'static [Scalar],
) -> impl IntoView {
    view! {
        <div class="editor-fields">
            {specs.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
        </div>
    }
    .into_any()
}
