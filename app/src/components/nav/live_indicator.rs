//! Says whether the figures on the page are live, and how old they are.

use crate::live::{is_lost, use_live};
use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// How often the age is told anew, milliseconds.
const STEP_MS: u32 = 400;

/// A dot and a few words. Changes of state are announced, the running age is not.
#[component]
pub fn LiveIndicator() -> impl IntoView {
    let live = use_live();
    let now = RwSignal::new(0.0);
    // The effect keeps the interval, and so ends it when the indicator goes.
    Effect::new(move |_: Option<Interval>| {
        Interval::new(STEP_MS, move || {
            let _ = now.try_set(js_sys::Date::now());
        })
    });
    let kind = Memo::new(move |_| live.connection.get().kind());
    let words = Signal::derive(move || {
        live.connection.get().words(now.get(), live.last_event.get(), live.state.get().is_active())
    });
    view! {
        <div class="live-indicator" data-state=kind data-testid="live-indicator">
            <i class="live-dot" aria-hidden="true"></i>
            <span>{words}</span>
            <span class="visually-hidden" role="status">{move || announcement(kind.get())}</span>
        </div>
    }
    .into_any()
}

/// What a screen reader says of a connection of this kind.
fn announcement(kind: &str) -> &'static str {
    match kind {
        "live" => "Live updates are on",
        "waiting" => "Live updates are interrupted; reconnecting",
        "offline" => "Offline; figures are not updated",
        _ => "",
    }
}

/// A line above the page while the figures are not being updated.
#[component]
pub fn StaleNotice() -> impl IntoView {
    let live = use_live();
    let lost = is_lost(live);
    view! {
        <Show when=move || lost.get()>
            <p class="notice notice-warn stale" data-testid="stale-notice">
                "The connection to the server is interrupted. These figures are the last that arrived. A run needs no page to go on, but whether it does cannot be told from here."
            </p>
        </Show>
    }
    .into_any()
}
