//! The demo's next step: one of its targets can be made to fail, and at the end there is a report to read.

use crate::{
    api::{
        demo::{DemoFault, FAILS_FOR_SECONDS, SetDemoFailing},
        engine::Overview,
    },
    base::at,
    components::{ErrorNotice, FunctionForm},
    live::use_live,
};
use domain::RunState;
use leptos::prelude::*;
use std::time::Duration;

/// How long the run is watched before something is made to fail, seconds.
const CALM_SECONDS: f64 = 20.0;

/// The step that comes next; nothing without the demo, or while its targets are not those of the run.
#[component]
pub fn DemoStep(plan: StoredValue<Overview>) -> impl IntoView {
    plan.with_value(|plan| plan.demo.clone()).map(|fault| view! { <Step fault/> })
}

#[component]
fn Step(fault: DemoFault) -> impl IntoView {
    let live = use_live();
    let DemoFault { target, url, failing } = fault;
    let is_failing = RwSignal::new(failing);
    let action = ServerAction::<SetDemoFailing>::new();
    Effect::new(move |_| {
        if let (Some(Ok(())), Some(sent)) = (action.value().get(), untrack(|| action.input().get())) {
            is_failing.set(sent.failing);
        }
    });
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(before) = before.flatten() {
            before.clear();
        }
        let recover = move || {
            // The page may be gone by then.
            let _ = is_failing.try_set(false);
        };
        let after = Duration::from_secs(FAILS_FOR_SECONDS.into());
        is_failing.get().then(|| set_timeout_with_handle(recover, after).ok()).flatten()
    });
    let is_demo = Memo::new(move |_| {
        live.rows.with(|rows| rows.iter().any(|row| row.url.trim_end_matches('/') == url.trim_end_matches('/')))
    });
    let is_running = Memo::new(move |_| live.state.get() == RunState::Running);
    let is_calm =
        Memo::new(move |_| live.run.with(|run| run.as_ref().is_some_and(|run| run.elapsed_seconds < CALM_SECONDS)));
    let report = Memo::new(move |_| {
        let over = !live.state.get().is_active();
        live.run.with(|run| run.as_ref().filter(|_| over).map(|run| run.id))
    });
    let name = StoredValue::new(target);
    let button = move |failing: bool, words: String| {
        view! {
            <FunctionForm action=action>
                <input type="hidden" name="failing" value=failing.to_string()/>
                <button type="submit" class="btn" data-testid="demo-fail">{words}</button>
            </FunctionForm>
        }
    };
    let running = move || {
        let name = name.get_value();
        match (is_failing.get(), is_calm.get()) {
            (true, _) => view! {
                <p>{format!("{name} answers every request with an error now, for a minute. Watch its row, the map and the incident.")}</p>
                {button(false, format!("Let {name} recover"))}
            }
            .into_any(),
            (false, true) => view! {
                <p>"Visits arrive at three simulated Matomo targets. In a few seconds you can make one of them fail."</p>
            }
            .into_any(),
            (false, false) => view! {
                <p>"That is how it looks when all is well. Now see what a failing target looks like."</p>
                {button(true, format!("Make {name} fail"))}
            }
            .into_any(),
        }
    };
    let over = move || {
        report.get().map(|id| view! {
            <p>"The run is over, and its report stays: figures, incidents, and the seed that makes the same visits again."</p>
            <a class="btn" href=at(format_args!("/runs/{id}")) data-testid="demo-report">"Read the report"</a>
            <a class="btn" href=at("/targets")>"Add your own targets"</a>
        })
    };
    view! {
        <Show when=move || is_demo.get() && (is_running.get() || report.get().is_some())>
            <section class="card demo-step" aria-label="Demo" data-testid="demo-step">
                <b>"Demo"</b>
                {move || if is_running.get() { running().into_any() } else { over().into_any() }}
            </section>
        </Show>
        {move || action.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error/> })}
    }
    .into_any()
}
