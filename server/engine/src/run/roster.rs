//! The targets of a run: who is there, who takes part, and the epochs that follow from it.

use super::RunPlan;
use crate::{
    bulkhead::Bulkhead,
    epoch::{Beginning, Epoch, Span},
    error::EngineError,
    metrics::shares::EpochBook,
    schedule::{Load, Rates},
    transport::{Connector, Transport},
};
use domain::{MultiTargetConfig, Sequence, Target};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::sync::Semaphore;

/// The targets of a run in list order, and the epochs they were in.
pub struct Roster<T> {
    /// Current targets first, in the order of the configuration; then those that were removed during the run.
    pub entries: Vec<Entry<T>>,
    /// All epochs.
    pub epochs: EpochBook,
}

/// One target of the roster.
pub struct Entry<T> {
    /// Stable id.
    pub id: i64,
    /// The target as it is now; one that was removed is kept as disabled.
    pub target: Target,
    /// What it is sent with; a disabled target has one, too, ready for being enabled.
    pub bulkhead: Arc<Bulkhead<T>>,
}

impl<T: Transport> Roster<T> {
    /// An empty roster.
    pub fn new() -> Self {
        Self { entries: Vec::new(), epochs: EpochBook::default() }
    }

    /// Takes over the targets of `config`, which have these ids. Targets that stay keep their connections
    /// and limits; those that are gone keep their figures.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] or [`EngineError::Transport`]; the roster is then as it was.
    pub fn change<C: Connector<Transport = T>>(
        &mut self,
        config: &MultiTargetConfig,
        ids: &[i64],
        concurrency_before: u32,
        connector: &C,
    ) -> Result<(), EngineError> {
        if config.enabled_targets().next().is_none() {
            return Err(EngineError::NoTargets);
        }
        let mut known: HashMap<i64, &Entry<T>> = self.entries.iter().map(|entry| (entry.id, entry)).collect();
        let (mut entries, mut kept) = (Vec::with_capacity(config.targets.len()), Vec::new());
        let mut next_slot = self.entries.len();
        for (place, target) in config.targets.iter().enumerate() {
            let id = ids.get(place).copied().unwrap_or(place as i64 + 1);
            let before = known.remove(&id);
            let bulkhead = match before {
                Some(entry) if same_connection(&entry.bulkhead.target, target) => {
                    kept.push(Arc::clone(&entry.bulkhead));
                    Arc::clone(&entry.bulkhead)
                }
                _ => {
                    let slot = before.map_or(next_slot, |entry| entry.bulkhead.slot);
                    next_slot += usize::from(before.is_none());
                    let transport = connector.connect(target, &config.request)?;
                    let bulkhead = Bulkhead::new(slot, target.clone(), transport, config.concurrency, &config.request);
                    Arc::new(bulkhead)
                }
            };
            entries.push(Entry { id, target: target.clone(), bulkhead });
        }
        // Nothing can fail any more.
        for entry in &entries {
            entry.bulkhead.rename(&entry.target.name);
            entry.bulkhead.cap.set(entry.target.max_visits_per_second);
        }
        for bulkhead in kept {
            resize(&bulkhead.visits, concurrency_before, config.concurrency);
        }
        let gone: HashSet<i64> = known.into_keys().collect();
        let gone = self.entries.drain(..).filter(|old| gone.contains(&old.id));
        entries.extend(gone.map(|old| Entry { target: Target { enabled: false, ..old.target }, ..old }));
        self.entries = entries;
        Ok(())
    }

    /// The targets that get load, with their place in the configuration: the enabled ones in rotation, or all
    /// enabled ones if none is, because somebody must show the error.
    fn active(&self) -> Vec<(usize, &Entry<T>)> {
        let enabled = || self.entries.iter().enumerate().filter(|(_, entry)| entry.target.enabled);
        let in_rotation: Vec<_> = enabled().filter(|(_, entry)| entry.bulkhead.in_rotation()).collect();
        let is_last_resort = in_rotation.is_empty();
        enabled().for_each(|(_, entry)| entry.bulkhead.monitor.set_last_resort(is_last_resort));
        if is_last_resort { enabled().collect() } else { in_rotation }
    }

    /// The load of the targets that get it, as `config` says.
    pub fn load(&self, config: &MultiTargetConfig) -> Load {
        Load::over(config, self.active().iter().map(|(place, entry)| (*place, entry.bulkhead.slot)))
    }

    /// A new epoch over the targets that get load, and the load they get.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] when there is none.
    pub fn begin_epoch(
        &mut self,
        plan: &RunPlan,
        config: &MultiTargetConfig,
        at: Duration,
        cause: String,
    ) -> Result<(Arc<Epoch<T>>, Load), EngineError> {
        let active = self.active();
        let slots = active.iter().map(|(place, entry)| (*place, entry.bulkhead.slot));
        let load = Load::over(config, slots);
        let strategy = config.distribution_strategy;
        let sequence = match &load.rates {
            Rates::Own(rates) => Sequence::independent(rates, config.arrivals, plan.seed),
            Rates::Common(_) => {
                let weights: Vec<u32> = active.iter().map(|(_, entry)| entry.target.weight).collect();
                Sequence::new(strategy, &weights, plan.seed)
            }
        };
        let sequence = sequence.ok_or(EngineError::NoTargets)?;
        let beginning = Beginning { number: self.epochs.next_number(), at, cause, strategy };
        let traces = active.iter().enumerate();
        let traces = traces.map(|(place, (_, entry))| (entry.bulkhead.slot, entry.id, sequence.expected_share(place)));
        let span = Span::new(beginning, traces);
        let bulkheads = active.iter().map(|(_, entry)| Arc::clone(&entry.bulkhead)).collect();
        let epoch = Arc::new(Epoch::new(sequence, bulkheads, span));
        self.epochs.push(epoch.span());
        Ok((epoch, load))
    }

    /// Whether `epoch` is over other targets, or over the same with other connections, than get load now.
    pub fn is_outdated(&self, epoch: &Epoch<T>) -> bool {
        let active = self.active();
        let bulkheads = epoch.bulkheads();
        active.len() != bulkheads.len()
            || active.iter().zip(bulkheads).any(|((_, entry), bulkhead)| !Arc::ptr_eq(&entry.bulkhead, bulkhead))
    }
}

/// Whether hits for both can go the same way, so that connections, limits and queue stay.
fn same_connection(old: &Target, new: &Target) -> bool {
    let Target { url, site_id, token_auth, ca_certificate, .. } = old;
    (url, site_id, token_auth, ca_certificate) == (&new.url, &new.site_id, &new.token_auth, &new.ca_certificate)
}

/// Allows `to` visits at once instead of `from`. Places that are taken are given up when their visits end;
/// until then nobody gets one.
fn resize(visits: &Arc<Semaphore>, from: u32, to: u32) {
    if to >= from {
        visits.add_permits((to - from) as usize);
        return;
    }
    let surplus = (from - to) as usize - visits.forget_permits((from - to) as usize);
    if let (Ok(surplus @ 1..), Ok(runtime)) = (u32::try_from(surplus), tokio::runtime::Handle::try_current()) {
        let visits = Arc::clone(visits);
        runtime.spawn(async move {
            if let Ok(places) = visits.acquire_many_owned(surplus).await {
                places.forget();
            }
        });
    }
}
