//! The certificates of private authorities a target is reached through: pasted or read from a file, and
//! shown, because they are no secret.

use super::{cell::Note, state::Editor};
use crate::{
    components::{file_button::FileButton, focus::focus_soon},
    editor::{Column, Row, extras::certificates},
    error::AppError,
};
use leptos::prelude::*;

#[component]
pub(super) fn CertificateField(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(Column::Certificate.id(row_key));
    let note = Note::at(id.get_value());
    let unreadable = RwSignal::new(None::<AppError>);
    let write = move |text: String| {
        unreadable.set(None);
        editor.type_cell(row_key, Column::Certificate, text);
    };
    let count = Memo::new(move |_| row.with(|row| certificates(&row.certificate)));
    let hint_id = move || format!("{}-hint", id.get_value());
    view! {
        <div class="field editor-certificate">
            <label for=id.get_value()>{Column::Certificate.label()}</label>
            <textarea class="input" id=id.get_value() data-testid="target-certificate" rows="3" spellcheck="false" autocomplete="off"
                placeholder="-----BEGIN CERTIFICATE-----"
                prop:value=move || row.with(|row| row.certificate.to_string())
                aria-invalid=move || note.invalid()
                aria-describedby=move || note.described_with(hint_id())
                on:input:target=move |ev| write(ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())>{row.with_untracked(|row| row.certificate.to_string())}</textarea>
            <div class="editor-certificate-line">
                <FileButton testid="target-certificate-file" accept=".pem,.crt,.cer,application/x-pem-file"
                    on_text=move |text| {
                        write(text);
                        editor.touch(&id.get_value());
                    }
                    on_error=move |error| unreadable.set(Some(error))/>
                {move || count.get().map(|count| view! {
                    <span class="editor-badge" data-testid="target-certificate-count">{count}</span>
                    <button type="button" class="btn btn-quiet btn-small" data-testid="target-certificate-clear"
                        aria-label=move || format!("Clear the certificate of {}", name.get())
                        on:click=move |_| {
                            write(String::new());
                            focus_soon(&id.get_value());
                        }>"Clear"</button>
                })}
            </div>
            <p class="field-hint" id=hint_id()>
                "In PEM form. Trusted for this target besides the system's own, for instances whose certificate a private authority issued."
            </p>
            {move || unreadable.get().map(|error| view! { <p class="field-note field-error">{error.message}</p> })}
            {move || note.view()}
        </div>
    }
    .into_any()
}
