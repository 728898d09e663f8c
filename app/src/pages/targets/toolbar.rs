//! What can be done with the list as a whole, and how many targets it has.

use super::{
    bulk::BulkBar,
    filter::FilterBar,
    paste::PasteDialog,
    state::{Editor, Probe},
};
use crate::{components::download::download, editors::export::csv, form::UndoBar, format::count};
use leptos::prelude::*;

#[component]
pub(super) fn Toolbar() -> impl IntoView {
    let editor = Editor::get();
    let pasting = RwSignal::new(false);
    let testing = Memo::new(move |_| {
        editor.probes.with(|probes| probes.values().filter(|probe| matches!(probe, Probe::Running)).count())
    });
    let counts = Signal::derive(move || {
        editor.draft.with(|draft| {
            let enabled = draft.rows.iter().filter(|row| row.enabled).count();
            let word = if draft.rows.len() == 1 { "target" } else { "targets" };
            format!("{} {word}, {} enabled", count(draft.rows.len() as u64), count(enabled as u64))
        })
    });
    let tested = Signal::derive(move || {
        editor.probes.with(|probes| {
            let done = probes.values().filter(|probe| !matches!(probe, Probe::Running)).count();
            let good = probes.values().filter(|probe| probe.is_good()).count();
            (done > 0).then(|| format!("{good} of {done} tested can be used"))
        })
    });
    // `aria-disabled` and not `disabled` in the editor: a button that is pressed keeps the focus.
    let idle = move || testing.get() > 0 || editor.draft.with(|draft| draft.rows.is_empty());
    view! {
        <div class="editor-toolbar">
            <button type="button" class="btn" data-testid="add-target" on:click=move |_| editor.add_row()>"Add target"</button>
            <button type="button" class="btn" data-testid="paste-list" on:click=move |_| pasting.set(true)>"Paste list…"</button>
            <button type="button" class="btn" data-testid="test-all"
                aria-disabled=move || idle().to_string()
                on:click=move |_| if !untrack(idle) {
                    editor.test_rows(editor.draft.with_untracked(|draft| draft.rows.iter().map(|row| row.key).collect()));
                }>{move || match testing.get() {
                    0 => "Test all".to_owned(),
                    waiting => format!("Testing {}…", count(waiting as u64)),
                }}</button>
            <button type="button" class="btn btn-quiet" data-testid="export-list"
                aria-disabled=move || editor.draft.with(|draft| draft.rows.is_empty()).to_string()
                on:click=move |_| {
                    let text = editor.draft.with_untracked(|draft| csv(draft, &draft.rows.keys()));
                    download("trackstorm-targets.csv", "text/csv", &text);
                }>"Download list"</button>
            <span class="editor-counts" data-testid="target-counts">
                {counts}{move || tested.get().map(|text| view! { <span data-testid="test-summary">" · "{text}</span> })}
            </span>
        </div>
        <FilterBar/>
        <BulkBar/>
        <UndoBar rows=editor.rows on_undo=move |key| editor.follow(key)/>
        <PasteDialog open=pasting/>
    }
    .into_any()
}
