//! The steps of a load shape as a table.

use super::{
    input::{GroupNote, Input},
    rows::{MoveButtons, move_by_key},
    state::Editor,
};
use crate::{
    components::focus::focus_soon,
    components::icon::{Icon, IconName},
    editor::traffic::{At, List},
};
use leptos::prelude::*;

#[component]
pub(super) fn StepsEditor() -> impl IntoView {
    let editor = Editor::get();
    let keys = Memo::new(move |_| editor.draft.with(|draft| draft.keys(List::Steps)));
    let full = move || keys.with(Vec::len) >= List::Steps.most();
    view! {
        <table class="row-table" data-testid="steps">
            <caption class="visually-hidden">"Steps of the load shape. Alt with the up or down arrow key moves a step."</caption>
            <thead>
                <tr>
                    <th scope="col">"Step"</th>
                    <th scope="col">"Level"</th>
                    <th scope="col">"Length"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>
                <For each=move || keys.get() key=|key| *key let:key>
                    <StepRow row_key=key/>
                </For>
            </tbody>
        </table>
        <GroupNote path="load_shape.steps"/>
        <button type="button" class="btn btn-small" id="add-step" data-testid="add-step" aria-disabled=move || full().to_string()
            on:click=move |_| if !untrack(full) && let Some(key) = editor.draft.try_update(|draft| draft.add_step()) {
                focus_soon(&At::Cell(List::Steps, key, "level").id());
            }>"Add step"</button>
    }
    .into_any()
}

#[component]
fn StepRow(row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let at = move |column| At::Cell(List::Steps, row_key, column);
    let name = Memo::new(move |_| {
        editor.draft.with(|draft| draft.index_of(List::Steps, row_key).map(|index| List::Steps.row_label(index)))
    });
    let name = move || name.get().unwrap_or_default();
    view! {
        <tr data-testid="step-row" on:keydown=move |ev| move_by_key(editor, List::Steps, row_key, "level", &ev)>
            <th scope="row">{name}</th>
            <td><Input at=at("level") label=Signal::derive(move || format!("Level of {}", name())) unit="×" bare=true/></td>
            <td><Input at=at("seconds") label=Signal::derive(move || format!("Length of {}", name())) unit="seconds" bare=true/></td>
            <td class="row-actions">
                <MoveButtons list=List::Steps row_key name=Signal::derive(name)/>
                <button type="button" class="btn btn-quiet btn-icon btn-small editor-remove" data-testid="step-remove"
                    aria-label=move || format!("Remove {}", name())
                    on:click=move |_| editor.remove(List::Steps, row_key, "add-step")>
                    <Icon name=IconName::Remove/>
                </button>
            </td>
        </tr>
    }
    .into_any()
}
