//! A target's health, shared by all tasks that send to it. The usual hit, delivered by a healthy target, costs one
//! addition and one read; only unusual ones take the lock.

use super::{
    machine::{Flip, Machine},
    policy::{Policy, Role},
};
use domain::{Health, Probing};
use parking_lot::Mutex;
use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

/// The health of one target, and whether it must be left alone. Times are since the start of the run.
#[derive(Debug)]
pub(crate) struct Monitor {
    /// Delivered hits that have not been passed to the machine yet.
    delivered: AtomicU64,
    /// A delivered hit only needs counting.
    is_calm: AtomicBool,
    /// Only probes may be sent.
    is_open: AtomicBool,
    /// Sent to although open: no target is left in the rotation, and the run must go on somewhere.
    is_last_resort: AtomicBool,
    /// Nothing at all may be sent before this, in microseconds; 0: the target did not ask for a rest.
    rest_until: AtomicU64,
    /// A probe is on its way.
    is_probed: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    machine: Machine,
    policy: Policy,
    /// When the last reported rest was over; another one soon after it is not reported.
    rested_until: Option<Duration>,
}

/// A rest of a target began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// When it will be over.
    pub until: Duration,
    /// Worth reporting: the one before was over long ago.
    pub is_news: bool,
}

/// A rest that begins this soon after another is not reported.
const QUIET: Duration = Duration::from_secs(60);

impl Monitor {
    /// The monitor of a target about which nothing is known yet.
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            delivered: AtomicU64::new(0),
            is_calm: AtomicBool::new(false),
            is_open: AtomicBool::new(false),
            is_last_resort: AtomicBool::new(false),
            rest_until: AtomicU64::new(0),
            is_probed: AtomicBool::new(false),
            inner: Mutex::new(Inner { machine: Machine::new(policy), policy, rested_until: None }),
        }
    }

    /// So many hits were delivered. False when it takes [`Monitor::observe`] besides: the state may change.
    pub(crate) fn count_delivered(&self, hits: u64) -> bool {
        let is_calm = self.is_calm.load(Ordering::Relaxed);
        if is_calm {
            self.delivered.fetch_add(hits, Ordering::Relaxed);
        }
        is_calm
    }

    /// So many hits, sent together at `sent`, were delivered and so many were not.
    pub(crate) fn observe(&self, delivered: u64, lost: u64, sent: Duration, now: Duration) -> Option<Flip> {
        self.tell(now, |machine| machine.observe(delivered, lost, sent, now))
    }

    /// A probe came back.
    pub(crate) fn probed(&self, ok: bool, now: Duration) -> Option<Flip> {
        self.tell(now, |machine| machine.probed(ok, now))
    }

    /// Time passed.
    pub(crate) fn elapsed(&self, now: Duration) -> Option<Flip> {
        let is_idle = self.is_calm.load(Ordering::Relaxed) && self.delivered.load(Ordering::Relaxed) == 0;
        if is_idle { None } else { self.tell(now, |machine| machine.elapsed(now)) }
    }

    /// Applies another policy from now on.
    pub(crate) fn follow(&self, policy: Policy, now: Duration) -> Option<Flip> {
        if !policy.respects_retry_after {
            self.rest_until.store(0, Ordering::Relaxed);
        }
        self.inner.lock().policy = policy;
        self.tell(now, |machine| machine.follow(policy, now))
    }

    /// The policy in force.
    pub(crate) fn policy(&self) -> Policy {
        self.inner.lock().policy
    }

    fn tell(&self, now: Duration, what: impl FnOnce(&mut Machine) -> Option<Flip>) -> Option<Flip> {
        let machine = &mut self.inner.lock().machine;
        let delivered = self.delivered.swap(0, Ordering::Relaxed);
        // They were counted while it was healthy, so if it no longer is, they are out of date.
        if machine.state() == Health::Healthy {
            machine.observe(delivered, 0, now, now);
        }
        let flip = what(machine);
        self.is_calm.store(machine.is_calm(), Ordering::Relaxed);
        self.is_open.store(machine.state() == Health::Open, Ordering::Relaxed);
        flip
    }

    /// How the target has been answering.
    pub(crate) fn health(&self) -> Health {
        self.inner.lock().machine.state()
    }

    /// Whether it is open.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Whether it may be sent to, as far as its health goes.
    pub(crate) fn admits(&self) -> bool {
        !self.is_open() || self.is_last_resort()
    }

    /// Whether its visits must be held back.
    pub(crate) fn holds(&self) -> bool {
        self.is_open() && self.policy().role == Role::Held
    }

    /// Whether it belongs in the rotation. A rest counts until [`Monitor::wake`].
    pub(crate) fn is_in_rotation(&self) -> bool {
        !(self.is_open() || self.may_rest()) || !self.policy().leaves
    }

    /// It is sent to although it is open, or that is over.
    pub(crate) fn set_last_resort(&self, is_last_resort: bool) {
        self.is_last_resort.store(is_last_resort, Ordering::Relaxed);
    }

    /// Whether it is sent to although it is open.
    pub(crate) fn is_last_resort(&self) -> bool {
        self.is_last_resort.load(Ordering::Relaxed)
    }

    /// It asked to be left alone for this long. Returns the rest, if one begins with that.
    pub(crate) fn ask_for_rest(&self, length: Duration, now: Duration) -> Option<Rest> {
        let mut inner = self.inner.lock();
        if !inner.policy.respects_retry_after || length.is_zero() {
            return None;
        }
        let until = now + length;
        let was_resting = self.rests_until(now).is_some();
        let before = self.rest_until.fetch_max(micros(until), Ordering::Relaxed);
        let until = until.max(Duration::from_micros(before));
        let is_news = inner.rested_until.is_none_or(|over| now > over + QUIET);
        inner.rested_until = Some(until);
        (!was_resting).then_some(Rest { until, is_news })
    }

    /// When its rest will be over, if it rests at `now`.
    pub(crate) fn rests_until(&self, now: Duration) -> Option<Duration> {
        let until = self.rest_until.load(Ordering::Relaxed);
        // The usual case does not need the time.
        (until > 0).then(|| Duration::from_micros(until)).filter(|until| *until > now)
    }

    /// Whether it rests, or did until a moment ago; does not need the time.
    pub(crate) fn may_rest(&self) -> bool {
        self.rest_until.load(Ordering::Relaxed) > 0
    }

    /// Ends a rest that is over; true if there was one.
    pub(crate) fn wake(&self, now: Duration) -> bool {
        let until = self.rest_until.load(Ordering::Relaxed);
        until > 0
            && Duration::from_micros(until) <= now
            && self.rest_until.compare_exchange(until, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Whether it needs probes although it may have load; `is_idle` says whether it has none.
    pub(crate) fn wants_probes(&self, is_idle: bool, now: Duration) -> bool {
        let wanted = self.is_open() || is_idle || self.policy().probe == Probing::Always;
        wanted && self.rests_until(now).is_none()
    }

    /// A probe is to go; false when one is on its way still.
    pub(crate) fn begin_probe(&self) -> bool {
        !self.is_probed.swap(true, Ordering::Relaxed)
    }

    /// The probe came back, or was given up.
    pub(crate) fn end_probe(&self) {
        self.is_probed.store(false, Ordering::Relaxed);
    }
}

/// Microseconds, rounded up.
fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX)
}
