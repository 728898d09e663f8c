//! How much load, for how long, and how it is sent.

use super::{number::NumberField, state::Editor};
use crate::{
    components::choices::{ARRIVALS, Choices, METHODS},
    editors::{
        Setting,
        load::{Load, three_digits},
        split::about_rate,
    },
};
use leptos::prelude::*;

#[component]
pub(super) fn LoadFields() -> impl IntoView {
    let editor = Editor::get();
    let derived = Signal::derive(move || {
        let Some(load) = editor.assessed.with(|assessed| Load::of_assessed(assessed)) else {
            return "The rate shows once the fields about it are right.".to_owned();
        };
        format!(
            "≈ {} visits/s, {} hits/s; a visit takes about {} s",
            three_digits(load.visits_per_second),
            three_digits(load.hits_per_second),
            three_digits(load.visit_seconds)
        )
    });
    let about = Memo::new(move |_| editor.assessed.with(|assessed| about_rate(&assessed.config)));
    view! {
        <section class="card" aria-labelledby="load-title" data-testid="load-fields">
            <h2 id="load-title">"Load"</h2>
            <NumberField setting=Setting::VisitsPerDay/>
            <p class="editor-derived" data-testid="derived-load">{derived}</p>
            {move || about.get().map(|text| view! { <p class="editor-derived" data-testid="about-rate">{text}</p> })}
            <Choices group="arrivals" legend="Arrivals" offers=ARRIVALS path="arrivals"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.arrivals))
                on_choose=move |arrivals| editor.draft.update(|draft| draft.arrivals = arrivals)/>
            <div class="editor-fields">
                <NumberField setting=Setting::PageviewsMin/>
                <NumberField setting=Setting::PageviewsMax/>
                <NumberField setting=Setting::PauseMin/>
                <NumberField setting=Setting::PauseMax/>
                <NumberField setting=Setting::AutoStop/>
                <NumberField setting=Setting::MaxVisits/>
                <NumberField setting=Setting::Concurrency/>
                <NumberField setting=Setting::Seed/>
            </div>
            <h3>"Requests"</h3>
            <Choices group="method" legend="Method" offers=METHODS path="request.method"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.method))
                on_choose=move |method| editor.draft.update(|draft| draft.method = method)/>
            <div class="editor-fields">
                <NumberField setting=Setting::Timeout/>
                <NumberField setting=Setting::MaxInFlight/>
            </div>
        </section>
    }
    .into_any()
}
