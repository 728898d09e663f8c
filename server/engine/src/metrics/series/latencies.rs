//! The latencies of one point of a chart, from the moments that matter: gathered in histograms, kept packed.

use super::{
    super::{counters::Sample, latency::Microseconds},
    packed::Packed,
};

/// The latencies that came in since the latest point.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    from_planned: Microseconds,
    from_send: Microseconds,
    lag: Microseconds,
}

impl Recent {
    /// Records the hits of a sample: how late they were sent, and how long they took if they were delivered.
    pub(crate) fn record(&mut self, sample: &Sample) {
        if sample.is_delivered {
            self.from_planned.record(sample.from_planned, sample.hits);
            self.from_send.record(sample.from_send, sample.hits);
        }
        self.lag.record(sample.from_planned.saturating_sub(sample.from_send), sample.hits);
    }

    /// Adds what came in later.
    pub(crate) fn add(&mut self, later: &Self) {
        self.from_planned.add(&later.from_planned);
        self.from_send.add(&later.from_send);
        self.lag.add(&later.lag);
    }

    /// What is kept of it.
    pub(crate) fn packed(&self) -> Latencies {
        Latencies {
            from_planned: Packed::of(&self.from_planned.buckets()),
            from_send: Packed::of(&self.from_send.buckets()),
            lag: Packed::of(&self.lag.buckets()),
        }
    }
}

/// The latencies of a point, as buckets, so that points can be merged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies {
    /// Of delivered hits, from when they were due.
    pub from_planned: Packed,
    /// Of delivered hits, from when they were sent.
    pub from_send: Packed,
    /// How late hits were sent, whatever became of them.
    pub lag: Packed,
}

impl Latencies {
    /// Adds those of the point after it.
    pub(crate) fn merge(&mut self, later: &Self) {
        self.from_planned.merge(&later.from_planned);
        self.from_send.merge(&later.from_send);
        self.lag.merge(&later.lag);
    }
}
