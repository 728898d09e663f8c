//! A chart's figures as a table: for screen readers, for copying, and without JavaScript.

use crate::{charts::lines::Line, format};
use domain::SeriesPoint;
use leptos::prelude::*;

/// The most rows: enough to see the course, few enough to read.
const ROWS: usize = 20;

/// Closed until asked for; its rows are evenly picked from the whole history.
#[component]
pub fn SeriesTable(
    /// The columns.
    lines: &'static [Line],
    /// The history.
    series: Signal<Vec<SeriesPoint>>,
    /// How times are written.
    time_text: fn(f64) -> String,
) -> impl IntoView {
    view! {
        <details class="chart-table">
            <summary>"Figures as a table"</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        {lines.iter().map(|line| view! { <th scope="col">{line.label}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || series.with(|series| picked(series).map(|point| row(lines, point, time_text)).collect_view())}
                </tbody>
            </table>
        </details>
    }
    .into_any()
}

fn row(lines: &'static [Line], point: &SeriesPoint, time_text: fn(f64) -> String) -> impl IntoView + use<> {
    let cells = lines.iter().map(|line| {
        let text = (line.value)(point).map_or_else(|| format::NOTHING.to_owned(), line.text);
        view! { <td>{text}</td> }
    });
    view! { <tr><th scope="row">{time_text(point.t)}</th>{cells.collect_view()}</tr> }
}

/// At most [`ROWS`] points of `series`, evenly spaced, the latest always among them.
fn picked(series: &[SeriesPoint]) -> impl Iterator<Item = &SeriesPoint> {
    let step = series.len().div_ceil(ROWS).max(1);
    let first = series.len().saturating_sub(1) % step;
    series.iter().skip(first).step_by(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_that_end_with_the_latest() {
        for length in 0..100_u32 {
            let series: Vec<_> = (0..length).map(|t| SeriesPoint { t: f64::from(t), ..Default::default() }).collect();
            let rows: Vec<_> = picked(&series).map(|point| point.t).collect();
            assert!(rows.len() <= ROWS, "{length}");
            assert_eq!(rows.last().copied(), length.checked_sub(1).map(f64::from));
        }
    }
}
