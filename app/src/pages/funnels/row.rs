//! One funnel in the list.

use super::Actions;
use crate::{
    api::funnels::{DeleteFunnel, EnableFunnel},
    base::at,
    components::{Confirm, FunctionForm},
    editors::funnel::Tried,
    format,
};
use leptos::prelude::*;

#[component]
pub(super) fn FunnelRow(tried: Tried, actions: Actions) -> impl IntoView {
    let Tried { stored, place, share } = tried;
    let id = stored.id;
    let funnel = stored.funnel;
    let name = StoredValue::new(funnel.name.clone());
    let href = at(format_args!("/funnels/{id}"));
    let steps = match funnel.steps.len() {
        1 => "1 step".to_owned(),
        many => format!("{many} steps"),
    };
    let after = if funnel.exit_after_completion { "then leaves" } else { "then browses on" };
    let facts = format!("{} · {steps}, {after} · priority {}", format::share(funnel.probability), funnel.priority);
    let deleting = RwSignal::new(false);
    let delete = Callback::new(move |()| {
        actions.delete.dispatch(DeleteFunnel { id });
    });
    let width = format!("{:.2}%", share * 100.0);
    view! {
        <li class="card funnel-row" class:funnel-off=!funnel.enabled data-testid="funnel-row">
            <span class="funnel-place" aria-hidden="true">{place.map_or_else(|| format::NOTHING.to_owned(), |place| place.to_string())}</span>
            <Switch id=id name=name enabled=funnel.enabled actions=actions/>
            <div class="funnel-head">
                <h2><a href=href.clone() data-testid="funnel-name">{funnel.name}</a></h2>
                {(!funnel.description.is_empty()).then(|| view! { <p>{funnel.description}</p> })}
                <p class="muted" data-testid="funnel-facts">{facts}</p>
            </div>
            <div class="funnel-share">
                {place.map(|_| view! {
                    <span class="split-bar" aria-hidden="true"><i style:width=width></i></span>
                    <span><b>{format::share(share)}</b>" of visits"</span>
                })}
                {place.is_none().then_some("Off: no visit takes it")}
            </div>
            <div class="preset-actions">
                <a class="btn btn-small" href=href data-testid="funnel-edit" aria-label=format!("Edit {}", name.get_value())>"Edit"</a>
                <FunctionForm action=actions.duplicate>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="btn btn-small" data-testid="funnel-duplicate"
                        aria-label=format!("Duplicate {}", name.get_value())>"Duplicate"</button>
                </FunctionForm>
                <button type="button" class="btn btn-small btn-danger js-only" data-testid="funnel-delete"
                    aria-label=format!("Delete {}", name.get_value()) on:click=move |_| deleting.set(true)>"Delete"</button>
                <details class="no-js-only">
                    <summary class="btn btn-small btn-danger">"Delete"</summary>
                    <FunctionForm action=actions.delete>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <button type="submit" class="btn btn-small btn-danger">"Delete it for good"</button>
                    </FunctionForm>
                </details>
            </div>
            <Confirm open=deleting title=format!("Delete “{}”?", name.get_value()) confirm_label="Delete funnel"
                message="Visits take it no longer. Presets and runs that have a copy keep it." on_confirm=delete/>
        </li>
    }
    .into_any()
}

/// Whether visits take it: a switch, or a button without JavaScript.
#[component]
fn Switch(id: i64, name: StoredValue<String>, enabled: bool, actions: Actions) -> impl IntoView {
    view! {
        <span class="funnel-switch js-only">
            <input type="checkbox" role="switch" class="switch" data-testid="funnel-enabled"
                aria-label=format!("Visits take {}", name.get_value())
                checked=enabled prop:checked=enabled on:change:target=move |ev| {
                    actions.enable.dispatch(EnableFunnel { id, enabled: ev.target().checked() });
                }/>
        </span>
        <span class="funnel-switch no-js-only">
            <FunctionForm action=actions.enable>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="enabled" value=(!enabled).to_string()/>
                <button type="submit" class="btn btn-small">{if enabled { "Turn off" } else { "Turn on" }}</button>
            </FunctionForm>
        </span>
    }
    .into_any()
}
