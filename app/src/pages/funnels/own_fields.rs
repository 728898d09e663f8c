//! What a funnel is called, how many visits take it and what comes after it.

use super::{state::Editor, step_fields::Note};
use crate::{editor::funnel::FunnelDraft, format};
use leptos::prelude::*;

#[component]
pub(super) fn OwnFields() -> impl IntoView {
    let editor = Editor::get();
    let percent = move || {
        editor.assessed.with(|assessed| match assessed.error_at("probability") {
            None => format!("{} of the visits that reach it", format::share(assessed.funnel.probability)),
            Some(_) => String::new(),
        })
    };
    view! {
        <section class="card funnel-own" aria-labelledby="funnel-own">
            <h2 id="funnel-own">"Funnel"</h2>
            <div class="funnel-own-fields">
                <Text field="name" label="Name" read=|draft| &draft.name write=|draft, text| draft.name = text/>
                <Text field="probability" label="Probability (0 to 1)" mode="decimal" read=|draft| &draft.probability
                    write=|draft, text| draft.probability = text hint=Signal::derive(percent)/>
                <Text field="priority" label="Priority" mode="numeric" read=|draft| &draft.priority
                    write=|draft, text| draft.priority = text
                    hint=Signal::derive(|| "Lower comes first.".to_owned())/>
                <Text field="description" label="Description" read=|draft| &draft.description
                    write=|draft, text| draft.description = text/>
            </div>
            <Tick field="enabled" label="Visits take it" read=|draft| draft.enabled
                write=|draft, on| draft.enabled = on/>
            <Tick field="exit_after_completion" label="The visit ends with it; otherwise the same visitor goes on browsing" read=|draft| draft.exit_after_completion
                write=|draft, on| draft.exit_after_completion = on/>
        </section>
    }
    .into_any()
}

#[component]
fn Text(
    field: &'static str,
    label: &'static str,
    #[prop(default = "text")] mode: &'static str,
    read: fn(&FunnelDraft) -> &String,
    write: fn(&mut FunnelDraft, String),
    #[prop(optional)] hint: Option<Signal<String>>,
) -> impl IntoView {
    let editor = Editor::get();
    let note = Note::of_funnel(field);
    let text = move || editor.draft.with(|draft| read(draft).clone());
    view! {
        <div class="field">
            <label for=note.id()>{label}</label>
            <input type="text" class="input" id=note.id() data-testid=format!("field-{field}") inputmode=mode autocomplete="off"
                value=untrack(text) prop:value=text
                aria-invalid=move || note.invalid() aria-describedby=move || note.described_by()
                on:input:target=move |ev| editor.change(|draft| write(draft, ev.target().value()))
                on:blur=move |_| editor.left(note.id())/>
            {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
            {move || note.view()}
        </div>
    }
    .into_any()
}

#[component]
fn Tick(
    field: &'static str,
    label: &'static str,
    read: fn(&FunnelDraft) -> bool,
    write: fn(&mut FunnelDraft, bool),
) -> impl IntoView {
    let editor = Editor::get();
    let on = move || editor.draft.with(read);
    let id = format!("funnel-{field}");
    view! {
        <div class="tick">
            <input type="checkbox" role="switch" class="switch" id=id.clone() data-testid=format!("field-{field}")
                checked=untrack(on) prop:checked=on
                on:change:target=move |ev| editor.change(|draft| write(draft, ev.target().checked()))/>
            <label for=id>{label}</label>
        </div>
    }
    .into_any()
}
