//! Weight and load of a target, changed at once where the run follows the working configuration.

use crate::{
    api::targets::{set_live_enabled, set_live_weight},
    components::{
        live_change::{ActiveRun, use_active_run},
        use_toasts,
    },
    error::{AppError, ErrorCode},
};
use domain::TargetStatus;
use leptos::{prelude::*, task::spawn_local};

/// Nothing where no run follows the working configuration.
#[component]
pub(super) fn Switches(id: i64, name: String, status: RwSignal<TargetStatus>) -> impl IntoView {
    let active = use_active_run();
    let name = StoredValue::new(name);
    let follows = move || active.with(|active| matches!(active, ActiveRun::Follows(_)));
    view! { <Show when=follows><Fields id=id name=name status=status/></Show> }
}

#[component]
fn Fields(id: i64, name: StoredValue<String>, status: RwSignal<TargetStatus>) -> impl IntoView {
    let toasts = use_toasts();
    let weight = Memo::new(move |_| status.with(|status| status.weight.to_string()));
    let enabled = Memo::new(move |_| status.with(|status| status.enabled));
    view! {
        <div class="inspector-switches" role="group" aria-label="Change at once" data-testid="inspector-switches">
            <label>"Weight "<input class="input" type="text" inputmode="numeric" data-testid="inspector-weight"
                value=weight.get_untracked() prop:value=weight
                on:change:target=move |event| {
                    let input = event.target();
                    let wanted = input.value().trim().parse::<u32>();
                    spawn_local(async move {
                        let changed = match wanted {
                            Ok(weight) => set_live_weight(id, name.get_value(), weight).await,
                            Err(_) => Err(AppError::new(ErrorCode::Invalid, "A weight is a whole number.")),
                        };
                        if let Err(error) = changed {
                            toasts.error(&error);
                            // What counts is still the old one.
                            input.set_value(&weight.try_get_untracked().unwrap_or_default());
                        }
                    });
                }/></label>
            <label><input type="checkbox" role="switch" class="switch" data-testid="inspector-enabled"
                checked=enabled.get_untracked() prop:checked=enabled
                on:change:target=move |event| {
                    let input = event.target();
                    let wanted = input.checked();
                    spawn_local(async move {
                        if let Err(error) = set_live_enabled(id, name.get_value(), wanted).await {
                            toasts.error(&error);
                            input.set_checked(!wanted);
                        }
                    });
                }/>" Gets load"</label>
        </div>
    }
    .into_any()
}
