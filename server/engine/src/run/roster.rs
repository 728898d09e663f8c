//! The targets of a run: who is there, who takes part, and the epochs that follow from it.

use super::RunPlan;
use crate::{
    bulkhead::Bulkhead,
    epoch::{Beginning, Epoch, Span, Traced},
    error::EngineError,
    metrics::{books::Slot, shares::EpochBook},
    schedule::{Load, Rates},
};
use domain::{MultiTargetConfig, Sequence, Target};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use transport::{Connector, Transport};

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

    /// What the targets of `config`, which have these ids, are to be sent with: what they have, or something new.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] when none is enabled.
    pub fn seats(&self, config: &MultiTargetConfig, ids: &[i64]) -> Result<Vec<Seat<T>>, EngineError> {
        if config.enabled_targets().next().is_none() {
            return Err(EngineError::NoTargets);
        }
        let mut known: HashMap<i64, &Entry<T>> = self.entries.iter().map(|entry| (entry.id, entry)).collect();
        let mut next_slot = self.entries.len();
        let seat = |(place, target): (usize, &Target)| {
            let id = ids.get(place).copied().unwrap_or(place as i64 + 1);
            let slot = match known.remove(&id) {
                Some(entry) if same_connection(&entry.bulkhead.target, target) => {
                    return Seat { id, bulkhead: Ok(Arc::clone(&entry.bulkhead)) };
                }
                Some(entry) => entry.bulkhead.slot,
                None => {
                    next_slot += 1;
                    next_slot - 1
                }
            };
            Seat { id, bulkhead: Err(slot) }
        };
        Ok(config.targets.iter().enumerate().map(seat).collect())
    }

    /// Takes over the targets of `config`, sent with what was made for their seats; nobody may have changed the roster
    /// since these were given. Targets that stay keep their connections and limits; those that are gone keep their
    /// figures.
    pub fn change(&mut self, config: &MultiTargetConfig, concurrency_before: u32, seated: Vec<Seated<T>>) {
        let mut known: HashMap<i64, Entry<T>> = HashMap::with_capacity(self.entries.len());
        let mut order = Vec::with_capacity(self.entries.len());
        for entry in self.entries.drain(..) {
            order.push(entry.id);
            known.insert(entry.id, entry);
        }
        for ((id, bulkhead), target) in seated.into_iter().zip(&config.targets) {
            let before = known.remove(&id);
            if before.is_some_and(|before| Arc::ptr_eq(&before.bulkhead, &bulkhead)) {
                resize(&bulkhead.visits, concurrency_before, config.concurrency);
            }
            bulkhead.rename(&target.name);
            bulkhead.cap.set(target.max_visits_per_second);
            self.entries.push(Entry { id, target: target.clone(), bulkhead });
        }
        let gone = order.iter().filter_map(|id| known.remove(id));
        self.entries.extend(gone.map(|old| Entry { target: Target { enabled: false, ..old.target }, ..old }));
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

    /// A new epoch over the targets that get load, and the load they get. What is owed from the epochs before is known
    /// when it takes over; see [`Epoch::make_good`].
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
        let traces = traces.map(|(place, (_, entry))| Traced {
            slot: entry.bulkhead.slot,
            id: entry.id,
            share: sequence.expected_share(place),
        });
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
        let is_other = |bulkhead: &Arc<Bulkhead<T>>, known: &Arc<Bulkhead<T>>| !Arc::ptr_eq(bulkhead, known);
        active.len() != bulkheads.len()
            || active.iter().zip(bulkheads).any(|((_, entry), known)| is_other(&entry.bulkhead, known))
    }
}

/// What a target of a new configuration is to be sent with: what it has, or something new whose figures are booked at
/// this slot.
pub struct Seat<T> {
    id: i64,
    bulkhead: Result<Arc<Bulkhead<T>>, Slot>,
}

/// The id of a target, and what it is sent with.
pub type Seated<T> = (i64, Arc<Bulkhead<T>>);

/// Makes what is missing on the seats of the targets of `config`. This may take its time (certificates are read), so
/// nobody should have to wait for it.
///
/// # Errors
/// [`EngineError::Transport`].
pub fn connect<C: Connector>(
    seats: Vec<Seat<C::Transport>>,
    config: &MultiTargetConfig,
    connector: &C,
) -> Result<Vec<Seated<C::Transport>>, EngineError> {
    let request = &config.request;
    let seated = seats.into_iter().zip(&config.targets).map(|(Seat { id, bulkhead }, target)| {
        let new = |slot| {
            let transport = connector.connect(target, request)?;
            let bulkhead = Bulkhead::new(slot, target.clone(), transport, config.concurrency, request);
            Ok::<_, EngineError>(Arc::new(bulkhead))
        };
        Ok((id, bulkhead.or_else(new)?))
    });
    seated.collect()
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
