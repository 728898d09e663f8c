//! The messages about bottlenecks, with their figures.

use super::{Limits, Window};
use domain::{BottleneckKind, messages::MachineLimit};
use std::time::Duration;

/// How many targets are named; the others are counted.
const NAMED: usize = 3;

/// The message about a bottleneck of `kind`.
pub(super) fn describe(
    kind: BottleneckKind,
    window: &Window,
    limits: Limits,
    name: impl Fn(usize) -> String,
) -> MachineLimit {
    let strained = || window.strained_by(kind);
    let targets: Vec<_> = strained().take(NAMED).map(name).collect();
    let more = strained().skip(NAMED).count() as u64;
    match kind {
        BottleneckKind::Cpu => processor(window, limits),
        BottleneckKind::Sockets => sockets(window),
        BottleneckKind::InFlight => in_flight(window, limits, targets, more),
        BottleneckKind::Concurrency => concurrency(window, limits, targets, more),
    }
}

fn processor(window: &Window, limits: Limits) -> MachineLimit {
    let strain = window.strain();
    MachineLimit::ProcessorTooSlow {
        seconds: window.seconds(),
        late_percent: percent(strain.late + strain.missed_hits, window.sent() + strain.missed_hits),
        late_ms: mean_ms(strain.late_by, strain.late),
        missed_visits: strain.missed_visits,
        missed_hits: strain.missed_hits,
        cores: limits.cores as u64,
        cores_used: window.cores_used(),
    }
}

fn sockets(window: &Window) -> MachineLimit {
    let strain = window.strain();
    let hits = strain.files + strain.ports + strain.memory;
    let seconds = window.seconds();
    match strain.files.max(strain.ports).max(strain.memory) {
        most if most == strain.files => MachineLimit::TooFewFiles { hits, seconds },
        most if most == strain.ports => MachineLimit::TooFewPorts { hits, seconds },
        _ => MachineLimit::TooLittleMemory { hits, seconds },
    }
}

fn in_flight(window: &Window, limits: Limits, targets: Vec<String>, more: u64) -> MachineLimit {
    let strain = window.strain();
    MachineLimit::TooFewInFlight {
        targets,
        more,
        seconds: window.seconds(),
        hits: strain.queued,
        waited_ms: mean_ms(strain.queued_for, strain.queued),
        dropped: strain.crowded_out,
        max_in_flight_per_target: limits.max_in_flight,
    }
}

fn concurrency(window: &Window, limits: Limits, targets: Vec<String>, more: u64) -> MachineLimit {
    let seconds = window.seconds();
    let visits = window.crowded_out_visits();
    let concurrency = limits.concurrency;
    match (window.strain().unplaced, limits.visits_by_hit) {
        (0, Some(most)) => MachineLimit::VisitsByHit { seconds, visits, most: most as u64 },
        (0, None) => MachineLimit::ConcurrencyOfVisits { targets, more, seconds, visits, concurrency },
        (hits, _) => MachineLimit::ConcurrencyOfHits { targets, more, seconds, hits, concurrency },
    }
}

fn percent(part: u64, all: u64) -> f64 {
    if all > 0 { (part as f64 / all as f64 * 100.0).min(100.0) } else { 0.0 }
}

fn mean_ms(sum: Duration, count: u64) -> f64 {
    if count > 0 { sum.as_secs_f64() * 1_000.0 / count as f64 } else { 0.0 }
}
