//! One step: its kind, its fields, and its place among the others.

use super::state::Editor;
use crate::{
    components::{
        Drag,
        icon::{Icon, IconName},
    },
    editors::funnel::{StepField, field::kind_name, step_id},
    form::{DuplicateButton, Field, MoveButton, NoteLine, RemoveButton},
};
use domain::StepKind;
use leptos::prelude::*;

#[component]
pub(super) fn StepCard(step_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let drag = Drag::get();
    let steps = editor.steps;
    let place = steps.place_of(step_key);
    let number = move || place.get().0 + 1;
    let name = Signal::derive(move || format!("step {}", number()));
    let kind = Memo::new(move |_| {
        editor.draft.with(|draft| draft.steps.by_key(step_key).map(|step| step.kind).unwrap_or_default())
    });
    let shift = Callback::new(move |to| steps.shift(step_key, &to));
    view! {
        <li class="card step-card" class:step-dragged=move || drag.is_dragged(step_key) data-drop=move || drag.side(step_key)
            data-testid="step-card" aria-label=move || format!("Step {}", number())
            on:keydown=move |ev| {
                if let Some(to) = steps.on_key(step_key, &ev) {
                    steps.shift(step_key, &to);
                }
            }
            on:dragover=move |ev| drag.over(step_key, &ev) on:drop=move |ev| drag.land(step_key, &ev)>
            <header class="step-head">
                // For the mouse; the buttons do the same for everybody else.
                <span class="editor-grip" draggable="true" aria-hidden="true" title="Drag to another place" data-testid="step-grip"
                    on:dragstart=move |ev| drag.start(step_key, &ev) on:dragend=move |_| drag.end()>
                    <Icon name=IconName::Grip/>
                </span>
                <b class="step-number">{number}</b>
                <KindPicker step_key kind name/>
                <span class="step-actions">
                    <MoveButton id=step_id(step_key, "up") name place up=true on_move=shift/>
                    <MoveButton id=step_id(step_key, "down") name place up=false on_move=shift/>
                    <DuplicateButton name on_duplicate=move |()| {
                        steps.duplicate(step_key, |_| {});
                    }/>
                    <RemoveButton name on_remove=move |()| steps.remove(step_key)/>
                </span>
            </header>
            {move || {
                let kind = kind.get();
                let input = |field: StepField| view! { <StepInput step_key field kind/> };
                let (delay, own): (Vec<_>, Vec<_>) = StepField::of(kind).into_iter().partition(|field| field.is_delay());
                view! {
                    <div class="step-fields">{own.into_iter().map(input).collect_view()}</div>
                    <div class="step-fields step-delay">{delay.into_iter().map(input).collect_view()}</div>
                }
            }}
        </li>
    }
    .into_any()
}

#[component]
fn KindPicker(step_key: u32, kind: Memo<StepKind>, name: Signal<String>) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.step_input(step_key, "type");
    view! {
        <div class="step-kind">
            <select class="input" id=input.id() data-testid=move || input.testid() aria-label=move || format!("Kind of {}", name.get())
                aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(false)
                prop:value=move || kind.get().as_str()
                on:change:target=move |ev| {
                    let word = ev.target().value();
                    if let Some(kind) = StepKind::ALL.into_iter().find(|kind| kind.as_str() == word) {
                        editor.change_step(step_key, |step| step.kind = kind);
                        input.choose();
                    }
                }>
                {StepKind::ALL.into_iter().map(|option| view! {
                    <option value=option.as_str() selected=kind.get_untracked() == option>{kind_name(option)}</option>
                }).collect_view()}
            </select>
            <NoteLine input/>
        </div>
    }
    .into_any()
}

/// A field of a step.
#[component]
fn StepInput(step_key: u32, field: StepField, kind: StepKind) -> impl IntoView {
    let editor = Editor::get();
    let text = Memo::new(move |_| {
        editor
            .draft
            .with(|draft| draft.steps.by_key(step_key).map(|step| step.text(field).to_owned()).unwrap_or_default())
    });
    view! {
        <Field input=editor.step_input(step_key, field.field()) label=field.label(kind) unit=field.unit() mode=field.input_mode()
            placeholder=field.placeholder(kind) class=if field.is_wide() { "field-wide" } else { "" } text
            on_text=move |text| editor.change_step(step_key, |step| step.set_text(field, text))/>
    }
}
