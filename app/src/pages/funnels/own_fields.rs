//! What a funnel is called, how many visits take it and what comes after it.

use super::state::Editor;
use crate::{
    editors::funnel::FunnelDraft,
    form::{Field, Input, Switch},
    format,
};
use leptos::prelude::*;

#[component]
pub(super) fn OwnFields() -> impl IntoView {
    let editor = Editor::get();
    let percent = Signal::derive(move || {
        editor.assessed.with(|assessed| match assessed.findings.error_at("probability") {
            None => format!("{} of the visits that reach it", format::share(assessed.funnel.probability)),
            Some(_) => "Which part of the visits that reach it".to_owned(),
        })
    });
    view! {
        <section class="card funnel-own" aria-labelledby="funnel-own">
            <h2 id="funnel-own">"Funnel"</h2>
            <div class="funnel-own-fields">
                <Text path="name" label="Name" of=|draft| &mut draft.name/>
                <Text path="probability" label="Probability (0 to 1)" mode="decimal" of=|draft| &mut draft.probability
                    hint=percent/>
                <Text path="priority" label="Priority" mode="numeric" of=|draft| &mut draft.priority hint="Lower comes first."/>
                <Text path="description" label="Description" of=|draft| &mut draft.description/>
            </div>
            <Switch input=Input::of_path("enabled") label="Visits take it" on=Signal::derive(move || editor.draft.with(|draft| draft.enabled))
                on_change=move |on| editor.draft.update(|draft| draft.enabled = on)/>
            <Switch input=Input::of_path("exit_after_completion") label="The visit ends with it; otherwise the same visitor goes on browsing"
                on=Signal::derive(move || editor.draft.with(|draft| draft.exit_after_completion))
                on_change=move |on| editor.draft.update(|draft| draft.exit_after_completion = on)/>
        </section>
    }
    .into_any()
}

#[component]
fn Text(
    path: &'static str,
    label: &'static str,
    #[prop(default = "text")] mode: &'static str,
    /// Where its text is.
    of: fn(&mut FunnelDraft) -> &mut String,
    #[prop(optional, into)] hint: Signal<String>,
) -> impl IntoView {
    let draft = Editor::get().draft;
    // A funnel is small enough to be copied where it is only read.
    let text = Memo::new(move |_| draft.with(|draft| of(&mut draft.clone()).clone()));
    view! {
        <Field input=Input::of_path(path) label mode hint text on_text=move |text| draft.update(|draft| *of(draft) = text)/>
    }
}
