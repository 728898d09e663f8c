//! The load shape as it is typed: a line, and the same in words.

use super::state::Editor;
use crate::{
    charts::{LineChart, lines::SHAPE},
    editors::{
        load::three_digits,
        traffic::curve::{points, summary, week_time},
    },
};
use domain::{MultiTargetConfig, SeriesPoint, Shape};
use leptos::prelude::*;

#[component]
pub(super) fn CurveChart() -> impl IntoView {
    let editor = Editor::get();
    // Only what the drawing depends on, and nothing while that is wrong.
    let drawn = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            let wrong = assessed.findings.error_at("target_visits_per_day").is_some()
                || assessed.findings.error_at("load_shape").is_some()
                || assessed.shape_has_error(assessed.config.load_shape.shape);
            (!wrong).then(|| MultiTargetConfig {
                target_visits_per_day: assessed.config.target_visits_per_day,
                load_shape: assessed.config.load_shape.clone(),
                countries: Vec::new(),
                ..MultiTargetConfig::default()
            })
        })
    });
    // While a number is wrong the last right drawing stays.
    let series = Memo::new(move |old: Option<&Vec<SeriesPoint>>| {
        drawn.with(|drawn| drawn.as_ref().map(points)).or_else(|| old.cloned()).unwrap_or_default()
    });
    let weekly = Memo::new(move |_| editor.draft.with(|draft| draft.shape == Shape::DayCurve));
    let words = Signal::derive(move || {
        drawn
            .with(|drawn| drawn.as_ref().map(summary))
            .unwrap_or_else(|| "The drawing follows once the numbers are right.".to_owned())
    });
    view! {
        <div class="shape-chart">
            {move || if weekly.get() {
                view! {
                    <LineChart title="A week" unit="visits/s" testid="shape-chart" lines=&SHAPE axis_text=three_digits
                        series=series time_text=week_time values_label="Rate"/>
                }
            } else {
                view! {
                    <LineChart title="Rate" unit="visits/s" testid="shape-chart" lines=&SHAPE axis_text=three_digits
                        series=series values_label="Rate"/>
                }
            }}
            <p class="editor-derived" data-testid="shape-summary" aria-live="polite">{words}</p>
        </div>
    }
    .into_any()
}
