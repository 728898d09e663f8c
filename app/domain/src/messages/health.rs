//! What happened to a target's health, why, and what follows for its load.

use super::{NotDelivered, Sentence, TokenRefusal, count, duration};
use serde::Serialize;
use thiserror::Error;

/// Messages about a target's health.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum HealthChange {
    #[error("Failing, because {sign}{}. {load}", after_colon(.reason))]
    TargetFailing { sign: Sign, reason: Option<NotDelivered>, load: LoadFate },
    #[error("Open, because {sign}{}. {load}", after_colon(.reason))]
    TargetOpen { sign: Sign, reason: Option<NotDelivered>, load: LoadFate },
    #[error("Open again, because {sign}{}. {load}", after_colon(.reason))]
    TargetOpenAgain { sign: Sign, reason: Option<NotDelivered>, load: LoadFate },
    #[error("Is still unhealthy when the configuration changes. {load}")]
    TargetStillUnhealthy { load: LoadFate },
    #[error("Half-open, because {sign}. {load}")]
    TargetHalfOpen { sign: Sign, load: LoadFate },
    #[error("Healthy again{}, because {sign}.", .unhealthy_seconds.map(|s| format!(" after {}", duration(s))).unwrap_or_default())]
    TargetHealthy { sign: Sign, unhealthy_seconds: Option<f64> },
    #[error(
        "Asks to be left alone for {} with Retry-After{}. Nothing is sent to it until then; {meanwhile}.",
        duration(*seconds), .reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default()
    )]
    RetryAfter { seconds: f64, reason: Option<NotDelivered>, meanwhile: Meanwhile },
    #[error(
        "Was removed after {} of being unhealthy. It is not watched any more, so its outage ends here.",
        duration(*unhealthy_seconds)
    )]
    UnhealthyTargetRemoved { unhealthy_seconds: f64 },
    #[error(
        "Was disabled after {} of being unhealthy. It is not watched any more, so its outage ends here.",
        duration(*unhealthy_seconds)
    )]
    UnhealthyTargetDisabled { unhealthy_seconds: f64 },
    #[error(
        "No target is well. All of them get their visits all the same, so that it shows how they are; those that recover \
         take over."
    )]
    NoTargetWell,
    #[error("Its hits are not sent, and count as rejected: {0}.")]
    TokenNotSent(TokenRefusal),
}

/// Why a target has an outage, where no hit or probe of now says so.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum OutageCause {
    #[error("was unhealthy when it was disabled, and has not been seen well since")]
    StillUnhealthy,
}

impl Sentence for HealthChange {}
impl Sentence for OutageCause {}

/// What leads to a change of health.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// This many hits in a row were delivered.
    #[error("{}", in_a_row(*.0, "a hit was delivered", "hits in a row were delivered"))]
    Delivered(u64),
    /// This many hits in a row were not delivered.
    #[error("{}", in_a_row(*.0, "a hit was not delivered", "hits in a row were not delivered"))]
    Lost(u64),
    /// Too many of the hits in the window were not delivered.
    #[error("{} of the latest {} hits were not delivered", count(*lost), count(*hits))]
    Rate {
        /// Not delivered.
        lost: u64,
        /// All.
        hits: u64,
    },
    /// A hit was not delivered on trial.
    #[error("a hit was not delivered on trial")]
    LostOnTrial,
    /// This many probes in a row succeeded.
    #[error("{}", in_a_row(u64::from(*.0), "a probe succeeded", "probes in a row succeeded"))]
    GoodProbes(u32),
    /// This many probes in a row failed.
    #[error("{}", in_a_row(*.0, "a probe failed", "probes in a row failed"))]
    BadProbes(u64),
    /// The setting for the load of unhealthy targets was changed.
    #[error("the configuration changed")]
    NewPolicy,
}

/// What becomes of the load of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum LoadFate {
    /// It is sent all the same.
    #[error("It goes on getting its load.")]
    Kept,
    /// The same, because nobody is left to take over.
    #[error("It goes on getting its load, for no other target is well.")]
    KeptForLackOfOthers,
    /// The first of the list gets the load, because none is well.
    #[error("No target of the list is well, so the first one gets the load.")]
    FirstOfList,
    /// It is sent on trial.
    #[error("It has its load back on trial, until {}.", if *hits == 1 { "a hit is delivered".to_owned() } else { format!("{} hits are delivered", count((*hits).into())) })]
    OnTrial {
        /// Hits that must be delivered.
        hits: u32,
    },
    /// The others take it over.
    #[error("The other targets take over its visits {}", until(*probes))]
    TakenOverByAll {
        /// Good probes in a row that end it.
        probes: u32,
    },
    /// The next one that is well takes it over.
    #[error("The next target of the list that is well takes over {}", until(*probes))]
    TakenOverByNext {
        /// Good probes in a row that end it.
        probes: u32,
    },
    /// Nobody gets it.
    #[error("It gets no visits, and the others have no more than before {}", until(*probes))]
    TakenOverByNobody {
        /// Good probes in a row that end it.
        probes: u32,
    },
    /// Its visits are dropped.
    #[error("Its visits are dropped and counted as held {}", until(*probes))]
    VisitsHeld {
        /// Good probes in a row that end it.
        probes: u32,
    },
    /// Its hits are dropped.
    #[error("Its hits are dropped {}", until(*probes))]
    HitsHeld {
        /// Good probes in a row that end it.
        probes: u32,
    },
}

/// What becomes of the load of a target that is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Meanwhile {
    /// Hits wait, up to the time-out.
    #[error("hits that are due meanwhile wait, and are dropped after {}", duration(*timeout_seconds))]
    HitsWait {
        /// How long.
        timeout_seconds: f64,
    },
    /// The same, because nobody is left to take over.
    #[error(
        "no other target is well enough to take over, so hits that are due meanwhile wait, and are dropped after {}",
        duration(*timeout_seconds)
    )]
    HitsWaitForLackOfOthers {
        /// How long.
        timeout_seconds: f64,
    },
    /// The others take over.
    #[error("the other targets take over its visits meanwhile")]
    TakenOverByAll,
    /// The next one that is well takes over.
    #[error("the next target of the list that is well takes over meanwhile")]
    TakenOverByNext,
    /// Nobody takes over.
    #[error("it gets no visits meanwhile")]
    TakenOverByNobody,
}

fn after_colon(reason: &Option<NotDelivered>) -> String {
    reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn in_a_row(number: u64, one: &str, many: &str) -> String {
    if number == 1 { one.to_owned() } else { format!("{} {many}", count(number)) }
}

fn until(probes: u32) -> String {
    match probes {
        1 => "until a probe succeeds.".to_owned(),
        probes => format!("until {} probes in a row succeed.", count(probes.into())),
    }
}
