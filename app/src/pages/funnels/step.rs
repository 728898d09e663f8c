//! One step: its kind, its fields, and its place among the others.

use super::{
    state::{Editor, step_id},
    step_fields::{Note, StepInput},
};
use crate::{
    components::{
        Drag,
        icon::{Icon, IconName},
    },
    editor::funnel::{StepField, field::kind_name},
};
use domain::StepKind;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub(super) fn StepCard(step_key: u32) -> impl IntoView {
    let (editor, drag) = (Editor::get(), Drag::get());
    let index = Memo::new(move |_| editor.draft.with(|draft| draft.index_of(step_key).unwrap_or_default()));
    let last = Memo::new(move |_| editor.draft.with(|draft| index.get() + 1 >= draft.steps.len()));
    let kind =
        Memo::new(move |_| editor.draft.with(|draft| draft.step(step_key).map(|step| step.kind).unwrap_or_default()));
    // Alt with an arrow key moves the step; the focus stays where it is.
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        let up = match ev.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if !ev.alt_key() {
            return;
        }
        ev.prevent_default();
        let focused = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let focused = focused.map(|element| element.id()).filter(|id| !id.is_empty());
        editor.shift_step(step_key, up, &focused.unwrap_or_else(|| step_id(step_key, "type")));
    };
    let move_button = move |up: bool, word: &'static str, sign: &'static str, testid: &'static str| {
        let id = step_id(step_key, testid);
        let focus = id.clone();
        view! {
            <button type="button" id=id class="btn btn-quiet btn-icon btn-small" data-testid=testid
                aria-label=move || format!("Move step {} {word}", index.get() + 1)
                aria-disabled=move || (if up { index.get() == 0 } else { last.get() }).to_string()
                on:click=move |_| editor.shift_step(step_key, up, &focus)>{sign}</button>
        }
    };
    view! {
        <li class="card step-card" class:step-dragged=move || drag.is_dragged(step_key) data-drop=move || drag.side(step_key)
            data-testid="step-card" aria-label=move || format!("Step {}", index.get() + 1) on:keydown=on_key
            on:dragover=move |ev| drag.over(step_key, &ev) on:drop=move |ev| drag.land(step_key, &ev)>
            <header class="step-head">
                // For the mouse; the buttons do the same for everybody else.
                <span class="editor-grip" draggable="true" aria-hidden="true" title="Drag to another place" data-testid="step-grip"
                    on:dragstart=move |ev| drag.start(step_key, &ev) on:dragend=move |_| drag.end()>
                    <Icon name=IconName::Grip/>
                </span>
                <b class="step-number">{move || index.get() + 1}</b>
                <KindPicker step_key=step_key kind=kind index=index/>
                <span class="step-actions">
                    {move_button(true, "up", "↑", "step-up")}
                    {move_button(false, "down", "↓", "step-down")}
                    <button type="button" class="btn btn-quiet btn-icon btn-small" data-testid="step-duplicate" title="Duplicate"
                        aria-label=move || format!("Duplicate step {}", index.get() + 1)
                        on:click=move |_| editor.duplicate_step(step_key)><Icon name=IconName::Copy/></button>
                    <button type="button" class="btn btn-quiet btn-icon btn-small editor-remove" data-testid="step-remove" title="Remove"
                        aria-label=move || format!("Remove step {}", index.get() + 1)
                        on:click=move |_| editor.remove_step(step_key)><Icon name=IconName::Remove/></button>
                </span>
            </header>
            {move || {
                let kind = kind.get();
                let input = |field: StepField| view! { <StepInput step_key=step_key field=field kind=kind/> };
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
fn KindPicker(step_key: u32, kind: Memo<StepKind>, index: Memo<usize>) -> impl IntoView {
    let editor = Editor::get();
    let id = step_id(step_key, "type");
    let note = Note::of_step(step_key, "type");
    let choose = move |word: String| {
        if let Some(kind) = StepKind::ALL.into_iter().find(|kind| kind.as_str() == word) {
            editor.change_step(step_key, |step| step.kind = kind);
            editor.touch(&step_id(step_key, "type"));
        }
    };
    view! {
        <div class="step-kind">
            <select class="input" id=id data-testid="step-kind" aria-label=move || format!("Kind of step {}", index.get() + 1)
                aria-invalid=move || note.invalid() aria-describedby=move || note.described_by()
                prop:value=move || kind.get().as_str()
                on:change:target=move |ev| choose(ev.target().value())>
                {StepKind::ALL.into_iter().map(|option| view! {
                    <option value=option.as_str() selected=kind.get_untracked() == option>{kind_name(option)}</option>
                }).collect_view()}
            </select>
            {move || note.view()}
        </div>
    }
    .into_any()
}
