//! The built-in presets: four sizes of load to start from.

use super::state::Editor;
use crate::{base::at, components::use_toasts, format};
use domain::{Builtin, MultiTargetConfig};
use leptos::prelude::*;

#[component]
pub(super) fn Builtins() -> impl IntoView {
    let editor = Editor::get();
    let toasts = use_toasts();
    let cards = Builtin::ALL.map(|builtin| {
        let mut config = MultiTargetConfig::default();
        builtin.apply(&mut config);
        let volume = format!("{} visits/day", format::amount(config.target_visits_per_day));
        let pages = format!("{}–{} pages", config.pageviews_min, config.pageviews_max);
        view! {
            <button type="button" class="builtin" data-testid=format!("builtin-{}", builtin.as_str())
                on:click=move |_| {
                    editor.draft.update(|draft| draft.apply(builtin));
                    toasts.done(format!("{} is filled in. Save to keep it.", builtin.name()));
                }>
                <b>{builtin.name()}</b>
                <span>{volume}</span>
                <span>{pages}</span>
                <small>{builtin.description()}</small>
            </button>
        }
    });
    view! {
        <section class="builtins" aria-labelledby="builtins-title">
            <h2 id="builtins-title">"Start from"</h2>
            <div class="builtin-cards">{cards.into_iter().collect_view()}</div>
            <p class="field-hint">
                "Sets volume, pauses, rates and e-commerce; targets, countries, funnels and data stay. Or "
                <a href=at("/presets#import")>"import from Trafficinator…"</a>
            </p>
        </section>
    }
    .into_any()
}
