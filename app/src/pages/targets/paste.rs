//! Adds many targets at once from a pasted list, showing first what will be added and which lines
//! cannot be read. Those stay in the box until they are put right.

use super::state::Editor;
use crate::{
    components::Dialog,
    editors::{
        Row,
        paste::{BadLine, COLUMNS, Pasted},
    },
};
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc};

/// Rows and lines shown of a long list.
const SHOWN: usize = 50;

#[component]
pub(super) fn PasteDialog(open: RwSignal<bool>) -> impl IntoView {
    let editor = Editor::get();
    // Lives outside of the dialog, so that closing it by mistake loses nothing.
    let text = RwSignal::new(String::new());
    let added = RwSignal::new(None);
    let pasted = Memo::new(move |_| {
        if !open.get() {
            return Arc::new(Pasted::default());
        }
        let names: HashSet<String> =
            editor.assessed.with(|assessed| assessed.config.targets.iter().map(|target| target.name.clone()).collect());
        let existing = editor.draft.with(|draft| draft.rows.len());
        Arc::new(text.with(|text| Pasted::read(text, &names, existing)))
    });
    view! {
        <Dialog open=open title="Paste a list of targets" testid="paste-dialog">
            <p class="muted" id="paste-help">
                "One address a line, or lines of "<code>{COLUMNS.join(",")}</code>
                ", separated by commas, semicolons or tabs. A first line with column names may put them in another order. "
                "What is left out: site 1, weight 1, enabled, the host as name."
            </p>
            <div class="field">
                <label for="paste-text">"List"</label>
                <textarea id="paste-text" class="input paste-text" rows="8" spellcheck="false" autocomplete="off" autofocus
                    data-testid="paste-text" aria-describedby="paste-help paste-outcome"
                    placeholder="https://matomo.example.org\nhttps://stats.example.net/matomo"
                    prop:value=move || text.get()
                    on:input:target=move |ev| {
                        added.set(None);
                        text.set(ev.target().value());
                    }></textarea>
            </div>
            <div id="paste-outcome" role="status" data-testid="paste-outcome">
                {move || added.get().map(|count| view! {
                    <p>{format!("{} added. These lines still need attention:", targets(count))}</p>
                })}
                {move || outcome(&pasted.get())}
            </div>
            {move || view! { <BadLines lines=pasted.get().bad.clone()/> }}
            {move || view! { <Preview rows=pasted.get().rows.clone()/> }}
            <div class="dialog-actions">
                <button type="button" class="btn" data-testid="paste-cancel" on:click=move |_| open.set(false)>"Close"</button>
                <button type="button" class="btn btn-primary" data-testid="paste-add"
                    disabled=move || pasted.with(|pasted| pasted.rows.is_empty())
                    on:click=move |_| {
                        let pasted = pasted.get_untracked();
                        let count = pasted.rows.len();
                        editor.append_rows(pasted.rows.clone());
                        editor.form.announcement.set(format!("{} added.", targets(count)));
                        if pasted.bad.is_empty() {
                            text.set(String::new());
                            added.set(None);
                            open.set(false);
                        } else {
                            text.set(pasted.leftover());
                            added.set(Some(count));
                        }
                    }>
                    {move || match pasted.with(|pasted| pasted.rows.len()) {
                        0 => "Add".to_owned(),
                        count => format!("Add {}", targets(count)),
                    }}
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}

fn targets(count: usize) -> String {
    if count == 1 { "1 target".into() } else { format!("{count} targets") }
}

fn outcome(pasted: &Pasted) -> Option<String> {
    match (pasted.rows.len(), pasted.bad.len()) {
        (0, 0) => None,
        (good, 0) => Some(format!("{} can be added.", targets(good))),
        (good, 1) => Some(format!("{} can be added; 1 line cannot be read and stays in the box.", targets(good))),
        (good, bad) => Some(format!("{} can be added; {bad} lines cannot be read and stay in the box.", targets(good))),
    }
}

#[component]
fn BadLines(lines: Vec<BadLine>) -> impl IntoView {
    let more = lines.len().saturating_sub(SHOWN);
    (!lines.is_empty()).then(|| {
        view! {
            <ul class="paste-errors" data-testid="paste-errors">
                {lines.into_iter().take(SHOWN).map(|bad| view! {
                    <li data-testid="paste-error"><strong>{format!("Line {}: ", bad.line)}</strong>{bad.finding.to_string()}</li>
                }).collect_view()}
                {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}
            </ul>
        }
    })
}

#[component]
fn Preview(rows: Vec<Row>) -> impl IntoView {
    let more = rows.len().saturating_sub(SHOWN);
    (!rows.is_empty()).then(|| {
        view! {
            <div class="paste-preview" tabindex="0" role="region" aria-label="What will be added">
                <table class="data-table" data-testid="paste-preview">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="text">"URL"</th>
                            <th scope="col">"Site ID"</th>
                            <th scope="col">"Weight"</th>
                            <th scope="col" class="text">"On"</th>
                            <th scope="col" class="text">"Token"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.into_iter().take(SHOWN).map(|row| {
                            let token = if row.will_have_token() { "yes" } else { "none" };
                            let name = if row.name.is_empty() { "the host".to_owned() } else { row.name };
                            view! {
                                <tr data-testid="paste-row">
                                    <td class="text">{name}</td>
                                    <td class="text">{row.url}</td>
                                    <td>{row.site_id}</td>
                                    <td>{row.weight}</td>
                                    <td class="text">{if row.enabled { "yes" } else { "no" }}</td>
                                    <td class="text">{token}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
                {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more")}</p> })}
            </div>
        }
    })
}
