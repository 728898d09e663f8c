//! The targets of a run: which there are, which get load, and the epochs that follow from that.

use super::{
    epoch::Epoch,
    epoch_log::EpochLog,
    epoch_record::{EpochRecord, EpochStart, TargetShare},
};
use crate::{
    error::EngineError,
    plan::RunPlan,
    schedule::{Load, Rates},
    slot::Slot,
    target::Channel,
};
use domain::{MultiTargetConfig, Sequence, Target, messages::Message};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use transport::TransportError;

/// The targets of a run in list order, and the epochs they were in.
pub(crate) struct Registry<O> {
    /// Current targets first, in the order of the configuration; then those that were removed during the run.
    pub entries: Vec<Entry<O>>,
    /// All epochs.
    pub epochs: EpochLog,
}

/// One target of the registry.
pub(crate) struct Entry<O> {
    /// Stable id.
    pub id: i64,
    /// The target as it is now; one that was removed is kept as disabled.
    pub target: Target,
    /// What it is sent with; a disabled target has one, too, ready for being enabled.
    pub channel: Arc<Channel<O>>,
}

impl<O> Registry<O> {
    /// An empty registry.
    pub(crate) fn new() -> Self {
        Self { entries: Vec::new(), epochs: EpochLog::default() }
    }

    /// Which channels the targets of `config`, which have these ids, need: those they have, or new ones.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] when none is enabled.
    pub(crate) fn plan_channels(
        &self,
        config: &MultiTargetConfig,
        ids: &[i64],
    ) -> Result<Vec<PlannedChannel<O>>, EngineError> {
        if config.enabled_targets().next().is_none() {
            return Err(EngineError::NoTargets);
        }
        let mut known: HashMap<i64, &Entry<O>> = self.entries.iter().map(|entry| (entry.id, entry)).collect();
        let mut next_slot = self.entries.len();
        let mut planned = Vec::with_capacity(config.targets.len());
        for (place, target) in config.targets.iter().enumerate() {
            let id = ids.get(place).copied().unwrap_or(place as i64 + 1);
            planned.push(match known.remove(&id) {
                Some(entry) if same_connection(&entry.channel.target, target) => {
                    PlannedChannel::Kept(id, Arc::clone(&entry.channel))
                }
                Some(entry) => PlannedChannel::New(id, entry.channel.slot),
                None => {
                    next_slot += 1;
                    PlannedChannel::New(id, next_slot - 1)
                }
            });
        }
        Ok(planned)
    }

    /// Takes over the targets of `config` with the channels that were planned for them; nobody may have changed the
    /// registry since. Targets that stay keep their connections and limits; those that are gone keep their
    /// figures.
    pub(crate) fn change(&mut self, config: &MultiTargetConfig, concurrency_before: u32, ready: Vec<ReadyChannel<O>>) {
        let mut known: HashMap<i64, Entry<O>> = HashMap::with_capacity(self.entries.len());
        let mut order = Vec::with_capacity(self.entries.len());
        for entry in self.entries.drain(..) {
            order.push(entry.id);
            known.insert(entry.id, entry);
        }
        for ((id, channel), target) in ready.into_iter().zip(&config.targets) {
            let before = known.remove(&id);
            if before.is_some_and(|before| Arc::ptr_eq(&before.channel, &channel)) {
                resize(&channel.visits, concurrency_before, config.concurrency);
            }
            channel.rename(&target.name);
            channel.cap.set(target.max_visits_per_second);
            self.entries.push(Entry { id, target: target.clone(), channel });
        }
        let gone = order.iter().filter_map(|id| known.remove(id));
        self.entries.extend(gone.map(|old| Entry { target: Target { enabled: false, ..old.target }, ..old }));
    }

