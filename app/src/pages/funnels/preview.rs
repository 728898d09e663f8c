//! The exact hits of a visit that takes the funnel as it stands in the editor.

use super::state::{Editor, PreviewState};
use crate::components::{
    ErrorNotice,
    visit_timeline::{VisitTimeline, visit_facts},
};
use leptos::prelude::*;

#[component]
pub(super) fn Preview() -> impl IntoView {
    let editor = Editor::get();
    let running = Signal::derive(move || editor.preview.with(|preview| *preview == PreviewState::Running));
    let stale = Signal::derive(move || {
        editor.preview.with(|preview| match preview {
            PreviewState::Done(done) => editor.assessed.with(|assessed| assessed.funnel != done.1),
            _ => false,
        })
    });
    view! {
        <section class="card funnel-preview" aria-labelledby="funnel-preview-title">
            <header class="card-head">
                <h2 id="funnel-preview-title">"Preview"</h2>
                <button type="button" class="btn btn-small" data-testid="funnel-preview" disabled=running
                    on:click=move |_| editor.show_preview()>
                    {move || if editor.preview.with(|preview| matches!(preview, PreviewState::Done(_))) { "Refresh" } else { "Show the hits" }}
                </button>
            </header>
            <Show when=move || stale.get()>
                <p class="field-note field-warning" role="status">"The funnel has changed since; refresh to see it."</p>
            </Show>
            {move || content(editor.preview.get())}
        </section>
    }
    .into_any()
}

fn content(state: PreviewState) -> AnyView {
    match state {
        PreviewState::None => view! {
            <p class="muted">"Shows the hits of one visit that takes this funnel, with every parameter and the time it is due. Nothing is saved or sent."</p>
        }
        .into_any(),
        PreviewState::Running => view! { <p class="muted" role="status">"Making the visit…"</p> }.into_any(),
        PreviewState::Failed(error) => view! { <ErrorNotice error=error/> }.into_any(),
        PreviewState::Done(done) => {
            let visit = done.0;
            view! {
                <p class="muted">{visit_facts(&visit)}</p>
                <VisitTimeline visit=visit/>
            }
            .into_any()
        }
    }
}
