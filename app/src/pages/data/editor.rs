//! The text of a set: typed, or read from a file in the browser.

use super::{
    state::{Busy, Editor},
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
    let busy = move || editor.busy.get().is_some();
    let says = move || match editor.busy.get() {
        Some(Busy::Loading) => "Loading the text…",
        Some(Busy::Checking) => "Checking…",
        Some(Busy::Saving) => "Saving…",
        Some(Busy::Resetting) => "Resetting…",
        None if editor.dirty.get() => "Unsaved changes",
        None => "",
    };
    view! {
        <section class="card data-editor" aria-labelledby="data-text-title">
            <header class="card-head">
                <h2 id="data-text-title">"Text"</h2>
                <span class="editor-state js-only" class:editor-state-dirty=move || editor.dirty.get() role="status" data-testid="data-state">{says}</span>
                <div class="card-actions js-only">
                    <FileButton testid="data-upload" accept=accept disabled=Signal::derive(move || !editor.loaded.get())
                        on_text=move |text: String| editor.take(&text) on_error=move |error| editor.failure.set(Some(error))/>
                    <button type="button" class="btn btn-small" data-testid="data-validate"
                        disabled=move || busy() || !editor.loaded.get() on:click=move |_| editor.check()>"Validate"</button>
                </div>
            </header>
            <p class="field-hint" id="data-form">
                {if kind == DataSetKind::Events { "Format: " } else { "One entry a line, columns separated by a tab or “ | ”; lines that start with # do not count: " }}
                {columns(kind)}". For example "<code>{form(kind)}</code>
            </p>
            <textarea class="input data-text js-only" data-testid="data-text" aria-labelledby="data-text-title" aria-describedby="data-form"
                wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off" node_ref=editor.area
                disabled=move || !editor.loaded.get() on:input=move |_| editor.typed()></textarea>
            <p class="notice no-js-only">"Editing needs JavaScript. The text can be downloaded without it."</p>
        </section>
    }
    .into_any()
}
