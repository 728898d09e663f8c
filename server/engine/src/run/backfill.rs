//! Filling past days: what such a run is given, and where its progress is made durable.

use super::filling;
use async_trait::async_trait;
use domain::{MultiTargetConfig, backfill::DayPlan};
use std::{collections::BTreeMap, sync::Arc};

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
        filling::open(filling::MOST_RESERVED, config)
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
