//! Start, stop, pause and restart: always in the same place, with progress, and as plain forms without
//! JavaScript.

mod keep_focus;

use super::{
    Confirm, ErrorNotice,
    icon::{Icon, IconName},
};
use crate::{
    api::engine::{PauseRun, RestartRun, ResumeRun, StartRun, StopRun},
    components::FunctionForm,
    error::AppError,
    live::{Live, use_live},
};
use domain::RunState;
use keep_focus::{AGAIN, HOLD, KeepFocus, MAIN};
use leptos::prelude::*;
use std::time::Duration;

/// How long the button stays out of reach after it has changed its meaning, so that a second click
/// meant for the old one does nothing.
const SETTLE: Duration = Duration::from_millis(500);

/// The actions and what became of them.
#[derive(Clone, Copy)]
pub struct RunActions {
    /// Starts the working configuration.
    pub start: ServerAction<StartRun>,
    stop: ServerAction<StopRun>,
    restart: ServerAction<RestartRun>,
    pause: ServerAction<PauseRun>,
    resume: ServerAction<ResumeRun>,
}

impl RunActions {
    /// Actions that have not been used yet.
    #[expect(clippy::new_without_default, reason = "it makes signals, so it belongs to a reactive owner")]
    pub fn new() -> Self {
        Self {
            start: ServerAction::new(),
            stop: ServerAction::new(),
            restart: ServerAction::new(),
            pause: ServerAction::new(),
            resume: ServerAction::new(),
        }
    }

    fn pending(self) -> bool {
        let run = self.start.pending().get() || self.stop.pending().get() || self.restart.pending().get();
        run || self.pause.pending().get() || self.resume.pending().get()
    }

    fn failure(self) -> Option<AppError> {
        if self.pending() {
            return None;
        }
        let failed = |value: Option<Result<(), AppError>>| value.and_then(Result::err);
        failed(self.start.value().get())
            .or_else(|| failed(self.stop.value().get()))
            .or_else(|| failed(self.restart.value().get()))
            .or_else(|| failed(self.pause.value().get()))
            .or_else(|| failed(self.resume.value().get()))
    }
}

/// The buttons.
#[component]
pub fn RunControl(
    /// What the buttons do; shared with [`RunActionError`].
    actions: RunActions,
) -> impl IntoView {
    let Live { state, run, .. } = use_live();
    let active = Memo::new(move |_| state.get().is_active());
    let settling = settling(active);
    let engaged = move || actions.pending() || settling.get() || state.get() == RunState::Starting;
    let draining = move || state.get() == RunState::Stopping;
    let busy = move || engaged() || draining();
    let focus = KeepFocus::watch(state, Signal::derive(move || engaged() || draining()));
    let stopping = move || actions.stop.pending().get();
    let starting = move || actions.start.pending().get() || state.get() == RunState::Starting;
    view! {
        <Show when=move || run.with(Option::is_some)>
            <RestartControl actions=actions focus=focus busy=Signal::derive(busy) active=active/>
        </Show>
        <PauseControl actions=actions focus=focus busy=Signal::derive(busy)/>
        <Show when=move || active.get() fallback=move || view! {
            <FunctionForm action=actions.start>
                <button class="btn btn-primary" type="submit" id=MAIN on:click=move |_| focus.keep(MAIN) disabled=busy data-testid="start">
                    <Progress on=Signal::derive(starting) icon=IconName::Play/>
                    {move || if starting() { "Starting…" } else { "Start" }}
                </button>
            </FunctionForm>
        }>
            <FunctionForm action=actions.stop>
                <button class="btn btn-danger" type="submit" id=MAIN on:click=move |_| focus.keep(MAIN) data-testid="stop"
                    // Not while it starts: a page without JavaScript that was made in that moment would never offer it.
                    disabled=move || actions.pending() || settling.get()>
                    <Progress on=Signal::derive(stopping) icon=IconName::Stop/>
                    // A run that ends by itself waits for its last visits for as long as they take; Stop ends the wait.
                    {move || match (stopping(), draining()) {
                        (true, _) => "Stopping…",
                        (false, true) => "Stop now",
                        (false, false) => "Stop",
                    }}
                </button>
            </FunctionForm>
        </Show>
    }
    .into_any()
}

