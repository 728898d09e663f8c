//! The text of a set: typed, or read from a file in the browser.

use super::{
    state::Editor,
    words::{columns, form},
};
use crate::components::file_button::FileButton;
use domain::DataSetKind;
use leptos::prelude::*;

#[component]
pub(super) fn TextEditor() -> impl IntoView {
    let editor = Editor::get();
    let kind = editor.kind;
    Effect::new(move |_| editor.load());
    let accept = if kind == DataSetKind::Events { ".json,application/json" } else { ".txt,.csv,.tsv,text/plain" };
    let is_there = move || editor.loaded.get();
    let says = Signal::derive(move || match (is_there(), editor.checking.get()) {
        (false, _) => "Loading the text…",
        (_, true) => "Checking…",
        _ => "",
    });
    view! {
        <section class="card data-editor" aria-labelledby="data-text-title">
            <header class="card-head">
                <h2 id="data-text-title">"Text"</h2>
                <span class="editor-state js-only" role="status" data-testid="data-busy">{says}</span>
                <div class="card-actions js-only">
                    <FileButton testid="data-upload" accept=accept disabled=Signal::derive(move || !is_there())
                        on_text=move |text: String| editor.take(&text) on_error=move |error| editor.failure.set(Some(error))/>
                    <button type="button" class="btn btn-small" data-testid="data-validate"
                        disabled=move || !is_there() on:click=move |_| editor.validate()>"Validate"</button>
                </div>
            </header>
            <p class="field-hint" id=editor.input.hint_id()>
                {if kind == DataSetKind::Events { "Format: " } else { "One entry a line, columns separated by a tab or “ | ”; lines that start with # do not count: " }}
                {columns(kind)}". For example "<code>{form(kind)}</code>
            </p>
            <textarea class="input data-text js-only" id=editor.input.id() data-testid=move || editor.input.testid()
                aria-labelledby="data-text-title" aria-describedby=editor.input.hint_id()
                aria-invalid=move || (editor.shows_mistakes() && !editor.form.findings.with(|findings| findings.is_right())).then_some("true")
                wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off" node_ref=editor.area
                disabled=move || !is_there() on:input=move |_| editor.typed() on:blur=move |_| editor.input.leave()></textarea>
        </section>
    }
    .into_any()
}
