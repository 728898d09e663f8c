//! What people say of a run, and the form that changes it: a plain one without JavaScript.

use crate::{
    api::runs::UpdateRun,
    components::{ErrorNotice, FunctionForm, run_tags::TagList, use_toasts},
    error::AppError,
    revision::revision_of,
};
use domain::{
    RunLabels, names,
    run_labels::{LONGEST_NOTES, LONGEST_TAG, MOST_TAGS},
};
use leptos::prelude::*;

/// The tags and notes of run `id`, and the form for them and its name.
#[component]
pub(super) fn LabelsCard(
    id: i64,
    /// As they are stored.
    labels: RwSignal<RunLabels>,
) -> impl IntoView {
    let action = ServerAction::<UpdateRun>::new();
    let failure = Signal::derive(move || action.value().get().and_then(Result::err));
    // What the server has answered to a form without JavaScript is to be seen.
    let open = RwSignal::new(failure.get_untracked().is_some());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(saved)) = action.value().get() {
            labels.set(saved);
            open.set(false);
            toasts.done("Name, tags and notes are saved.");
        }
    });
    view! {
        <section class="card run-labels" aria-label="Tags and notes">
            {move || labels.with(|labels| view! { <TagList tags=labels.tags.clone()/> })}
            {move || labels.with(|labels| (!labels.notes.is_empty()).then(|| view! {
                <p class="run-notes" data-testid="run-notes">{labels.notes.clone()}</p>
            }))}
            <details open=open.get_untracked() prop:open=move || open.get()
                on:toggle:target=move |event| open.set(event.target().open())>
                <summary data-testid="run-labels-edit">"Edit name, tags and notes"</summary>
                <FunctionForm action=action>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="base" value=move || labels.with(revision_of)/>
                    <Fields labels failure/>
                    <button type="submit" class="btn" data-testid="run-labels-save"
                        disabled=move || action.pending().get()>"Save"</button>
                </FunctionForm>
            </details>
        </section>
    }
    .into_any()
}

#[component]
fn Fields(labels: RwSignal<RunLabels>, failure: Signal<Option<AppError>>) -> impl IntoView {
    let other = move || failure.get().filter(|error| error.fields.is_empty());
    view! {
        {move || other().map(|error| view! { <ErrorNotice error testid="run-labels-error"/> })}
        <Labelled id="run-name" label="Name" hint="" of="name" failure>
            <input type="text" class="input" id="run-name" name="name" data-testid="run-name-input" required=true
                maxlength=names::MAX_NAME.to_string() autocomplete="off" aria-describedby="run-name-note"
                prop:value=move || labels.with(|labels| labels.name.clone())
                value=labels.with_untracked(|labels| labels.name.clone())/>
        </Labelled>
        <Labelled id="run-tags" label="Tags" of="tags" failure
            hint=format!("With commas in between; up to {MOST_TAGS}, each of up to {LONGEST_TAG} characters.")>
            <input type="text" class="input" id="run-tags" name="tags" data-testid="run-tags-input" autocomplete="off"
                aria-describedby="run-tags-note" prop:value=move || labels.with(|labels| labels.tags.join(", "))
                value=labels.with_untracked(|labels| labels.tags.join(", "))/>
        </Labelled>
        <Labelled id="run-notes" label="Notes" hint="" of="notes" failure>
            <textarea class="input" id="run-notes" name="notes" data-testid="run-notes-input" rows="5"
                maxlength=LONGEST_NOTES.to_string() aria-describedby="run-notes-note"
                prop:value=move || labels.with(|labels| labels.notes.clone())>
                {labels.with_untracked(|labels| labels.notes.clone())}
            </textarea>
        </Labelled>
    }
    .into_any()
}

/// An input with its label, and below it what is wrong with it, or a hint.
#[component]
fn Labelled(
    id: &'static str,
    label: &'static str,
    #[prop(into)] hint: String,
    /// The field that findings name.
    of: &'static str,
    failure: Signal<Option<AppError>>,
    children: Children,
) -> impl IntoView {
    let findings = move || failure.with(|failure| failure.as_ref().map(|error| about(error, of)).unwrap_or_default());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            <p class="field-note" class:field-error=move || !findings().is_empty() id=format!("{id}-note")
                data-testid=format!("{id}-note") aria-live="polite">
                {move || if findings().is_empty() { hint.clone() } else { findings() }}
            </p>
        </div>
    }
    .into_any()
}

/// What an error says of a field and of what is in it.
fn about(error: &AppError, field: &str) -> String {
    let of_field = error.fields.iter().filter(|found| found.field.split('[').next() == Some(field));
    // Which of the entries is meant is told by its number.
    let sentences =
        of_field.map(|found| match found.field.strip_prefix(field).and_then(|rest| rest.strip_prefix('[')) {
            Some(place) => format!("Tag {}: {}.", place_of(place), found.message),
            None => format!("{label} {message}.", label = capitalised(field), message = found.message),
        });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The number, from 1, of the entry whose path goes on with `rest`.
fn place_of(rest: &str) -> usize {
    rest.trim_end_matches(']').parse::<usize>().map_or(1, |place| place + 1)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{FieldError, messages::TextFinding};

    #[test]
    fn a_finding_is_shown_at_its_input() {
        let error = AppError::invalid(vec![
            FieldError::new("name", TextFinding::TextEmpty),
            FieldError::new("tags[1]", TextFinding::CommaInTag),
            FieldError::new("tags[3]", TextFinding::TextEmpty),
        ]);
        assert_eq!(about(&error, "name"), "Name must not be empty.");
        assert_eq!(
            about(&error, "tags"),
            "Tag 2: must not contain a comma; make two tags of it. Tag 4: must not be empty."
        );
        assert_eq!(about(&error, "notes"), "");
    }
}
