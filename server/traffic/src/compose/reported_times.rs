//! The times reported to Matomo: visits are as long as configured, although they are sent much faster.

use crate::{
    draw::Draw,
    hit::{Hit, small},
    profile::Profile,
};

/// The longest gap between two hits, milliseconds: after 30 minutes without one Matomo begins a new visit
/// (measured: 1,799 s are the same visit, 1,801 s are not). Ten seconds are left for rounding.
const LONGEST_GAP: u64 = 1_790_000;

/// Spreads the hits over a length drawn from the profile: every gap gets a part of it with a weight from 0.5
/// to 1.5, at most [`LONGEST_GAP`], and is never shorter than it really is.
pub(super) fn spread(hits: &mut [Hit], profile: &Profile, draw: &mut Draw) {
    let length = u128::from(profile.length(draw));
    let mut again = draw.clone();
    let total: u128 = (1..hits.len()).map(|_| weight(draw)).sum();
    let mut before = hits.first().map_or(0, |hit| hit.at_ms);
    let mut reported = 0_u32;
    for hit in hits.iter_mut().skip(1) {
        let share = u64::try_from(length * weight(&mut again) / total.max(1)).unwrap_or(u64::MAX);
        let real = hit.at_ms - before;
        before = hit.at_ms;
        reported = reported.saturating_add(real.max(small(share.min(LONGEST_GAP))));
        hit.reported_ms = reported;
    }
}

fn weight(draw: &mut Draw) -> u128 {
    draw.between(500, 1_500).into()
}
