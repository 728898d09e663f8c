//! What this machine cannot do as planned, and what to do about it.

use super::{Sentence, count};
use serde::Serialize;
use thiserror::Error;

/// A bottleneck of this machine, or that it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum MachineLimit {
    #[error(
        "The processor does not keep up: {late_percent:.0} % of the hits of the last {seconds:.0} s were more than 10 ms \
         late, {late_ms:.0} ms on average, before they asked for a place in flight.{} {}",
        given_up(*missed_visits, *missed_hits), cause(*cores_used, *cores)
    )]
    ProcessorTooSlow {
        seconds: f64,
        late_percent: f64,
        late_ms: f64,
        missed_visits: u64,
        missed_hits: u64,
        cores: u64,
        cores_used: Option<f64>,
    },
    #[error(
        "{} hits of the last {seconds:.0} s could not be sent for lack of open files, of which every connection takes one. \
         Raise their limit (`ulimit -n`, or LimitNOFILE= of the service), or lower max_in_flight_per_target.", count(*hits)
    )]
    TooFewFiles { hits: u64, seconds: f64 },
    #[error(
        "{} hits of the last {seconds:.0} s could not be sent for lack of local ports towards one address. Widen their \
         range (net.ipv4.ip_local_port_range), let the targets keep connections open, or lower max_in_flight_per_target.",
        count(*hits)
    )]
    TooFewPorts { hits: u64, seconds: f64 },
    #[error(
        "{} hits of the last {seconds:.0} s could not be sent for lack of memory for connections. Lower \
         max_in_flight_per_target, or run it on a machine with more memory.", count(*hits)
    )]
    TooLittleMemory { hits: u64, seconds: f64 },
    #[error(
        "Hits wait for a place in flight at {}: in the last {seconds:.0} s {} waited {waited_ms:.0} ms on average{}. \
         max_in_flight_per_target is {}: raise it, or lower the rate. A target needs as many places as it gets hits per \
         second times the seconds it takes to answer.",
        names(targets, *more), count(*hits),
        if *dropped > 0 { format!(", and {} were dropped", count(*dropped)) } else { String::new() },
        count((*max_in_flight_per_target).into())
    )]
    TooFewInFlight {
        targets: Vec<String>,
        more: u64,
        seconds: f64,
        hits: u64,
        waited_ms: f64,
        dropped: u64,
        max_in_flight_per_target: u32,
    },
    #[error(
        "Hits are dropped at {}: {} of the last {seconds:.0} s were due while as many visits as concurrency allows ({}) were \
         sending one there. Raise concurrency or lower the rate; more visits send at once when a target answers slowly.",
        names(targets, *more), count(*hits), count((*concurrency).into())
    )]
    ConcurrencyOfHits { targets: Vec<String>, more: u64, seconds: f64, hits: u64, concurrency: u32 },
    #[error(
        "Visits are dropped: {} of the last {seconds:.0} s arrived while {} were in progress, which is as many as may be where \
         each hit has a target of its own. Lower the rate, or shorten the visits.", count(*visits), count(*most)
    )]
    VisitsByHit { seconds: f64, visits: u64, most: u64 },
    #[error(
        "Visits are dropped at {}: {} of the last {seconds:.0} s arrived while as many as concurrency allows ({}) were in \
         progress. Raise concurrency, lower the rate, or shorten the visits; they take longer when a target answers slowly.",
        names(targets, *more), count(*visits), count((*concurrency).into())
    )]
    ConcurrencyOfVisits { targets: Vec<String>, more: u64, seconds: f64, visits: u64, concurrency: u32 },
    #[error("This machine sends as planned again, after {seconds:.0} s.")]
    AsPlannedAgain { seconds: f64 },
    #[error(
        "The time of the run is over, and this machine had still {} planned visits to look at. They are counted as dropped \
         in one step, their hits by the average of some of them. Plan a rate that the machine can begin.", count(*visits)
    )]
    ScheduleWrittenOff { visits: u64 },
}

/// The machine's clock was set.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum ClockChange {
    #[error("The machine's clock was set ahead by {seconds:.1} s, or the machine slept that long. {CLOCK}")]
    ClockSetAhead { seconds: f64 },
    #[error("The machine's clock was set back by {seconds:.1} s. {CLOCK}")]
    ClockSetBack { seconds: f64 },
}

const CLOCK: &str = "Visits keep to their plan, which goes by a clock that cannot be set; the times that hits tell their \
     target (cdt) go on from the clock as it was when the run began.";

/// A limit of the configuration is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum DayLimit {
    #[error(
        "max_visits_per_day is reached: {} visits have begun today. The next begin after midnight in {timezone}, in {} h {} \
         min; raise the limit to go on now.", count(*visits), minutes / 60, minutes % 60
    )]
    DayFull { visits: u64, timezone: String, minutes: u64 },
    #[error(
        "max_visits_per_day is reached: {} visits have begun today, and the run's time is over before midnight. Raise the \
         limit to go on now.", count(*visits)
    )]
    LastDayFull { visits: u64 },
    #[error("max_visits_per_day is reached: {} visits have begun today, and the run ends with them.", count(*visits))]
    DayFullAtEnd { visits: u64 },
}

impl Sentence for MachineLimit {}
impl Sentence for ClockChange {}
impl Sentence for DayLimit {}

/// From this part of its cores on the process itself is what takes the processor.
const BUSY: f64 = 0.8;

fn given_up(visits: u64, hits: u64) -> String {
    match (visits, hits) {
        (0, 0) => String::new(),
        _ => format!(
            " {} visits and {} hits were given up because it was too late for them.",
            count(visits),
            count(hits)
        ),
    }
}

fn cause(used: Option<f64>, cores: u64) -> String {
    match used {
        Some(used) if used >= BUSY * cores as f64 => format!(
            "Trackstorm used {used:.1} of {cores} cores: lower the rate, or run it on a machine with more cores or with \
             nothing else on it."
        ),
        Some(used) => format!(
            "Trackstorm used only {used:.1} of {cores} cores, so other programs take the processor or the machine stands \
             still at times: stop them, or run it on a machine of its own."
        ),
        None => "Lower the rate, or run it on a faster machine with nothing else on it.".to_owned(),
    }
}

fn names(names: &[String], more: u64) -> String {
    match names {
        _ if more > 0 => format!("{} and {} more", names.join(", "), count(more)),
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}