    /// The targets that get load, with their place in the configuration: the enabled ones in rotation, or all enabled
    /// ones if none is, so that errors show.
    fn active(&self) -> Vec<(usize, &Entry<O>)> {
        let enabled = || self.entries.iter().enumerate().filter(|(_, entry)| entry.target.enabled);
        let in_rotation: Vec<_> = enabled().filter(|(_, entry)| entry.channel.in_rotation()).collect();
        let is_last_resort = in_rotation.is_empty();
        enabled().for_each(|(_, entry)| entry.channel.monitor.set_last_resort(is_last_resort));
        if is_last_resort { enabled().collect() } else { in_rotation }
    }

    /// The load of the targets that get it, as `config` says.
    pub(crate) fn load(&self, config: &MultiTargetConfig) -> Load {
        Load::over(config, self.active().iter().map(|(place, entry)| (*place, entry.channel.slot)))
    }

    /// A new epoch over the targets that get load, and the load they get. What is owed from the epochs before is known
    /// when it takes over; see [`Epoch::make_good`].
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] when there is none.
    pub(crate) fn begin_epoch(
        &mut self,
        plan: &RunPlan,
        config: &MultiTargetConfig,
        at: Duration,
        cause: Message,
    ) -> Result<(Arc<Epoch<O>>, Load), EngineError> {
        let active = self.active();
        let slots = active.iter().map(|(place, entry)| (*place, entry.channel.slot));
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
        let beginning = EpochStart { number: self.epochs.next_number(), at, cause, strategy };
        let traces = active.iter().enumerate();
        let traces = traces.map(|(place, (_, entry))| TargetShare {
            slot: entry.channel.slot,
            id: entry.id,
            share: sequence.expected_share(place),
        });
        let record = EpochRecord::new(beginning, traces);
        let channels = active.iter().map(|(_, entry)| Arc::clone(&entry.channel)).collect();
        let epoch = Arc::new(Epoch::new(sequence, channels, record));
        self.epochs.push(epoch.record());
        Ok((epoch, load))
    }

    /// Whether `epoch` is over other targets, or over the same with other connections, than get load now.
    pub(crate) fn is_outdated(&self, epoch: &Epoch<O>) -> bool {
        let active = self.active();
        let channels = epoch.channels();
        active.len() != channels.len()
            || active.iter().zip(channels).any(|((_, entry), known)| !Arc::ptr_eq(&entry.channel, known))
    }
}

/// The channel of a target of a new configuration, by its id.
pub(crate) enum PlannedChannel<O> {
    /// The one it has.
    Kept(i64, Arc<Channel<O>>),
    /// A new one, whose figures stand at this slot.
    New(i64, Slot),
}

/// The id of a target and its channel.
pub(super) type ReadyChannel<O> = (i64, Arc<Channel<O>>);

/// Makes the new ones of the channels that are `planned` for the targets of `config`, each with the outlet that `open`
/// makes for it. This may take a while (certificates are read), so it must not run under a lock.
///
/// # Errors
/// [`EngineError::Transport`].
pub(crate) fn open_channels<O>(
    planned: Vec<PlannedChannel<O>>,
    config: &MultiTargetConfig,
    open: impl Fn(&Target) -> Result<O, TransportError>,
) -> Result<Vec<ReadyChannel<O>>, EngineError> {
    let ready = planned.into_iter().zip(&config.targets).map(|(planned, target)| match planned {
        PlannedChannel::Kept(id, channel) => Ok((id, channel)),
        PlannedChannel::New(id, slot) => {
            let channel = Channel::new(slot, target.clone(), open(target)?, config.concurrency, &config.request);
            Ok((id, Arc::new(channel)))
        }
    });
    ready.collect()
}

/// Whether hits for both can go the same way, so that connections, limits and queue stay.
fn same_connection(old: &Target, new: &Target) -> bool {
    let Target { url, site_id, token_auth, ca_certificate, connection, .. } = old;
    (url, site_id, token_auth, ca_certificate, connection)
        == (&new.url, &new.site_id, &new.token_auth, &new.ca_certificate, &new.connection)
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
