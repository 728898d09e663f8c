//! An input with its label, its unit, a slider where the value is a share, and the note that says what is
//! wrong with it. Each follows its own text only, so that typing into one redraws no other.

use super::state::{Editor, Note};
use crate::{
    editor::traffic::{At, Slot, fields::Scalar},
    format,
};
use leptos::prelude::*;

/// A field of the configuration, as its table describes it.
#[component]
pub(super) fn Field(
    spec: &'static Scalar,
    /// Shown while the input is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Id of a list of suggestions.
    #[prop(optional)]
    suggestions: &'static str,
) -> impl IntoView {
    let kind = if matches!(spec.slot, Slot::Day(_)) { "date" } else { "text" };
    view! {
        <Input at=At::Field(spec.path) label=spec.label unit=spec.unit hint=spec.hint mode=spec.input_mode() kind
            slider=matches!(spec.slot, Slot::Share(_)) placeholder suggestions/>
    }
}

/// Any input of the page.
#[component]
pub(super) fn Input(
    at: At,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] unit: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(default = "decimal")] mode: &'static str,
    #[prop(default = "text")] kind: &'static str,
    /// Whether a slider from 0 to 1 stands beside it.
    #[prop(default = false)]
    slider: bool,
    /// Whether the label is only heard: in tables, where the column says it.
    #[prop(default = false)]
    bare: bool,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional)] suggestions: &'static str,
) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(at.id());
    let text = Memo::new(move |_| editor.draft.with(|draft| draft.text(at).to_owned()));
    let path = Memo::new(move |_| editor.draft.with(|draft| draft.path(at)));
    let note = Memo::new(move |_| path.with(|path| editor.note(path)));
    let hint_id = move || format!("{}-hint", id.get_value());
    let note_id = move || format!("{}-note", id.get_value());
    let described_by = move || {
        let mut parts = Vec::new();
        if !hint.is_empty() {
            parts.push(hint_id());
        }
        if note.with(Option::is_some) {
            parts.push(note_id());
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let share = move || text.with(|text| text.trim().parse::<f64>().ok().filter(|value| value.is_finite()));
    view! {
        <div class="field" class:field-share=slider>
            {(!bare).then(|| view! { <label for=id.get_value()>{move || label.get()}</label> })}
            <div class="editor-input">
                {slider.then(|| view! {
                    <input type="range" min="0" max="1" step="0.01" class="slider" aria-label=move || format!("{}, slider", label.get())
                        aria-valuetext=move || share().map(format::share)
                        data-testid=move || format!("slider-{}", path.get())
                        value=untrack(move || share().unwrap_or(0.0).to_string())
                        prop:value=move || share().unwrap_or(0.0).to_string()
                        on:input:target=move |ev| editor.type_text(at, ev.target().value())/>
                })}
                <input type=kind class="input" id=id.get_value() data-testid=move || format!("field-{}", path.get())
                    inputmode=mode autocomplete="off" autocapitalize="off" spellcheck="false"
                    list=(!suggestions.is_empty()).then_some(suggestions)
                    aria-label=move || bare.then(|| label.get())
                    placeholder=move || placeholder.get()
                    value=text.get_untracked() prop:value=move || text.get()
                    aria-invalid=move || note.with(|note| note.as_ref().is_some_and(|note| note.is_error)).then_some("true")
                    aria-describedby=described_by
                    on:input:target=move |ev| editor.type_text(at, ev.target().value())/>
                {slider.then(|| view! {
                    <span class="editor-unit share-percent">{move || share().map(format::share)}</span>
                })}
                {(!unit.is_empty()).then(|| view! { <span class="editor-unit">{unit}</span> })}
            </div>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=hint_id()>{hint}</p> })}
            {move || note.get().map(|note| view! { <NoteText note id=note_id() path=path.get_untracked()/> })}
        </div>
    }
    .into_any()
}

/// What is wrong with a list or a choice as a whole.
#[component]
pub(super) fn GroupNote(path: &'static str) -> impl IntoView {
    let editor = Editor::get();
    let note = Memo::new(move |_| editor.note(path));
    move || note.get().map(|note| view! { <NoteText note id=format!("{path}-note") path=path.to_owned()/> })
}

#[component]
fn NoteText(note: Note, id: String, path: String) -> impl IntoView {
    let (class, kind) =
        if note.is_error { ("field-note field-error", "error") } else { ("field-note field-warning", "warning") };
    view! { <p class=class id=id data-testid=format!("{kind}-{path}")>{note.text}</p> }
}

/// Several fields in columns.
#[component]
pub(super) fn Fields(
    /// The fields.
    specs: &'static [Scalar],
) -> impl IntoView {
    view! {
        <div class="editor-fields">
            {specs.iter().map(|spec| view! { <Field spec/> }).collect_view()}
        </div>
    }
    .into_any()
}
