//! What share each target was due, over all the epochs of a run.

use crate::epoch::Span;
use std::sync::Arc;

/// The share of all positions so far that each slot was due, summed over the epochs; before the first
/// position, the share it is due from now on.
pub fn expected_shares(spans: &[Arc<Span>], position: u64, slots: usize) -> Vec<f64> {
    let mut due = vec![0.0; slots];
    let begun: Vec<_> = spans.iter().filter_map(|span| span.from().map(|from| (from, span))).collect();
    let mut weigh = |span: &Span, positions: f64| {
        for &(slot, share) in &span.shares {
            if let Some(due) = due.get_mut(slot) {
                *due += share * positions;
            }
        }
    };
    if position == 0 {
        if let Some(span) = spans.last() {
            weigh(span, 1.0);
        }
        return due;
    }
    for (place, (from, span)) in begun.iter().enumerate() {
        let to = begun.get(place + 1).map_or(position, |(next, _)| *next);
        weigh(span, to.saturating_sub(*from) as f64 / position as f64);
    }
    due
}
