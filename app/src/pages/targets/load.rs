//! How much load, for how long, and how it is sent.

use super::{number::NumberField, state::Editor, strategy::Choice};
use crate::editor::{
    Setting,
    load::{Load, three_digits},
};
use domain::{Arrivals, Method};
use leptos::prelude::*;

#[component]
pub(super) fn LoadFields() -> impl IntoView {
    let editor = Editor::get();
    let derived = move || {
        let Some(load) = editor.assessed.with(|assessed| Load::of_assessed(assessed)) else {
            return "The rate shows once the fields about it are right.".to_owned();
        };
        format!(
            "≈ {} visits/s, {} hits/s; a visit takes about {} s",
            three_digits(load.visits_per_second),
            three_digits(load.hits_per_second),
            three_digits(load.visit_seconds)
        )
    };
    let arrivals = [
        (Arrivals::Constant, "constant", "Constant", "Evenly spaced."),
        (Arrivals::Poisson, "poisson", "Poisson", "Independent visitors: random gaps with the same mean rate."),
    ]
    .map(|(arrivals, value, title, text)| {
        let chosen = move || editor.draft.with(|draft| draft.arrivals == arrivals);
        view! {
            <Choice group="arrivals" value=value title=title text=text chosen=Signal::derive(chosen)
                on_choose=move |()| editor.draft.update(|draft| draft.arrivals = arrivals)/>
        }
    });
    let methods = [
        (Method::Post, "post", "POST", "In the body; the only way \"secure only\" tokens are accepted."),
        (Method::Get, "get", "GET", "In the query string, as a tracking pixel does."),
    ]
    .map(|(method, value, title, text)| {
        let chosen = move || editor.draft.with(|draft| draft.method == method);
        view! {
            <Choice group="method" value=value title=title text=text chosen=Signal::derive(chosen)
                on_choose=move |()| editor.draft.update(|draft| draft.method = method)/>
        }
    });
    view! {
        <section class="card" aria-labelledby="load-title" data-testid="load-fields">
            <h2 id="load-title">"Load"</h2>
            <NumberField setting=Setting::VisitsPerDay/>
            <p class="editor-derived" data-testid="derived-load">{derived}</p>
            <fieldset class="choices">
                <legend>"Arrivals"</legend>
                {arrivals.into_iter().collect_view()}
            </fieldset>
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
            <fieldset class="choices">
                <legend>"Method"</legend>
                {methods.into_iter().collect_view()}
            </fieldset>
            <div class="editor-fields">
                <NumberField setting=Setting::Timeout/>
                <NumberField setting=Setting::MaxInFlight/>
            </div>
        </section>
    }
    .into_any()
}
