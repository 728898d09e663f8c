//! Where a run stands, as a coloured word.

use crate::format;
use domain::{RunKind, RunOutcome, RunState, ThresholdVerdict};
use leptos::prelude::*;

/// The engine's state.
#[component]
pub fn StateBadge(
    /// The state.
    #[prop(into)]
    state: Signal<RunState>,
    /// Whether the page has lost sight of the run: the state is then the last that is known.
    #[prop(optional, into)]
    lost: Signal<bool>,
) -> impl IntoView {
    let unsure = move || lost.get() && state.get().is_active();
    view! {
        <span class=move || format!("state {}", tone(state.get(), unsure())) role="status" data-testid="run-state"
            data-state=move || state.get().as_str()><i aria-hidden="true"></i>{move || words(state.get())}{move || unsure().then_some(", when last seen")}</span>
    }
    .into_any()
}

fn tone(state: RunState, is_unsure: bool) -> &'static str {
    match state {
        _ if is_unsure => "calm",
        RunState::Running => "good live",
        RunState::Starting | RunState::Paused | RunState::Stopping => "busy",
        RunState::Failed => "bad",
        RunState::Idle | RunState::Finished | RunState::Stopped => "calm",
    }
}

fn words(state: RunState) -> &'static str {
    match state {
        RunState::Idle => "Idle",
        RunState::Starting => "Starting…",
        RunState::Running => "Running",
        RunState::Paused => "Paused",
        RunState::Stopping => "Stopping…",
        RunState::Finished => "Finished",
        RunState::Stopped => "Stopped",
        RunState::Failed => "Failed",
    }
}

/// How a run in the history ended.
#[component]
pub fn OutcomeBadge(
    /// The outcome.
    outcome: RunOutcome,
) -> impl IntoView {
    let (tone, words) = match outcome {
        RunOutcome::Running => ("good live", "Running"),
        RunOutcome::Finished => ("good", "Finished"),
        RunOutcome::Stopped => ("calm", "Stopped"),
        RunOutcome::Failed => ("bad", "Failed"),
        RunOutcome::Interrupted => ("warn", "Interrupted"),
    };
    view! {
        <span class=format!("state {tone}") data-testid="run-outcome" data-state=outcome.as_str()>
            <i aria-hidden="true"></i>{words}
        </span>
    }
    .into_any()
}

/// Whether the thresholds of a run hold.
#[component]
pub fn ThresholdBadge(
    /// `None`: not known.
    verdict: Option<ThresholdVerdict>,
) -> impl IntoView {
    let Some(verdict) = verdict else { return view! { <span class="quiet">{format::NOTHING}</span> }.into_any() };
    let (tone, words) = match verdict {
        ThresholdVerdict::Held => ("good", "Held"),
        ThresholdVerdict::NotHeld => ("bad", "Not held"),
        ThresholdVerdict::None => return view! { <span class="quiet">"None"</span> }.into_any(),
    };
    view! {
        <span class=format!("state {tone}") data-testid="run-thresholds" data-state=verdict.as_str()>
            <i aria-hidden="true"></i>{words}
        </span>
    }
    .into_any()
}

/// What a run does, where that is not what runs usually do: quiet, because its words say enough.
#[component]
pub fn KindBadge(
    /// The kind.
    kind: RunKind,
) -> impl IntoView {
    (kind == RunKind::Backfill)
        .then(|| view! { <span class="badge" data-testid="run-kind" data-kind=kind.as_str()>"Backfill"</span> })
}
