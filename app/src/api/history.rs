//! What a page's charts begin with, so that they are there before the live channel is, or without it.

use crate::error::AppError;
use domain::SeriesPoint;
use leptos::prelude::*;

/// The most points that are sent with a page: about as many as half the pixels of a phone's width, and few enough to be sent.
#[cfg(feature = "ssr")]
const MOST: usize = 240;

/// The history of the current run in at most [`MOST`] points, rounded to what can be seen.
///
/// # Errors
/// None of its own.
#[server(prefix = "/rpc", endpoint = "history")]
pub async fn get_history() -> Result<Vec<SeriesPoint>, AppError> {
    let services = crate::services::Services::from_context()?;
    Ok(thinned(&services.runs.history(), MOST).map(rounded).collect())
}

/// At most `most` of `series`, of neighbours always the one with the most hits that were not delivered, which is what must
/// not get lost; the latest is among them.
#[cfg(feature = "ssr")]
fn thinned(series: &[SeriesPoint], most: usize) -> impl Iterator<Item = SeriesPoint> + '_ {
    let lost = |point: &SeriesPoint| point.failed + point.unknown;
    let (rest, latest) = series.split_at(series.len().saturating_sub(1));
    let neighbours = rest.chunks(rest.len().div_ceil(most.saturating_sub(1).max(1)).max(1));
    let worst = move |points: &[SeriesPoint]| points.iter().copied().max_by(|a, b| lost(a).total_cmp(&lost(b)));
    neighbours.filter_map(worst).chain(latest.iter().copied())
}

#[cfg(feature = "ssr")]
fn rounded(point: SeriesPoint) -> SeriesPoint {
    let two_digits = |value: f64| (value * 100.0).round() / 100.0;
    SeriesPoint {
        t: two_digits(point.t),
        planned: two_digits(point.planned),
        delivered: two_digits(point.delivered),
        failed: two_digits(point.failed),
        unknown: two_digits(point.unknown),
        ..point
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn few_points_that_end_with_the_latest_and_keep_the_second_that_failed() {
        let point =
            |t: u32| SeriesPoint { t: f64::from(t), failed: if t == 333 { 5.0 } else { 0.0 }, ..Default::default() };
        let series: Vec<_> = (1..=600).map(point).collect();
        let few: Vec<_> = thinned(&series, 240).map(|point| point.t).collect();
        assert!(few.len() <= 240 && few.is_sorted(), "{few:?}");
        assert!(few.contains(&333.0) && few.last() == Some(&600.0), "{few:?}");
    }

    #[test]
    fn a_short_history_is_sent_whole() {
        for length in 0..5_u32 {
            let series: Vec<_> = (0..length).map(|t| SeriesPoint { t: f64::from(t), ..Default::default() }).collect();
            assert_eq!(thinned(&series, 240).collect::<Vec<_>>(), series);
        }
    }
}
