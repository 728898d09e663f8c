//! Quantiles against quantiles: a point right on the line is equal in both, above it the side is slower than the first.

use super::colour;
use crate::{api::compare::Side, format};
use domain::comparison::QUANTILES;
use leptos::prelude::*;

/// Width and height of the plotting area, in the drawing's own units.
const SIZE: f64 = 260.0;
/// How far along the line of equals two names are apart at least.
const NAME_ROOM: f64 = 24.0;
/// Room for the marks of the axes.
const MARGIN: f64 = 44.0;

/// The plot of every side against the first; nothing where there are no latencies to compare. The figures stand in the
/// table beside it, so it is hidden from screen readers.
#[component]
pub fn QuantilePlot(sides: Vec<Side>) -> impl IntoView {
    let Some((base, others)) = sides.split_first() else { return ().into_any() };
    let points: Vec<Vec<Point>> = others.iter().map(|side| points(base, side)).collect();
    let Some(scale) = Scale::of(points.iter().flatten()) else { return ().into_any() };
    let dots = points.iter().enumerate().map(|(place, points)| {
        let mut named_at = f64::NEG_INFINITY;
        let dots = points.iter().map(|point| {
            let [x, y] = [scale.along(point.base), SIZE - scale.along(point.other)];
            let words = format!("{}: {} ms, {} ms", point.name, format::ms(point.base), format::ms(point.other));
            // Names where there is room for them, and once: those of further sides stand at much the same places.
            let is_named = place == 0 && x + SIZE - y >= named_at + NAME_ROOM;
            if is_named {
                named_at = x + SIZE - y;
            }
            view! {
                <circle cx=x.to_string() cy=y.to_string() r="4"><title>{words}</title></circle>
                {is_named.then(|| view! { <text x=(x + 8.0).to_string() y=(y + 4.0).to_string()>{point.name}</text> })}
            }
        });
        view! { <g style=colour("fill", place + 1)>{dots.collect_view()}</g> }
    });
    let marks = scale.marks().into_iter().map(|mark| {
        let at = scale.along(mark);
        view! {
            <path class="grid" d=format!("M{at:.1} 0V{SIZE}M0 {0:.1}H{SIZE}", SIZE - at)></path>
            <text class="mark" x=at.to_string() y=(SIZE + 16.0).to_string() text-anchor="middle">{format::amount(mark)}</text>
            <text class="mark" x="-6" y=(SIZE - at + 4.0).to_string() text-anchor="end">{format::amount(mark)}</text>
        }
    });
    view! {
        <figure class="card compare-plot" data-testid="compare-plot">
            <figcaption><h2>"Latency "<em>"quantile against quantile, ms"</em></h2></figcaption>
            <svg viewBox=format!("{} -8 {} {}", -MARGIN, SIZE + MARGIN + 28.0, SIZE + MARGIN) aria-hidden="true" focusable="false">
                {marks.collect_view()}
                <path class="equal" d=format!("M0 {SIZE}L{SIZE} 0")></path>
                {dots.collect_view()}
                <text class="mark" x=(SIZE / 2.0).to_string() y=(SIZE + 32.0).to_string() text-anchor="middle">{base.name.clone()}</text>
            </svg>
            <p class="muted">"On the line both are equal. Above it the other is slower than "{base.name.clone()}", below it faster."</p>
        </figure>
    }
    .into_any()
}

/// One quantile of two sides, milliseconds.
struct Point {
    name: &'static str,
    base: f64,
    other: f64,
}

/// Those that both sides have.
fn points(base: &Side, other: &Side) -> Vec<Point> {
    let points = QUANTILES.map(|(name, of)| {
        let [base, other] = [base, other].map(|side| of(&side.status.latency_ms.delivered));
        Point { name, base, other }
    });
    points.into_iter().filter(|point| point.base > 0.0 && point.other > 0.0).collect()
}

/// A logarithmic scale of both axes, so that one line means "equal" everywhere.
#[derive(Clone, Copy)]
struct Scale {
    /// Logarithms of the ends.
    low: f64,
    high: f64,
}

impl Scale {
    /// Around `points`; `None` where there are none.
    fn of<'p>(points: impl Iterator<Item = &'p Point>) -> Option<Self> {
        let values: Vec<f64> = points.flat_map(|point| [point.base, point.other]).collect();
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        Some(Self { low: (low / 1.3).ln(), high: (high * 1.3).ln() })
    }

    /// Where `value` is on an axis.
    fn along(self, value: f64) -> f64 {
        (value.ln() - self.low) / (self.high - self.low) * SIZE
    }

    /// Values to mark: 1, 2 and 5 of each power of ten within the ends.
    fn marks(self) -> Vec<f64> {
        let powers =
            (self.low / std::f64::consts::LN_10).floor() as i32..=(self.high / std::f64::consts::LN_10).ceil() as i32;
        let all = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
        all.filter(|mark| (self.low..=self.high).contains(&mark.ln())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(base: f64, other: f64) -> Point {
        Point { name: "p50", base, other }
    }

    #[test]
    fn equal_quantiles_are_on_the_line_and_all_are_in_the_plot() {
        let points = [point(0.2, 0.3), point(80.0, 2_000.0)];
        let scale = Scale::of(points.iter()).unwrap();
        for value in [0.2, 0.3, 80.0, 2_000.0] {
            assert!((0.0..=SIZE).contains(&scale.along(value)), "{value}");
        }
        assert!(scale.along(80.0) < scale.along(2_000.0));
    }

    #[test]
    fn marks_are_round_and_within_the_ends() {
        let points = [point(9.0, 110.0)];
        let scale = Scale::of(points.iter()).unwrap();
        let marks: Vec<_> = scale.marks().iter().map(|mark| mark.round() as u32).collect();
        assert_eq!(marks, [10, 20, 50, 100]);
        assert!(Scale::of([].iter()).is_none());
    }
}
