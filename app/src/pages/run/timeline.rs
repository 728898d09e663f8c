//! What the charts of a report have in common.

use crate::charts::{
    Timeline,
    axis::end,
    marks::{marks, step_times},
};
use domain::{MultiTargetConfig, SeriesPoint, Shape, StatusSnapshot};
use leptos::prelude::*;

/// What happened in the run that began with `config`, as its last figures tell, up to the end of `series`.
pub(super) fn timeline(config: &MultiTargetConfig, snapshot: &StatusSnapshot, series: &[SeriesPoint]) -> Timeline {
    let in_steps = config.load_shape.shape == Shape::Steps;
    let lengths: Vec<_> = config.load_shape.steps.iter().filter(|_| in_steps).map(|step| step.seconds).collect();
    let steps = step_times(&lengths, &snapshot.events, end(series));
    let marks = StoredValue::new(marks(&snapshot.events, &snapshot.epochs, &steps));
    let began = StoredValue::new(snapshot.run.as_ref().map(|run| run.started_at.clone()));
    Timeline::of_run(Signal::derive(move || marks.get_value()), Signal::derive(move || began.get_value()))
}
