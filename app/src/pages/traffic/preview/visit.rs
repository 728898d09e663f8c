//! One visit of the preview, folded up.

use crate::{
    components::visit_timeline::{VisitTimeline, visit_facts},
    format,
};
use domain::PreviewVisit;
use leptos::prelude::*;

/// Folded up; what is inside is made when it is first opened, because a hundred visits have tens of
/// thousands of parameters.
#[component]
pub(super) fn Visit(visit: PreviewVisit) -> impl IntoView {
    let opened = RwSignal::new(false);
    let length = visit.hits.last().map_or(0.0, |hit| hit.at_seconds);
    let facts = visit_facts(&visit);
    let size = format!("{} hits, {}", visit.hits.len(), format::duration(length));
    let number = format!("Visit {}", visit.index + 1);
    let arrival = format!("+{}", format::offset(visit.arrival_seconds));
    let visit = StoredValue::new(visit);
    view! {
        <details class="preview-visit" data-testid="preview-visit" on:toggle=move |_| opened.set(true)>
            <summary>
                <b>{number}</b>
                <span class="preview-at">{arrival}</span>
                <span class="preview-facts">{facts}</span>
                <span class="preview-size">{size}</span>
            </summary>
            {move || opened.get().then(|| visit.with_value(|visit| {
                view! {
                    <VisitTimeline visit=visit.clone()/>
                }
            }))}
        </details>
    }
    .into_any()
}
