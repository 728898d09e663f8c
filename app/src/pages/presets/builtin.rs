//! The presets that come with Trackstorm: four sizes of load for the targets that are there.

use crate::{
    api::tools::ApplyBuiltin,
    components::{Confirm, ErrorNotice, FunctionForm, load_undo::use_loads},
    format,
};
use domain::{Builtin, MultiTargetConfig};
use leptos::prelude::*;

#[component]
pub(super) fn BuiltinPresets() -> impl IntoView {
    let action = ServerAction::<ApplyBuiltin>::new();
    let loads = use_loads();
    Effect::new(move |_| {
        if let Some(Ok(preset)) = action.value().get() {
            loads.loaded(format!("{} is in the working configuration.", preset.name()));
        }
    });
    view! {
        <section class="builtin-section" aria-labelledby="builtin-title" data-testid="builtin">
            <h2 id="builtin-title">"Built in"</h2>
            <p class="muted">"Sizes of load for the targets you have: each sets volume, pages, pauses, rates and orders."</p>
            {move || action.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error=error/> })}
            <ul class="card-grid">
                {Builtin::ALL.map(|preset| view! { <Card preset=preset action=action/> }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Card(preset: Builtin, action: ServerAction<ApplyBuiltin>) -> impl IntoView {
    let mut config = MultiTargetConfig::default();
    preset.apply(&mut config);
    let facts = [
        ("Visits per day", format::amount(config.target_visits_per_day)),
        ("Per hour", format!("≈ {}", format::count((config.target_visits_per_day / 24.0).round() as u64))),
        ("At once per target", format::count(config.concurrency.into())),
        ("Pages per visit", format!("{}–{}", config.pageviews_min, config.pageviews_max)),
        ("Visits with an order", format::share(config.ecommerce_probability)),
    ];
    let asking = RwSignal::new(false);
    let apply = Callback::new(move |()| {
        action.dispatch(ApplyBuiltin { preset });
    });
    view! {
        <li class="card pick-card">
            <h3>{preset.name()}</h3>
            <p class="muted">{preset.description()}</p>
            <dl class="facts">
                {facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
            <button type="button" class="btn btn-small js-only" data-testid=format!("builtin-use-{}", preset.as_str())
                disabled=move || action.pending().get() on:click=move |_| asking.set(true)>
                "Use"<span class="visually-hidden">" "{preset.name()}</span>
            </button>
            <div class="no-js-only">
                <FunctionForm action=action>
                    <input type="hidden" name="preset" value=preset.as_str()/>
                    <button type="submit" class="btn btn-small">{format!("Use {}", preset.name())}</button>
                </FunctionForm>
            </div>
            <Confirm open=asking danger=false title=format!("Use {}?", preset.name()) confirm_label=format!("Use {}", preset.name())
                message="In the working configuration, volume, concurrency, pages, pauses, lengths, rates, orders, currency and time zone are replaced and the automatic stop is turned off. Targets, load shape, the list of countries, visitor types, funnels and data stay; an active run goes on with what it has."
                on_confirm=apply/>
        </li>
    }
    .into_any()
}
