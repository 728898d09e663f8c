//! Name and description of a preset, with what the server says about them at the field.

use crate::error::{AppError, ErrorCode};
use leptos::prelude::*;

/// The two inputs. They carry names, so that they also work in a plain form.
#[component]
pub(crate) fn NameFields(
    name: RwSignal<String>,
    description: RwSignal<String>,
    /// The last failure of whatever the fields were sent to.
    #[prop(into)]
    failure: Signal<Option<AppError>>,
    /// Start of the inputs' ids.
    #[prop(into)]
    id: String,
    /// Whether the name takes the focus when its dialog opens.
    #[prop(default = false)]
    autofocus: bool,
) -> impl IntoView {
    let message =
        move |field: &'static str| failure.with(|failure| failure.as_ref().and_then(|error| about(error, field)));
    let name_note = Memo::new(move |_| message("name"));
    let description_note = Memo::new(move |_| message("description"));
    let other = Signal::derive(move || {
        failure.get().filter(|_| name_note.with(Option::is_none) && description_note.with(Option::is_none))
    });
    let name_id = format!("{id}-name");
    let description_id = format!("{id}-description");
    let note_ids = (format!("{name_id}-note"), format!("{description_id}-note"));
    let described = note_ids.clone();
    view! {
        {move || other.get().map(|error| view! { <p class="field-note field-error" role="alert" data-testid="preset-error">{error.message}</p> })}
        <div class="field">
            <label for=name_id.clone()>"Name"</label>
            <input type="text" class="input" id=name_id name="name" required=true maxlength="100" autocomplete="off" autofocus=autofocus
                data-testid="preset-name-input"
                value=name.get_untracked() prop:value=move || name.get()
                aria-invalid=move || name_note.with(Option::is_some).then_some("true")
                aria-describedby=move || name_note.with(Option::is_some).then(|| described.0.clone())
                on:input:target=move |ev| name.set(ev.target().value())/>
            {move || name_note.get().map(|text| view! {
                <p class="field-note field-error" role="alert" id=note_ids.0.clone() data-testid="preset-name-error">{text}</p>
            })}
        </div>
        <div class="field">
            <label for=description_id.clone()>"Description"</label>
            <input type="text" class="input" id=description_id name="description" maxlength="500" autocomplete="off"
                data-testid="preset-description-input"
                value=description.get_untracked() prop:value=move || description.get()
                aria-invalid=move || description_note.with(Option::is_some).then_some("true")
                aria-describedby=move || description_note.with(Option::is_some).then(|| described.1.clone())
                on:input:target=move |ev| description.set(ev.target().value())/>
            {move || description_note.get().map(|text| view! {
                <p class="field-note field-error" role="alert" id=note_ids.1.clone() data-testid="preset-description-error">{text}</p>
            })}
        </div>
    }
    .into_any()
}

/// What an error says about a field; a clash is always about the name.
fn about(error: &AppError, field: &str) -> Option<String> {
    let message = error.fields.iter().find(|found| found.field == field).map(|found| found.message.clone());
    message.or_else(|| (error.code == ErrorCode::Conflict && field == "name").then(|| error.message.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{FieldError, messages::TextFinding};

    #[test]
    fn a_failure_is_shown_at_the_field_it_is_about() {
        let invalid = AppError::invalid(vec![FieldError::new("description", TextFinding::TextEmpty)]);
        assert_eq!((about(&invalid, "name"), about(&invalid, "description")), (None, Some("must not be empty".into())));
        let clash = AppError::new(ErrorCode::Conflict, "The name is taken.");
        assert_eq!((about(&clash, "name"), about(&clash, "description")), (Some("The name is taken.".into()), None));
        assert_eq!(about(&AppError::new(ErrorCode::Network, "No answer."), "name"), None);
    }
}
