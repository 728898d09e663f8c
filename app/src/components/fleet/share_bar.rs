//! The share a target got against the share it was due: a bar and a mark. All rows share one scale, so
//! bars can be compared, and a wrong split jumps out.

use crate::{format, live::TargetRow};
use domain::TargetStatus;
use leptos::prelude::*;

/// Visits below which a share is still mostly chance and rounding.
const FEW_VISITS: u64 = 20;
/// A difference from which a share is marked: two of a hundred visits.
const OFF: f64 = 0.02;

/// The share a full bar stands for, rounded up so that it moves seldom.
pub fn scale(rows: Signal<Vec<TargetRow>>, tick: Signal<u64>) -> Memo<f64> {
    Memo::new(move |_| {
        tick.track();
        let largest = rows.with(|rows| {
            rows.iter()
                .map(|row| row.status.with_untracked(|status| status.share.max(status.expected_share)))
                .fold(0.0, f64::max)
        });
        nice(largest)
    })
}

/// The next of 1, 1.5, 2, 3, 4, 5, 7 or 10 times a power of ten above 1.1 times `value`, at most 1.
fn nice(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let wanted = value * 1.1;
    let power = 10_f64.powf(wanted.log10().floor());
    let step = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0].into_iter().find(|step| step * power >= wanted).unwrap_or(10.0);
    (step * power).min(1.0)
}

/// The bar and the share; what was due is the mark, and in words for those who do not see it.
#[component]
pub fn ShareBar(status: RwSignal<TargetStatus>, scale: Memo<f64>) -> impl IntoView {
    let width = move |share: fn(&TargetStatus) -> f64| {
        move || format!("{:.1}%", (status.with(share) / scale.get() * 100.0).clamp(0.0, 100.0))
    };
    let off = move || {
        status.with(|status| status.visits.assigned >= FEW_VISITS && (status.share - status.expected_share).abs() > OFF)
    };
    let due = move || status.with(|status| format!(" of {} due", share_or_nothing(status, status.expected_share)));
    view! {
        <span class="share" class:share-off=off>
            <svg class="share-bar" aria-hidden="true" focusable="false">
                <rect class="share-track" x="0" y="4" width="100%" height="6" rx="3"></rect>
                <rect class="share-real" x="0" y="4" height="6" rx="3" width=width(|status| status.share)></rect>
                <svg class="share-expected" y="0" x=width(|status| status.expected_share)>
                    <rect x="-1" y="1" width="2" height="12"></rect>
                </svg>
            </svg>
            <b>{move || status.with(|status| share_or_nothing(status, status.share))}</b>
            <span class="visually-hidden">{due}</span>
        </span>
    }
    .into_any()
}

/// Visits beyond those it was due: `+0.4`, `−2`, `0`.
pub fn surplus(status: &TargetStatus) -> String {
    let visits = (-status.distance_visits * 10.0).round() / 10.0;
    let sign = match visits {
        v if v > 0.0 => "+",
        v if v < 0.0 => "−",
        _ => "",
    };
    format!("{sign}{}", format::amount(visits.abs()))
}

/// How far a target is from what it was due, in visits.
pub fn distance(visits: f64) -> String {
    let amount = format::amount((visits.abs() * 10.0).round() / 10.0);
    match visits {
        v if v >= 0.05 => format!("{amount} visits behind its share"),
        v if v <= -0.05 => format!("{amount} visits ahead of its share"),
        _ => "exactly its share".to_owned(),
    }
}

/// Before its first visit a target that was due none has no share to speak of.
fn share_or_nothing(status: &TargetStatus, share: f64) -> String {
    let begun = status.visits.assigned > 0 || status.expected_share > 0.0;
    if begun { format::share(share) } else { format::NOTHING.into() }
}

#[cfg(test)]
mod tests {
    use super::{distance, nice, surplus};
    use domain::TargetStatus;

    #[test]
    fn the_distance_from_the_share_is_told_in_visits() {
        assert_eq!(distance(0.0), "exactly its share");
        assert_eq!(distance(0.42), "0.4 visits behind its share");
        assert_eq!(distance(-2.0), "2 visits ahead of its share");
    }

    #[test]
    fn the_surplus_has_a_sign_unless_there_is_none() {
        let of = |distance_visits| surplus(&TargetStatus { distance_visits, ..Default::default() });
        assert_eq!([of(-0.42), of(2.0), of(0.04), of(-0.04)], ["+0.4", "−2", "0", "0"]);
    }

    #[test]
    fn a_full_bar_is_a_little_more_than_the_largest_share() {
        for (largest, full) in [(0.25, 0.3), (0.001, 0.001_5), (0.5, 0.7), (1.0, 1.0), (0.0, 1.0), (0.09, 0.1)] {
            assert!((nice(largest) - full).abs() < 1e-9, "{largest}: {}", nice(largest));
        }
    }
}
