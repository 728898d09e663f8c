//! What was found in a text: counts, warnings, and mistakes by the number of their line.

use super::{
    counts::Counts,
    state::{About, Editor},
};
use crate::{editors::data_lines::line_of, format};
use domain::{DataSetReport, FieldError};
use leptos::prelude::*;

#[component]
pub(super) fn Findings() -> impl IntoView {
    let editor = Editor::get();
    let about = Signal::derive(move || match editor.about.get() {
        About::Stored => "of what is stored",
        About::Edited => "of the text in the editor",
        About::Older => "before the last change",
    });
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
        <Mistakes errors/>
        {warnings.into_iter().map(|warning| view! {
            <p class="notice notice-warn" data-testid="data-warning">{capitalised(&warning)}"."</p>
        }).collect_view()}
        <Counts title="Domains, most frequent first" counts=domains testid="data-domains"/>
        <Counts title="Categories, most frequent first" counts=categories testid="data-categories"/>
    }
    .into_any()
}

/// What is wrong with the text, once that was left or saving it was tried.
#[component]
fn Mistakes(errors: Vec<FieldError>) -> impl IntoView {
    let editor = Editor::get();
    let errors = StoredValue::new(errors);
    let title = match errors.with_value(Vec::len) {
        1 => "One mistake:".to_owned(),
        DataSetReport::MOST_FINDINGS => format!("The first {} mistakes:", DataSetReport::MOST_FINDINGS),
        count => format!("{count} mistakes:"),
    };
    let is_shown = Memo::new(move |_| editor.shows_mistakes() && errors.with_value(|errors| !errors.is_empty()));
    move || {
        is_shown.get().then(|| {
            view! {
                <div class="notice notice-bad data-mistakes" role="alert" data-testid="field-error-text">
                    <p>{title.clone()}</p>
                    <ul tabindex="0" aria-label="Mistakes">{errors.get_value().into_iter().map(|error| mistake(editor, error)).collect_view()}</ul>
                </div>
            }
        })
    }
}

fn mistake(editor: Editor, error: FieldError) -> impl IntoView {
    let FieldError { field, message, .. } = error;
    let place = match line_of(&field) {
        Some(line) => view! {
            <button type="button" class="link-button" on:click=move |_| editor.go_to(line)>{field}</button>
        }
        .into_any(),
        None => view! { <code>{field}</code> }.into_any(),
    };
    view! { <li data-testid="data-error">{place}": "{message}</li> }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
