//! One preset in the list.

use super::{Actions, copy_link::CopyLink, facts, fields::NameFields};
use crate::{
    api::presets::{DeletePreset, UpdatePreset},
    base::at,
    components::{Confirm, FunctionForm, load_preset::LoadPresetButton},
    format,
};
use domain::PresetSummary;
use leptos::prelude::*;

#[component]
pub(super) fn PresetCard(preset: PresetSummary, actions: Actions) -> impl IntoView {
    let PresetSummary { id, slug, name, description, updated_at, outline, .. } = preset;
    let href = at(format_args!("/p/{slug}"));
    let deleting = RwSignal::new(false);
    let base = StoredValue::new(updated_at.clone());
    let stored_name = StoredValue::new(name.clone());
    let stored_description = StoredValue::new(description.clone());
    let load_name = name.clone();
    let page = href.clone();
    let [open_label, copy_label, delete_label] = ["Open", "Duplicate", "Delete"].map(|verb| format!("{verb} {name}"));
    let question = format!("Delete “{name}”?");
    let data_slug = slug.clone();
    let link_name = name.clone();
    let delete = Callback::new(move |()| {
        actions.delete.dispatch(DeletePreset { id });
    });
    view! {
        <li class="card preset-card" data-testid="preset" data-slug=data_slug>
            <div class="preset-head">
                <h2><a href=href data-testid="preset-name">{name}</a></h2>
                {(!description.is_empty()).then(|| view! { <p data-testid="preset-description">{description}</p> })}
                <p class="muted" data-testid="preset-facts">
                    {facts::targets(&outline)}" · "{outline.distribution_strategy.as_str()}" · "{facts::rate(&outline)}
                    " · updated "{format::utc(&updated_at)}
                </p>
            </div>
            <div class="preset-actions">
                <div class="js-only">
                    <LoadPresetButton id name=load_name label="Load" class="btn btn-small" testid="preset-load"
                        action=actions.load/>
                </div>
                // Its page says what is replaced.
                <a class="btn btn-small no-js-only" href=page aria-label=open_label>"Open"</a>
                <CopyLink slug=slug name=link_name/>
                <FunctionForm action=actions.duplicate>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="btn btn-small" data-testid="preset-duplicate"
                        aria-label=copy_label>"Duplicate"</button>
                </FunctionForm>
                <ReplaceAction id actions name=stored_name description=stored_description base/>
                <button type="button" class="btn btn-small btn-danger js-only" data-testid="preset-delete"
                    aria-label=delete_label on:click=move |_| deleting.set(true)>"Delete"</button>
                <details class="no-js-only">
                    <summary class="btn btn-small btn-danger">"Delete"</summary>
                    <FunctionForm action=actions.delete>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <button type="submit" class="btn btn-small btn-danger">"Delete it for good"</button>
                    </FunctionForm>
                </details>
            </div>
            <EditForm id actions name=stored_name description=stored_description base/>
            <Confirm open=deleting title=question confirm_label="Delete preset"
                message="Its link stops working. Runs made with it stay in the history." on_confirm=delete/>
        </li>
    }
    .into_any()
}

/// Takes the current configuration over into the preset.
#[component]
fn ReplaceAction(
    id: i64,
    actions: Actions,
    name: StoredValue<String>,
    description: StoredValue<String>,
    base: StoredValue<String>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let replace = Callback::new(move |()| {
        // Its failure is not one of the form below.
        actions.updating.set(None);
        actions.update.dispatch(UpdatePreset {
            id,
            name: name.get_value(),
            description: description.get_value(),
            from_working: true,
            base: Some(base.get_value()),
        });
    });
    view! {
        <button type="button" class="btn btn-small js-only" data-testid="preset-update" on:click=move |_| asking.set(true)>
            "Update from current"<span class="visually-hidden">" configuration: "{name.get_value()}</span>
        </button>
        <details class="no-js-only">
            <summary class="btn btn-small">"Update from current"</summary>
            <FunctionForm action=actions.update>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="name" value=name.get_value()/>
                <input type="hidden" name="description" value=description.get_value()/>
                <input type="hidden" name="from_working" value="true"/>
                <input type="hidden" name="base" value=base.get_value()/>
                <button type="submit" class="btn btn-small">"Replace its configuration"</button>
            </FunctionForm>
        </details>
        <Confirm open=asking danger=false title=format!("Update “{}”?", name.get_value()) confirm_label="Update preset"
            message="The current configuration takes the place of the one in the preset. Its link stays the same."
            on_confirm=replace/>
    }
    .into_any()
}

/// Name and description, in a `<details>` so that it works without JavaScript.
#[component]
fn EditForm(
    id: i64,
    actions: Actions,
    name: StoredValue<String>,
    description: StoredValue<String>,
    base: StoredValue<String>,
) -> impl IntoView {
    let new_name = RwSignal::new(name.get_value());
    let new_description = RwSignal::new(description.get_value());
    let failure = Signal::derive(move || {
        let failed = actions.update.value().get().and_then(Result::err);
        failed.filter(|_| actions.updating.get() == Some(id))
    });
    view! {
        <details class="preset-edit">
            <summary data-testid="preset-edit">"Edit name and description"</summary>
            <div on:submit=move |_| actions.updating.set(Some(id))>
                <FunctionForm action=actions.update>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="base" value=base.get_value()/>
                    <NameFields name=new_name description=new_description failure id=format!("preset-{id}")/>
                    <button type="submit" class="btn btn-small" data-testid="preset-edit-submit"
                        disabled=move || actions.update.pending().get()>"Save"</button>
                </FunctionForm>
            </div>
        </details>
    }
    .into_any()
}
