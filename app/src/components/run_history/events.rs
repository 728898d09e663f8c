//! The timeline: what happened, latest first.

use crate::format;
use domain::{EventKind, RunEvent};
use leptos::prelude::*;

/// Events that are shown before somebody asks for more.
const FIRST: usize = 8;

/// A list of events; nothing when there are none.
#[component]
pub fn EventTimeline(
    /// In the order they happened.
    #[prop(into)]
    events: Signal<Vec<RunEvent>>,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| events.with(Vec::len));
    let shown = Signal::derive(move || {
        let most = if all.get() { usize::MAX } else { FIRST };
        events.with(|events| events.iter().rev().take(most).cloned().collect::<Vec<_>>())
    });
    view! {
        <Show when=move || { count.get() > 0 }>
            <section class="card" aria-labelledby="events-title" data-testid="events">
                <h2 id="events-title">"What happened"</h2>
                <ol class="timeline" aria-live="polite">
                    <For each=move || shown.get() key=|event| event.number children=line/>
                </ol>
                <Show when=move || { count.get() > FIRST }>
                    <button type="button" class="btn btn-quiet btn-small js-only" aria-expanded=move || all.get().to_string()
                        on:click=move |_| all.update(|all| *all = !*all) data-testid="all-events">
                        {move || if all.get() { "Show the latest".to_owned() } else { format!("Show all {}", count.get()) }}
                    </button>
                </Show>
            </section>
        </Show>
    }
    .into_any()
}

fn line(event: RunEvent) -> impl IntoView {
    let RunEvent { at_seconds, at, kind, is_warning, target, message, .. } = event;
    view! {
        <li class:timeline-warning=is_warning data-testid="event" data-kind=kind.as_str()>
            <time datetime=at.clone() title=format::utc(&at)>{format::offset(at_seconds)}</time>
            <span class="timeline-kind">{name(kind)}</span>
            <span class="timeline-text">{target.map(|target| view! { <b>{target}": "</b> })}{message}</span>
        </li>
    }
    .into_any()
}

fn name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Run => "Run",
        EventKind::Health => "Health",
        EventKind::Targets => "Targets",
        EventKind::Load => "Load",
        EventKind::Limit => "Limit",
        EventKind::Bottleneck => "This machine",
        EventKind::Clock => "Clock",
    }
}