/// Starts what ran last once more; while a run is active only after a question, because that ends it.
#[component]
fn RestartControl(actions: RunActions, focus: KeepFocus, busy: Signal<bool>, active: Memo<bool>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let restarting = Signal::derive(move || actions.restart.pending().get());
    // A run that is active when the page is made without JavaScript is asked about by the page itself; with it the
    // button works once it can ask.
    let asks_itself = active.get_untracked();
    let alive = RwSignal::new(!asks_itself);
    Effect::new(move |_| alive.set(true));
    view! {
        <div class:js-only=asks_itself>
            <FunctionForm action=actions.restart>
                <button class="btn" type="submit" id=AGAIN disabled=move || busy.get() || !alive.get() data-testid="restart"
                    title="Starts again what ran last, with what has been saved since; Start takes what is in the editors now"
                    on:click=move |event| {
                        if active.get_untracked() {
                            event.prevent_default();
                            asking.set(true);
                        } else {
                            focus.keep(AGAIN);
                        }
                    }>
                    <Progress on=restarting icon=IconName::Restart/>
                    <span class="btn-words">{move || match (restarting.get(), active.get()) {
                        (true, _) => "Restarting…",
                        (false, true) => "Restart…",
                        (false, false) => "Run again",
                    }}</span>
                </button>
            </FunctionForm>
        </div>
        {asks_itself.then(|| view! {
            <details class="no-js-only" data-testid="restart-nojs">
                <summary class="btn">"Restart…"</summary>
                <FunctionForm action=actions.restart>
                    <button class="btn btn-danger" type="submit">"End this run and start it once more"</button>
                </FunctionForm>
            </details>
        })}
        <Confirm open=asking title="Restart the run?" confirm_label="End this run and start again"
            on_confirm=move |()| {
                focus.keep(AGAIN);
                actions.restart.dispatch(RestartRun {});
            }
            message="The active run ends as with Stop; its report stays in the history. Then another begins with what this one ran, and with what has been saved since."/>
    }
    .into_any()
}

/// Pause while a run sends, resume while it is paused; nothing otherwise.
#[component]
fn PauseControl(actions: RunActions, focus: KeepFocus, busy: Signal<bool>) -> impl IntoView {
    let state = use_live().state;
    let pausing = Signal::derive(move || actions.pause.pending().get());
    let resuming = Signal::derive(move || actions.resume.pending().get());
    view! {
        <Show when=move || state.get() == RunState::Running>
            <FunctionForm action=actions.pause>
                <button class="btn" type="submit" id=HOLD on:click=move |_| focus.keep(HOLD) disabled=busy data-testid="run-pause">
                    <Progress on=pausing icon=IconName::Pause/>
                    <span class="btn-words">{move || if pausing.get() { "Pausing…" } else { "Pause" }}</span>
                </button>
            </FunctionForm>
        </Show>
        <Show when=move || state.get() == RunState::Paused>
            <FunctionForm action=actions.resume>
                <button class="btn btn-primary" type="submit" id=HOLD on:click=move |_| focus.keep(HOLD) disabled=busy data-testid="run-resume">
                    <Progress on=resuming icon=IconName::Play/>
                    {move || if resuming.get() { "Resuming…" } else { "Resume" }}
                </button>
            </FunctionForm>
        </Show>
    }
    .into_any()
}

/// Why the last action failed.
#[component]
pub fn RunActionError(
    /// The actions of the [`RunControl`] beside it.
    actions: RunActions,
) -> impl IntoView {
    move || actions.failure().map(|error| view! { <ErrorNotice error=error testid="run-error"/> })
}

/// An icon that turns into a spinner.
#[component]
fn Progress(on: Signal<bool>, icon: IconName) -> impl IntoView {
    view! {
        <Show when=move || on.get() fallback=move || view! { <Icon name=icon/> }>
            <i class="spinner" aria-hidden="true"></i>
        </Show>
    }
    .into_any()
}

/// True for a moment after every change of `active`.
fn settling(active: Memo<bool>) -> RwSignal<bool> {
    let settling = RwSignal::new(false);
    Effect::new(move |before: Option<bool>| {
        let now = active.get();
        if before.is_some_and(|before| before != now) {
            settling.set(true);
            set_timeout(
                move || {
                    let _ = settling.try_set(false);
                },
                SETTLE,
            );
        }
        now
    });
    settling
}
