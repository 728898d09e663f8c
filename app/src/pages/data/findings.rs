//! What was found in a text: counts, warnings, and mistakes by the number of their line.

use super::{
    counts::Counts,
    state::{About, Editor},
};
use crate::{editor::data_lines::line_of, format};
use domain::{DataSetReport, FieldError};
use leptos::prelude::*;

#[component]
pub(super) fn Findings() -> impl IntoView {
    let editor = Editor::get();
    let about = move || match editor.about.get() {
        About::Stored => "of what is stored",
        About::Edited => "of the text in the editor",
        About::Older => "before the last change",
    };
    view! {
        <section class="card data-findings" aria-labelledby="findings-title" data-testid="data-report">
            <h2 id="findings-title">"Contents "<em>{about}</em></h2>
            {move || editor.report.with(|report| view! { <Report report=report.clone()/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Report(report: DataSetReport) -> impl IntoView {
    let DataSetReport { entries, errors, warnings, domains, categories, .. } = report;
    view! {
        <p class="data-entries" data-testid="data-entries">
            <b>{format::count(entries as u64)}</b>{if entries == 1 { " entry" } else { " entries" }}
        </p>
        <Mistakes errors=errors/>
        {warnings.into_iter().map(|warning| view! {
            <p class="notice notice-warn" data-testid="data-warning">{capitalised(&warning)}"."</p>
        }).collect_view()}
        <Counts title="Domains, most frequent first" counts=domains testid="data-domains"/>
        <Counts title="Categories, most frequent first" counts=categories testid="data-categories"/>
    }
    .into_any()
}

#[component]
fn Mistakes(errors: Vec<FieldError>) -> impl IntoView {
    let editor = Editor::get();
    let count = errors.len();
    let title = match count {
        1 => "One mistake:".to_owned(),
        DataSetReport::MOST_FINDINGS => format!("The first {count} mistakes:"),
        _ => format!("{count} mistakes:"),
    };
    (count > 0).then(|| {
        view! {
            <div class="notice notice-bad data-mistakes" role="alert">
                <p>{title}</p>
                <ul tabindex="0" aria-label="Mistakes">
                    {errors.into_iter().map(|error| {
                        let place = error.field;
                        view! {
                            <li data-testid="data-error">
                                {match line_of(&place) {
                                    Some(line) => view! {
                                        <button type="button" class="link-button" on:click=move |_| editor.go_to(line)>{place}</button>
                                    }.into_any(),
                                    None => view! { <code>{place}</code> }.into_any(),
                                }}
                                ": "{error.message}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </div>
        }
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
