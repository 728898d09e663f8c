//! The days a backfill would fill if it were started today, with their visits.

use super::{super::state::Editor, today::today};
use crate::format::{count, duration};
use domain::{
    Date, FieldError,
    backfill::{DayPlan, Window},
};
use leptos::prelude::*;

/// What the window comes to.
#[derive(Clone, Debug, PartialEq)]
enum Plan {
    /// No window is given.
    Nothing,
    /// The window cannot be used.
    Wrong(Vec<FieldError>),
    /// The days, and the most visits per second.
    Days(Vec<DayPlan>, Option<f64>),
}

#[component]
pub(super) fn BackfillPlan() -> impl IntoView {
    let editor = Editor::get();
    let zone = Memo::new(move |_| editor.assessed.with(|assessed| assessed.config.timezone.clone()));
    let day = RwSignal::new(None::<Date>);
    Effect::new(move |_| day.set(today(&zone.get())));
    let plan = Memo::new(move |_| {
        let today = day.get()?;
        Some(editor.assessed.with(|assessed| {
            let config = &assessed.config;
            let dates = config.backfill_start_date.is_some() || config.backfill_end_date.is_some();
            if !dates && config.backfill_days_back.is_none() && config.backfill_duration_days.is_none() {
                return Plan::Nothing;
            }
            match Window::of(config, today) {
                Ok(window) => Plan::Days(window.plan(config), config.backfill_rps_limit),
                Err(errors) => Plan::Wrong(errors),
            }
        }))
    });
    view! {
        <div class="backfill-plan" data-testid="backfill-plan" aria-live="polite">
            {move || match plan.get() {
                None => view! { <p class="muted">"The days show once the page is alive."</p> }.into_any(),
                Some(Plan::Nothing) => {
                    view! { <p class="muted">"Say when it begins and how long it lasts to see the days."</p> }.into_any()
                }
                Some(Plan::Wrong(errors)) => view! { <Problem errors/> }.into_any(),
                Some(Plan::Days(days, limit)) => days_view(&days, limit).into_any(),
            }}
        </div>
    }
    .into_any()
}

/// What is wrong with the window today. What is wrong on any day is said at its input already.
#[component]
fn Problem(errors: Vec<FieldError>) -> impl IntoView {
    let new = Editor::get().assessed.with_untracked(|assessed| {
        let error = errors.iter().find(|error| assessed.findings.error_at(&error.field).is_none())?;
        Some(format!("As of today, {}.", error.message))
    });
    view! {
        <p class="field-note field-error" data-testid="backfill-problem">
            {new.unwrap_or_else(|| "The days show once the window is right.".to_owned())}
        </p>
    }
}

fn days_view(days: &[DayPlan], limit: Option<f64>) -> impl IntoView + use<> {
    let visits: u64 = days.iter().map(|day| day.visits).sum();
    let ends = days.first().zip(days.last());
    let span = ends.map(|(first, last)| format!("{} to {}", first.date, last.date)).unwrap_or_default();
    let word = if days.len() == 1 { "day" } else { "days" };
    let time = limit
        .filter(|limit| *limit > 0.0)
        .map(|limit| format!(" At {limit} visits per second that takes {}.", duration(visits as f64 / limit)));
    let rows = days.iter().map(|day| {
        view! { <tr><th scope="row">{day.date.to_string()}</th><td>{count(day.visits)}</td></tr> }
    });
    view! {
        <p data-testid="backfill-window">
            <b>{span}</b>
            {format!(": {} {word}, {} visits.{}", count(days.len() as u64), count(visits), time.unwrap_or_default())}
        </p>
        <details class="chart-table">
            <summary>"Visits per day"</summary>
            <table>
                <thead><tr><th scope="col">"Day"</th><th scope="col">"Visits"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
}
