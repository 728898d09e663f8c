//! The table of targets, one page of it.

use super::{
    cell::rate_column,
    row::TargetRow,
    state::{Editor, PAGE_ROWS},
};
use crate::{
    components::{Drag, EmptyState},
    form::GroupNote,
};
use leptos::prelude::*;

#[component]
pub(super) fn TargetTable() -> impl IntoView {
    let editor = Editor::get();
    let keys = Memo::new(move |_| {
        let page = editor.page.get();
        editor.shown.with(|shown| shown.iter().skip(page * PAGE_ROWS).take(PAGE_ROWS).copied().collect::<Vec<_>>())
    });
    let strategy = editor.strategy();
    let empty = Memo::new(move |_| editor.draft.with(|draft| draft.rows.is_empty()));
    Drag::provide(editor.rows.drag("tr"));
    view! {
        {move || (strategy.get().always_takes_over()).then(|| view! {
            <p class="editor-hint" data-testid="priority-hint">
                "The order of this list is the priority: the first enabled target that is well gets every visit. Move a target up and its turn comes sooner."
            </p>
        })}
        // The list itself can be what an error is about; the summary's link leads here.
        <div id="f-targets" tabindex="-1" class="editor-table-wrap">
            <GroupNote path="targets"/>
            <table class="editor-table" hidden=move || empty.get() data-testid="target-table">
                <caption class="visually-hidden">
                    "Targets of the configuration. Alt with the up or down arrow key moves a target."
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{move || if strategy.get().always_takes_over() { "Priority" } else { "Order" }}</th>
                        <th scope="col">"On"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"URL"</th>
                        <th scope="col">"Site ID"</th>
                        <th scope="col">{move || rate_column(strategy.get()).heading()}</th>
                        <th scope="col">"Expected share"</th>
                        <th scope="col">"Token"</th>
                        <th scope="col">"Test"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <TargetRow row_key=key/>
                    </For>
                </tbody>
            </table>
            <Show when=move || !empty.get() && editor.shown.with(Vec::is_empty)>
                <p class="editor-none" data-testid="targets-none-shown">"No target matches. "
                    <button type="button" class="link-button" on:click=move |_| editor.change_filter(|filter| *filter = Default::default())>"Show all"</button></p>
            </Show>
            {move || empty.get().then(|| view! {
                <EmptyState title="No targets yet" testid="targets-empty">
                    <p>"A target is one Matomo instance and one site on it. Add the first one, or paste a list of addresses."</p>
                    <button type="button" class="btn btn-primary" data-testid="add-first-target"
                        on:click=move |_| editor.add_row()>"Add target"</button>
                </EmptyState>
            })}
        </div>
    }
    .into_any()
}
