//! The steps of a load shape as a table.

use super::{input::Cell, state::Editor};
use crate::{
    components::focus::focus_soon,
    editors::traffic::{At, List},
    form::{GroupNote, MoveButton, RemoveButton, UndoBar},
};
use leptos::prelude::*;

#[component]
pub(super) fn StepsEditor() -> impl IntoView {
    let editor = Editor::get();
    let rows = editor.rows(List::Steps);
    let keys = rows.keys();
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
        {move || keys.with(Vec::is_empty).then(|| view! { <p class="rules-none">"There is none: add the first."</p> })}
        <UndoBar rows class="card-line"/>
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
    let name = Signal::derive(move || editor.draft.with(|draft| draft.name_of(List::Steps, row_key)));
    let rows = editor.rows(List::Steps);
    let place = rows.place_of(row_key);
    let shift = Callback::new(move |to| rows.shift(row_key, &to));
    let button_id = move |word: &str| At::Cell(List::Steps, row_key, "").id() + word;
    view! {
        <tr data-testid="step-row" on:keydown=move |ev| if let Some(to) = rows.on_key(row_key, &ev) {
            rows.shift(row_key, &to);
        }>
            <th scope="row">{name}</th>
            <td><Cell at=at("level") label=Signal::derive(move || format!("Level of {}", name.get())) unit="×" bare=true/></td>
            <td><Cell at=at("seconds") label=Signal::derive(move || format!("Length of {}", name.get())) unit="seconds" bare=true/></td>
            <td class="row-actions">
                <MoveButton id=button_id("up") name place up=true on_move=shift/>
                <MoveButton id=button_id("down") name place up=false on_move=shift/>
                <RemoveButton name on_remove=move |()| rows.remove(row_key)/>
            </td>
        </tr>
    }
    .into_any()
}
