//! What a backfill adds to a target's walk: what was begun before, its rate and its reservations.

use super::{Dispatch, Epoch};
use crate::{
    plan::{Checkpoint, MOST_RESERVED, most_open},
    visits::Context,
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// How long a block should last at most; one that lasts less than half as long is followed by a larger one.
const BLOCK_LASTS: Duration = Duration::from_secs(1);
/// How much of a delay may be caught up under a rate limit: one second's worth of visits.
const MADE_UP: Duration = Duration::from_secs(1);
/// The longest that a rate limit makes the next visit wait, 10 years: longer than any run, and short enough
/// for every clock.
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 365 * 86_400);

/// What a backfill keeps of one target besides its walk.
///
/// Visits are reserved in blocks of at most [`MOST_RESERVED`] visits of the target or, where that is
/// less, about as many as it takes in [`BLOCK_LASTS`]: the block grows from one visit while blocks are
/// used up quickly, and shrinks when they are not. A crash loses at most the rest of a block.
pub(super) struct Reservations {
    target_id: i64,
    checkpoint: Arc<dyn Checkpoint>,
    /// By number of the target in the sequence: visits below were begun by earlier runs.
    begun: Arc<[u64]>,
    /// Of this target.
    begun_here: u64,
    /// Visits below may be sent.
    reserved: u64,
    /// The highest index that the checkpoint may hold: a reservation that was abandoned half-way counts.
    written: u64,
    /// Visits of this target in the next block.
    block: u64,
    /// Visits of this target that would be in doubt if this process ended now, at most.
    open: u64,
    /// When the latest block was reserved.
    since: Option<Instant>,
    /// Visits of the run for each one of this target, on average.
    stride: f64,
    /// Visits of this run, of all targets, that come before the next one.
    rank: u64,
    /// Visits per second of the whole run.
    limit: Option<f64>,
    /// Delay that is not caught up.
    slip: Duration,
}

impl Reservations {
    /// One for each target of `epoch`; none if the run is no backfill.
    pub(super) fn all<T>(dispatch: &Dispatch<T>, epoch: &Epoch<T>) -> Vec<Option<Self>> {
        let run = &dispatch.context.plan;
        let Some(plan) = &run.backfill else {
            return epoch.channels().iter().map(|_| None).collect();
        };
        let registry = dispatch.registry.lock();
        let ids = epoch.channels().iter().map(|channel| {
            let entry = registry.entries.iter().find(|entry| entry.channel.slot == channel.slot);
            entry.map_or(0, |entry| entry.id)
        });
        let ids: Vec<i64> = ids.collect();
        let begun: Arc<[u64]> = ids.iter().map(|id| plan.begun.get(id).copied().unwrap_or(0)).collect();
        let reservations = ids.into_iter().enumerate().map(|(place, target_id)| {
            let begun_here = begun.get(place).copied().unwrap_or(0);
            Some(Self {
                target_id,
                checkpoint: Arc::clone(&plan.checkpoint),
                begun: Arc::clone(&begun),
                begun_here,
                reserved: begun_here,
                written: begun_here,
                block: 1,
                open: 0,
                since: None,
                stride: 1.0 / epoch.expected_share(place).max(f64::EPSILON),
                rank: 0,
                limit: run.config.backfill_rps_limit,
                slip: Duration::ZERO,
            })
        });
        reservations.collect()
    }

    /// Whether visit `index` of the target with number `place` was begun by an earlier run.
    pub(super) fn was_begun(&self, place: usize, index: u64) -> bool {
        self.begun.get(place).is_some_and(|begun| index < *begun)
    }

    /// A visit of another target, which this run sends, comes before the next one.
    pub(super) fn pass(&mut self) {
        self.rank += 1;
    }

    /// When the next visit may begin.
    pub(super) fn due<T>(&self, context: &Context<T>) -> Instant {
        context.clock.started + context.clock.shift() + self.planned()
    }

    /// The same on the run's clock without pauses.
    fn planned(&self) -> Duration {
        let Some(limit) = self.limit else { return Duration::ZERO };
        let wait = Duration::try_from_secs_f64(self.rank as f64 / limit).unwrap_or(LONGEST_WAIT);
        wait.min(LONGEST_WAIT) + self.slip
    }

    /// The next visit begins now.
    pub(super) fn begin<T>(&mut self, context: &Context<T>) {
        if self.limit.is_some() {
            self.slip += context.clock.running().saturating_sub(self.planned() + MADE_UP);
        }
        self.rank += 1;
    }

    /// Whether visit `index` may be sent.
    pub(super) fn covers(&self, index: u64) -> bool {
        index < self.reserved
    }

    /// Reserves a block that begins with visit `index`, of visits below `limit`.
    ///
    /// # Errors
    /// What the checkpoint says.
    pub(super) async fn reserve<T>(&mut self, context: &Context<T>, index: u64, limit: u64) -> Result<(), String> {
        match self.since.map(|since| since.elapsed()) {
            Some(lasted) if lasted < BLOCK_LASTS / 2 => self.block = (self.block * 2).min(MOST_RESERVED),
            Some(lasted) if lasted > BLOCK_LASTS => self.block = (self.block / 2).max(1),
            _ => {}
        }
        self.open = most_open(self.block, &context.plan.config);
        // Positions the block stretches over, if the target's own come as often as they do on average.
        let stretch = (self.block as f64 * self.stride) as u64;
        let below = index.saturating_add(stretch.max(1)).min(limit);
        self.written = below;
        self.checkpoint.leave_open(self.target_id, self.open);
        self.checkpoint.reserve(self.target_id, below).await?;
        self.reserved = below;
        self.since = Some(Instant::now());
        Ok(())
    }

    /// Gives back what is reserved from visit `index` on, the first that was not begun. A failure costs
    /// no more than a crash here would, and is logged.
    pub(super) async fn give_back(&mut self, index: u64) {
        let begun = index.max(self.begun_here);
        if begun >= self.written {
            return;
        }
        self.reserved = begun;
        match self.checkpoint.reserve(self.target_id, begun).await {
            Ok(()) => self.written = begun,
            Err(reason) => {
                tracing::warn!(target = self.target_id, reason, "reserved visits could not be given back");
            }
        }
    }

    /// The outcome of everything that was reserved is known.
    pub(super) async fn settle(&mut self) {
        if self.open > 0
            && let Err(reason) = self.checkpoint.settle(self.target_id).await
        {
            tracing::warn!(target = self.target_id, reason, "what was sent could not be noted as such");
        }
    }
}
