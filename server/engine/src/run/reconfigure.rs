//! How a run is changed while it goes on: targets, strategy, load, limits.

use super::{
    Run, changes,
    health_control::{follow_policy, outages_by},
    returning_targets::follow_membership,
    state::outlets,
};
use crate::{
    dispatch::{ArrivalPlan, Registry},
    error::EngineError,
    routing::open_channels,
    schedule::Limits,
};
use domain::{
    EventKind, MultiTargetConfig,
    config::Split,
    live_part,
    messages::{EpochCause, Message, RunChange},
};
use std::sync::Arc;
use transport::{Connector, Transport};

impl<T: Transport> Run<T> {
    /// Follows the live part of `config` (see [`live_part`]), whose targets have these `ids` (empty numbers them
    /// from 1), from the next arrival on; visits in progress finish where they began. Without a schedule
    /// only monitoring changes (health, rules, thresholds): each target walks through its own visits, and a backfill
    /// has stored which these are.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] or [`EngineError::Transport`]; the run then goes on unchanged.
    pub(crate) fn change<C: Connector<Transport = T>>(
        &self,
        connector: &C,
        config: &MultiTargetConfig,
        ids: &[i64],
    ) -> Result<(), EngineError> {
        let _changing = self.changing.lock();
        let before = self.dispatch.config.load_full();
        if !self.plan().is_open() {
            let watched = MultiTargetConfig {
                health: config.health.clone(),
                abort_when: config.abort_when.clone(),
                thresholds: config.thresholds.clone(),
                ..MultiTargetConfig::clone(&before)
            };
            tracing::info!(run = self.plan().id, "configuration changed; the run keeps the targets it began with");
            let rules = changes::rules(&before, &watched);
            self.dispatch.config.store(Arc::new(watched));
            self.tell(EventKind::Load, rules);
            follow_policy(self);
            return Ok(());
        }
        let next = Arc::new(live_part::follow(&before, config));
        let planned = self.dispatch.registry.lock().plan_channels(&next, ids)?;
        // Meanwhile the run goes on: health may begin epochs over the targets as they are.
        let ready = open_channels(planned, &next, outlets(connector, &next))?;
        let mut registry = self.dispatch.registry.lock();
        let known: Vec<_> = changes::known(&registry.entries);
        outages_by(self, &registry);
        registry.change(&next, before.concurrency, ready);
        let targets = changes::targets(&known, &registry.entries, &before, &next);
        let load = changes::load(&before, &next);
        let limits = changes::limits(&before, &next);
        self.dispatch.config.store(Arc::clone(&next));
        let splits_anew =
            registry.is_outdated(&self.dispatch.epoch.load()) || is_other_split(&known, &registry, &before, &next);
        if splits_anew {
            let cause = targets.clone().or(load.clone()).map(Message::from).unwrap_or_default();
            self.plan_arrivals(&mut registry, &next, Some(cause))?;
        } else if load.is_some() || limits.is_some() {
            self.plan_arrivals(&mut registry, &next, None)?;
        }
        drop(registry);
        self.tell(EventKind::Targets, targets);
        self.tell(EventKind::Load, load);
        self.tell(EventKind::Load, limits);
        self.tell(EventKind::Load, changes::rules(&before, &next));
        follow_membership(self, &known.iter().filter(|known| known.target.enabled).map(|known| known.id).collect());
        if before.health != next.health || before.distribution_strategy != next.distribution_strategy || splits_anew {
            follow_policy(self);
        }
        Ok(())
    }

    /// Adds an event about what was changed, if anything was.
    fn tell(&self, kind: EventKind, change: Option<RunChange>) {
        if let Some(change) = change {
            self.note(kind, false, None, change);
        }
    }

    /// Begins a new epoch over the targets that are in rotation now, if these are others than before: from
    /// the next arrival on. `cause` is shown as the reason. Returns whether one began.
    pub(crate) fn rotate(&self, cause: EpochCause) -> bool {
        if !self.plan().is_open() {
            return false;
        }
        let mut registry = self.dispatch.registry.lock();
        if !registry.is_outdated(&self.dispatch.epoch.load()) {
            return false;
        }
        tracing::debug!(run = self.plan().id, %cause, "other targets take the arrivals from now on");
        let config = self.dispatch.config.load_full();
        self.plan_arrivals(&mut registry, &config, Some(cause.into())).is_ok()
    }

    /// Plans the arrivals from now on by `config`, in a new epoch if it has a cause.
    fn plan_arrivals(
        &self,
        registry: &mut Registry<T>,
        config: &MultiTargetConfig,
        cause: Option<Message>,
    ) -> Result<(), EngineError> {
        let before = self.dispatch.arrivals.borrow().clone();
        let (epoch, load) = match cause {
            Some(cause) => registry.begin_epoch(self.plan(), config, self.clock().elapsed(), cause)?,
            None => (Arc::clone(&before.epoch), registry.load(config)),
        };
        let limits = Limits::of(config, self.plan().time_limit_of(config));
        self.dispatch.epoch.store(Arc::clone(&epoch));
        self.dispatch.arrivals.send_replace(Arc::new(ArrivalPlan { epoch, load, limits, at: self.clock().running() }));
        Ok(())
    }
}

/// Whether the same targets get other parts than before.
fn is_other_split<T>(
    known: &[changes::Known],
    registry: &Registry<T>,
    before: &MultiTargetConfig,
    next: &MultiTargetConfig,
) -> bool {
    let strategy = next.distribution_strategy;
    if before.distribution_strategy != strategy {
        return true;
    }
    let enabled = registry.entries.iter().filter(|entry| entry.target.enabled);
    let weights = known.iter().filter(|known| known.target.enabled).map(|known| known.target.weight);
    match strategy.split() {
        Split::ByWeight => !enabled.map(|entry| entry.target.weight).eq(weights),
        Split::ByOwnRate => before.own_rates() != next.own_rates() || before.arrivals != next.arrivals,
        Split::Equal | Split::AllToEach | Split::AllToFirst => false,
    }
}
