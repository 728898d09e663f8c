//! Visits before any is sent: the first of the run as timelines, and what was drawn beside what was asked
//! for, for the configuration as it is typed.

mod rates;
mod visit;

use super::state::Editor;
use crate::{api::traffic::preview_traffic, components::ErrorNotice, editors::fields::whole, error::AppError};
use domain::{
    MultiTargetConfig, Preview,
    fields::between,
    messages::Number,
    preview::{MAX_PREVIEW_VISITS, RATE_SAMPLE},
};
use leptos::{prelude::*, task::spawn_local};

/// The visits that are shown, and the request for others.
#[derive(Clone, Copy)]
struct Drawing {
    editor: Editor,
    busy: RwSignal<bool>,
    shown: RwSignal<Option<Preview>>,
    /// The configuration they were drawn from.
    of: RwSignal<Option<MultiTargetConfig>>,
    failure: RwSignal<Option<AppError>>,
}

impl Drawing {
    fn new(editor: Editor) -> Self {
        Self {
            editor,
            busy: RwSignal::new(false),
            shown: RwSignal::new(None),
            of: RwSignal::new(None),
            failure: RwSignal::new(None),
        }
    }

    /// Draws this many visits of what is typed.
    fn start(self, visits: u32) {
        let Self { editor, busy, shown, of, failure } = self;
        busy.set(true);
        failure.set(None);
        let config = editor.to_send();
        of.set(Some(config.clone()));
        spawn_local(async move {
            let outcome = preview_traffic(config, visits).await;
            // The person may have left the page meanwhile.
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(preview) => {
                    editor.form.announcement.set(format!("{} visits drawn.", preview.visits.len()));
                    shown.set(Some(preview));
                }
                Err(error) => failure.set(Some(error)),
            }
        });
    }
}

#[component]
pub(super) fn PreviewPanel() -> impl IntoView {
    let editor = Editor::get();
    let number = RwSignal::new("20".to_owned());
    let drawing = Drawing::new(editor);
    let Drawing { busy, shown, of, failure, .. } = drawing;
    let visits = Memo::new(move |_| {
        let visits: u32 = number.with(|text| whole(text.trim()))?;
        let range = between(1.0, MAX_PREVIEW_VISITS.into());
        range.objection(Number::Whole(visits.into())).map_or(Ok(visits), Err)
    });
    let errors = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            assessed.findings.errors.iter().filter(|error| !error.field.starts_with("targets")).count()
        })
    });
    let outdated = Memo::new(move |_| {
        of.with(|of| of.as_ref().is_some_and(|of| editor.assessed.with(|assessed| !same(of, &assessed.config))))
    });
    // As everywhere: what is wrong shows once the input is left or the button is pressed.
    let was_left = RwSignal::new(false);
    let wrong = Memo::new(move |_| visits.get().err().filter(|_| was_left.get()).map(|finding| finding.to_string()));
    view! {
        <section class="card traffic-section traffic-preview" id="preview" tabindex="-1" aria-labelledby="preview-title">
            <h2 id="preview-title">"Preview"</h2>
            <p class="field-hint">
                "The first visits of a run with what is typed above, saved or not, and with the stored funnels and data. Nothing is sent."
            </p>
            <p class="muted no-js-only">"Drawing visits needs JavaScript."</p>
            <div class="preview-controls js-only">
                <label for="preview-count">"Show me"</label>
                <input type="text" inputmode="numeric" class="input preview-count" id="preview-count" data-testid="preview-count"
                    autocomplete="off" value=number.get_untracked() prop:value=move || number.get()
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=move || wrong.with(Option::is_some).then_some("preview-count-note")
                    on:input:target=move |ev| number.set(ev.target().value())
                    on:blur=move |_| was_left.set(true)/>
                <span>"visits"</span>
                <button type="button" class="btn btn-primary" data-testid="traffic-preview" aria-busy=move || busy.get().to_string()
                    aria-disabled=move || busy.get().to_string()
                    on:click=move |_| {
                        if busy.get_untracked() {
                            return;
                        }
                        was_left.set(true);
                        let Ok(visits) = visits.get_untracked() else { return };
                        if errors.get_untracked() > 0 {
                            editor.form.show_errors();
                        } else {
                            drawing.start(visits);
                        }
                    }>
                    {move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
                    {move || match (busy.get(), visits.get()) {
                        (true, _) => "Drawing…".to_owned(),
                        (_, Ok(1)) => "Show me 1 visit".to_owned(),
                        (_, Ok(visits)) => format!("Show me {visits} visits"),
                        _ => "Show me visits".to_owned(),
                    }}
                </button>
            </div>
            {move || wrong.get().map(|text| view! {
                <p class="field-note field-error" id="preview-count-note" data-testid="field-error-preview-count">{text}</p>
            })}
            {move || failure.get().map(|error| view! { <ErrorNotice error=error testid="preview-error"/> })}
            {move || (outdated.get() && shown.with(Option::is_some)).then(|| view! {
                <p class="notice notice-warn" data-testid="preview-outdated">"Something has changed since these visits were drawn. Draw them again to see it."</p>
            })}
            {move || shown.get().map(|preview| view! { <PreviewResult preview=preview/> })}
        </section>
    }
    .into_any()
}

#[component]
fn PreviewResult(preview: Preview) -> impl IntoView {
    let hits: usize = preview.visits.iter().map(|visit| visit.hits.len()).sum();
    let title = format!(
        "{} visits with {} hits",
        crate::format::count(preview.visits.len() as u64),
        crate::format::count(hits as u64)
    );
    view! {
        <div class="preview-result" data-testid="preview-result">
            <h3>{title}" "<em class="muted">"seed "<span data-testid="preview-seed">{preview.seed.to_string()}</span></em></h3>
            <div class="preview-visits">
                {preview.visits.into_iter().map(|visit| view! { <visit::Visit visit=visit/> }).collect_view()}
            </div>
            <h3>{format!("Expected and drawn in {} visits", crate::format::count(RATE_SAMPLE))}</h3>
            <rates::RateTable rates=preview.rates/>
        </div>
    }
    .into_any()
}

/// Whether two configurations have the same visits, wherever these go.
fn same(of: &MultiTargetConfig, now: &MultiTargetConfig) -> bool {
    *of == MultiTargetConfig { targets: Vec::new(), ..now.clone() }
}
