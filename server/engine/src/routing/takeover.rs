//! How many visits other targets took over from one that was out.

use super::{epoch_record::EpochRecord, registry::Registry};
use crate::slot::Slot;
use domain::{DistributionStrategy, MultiTargetConfig, config::Split};
use std::sync::Arc;

/// The epochs of a run, and what each target would have had of them.
///
/// Under round-robin, weighted and random that is its share among all enabled targets, whoever of them
/// was out. Under failover it is everything that a target after it in the list took. Under independent
/// and mirror nobody takes over anything.
pub(crate) struct Takeover<'a> {
    strategy: DistributionStrategy,
    /// Slot and share of each enabled target, in list order.
    shares: Vec<(Slot, f64)>,
    records: &'a [Arc<EpochRecord>],
}

impl<'a> Takeover<'a> {
    /// For the targets of `registry`, split as `config` says.
    pub(crate) fn new<T>(config: &MultiTargetConfig, registry: &'a Registry<T>) -> Self {
        let strategy = config.distribution_strategy;
        let enabled = registry.entries.iter().filter(|entry| entry.target.enabled);
        let weights = enabled.map(|entry| match strategy.split() {
            Split::ByWeight => (entry.channel.slot, f64::from(entry.target.weight)),
            _ => (entry.channel.slot, 1.0),
        });
        let weights: Vec<_> = weights.collect();
        let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let shares = weights.into_iter().map(|(slot, weight)| (slot, weight / total)).collect();
        Self { strategy, shares, records: registry.epochs.records() }
    }

    /// Visits that others took over from the target between two positions of the sequence.
    pub(crate) fn visits(&self, slot: Slot, from: u64, to: u64) -> f64 {
        let mut visits = 0.0;
        let mut end = u64::MAX;
        for record in self.records.iter().rev() {
            let Some(begin) = record.from() else { continue };
            let first = begin.max(from);
            let last = end.min(to);
            if last > first {
                visits += self.share(slot, record) * (last - first) as f64;
            }
            if begin <= from {
                break;
            }
            end = begin;
        }
        visits
    }

    fn share(&self, slot: Slot, record: &EpochRecord) -> f64 {
        let mut served = record.shares.iter().filter(|(_, share)| *share > 0.0).map(|(slot, _)| *slot);
        let place = |slot| self.shares.iter().position(|(known, _)| *known == slot);
        match self.strategy.split() {
            Split::ByOwnRate | Split::AllToEach => 0.0,
            Split::AllToFirst => match (place(slot), served.next().and_then(place)) {
                (Some(own), Some(served)) if own < served => 1.0,
                _ => 0.0,
            },
            Split::Equal | Split::ByWeight => {
                if served.any(|served| served == slot) {
                    return 0.0;
                }
                place(slot).and_then(|place| self.shares.get(place)).map_or(0.0, |(_, share)| *share)
            }
        }
    }
}
