//! Filling past days: what such a run is given, and where its progress is made durable.

use async_trait::async_trait;
use domain::backfill::DayPlan;
use std::{collections::BTreeMap, sync::Arc};

/// The days of a backfill, and how far earlier runs came with them.
#[derive(Clone)]
pub struct BackfillPlan {
    /// The days in order, their visits numbered through from 0.
    pub days: Vec<DayPlan>,
    /// By id of the target: visits with an index below this were begun by earlier runs and are not
    /// begun again; a target that is missing has none.
    pub begun: BTreeMap<i64, u64>,
    /// Where it is written down what is begun.
    pub checkpoint: Arc<dyn Checkpoint>,
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
}
