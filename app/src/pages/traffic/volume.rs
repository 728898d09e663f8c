//! How many visits, when they arrive, how the rate changes, and what ends a run.

use super::{
    input::{Field, Fields, GroupNote},
    sections::SectionFrame,
    shape::ShapePicker,
    state::Editor,
};
use crate::{
    editor::{
        load::three_digits,
        traffic::{Section, fields},
    },
    pages::targets::strategy::Choice,
};
use domain::{Arrivals, timezone};
use leptos::prelude::*;

#[component]
pub(super) fn VolumeSection() -> impl IntoView {
    let editor = Editor::get();
    let rate = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            let right = assessed.error_at("target_visits_per_day").is_none();
            right.then_some(assessed.config.target_visits_per_day)
        })
    });
    let derived = move || match rate.get() {
        Some(day) => {
            format!("≈ {} visits per second, {} per hour.", three_digits(day / 86_400.0), three_digits(day / 24.0))
        }
        None => "The rate shows once the number of visits is right.".to_owned(),
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
    view! {
        <SectionFrame section=Section::Volume>
            <div class="traffic-volume">
                <Fields specs=&fields::VOLUME/>
                <p class="editor-derived" data-testid="traffic-rate">{derived}</p>
            </div>
            <fieldset class="choices choices-row" data-testid="field-arrivals">
                <legend>"Arrivals"</legend>
                {arrivals.into_iter().collect_view()}
            </fieldset>
            <ShapePicker/>
            <GroupNote path="load_shape"/>
            <h3>"Clock and limits"</h3>
            <datalist id="timezones">
                {timezone::names().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <div class="editor-fields fields-five">
                {fields::CLOCK.iter().map(|spec| view! { <Field spec suggestions="timezones"/> }).collect_view()}
                {fields::LIMITS.iter().map(|spec| {
                    let placeholder = if spec.path == "seed" { "drawn at start" } else { "" };
                    view! { <Field spec placeholder=placeholder/> }
                }).collect_view()}
            </div>
        </SectionFrame>
    }
    .into_any()
}
