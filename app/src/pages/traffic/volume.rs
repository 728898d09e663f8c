//! How many visits, when they arrive and how the rate changes.

use super::{
    input::{Fields, SpecField},
    sections::SectionFrame,
    shape::ShapePicker,
    state::Editor,
};
use crate::{
    components::choices::{ARRIVALS, Choices},
    editors::{
        load::three_digits,
        split::about_rate,
        traffic::{Section, fields},
    },
    form::GroupNote,
};
use domain::timezone;
use leptos::prelude::*;

#[component]
pub(super) fn VolumeSection() -> impl IntoView {
    let editor = Editor::get();
    let rate = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            let right = assessed.findings.error_at("target_visits_per_day").is_none();
            right.then_some(assessed.config.target_visits_per_day)
        })
    });
    let about = Memo::new(move |_| editor.assessed.with(|assessed| about_rate(&assessed.config)));
    let derived = Signal::derive(move || match rate.get() {
        Some(day) => {
            format!("≈ {} visits per second, {} per hour.", three_digits(day / 86_400.0), three_digits(day / 24.0))
        }
        None => "The rate shows once the number of visits is right.".to_owned(),
    });
    view! {
        <SectionFrame section=Section::Volume>
            <div class="traffic-volume">
                <Fields specs=fields::VOLUME/>
                <p class="editor-derived" data-testid="traffic-rate">{derived}" "{move || about.get()}</p>
            </div>
            <Choices group="arrivals" legend="Arrivals" offers=ARRIVALS columns="choices-row" path="arrivals"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.arrivals))
                on_choose=move |arrivals| editor.draft.update(|draft| draft.arrivals = arrivals)/>
            <ShapePicker/>
            <GroupNote path="load_shape"/>
            <h3>"Clock and capacity"</h3>
            <datalist id="timezones">
                {timezone::names().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <div class="editor-fields">
                {fields::CLOCK.iter().map(|spec| view! { <SpecField spec suggestions="timezones"/> }).collect_view()}
                {fields::CAPACITY.iter().map(|spec| {
                    let placeholder = if spec.path == "seed" { "drawn at start" } else { "" };
                    view! { <SpecField spec placeholder=placeholder/> }
                }).collect_view()}
            </div>
        </SectionFrame>
    }
    .into_any()
}
