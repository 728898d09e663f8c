//! What the dispatcher goes by, and how it is changed while the run goes on: targets, strategy, load, limits.

use super::{
    roster::{Roster, connect},
    state::Run,
    wording,
};
use crate::{
    epoch::Epoch,
    error::EngineError,
    health,
    schedule::{Limits, Load},
};
use domain::{EventKind, MultiTargetConfig, live_part};
use std::{sync::Arc, time::Duration};
use transport::{Connector, Transport};

/// Everything that decides the next arrival; one immutable picture, swapped whole.
pub struct Course<T> {
    /// Who gets the arrivals.
    pub epoch: Arc<Epoch<T>>,
    /// When they come.
    pub load: Load,
    /// How far they go.
    pub limits: Limits,
    /// When it was set, on the schedule's clock.
    pub at: Duration,
}

impl<T: Transport> Run<T> {
    /// Follows the live part of `config` (see [`live_part`]), whose targets have these `ids` (empty numbers them
    /// from 1), from the next arrival on; visits in progress finish where they began. Without a schedule
    /// only what is watched changes (health, rules, thresholds): each target is on its own way through the
    /// visits that are its, and for a backfill it is written down which these are.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] or [`EngineError::Transport`]; the run then goes on unchanged.
    pub fn change<C: Connector<Transport = T>>(
        &self,
        connector: &C,
        config: &MultiTargetConfig,
        ids: &[i64],
    ) -> Result<(), EngineError> {
        let _changing = self.changing.lock();
        let before = self.config.load_full();
        if !self.plan.is_open() {
            let watched = MultiTargetConfig {
                health: config.health.clone(),
                abort_when: config.abort_when.clone(),
                thresholds: config.thresholds.clone(),
                ..MultiTargetConfig::clone(&before)
            };
            tracing::info!(run = self.plan.id, "configuration changed; the run keeps the targets it began with");
            let rules = wording::rules(&before, &watched);
            self.config.store(Arc::new(watched));
            self.tell(EventKind::Load, rules);
            health::follow(self);
            return Ok(());
        }
        let next = Arc::new(live_part::follow(&before, config));
        let seats = self.roster.lock().seats(&next, ids)?;
        // Meanwhile the run goes on: health may begin epochs over the targets as they are.
        let seated = connect(seats, &next, connector)?;
        let mut roster = self.roster.lock();
        let known: Vec<_> = wording::known(&roster.entries);
        health::outages_by(self, &roster);
        roster.change(&next, before.concurrency, seated);
        let targets = wording::targets(&known, &roster.entries, &before, &next);
        let (load, limits) = (wording::load(&before, &next), wording::limits(&before, &next));
        self.config.store(Arc::clone(&next));
        let splits_anew = roster.is_outdated(&self.epoch.load()) || is_other_split(&known, &roster, &before, &next);
        if splits_anew {
            let cause = targets.clone().or(load.clone()).unwrap_or_default();
            self.head(&mut roster, &next, Some(cause))?;
        } else if load.is_some() || limits.is_some() {
            self.head(&mut roster, &next, None)?;
        }
        drop(roster);
        self.tell(EventKind::Targets, targets);
        self.tell(EventKind::Load, load);
        self.tell(EventKind::Load, limits);
        self.tell(EventKind::Load, wording::rules(&before, &next));
        health::muster(self, &known.iter().filter(|known| known.target.enabled).map(|known| known.id).collect());
        if before.health != next.health || before.distribution_strategy != next.distribution_strategy || splits_anew {
            health::follow(self);
        }
        Ok(())
    }

    /// Notes what somebody changed, if anything.
    fn tell(&self, kind: EventKind, message: Option<String>) {
        if let Some(message) = message {
            self.note(kind, false, None, message);
        }
    }

    /// Begins a new epoch over the targets that are in rotation now, if these are others than before: from
    /// the next arrival on. `cause` is what people read as its reason. Says whether it did.
    pub fn rotate(&self, cause: String) -> bool {
        if !self.plan.is_open() {
            return false;
        }
        let mut roster = self.roster.lock();
        if !roster.is_outdated(&self.epoch.load()) {
            return false;
        }
        tracing::debug!(run = self.plan.id, cause, "other targets take the arrivals from now on");
        let config = self.config.load_full();
        self.head(&mut roster, &config, Some(cause)).is_ok()
    }

    /// Sets the course by `config`, in a new epoch if it has a cause.
    fn head(
        &self,
        roster: &mut Roster<T>,
        config: &MultiTargetConfig,
        cause: Option<String>,
    ) -> Result<(), EngineError> {
        let before = self.course.borrow().clone();
        let (epoch, load) = match cause {
            Some(cause) => roster.begin_epoch(&self.plan, config, self.elapsed(), cause)?,
            None => (Arc::clone(&before.epoch), roster.load(config)),
        };
        let limits = Limits::of(config, self.plan.time_limit_of(config));
        self.epoch.store(Arc::clone(&epoch));
        self.course.send_replace(Arc::new(Course { epoch, load, limits, at: self.running() }));
        Ok(())
    }
}

/// Whether the same targets get other parts than before.
fn is_other_split<T>(
    known: &[wording::Known],
    roster: &Roster<T>,
    before: &MultiTargetConfig,
    next: &MultiTargetConfig,
) -> bool {
    use domain::DistributionStrategy::{Independent, Weighted};
    let strategy = next.distribution_strategy;
    if before.distribution_strategy != strategy {
        return true;
    }
    let enabled = roster.entries.iter().filter(|entry| entry.target.enabled);
    let weights = || known.iter().filter(|known| known.target.enabled).map(|known| known.target.weight);
    match strategy {
        Weighted => !enabled.map(|entry| entry.target.weight).eq(weights()),
        Independent => before.own_rates() != next.own_rates() || before.arrivals != next.arrivals,
        _ => false,
    }
}
