//! How often each funnel was started and completed.

use domain::{Funnel, FunnelCounts};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters by place of the funnel in the configuration. Few visits touch them, and each at most twice.
#[derive(Debug, Default)]
pub(crate) struct FunnelCounters(Vec<Counters>);

#[derive(Debug, Default)]
struct Counters {
    started: AtomicU64,
    completed: AtomicU64,
}

impl FunnelCounters {
    /// Counters for so many funnels.
    pub(crate) fn new(funnels: usize) -> Self {
        Self((0..funnels).map(|_| Counters::default()).collect())
    }

    /// The first hit of a visit in the funnel was delivered.
    pub(crate) fn start(&self, funnel: usize) {
        if let Some(counters) = self.0.get(funnel) {
            counters.started.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All hits of a visit in the funnel were delivered; counted after its start.
    pub(crate) fn complete(&self, funnel: usize) {
        if let Some(counters) = self.0.get(funnel) {
            // Release, after the start: whoever sees this count sees that one, too.
            counters.completed.fetch_add(1, Ordering::Release);
        }
    }

    /// The counts of the enabled ones of `funnels`, in list order. Never more completed than started.
    pub(crate) fn counts(&self, funnels: &[Funnel]) -> Vec<FunnelCounts> {
        let enabled = funnels.iter().zip(&self.0).filter(|(funnel, _)| funnel.enabled);
        let counts = enabled.map(|(funnel, counters)| {
            let completed = counters.completed.load(Ordering::Acquire);
            FunnelCounts { name: funnel.name.clone(), started: counters.started.load(Ordering::Relaxed), completed }
        });
        counts.collect()
    }
}
