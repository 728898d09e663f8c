//! One target in the table.

use super::{
    bulk::SelectBox,
    cell::{Cell, rate_column},
    details::{DetailsButton, DetailsLine},
    probe::{AnswerLine, ProbeCell},
    state::Editor,
    token::TokenCell,
};
use crate::{
    components::{
        Drag,
        icon::{Icon, IconName},
    },
    editors::{Column, Row},
    form::{DuplicateButton, MoveButton, RemoveButton},
};
use leptos::prelude::*;

#[component]
pub(super) fn TargetRow(row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let drag = Drag::get();
    let row = Memo::new(move |_| editor.draft.with(|draft| draft.rows.by_key(row_key).cloned().unwrap_or_default()));
    let place = editor.rows.place_of(row_key);
    let index = move || place.get().0;
    let name = Memo::new(move |_| {
        editor
            .assessed
            .with(|assessed| assessed.config.targets.get(index()).map(|target| target.name.clone()).unwrap_or_default())
    });
    let share = Memo::new(move |_| editor.split.with(|split| split.as_ref().as_ref()?.share_of(index())));
    let strategy = editor.strategy();
    let shift = Callback::new(move |to| editor.shift_row(row_key, &to));
    let button_id = move |word: &str| format!("t{row_key}-{word}");
    view! {
        <tr class="editor-row" class:editor-row-off=move || !row.with(|row: &Row| row.enabled)
            class:editor-row-dragged=move || drag.is_dragged(row_key) data-drop=move || drag.side(row_key)
            data-testid="target-row"
            on:keydown=move |ev| {
                if let Some(to) = editor.rows.on_key(row_key, &ev) {
                    editor.shift_row(row_key, &to);
                }
            }
            on:dragover=move |ev| drag.over(row_key, &ev) on:drop=move |ev| drag.land(row_key, &ev)>
            <td class="editor-order">
                <SelectBox row_key name/>
                // For the mouse; the buttons do the same for everybody else.
                <span class="editor-grip" draggable="true" aria-hidden="true" title="Drag to another place" data-testid="target-grip"
                    on:dragstart=move |ev| drag.start(row_key, &ev) on:dragend=move |_| drag.end()>
                    <Icon name=IconName::Grip/>
                </span>
                <MoveButton id=button_id("up") name place up=true on_move=shift/>
                <span class="editor-number">{move || index() + 1}</span>
                <MoveButton id=button_id("down") name place up=false on_move=shift/>
            </td>
            <td class="editor-on" data-label="On">
                <input type="checkbox" role="switch" class="switch" id=format!("t{row_key}-enabled") data-testid="target-enabled"
                    aria-label=move || format!("{} gets load", name.get())
                    checked=row.with_untracked(|row| row.enabled)
                    prop:checked=move || row.with(|row| row.enabled)
                    on:change:target=move |ev| {
                        let enabled = ev.target().checked();
                        editor.draft.update(|draft| {
                            if let Some(row) = draft.rows.by_key_mut(row_key) {
                                row.enabled = enabled;
                            }
                        });
                    }/>
            </td>
            <Cell row_key row name column=Column::Name/>
            <Cell row_key row name column=Column::Url/>
            <Cell row_key row name column=Column::SiteId/>
            {move || match rate_column(strategy.get()) {
                Column::VisitsPerDay => {
                    view! { <Cell row_key row name column=Column::VisitsPerDay/> }.into_any()
                }
                _ => view! { <Cell row_key row name column=Column::Weight/> }.into_any(),
            }}
            <td class="editor-share" data-label="Expected share" data-testid="target-share">
                {move || share.get().map_or_else(
                    || view! { <span class="muted">"–"</span> }.into_any(),
                    |share| view! {
                        <span class="editor-bar" aria-hidden="true"><i style:width=format!("{:.2}%", share * 100.0)></i></span>
                        <span>{crate::format::share(share)}</span>
                    }.into_any(),
                )}
            </td>
            <TokenCell row_key row name/>
            <ProbeCell row_key name/>
            <td class="editor-actions">
                <DetailsButton row_key row name/>
                <DuplicateButton name on_duplicate=move |()| editor.duplicate_row(row_key)/>
                <RemoveButton name on_remove=move |()| editor.remove_row(row_key)/>
            </td>
        </tr>
        <DetailsLine row_key row name/>
        <AnswerLine row_key/>
    }
    .into_any()
}
