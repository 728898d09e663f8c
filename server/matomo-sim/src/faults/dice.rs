//! What becomes of one request, decided before it is processed.

use std::time::Duration;

use http::StatusCode;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{FaultMode, Faults};

/// The state Matomo is in while it processes the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Working,
    Maintenance,
    DatabaseDown,
    RecordStatisticsOff,
    Queued,
    /// The request never reaches Matomo; its hits are counted as lost.
    Unreached,
}

/// How the answer travels back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// As Matomo gave it.
    Answer,
    /// This status from the server in front of Matomo instead.
    Instead(StatusCode),
    /// Never.
    Never,
    /// By taking the connection away from the HTTP machinery.
    Seize(Seizure),
}

/// What is done to a connection by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seizure {
    Reset,
    ResetMidAnswer,
    Garbage,
    Endless,
    /// One byte of the answer each time this much has passed.
    Trickle(Duration),
}

/// The decision for one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) state: State,
    pub(crate) fate: Fate,
}

/// A seeded source of chance: the same sequence of requests meets the same faults.
#[derive(Debug)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    pub(crate) fn plan(&mut self, faults: &Faults) -> Plan {
        let (state, fate) = by_mode(faults);
        let mut plan = Plan { delay: faults.latency, state, fate };
        if !faults.jitter.is_zero() {
            plan.delay += faults.jitter.mul_f64(self.0.random::<f64>());
        }
        // The rates only strike requests which the mode lets through.
        if plan.fate == Fate::Answer {
            if self.hits(faults.hang_rate) {
                (plan.state, plan.fate) = (State::Unreached, Fate::Never);
            } else if self.hits(faults.error_rate) {
                (plan.state, plan.fate) = (State::Unreached, Fate::Instead(StatusCode::INTERNAL_SERVER_ERROR));
            }
        }
        plan
    }

    fn hits(&mut self, rate: f64) -> bool {
        rate > 0.0 && self.0.random::<f64>() < rate
    }
}

fn by_mode(faults: &Faults) -> (State, Fate) {
    use State::{Unreached, Working};
    match faults.mode {
        FaultMode::None => (Working, Fate::Answer),
        FaultMode::Refuse | FaultMode::Reset => (Unreached, Fate::Seize(Seizure::Reset)),
        FaultMode::ResetMidAnswer => (Working, Fate::Seize(Seizure::ResetMidAnswer)),
        FaultMode::Hang => (Unreached, Fate::Never),
        FaultMode::Trickle => (Working, Fate::Seize(Seizure::Trickle(faults.trickle_interval))),
        FaultMode::Garbage => (Unreached, Fate::Seize(Seizure::Garbage)),
        FaultMode::Endless => (Unreached, Fate::Seize(Seizure::Endless)),
        FaultMode::Redirect => (Unreached, Fate::Instead(StatusCode::FOUND)),
        FaultMode::ServerError => (Unreached, Fate::Instead(StatusCode::INTERNAL_SERVER_ERROR)),
        FaultMode::BadGateway => (Unreached, Fate::Instead(StatusCode::BAD_GATEWAY)),
        FaultMode::ServiceUnavailable => (Unreached, Fate::Instead(StatusCode::SERVICE_UNAVAILABLE)),
        FaultMode::GatewayTimeout => (Working, Fate::Instead(StatusCode::GATEWAY_TIMEOUT)),
        FaultMode::Maintenance => (State::Maintenance, Fate::Answer),
        FaultMode::DatabaseDown => (State::DatabaseDown, Fate::Answer),
        FaultMode::RecordStatisticsOff => (State::RecordStatisticsOff, Fate::Answer),
        FaultMode::QueuedTracking => (State::Queued, Fate::Answer),
    }
}
