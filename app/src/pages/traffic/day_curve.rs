//! The rhythm of a day and of the week: a slider and a number for every hour, a factor for every weekday.

use super::{input::Cell, state::Editor};
use crate::{
    editors::traffic::{At, List, lists::WEEKDAYS},
    form::GroupNote,
};
use domain::load_shape::MAX_LEVEL;
use leptos::prelude::*;

#[component]
pub(super) fn DayCurveEditor() -> impl IntoView {
    let editor = Editor::get();
    // Rows get new keys when another configuration takes their place.
    let generation =
        Memo::new(move |_| editor.draft.with(|draft| (draft.keys(List::Hours), draft.keys(List::Weekdays))));
    view! {
        <fieldset class="choices" data-testid="day-curve-hours">
            <legend>"Hours of a day"</legend>
            <p class="field-hint">"Only proportions count: a day with factor 1 has the visits per day above, whatever the numbers are."</p>
            <div class="hours">{move || { generation.track(); view! { <Hours/> } }}</div>
            <GroupNote path="load_shape.day_curve.hours"/>
        </fieldset>
        <fieldset class="choices" data-testid="day-curve-weekdays">
            <legend>"Factors of the weekdays"</legend>
            <div class="weekdays">{move || { generation.track(); view! { <Weekdays/> } }}</div>
            <GroupNote path="load_shape.day_curve.weekdays"/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Hours() -> impl IntoView {
    let keys = Editor::get().draft.with_untracked(|draft| draft.keys(List::Hours));
    let hours = keys.into_iter().enumerate().map(|(hour, key)| {
        let at = At::Cell(List::Hours, key, "");
        view! {
            <div class="hour">
                <HourSlider at hour/>
                <Cell at label=format!("{hour}:00") bare=true/>
                <span class="hour-label" aria-hidden="true">{hour}</span>
            </div>
        }
    });
    hours.collect_view()
}

#[component]
fn Weekdays() -> impl IntoView {
    let keys = Editor::get().draft.with_untracked(|draft| draft.keys(List::Weekdays));
    let days = keys.into_iter().zip(WEEKDAYS);
    days.map(|(key, name)| view! { <Cell at=At::Cell(List::Weekdays, key, "") label=name unit="×"/> }).collect_view()
}

/// The mouse's and the thumb's way to the number below it.
#[component]
fn HourSlider(at: At, hour: usize) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(at);
    let level = Memo::new(move |_| {
        editor.draft.with(|draft| draft.text(at).trim().parse::<f64>().unwrap_or(0.0).clamp(0.0, MAX_LEVEL))
    });
    view! {
        <input type="range" class="slider slider-up" min="0" max=MAX_LEVEL.to_string() step="1"
            aria-label=format!("{hour}:00, slider") data-testid=format!("slider-load_shape.day_curve.hours[{hour}]")
            value=level.get_untracked().to_string() prop:value=move || level.get().to_string()
            on:input:target=move |ev| {
                input.edit();
                editor.draft.update(|draft| draft.type_text(at, ev.target().value()));
            }
            on:blur=move |_| input.leave()/>
    }
    .into_any()
}
