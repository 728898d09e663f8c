//! A row's recent history in the space of a word.

use leptos::prelude::*;

/// The drawing's own units; the style sheet sizes it.
const WIDTH: f32 = 96.0;
/// As `WIDTH`.
const HEIGHT: f32 = 20.0;

/// A line from zero to the largest value. Hidden from screen readers: the figure stands beside it.
#[component]
pub fn Sparkline(
    /// Values, oldest first.
    #[prop(into)]
    values: Signal<Vec<f32>>,
) -> impl IntoView {
    view! {
        <svg class="sparkline" viewBox="0 0 96 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <path d=move || values.with(|values| path(values)) fill="none" stroke="currentColor"
                vector-effect="non-scaling-stroke"></path>
        </svg>
    }
    .into_any()
}

/// The path of `values` over the whole width; fewer than two, or nothing but zeros, give none.
fn path(values: &[f32]) -> String {
    use std::fmt::Write;
    let highest = values.iter().copied().fold(0.0_f32, f32::max);
    if values.len() < 2 || highest <= 0.0 {
        return String::new();
    }
    let step = WIDTH / (values.len() - 1) as f32;
    let mut path = String::with_capacity(values.len() * 10);
    for (place, value) in values.iter().enumerate() {
        let y = HEIGHT - 1.5 - value.max(0.0) / highest * (HEIGHT - 3.0);
        let _ = write!(path, "{}{:.1} {y:.1}", if place == 0 { 'M' } else { 'L' }, step * place as f32);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_line_spans_the_width_from_zero_to_the_highest() {
        assert_eq!(path(&[0.0, 10.0, 5.0]), "M0.0 18.5L48.0 1.5L96.0 10.0");
    }

    #[test]
    fn nothing_and_standstill_are_drawn_without_dividing_by_zero() {
        assert_eq!(path(&[3.0]), "");
        assert_eq!(path(&[0.0, 0.0]), "");
    }
}
