//! Filling past days: what such a run needs, and where its progress is stored.

use async_trait::async_trait;
use domain::{MultiTargetConfig, backfill::DayPlan};
use std::{collections::BTreeMap, sync::Arc};

/// The most visits of a target that are reserved at once.
pub(crate) const MOST_RESERVED: u64 = 256;

/// The days of a backfill, and how far earlier runs came with them.
#[derive(Clone)]
pub struct BackfillPlan {
    /// The days in order, their visits numbered through from 0.
    pub days: Vec<DayPlan>,
    /// By id of the target: visits with an index below this were begun by earlier runs and are not
    /// begun again; a target that is missing has none.
    pub begun: BTreeMap<i64, u64>,
    /// Up to so many of those may not have been sent, because earlier runs were killed.
    pub in_doubt: u64,
    /// Where it is written down what is begun.
    pub checkpoint: Arc<dyn Checkpoint>,
}

impl BackfillPlan {
    /// Up to so many visits of a target may not have been sent when a run of `config` was killed and left no more than
    /// its reservations: what it [left open](Checkpoint::leave_open) at most.
    pub fn most_in_doubt(config: &MultiTargetConfig) -> u64 {
        most_open(MOST_RESERVED, config)
    }
}

/// Keeps, for each target, the index below which visits may have been begun.
#[async_trait]
pub trait Checkpoint: Send + Sync {
    /// Sets the target's index to `below`, which may be less than it was: what is left of a block is
    /// given back. Durable when it returns; before that, no visit of the block is sent.
    ///
    /// # Errors
    /// A sentence for people; the run then fails with it.
    async fn reserve(&self, target_id: i64, below: u64) -> Result<(), String>;

    /// Until another number is given or the target is [settled](Checkpoint::settle), up to so many of its reserved
    /// visits are not known to have been sent. Becomes durable with the next reservation, which follows at once.
    fn leave_open(&self, _target_id: i64, _visits: u64) {}

    /// What became of all the target's reserved visits is known. Durable when it returns.
    ///
    /// # Errors
    /// A sentence for people.
    async fn settle(&self, _target_id: i64) -> Result<(), String> {
        Ok(())
    }
}

/// How many visits of a target are in doubt at most if the process ends while it has a block of `block` visits: those of
/// the block, of which chance can make it hold some more, and those that are in progress from the one before. In bulks
/// these are as many as `concurrency` allows; otherwise each has a request in flight.
pub(crate) fn most_open(block: u64, config: &MultiTargetConfig) -> u64 {
    let MultiTargetConfig { concurrency, request, .. } = config;
    let in_progress =
        if request.bulk_size > 1 { *concurrency } else { request.max_in_flight_per_target.min(*concurrency) };
    let scatter = 4 * block.isqrt() + 1;
    block + scatter + u64::from(in_progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RequestSettings;

    #[test]
    fn visits_are_in_doubt_as_often_as_they_can_be_in_progress() {
        for (concurrency, max_in_flight_per_target, bulk_size, in_progress) in
            [(50, 64, 1, 50), (50, 8, 1, 8), (50, 64, 200, 50), (500, 8, 200, 500)]
        {
            let request = RequestSettings { max_in_flight_per_target, bulk_size, ..RequestSettings::default() };
            let config = MultiTargetConfig { concurrency, request, ..MultiTargetConfig::default() };
            assert_eq!(most_open(100, &config), 100 + 41 + in_progress, "{concurrency} {max_in_flight_per_target}");
        }
    }
}
