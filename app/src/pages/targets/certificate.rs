//! The certificates of private authorities a target is reached through: pasted or read from a file, and
//! shown, because they are no secret.

use super::state::Editor;
use crate::{
    components::{file_button::FileButton, focus::focus_soon},
    editors::{Column, Row, extras::certificates},
    error::AppError,
    form::Field,
};
use leptos::prelude::*;

#[component]
pub(super) fn CertificateField(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(row_key, Column::Certificate);
    let unreadable = RwSignal::new(None::<AppError>);
    let write = move |text: String| {
        unreadable.set(None);
        editor.type_cell(row_key, Column::Certificate, text);
    };
    let text = Memo::new(move |_| row.with(|row| row.certificate.to_string()));
    let count = Memo::new(move |_| text.with(|text| certificates(text)));
    view! {
        <Field input label=Column::Certificate.label() class="editor-certificate" lines=3 placeholder="-----BEGIN CERTIFICATE-----"
            hint=Column::Certificate.help()
            text on_text=write>
            <div class="editor-certificate-line">
                <FileButton testid="target-certificate-file" accept=".pem,.crt,.cer,application/x-pem-file"
                    on_text=move |text| {
                        input.choose();
                        write(text);
                    }
                    on_error=move |error| unreadable.set(Some(error))/>
                {move || count.get().map(|count| view! {
                    <span class="editor-badge" data-testid="target-certificate-count">{count}</span>
                    <button type="button" class="btn btn-quiet btn-small" data-testid="target-certificate-clear"
                        aria-label=move || format!("Clear the certificate of {}", name.get())
                        on:click=move |_| {
                            input.choose();
                            write(String::new());
                            focus_soon(&input.id());
                        }>"Clear"</button>
                })}
            </div>
            {move || unreadable.get().map(|error| view! { <p class="field-note field-error">{error.message}</p> })}
        </Field>
    }
    .into_any()
}
