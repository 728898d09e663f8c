//! How much of the targets' figures a viewer is sent: with a thousand targets all of it would be a megabyte a second.

use domain::{StatusDelta, StatusSnapshot};
use tokio::time::Instant;

/// Gives each target its turn, and limits what a viewer is sent per second.
pub(super) struct Throttle {
    bytes_per_second: f64,
    /// When something was sent last.
    sent: Instant,
    /// Place in the list from which on targets have waited longest.
    next: usize,
}

impl Throttle {
    pub(super) fn new(bytes_per_second: f64) -> Self {
        Self { bytes_per_second, sent: Instant::now(), next: 0 }
    }

    /// Something is sent now.
    pub(super) fn note_sent(&mut self) {
        self.sent = Instant::now();
    }

    /// Leaves as many changed targets in `delta` as fit into the time since something was sent last, at least one: first
    /// those of which something is urgent, then those that have waited longest. The others stay as the viewer knows them
    /// (`known`), so that a later difference has them.
    pub(super) fn limit(&mut self, known: &StatusSnapshot, delta: &mut StatusDelta) {
        let seconds = self.sent.elapsed().as_secs_f64().min(1.0);
        let mut left = (seconds * self.bytes_per_second) as usize;
        let mut known = known.targets.iter().enumerate();
        // Both are in list order.
        let place = |id| known.find(|(_, target)| target.id == id).map_or(0, |(place, _)| place);
        let ids: Vec<i64> = delta.targets.iter().map(|patch| patch.id).collect();
        let places = ids.into_iter().map(place).collect::<Vec<_>>();
        let mut patches: Vec<_> = places.into_iter().zip(std::mem::take(&mut delta.targets)).collect();
        patches.sort_by_key(|(place, patch)| (!patch.is_urgent(), *place < self.next, *place));
        let mut kept = 0;
        for (place, patch) in &patches {
            // A type of ours with text for keys: it can be written.
            let size = serde_json::to_string(patch).map_or(0, |text| text.len() + 1);
            if kept > 0 && size > left {
                break;
            }
            left = left.saturating_sub(size);
            kept += 1;
            if !patch.is_urgent() {
                self.next = place + 1;
            }
        }
        patches.truncate(kept);
        patches.sort_by_key(|(place, _)| *place);
        delta.targets = patches.into_iter().map(|(_, patch)| patch).collect();
    }
}
