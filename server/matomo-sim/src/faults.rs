//! What can be made to go wrong, and when it does.
//!
//! Faults are looked up at each request, so one that begins during a run also hits connections that are already open.

mod dice;
mod patch;
mod timed;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::SimError;

pub(crate) use self::{
    dice::{Dice, Fate, Plan, Seizure, State},
    patch::apply,
    timed::Timed,
};

/// The longest latency, jitter or mode duration: an hour.
const LONGEST: Duration = Duration::from_secs(3_600);

/// The faults of one simulator; in JSON durations are whole milliseconds in fields ending in `_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Waited before every answer. The hit is recorded first: a client that gives up early has still been counted.
    #[serde(rename = "latency_ms", with = "millis")]
    pub latency: Duration,
    /// On top of `latency`, uniformly distributed between 0 and this.
    #[serde(rename = "jitter_ms", with = "millis")]
    pub jitter: Duration,
    /// Share of requests, 0 to 1, answered with 500 and not recorded.
    pub error_rate: f64,
    /// Share of requests, 0 to 1, never answered and not recorded.
    pub hang_rate: f64,
    /// What happens to every request.
    pub mode: FaultMode,
    /// The mode ends by itself after this long; `None`: it stays. When read, the time that is left.
    #[serde(rename = "mode_for_ms", with = "maybe_millis")]
    pub mode_for: Option<Duration>,
    /// The pause between two bytes of a trickled answer, 1 ms to a minute.
    #[serde(rename = "trickle_interval_ms", with = "millis")]
    pub trickle_interval: Duration,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            jitter: Duration::ZERO,
            error_rate: 0.0,
            hang_rate: 0.0,
            mode: FaultMode::None,
            mode_for: None,
            trickle_interval: Duration::from_millis(100),
        }
    }
}

/// What happens to every request; "lost" hits are counted as [`crate::Reason::Fault`] and not recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultMode {
    /// Nothing.
    #[default]
    None,
    /// Nobody listens: new connections are refused, requests on open ones get a reset. Lost.
    Refuse,
    /// The connection is reset (RST) without an answer. Lost.
    Reset,
    /// The connection is reset half way through the answer. Recorded: "unknown" is not "lost".
    ResetMidAnswer,
    /// No answer, the connection stays open. Lost.
    Hang,
    /// The right answer, one byte at a time. Recorded.
    Trickle,
    /// Bytes that are not HTTP, then the end of the connection. Lost.
    Garbage,
    /// Status 200 and a body that never ends. Lost.
    Endless,
    /// 302 to a login page, as a wrong address or a proxy would. Lost.
    Redirect,
    /// 500. Lost.
    ServerError,
    /// 502 as nginx gives when PHP's backlog is full. Lost, as measured.
    BadGateway,
    /// 503 by a load balancer. Lost.
    ServiceUnavailable,
    /// 504 as nginx gives when PHP is too slow. Recorded, as measured (863 of these: 880 visits).
    GatewayTimeout,
    /// Matomo's maintenance mode: reporting answers 503 with HTML. The tracker goes on recording (measured on 5.2).
    Maintenance,
    /// Single hits get 400, bulk and reporting 500.
    DatabaseDown,
    /// `record_statistics=0`: the tracker says yes to everything and records nothing; without parameters it answers 503
    /// with the pixel. Reporting works.
    RecordStatisticsOff,
    /// The QueuedTracking plugin: the tracker says yes to everything, to a bulk with the pixel. What is fit to be
    /// recorded is, without the wait that a real queue makes.
    QueuedTracking,
}

impl Faults {
    pub(crate) fn check(&self) -> Result<(), SimError> {
        for (field, rate) in [("error_rate", self.error_rate), ("hang_rate", self.hang_rate)] {
            if !(0.0..=1.0).contains(&rate) {
                return Err(SimError::field(field, "must be a number from 0 to 1"));
            }
        }
        for (field, time) in [
            ("latency_ms", self.latency),
            ("jitter_ms", self.jitter),
            ("mode_for_ms", self.mode_for.unwrap_or_default()),
        ] {
            if time > LONGEST {
                return Err(SimError::field(field, "must be at most 3600000 (one hour)"));
            }
        }
        if self.trickle_interval < Duration::from_millis(1) || self.trickle_interval > Duration::from_secs(60) {
            return Err(SimError::field("trickle_interval_ms", "must be from 1 to 60000"));
        }
        Ok(())
    }
}

/// Durations as whole milliseconds.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn as_number(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(as_number(*time))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

/// Durations as whole milliseconds or null.
mod maybe_millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        time.map(super::millis::as_number).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_millis))
    }
}
