//! What a bottleneck means, with its figures, and what to do about it.

use super::{Limits, Window};
use domain::BottleneckKind;
use std::time::Duration;

/// So many targets are named; the others are counted.
const NAMED: usize = 3;
/// From this part of its cores on the process itself is what takes the processor.
const BUSY: f64 = 0.8;

/// The sentences about `kind`.
pub fn describe(kind: BottleneckKind, window: &Window, limits: Limits, name: impl Fn(usize) -> String) -> String {
    let names = names(window.strained_by(kind).map(name).collect());
    match kind {
        BottleneckKind::Cpu => processor(window, limits),
        BottleneckKind::Sockets => sockets(window),
        BottleneckKind::InFlight => in_flight(window, limits, &names),
        BottleneckKind::Concurrency => concurrency(window, limits, &names),
    }
}

fn processor(window: &Window, limits: Limits) -> String {
    let strain = window.strain();
    let ms = mean_ms(strain.late_by, strain.late);
    let missed = match (strain.missed_visits, strain.missed_hits) {
        (0, 0) => String::new(),
        (visits, hits) => format!(" {visits} visits and {hits} hits were given up because it was too late for them."),
    };
    let cores = limits.cores;
    let cause = match window.cores_used() {
        Some(used) if used >= BUSY * cores as f64 => format!(
            "Trackstorm used {used:.1} of {cores} cores: lower the rate, or run it on a machine with more cores or \
             with nothing else on it."
        ),
        Some(used) => format!(
            "Trackstorm used only {used:.1} of {cores} cores, so other programs take the processor or the machine \
             stands still at times: stop them, or run it on a machine of its own."
        ),
        None => "Lower the rate, or run it on a faster machine with nothing else on it.".to_owned(),
    };
    format!(
        "The processor does not keep up: {:.0} % of the hits of the last {:.0} s were more than 10 ms late, {ms:.0} \
         ms on average, before they asked for a place in flight.{missed} {cause}",
        percent(strain.late + strain.missed_hits, window.sent() + strain.missed_hits),
        window.seconds(),
    )
}

fn sockets(window: &Window) -> String {
    let strain = window.strain();
    let most = strain.files.max(strain.ports).max(strain.memory);
    let (hits, seconds) = (strain.files + strain.ports + strain.memory, window.seconds());
    let (what, remedy) = if most == strain.files {
        (
            "open files, of which every connection takes one",
            "Raise their limit (`ulimit -n`, or LimitNOFILE= of the service), or lower max_in_flight_per_target.",
        )
    } else if most == strain.ports {
        (
            "local ports towards one address",
            "Widen their range (net.ipv4.ip_local_port_range), let the targets keep connections open, or lower \
             max_in_flight_per_target.",
        )
    } else {
        ("memory for connections", "Lower max_in_flight_per_target, or run it on a machine with more memory.")
    };
    format!("{hits} hits of the last {seconds:.0} s could not be sent for lack of {what}. {remedy}")
}

fn in_flight(window: &Window, limits: Limits, names: &str) -> String {
    let strain = window.strain();
    let ms = mean_ms(strain.queued_for, strain.queued);
    let dropped = match strain.crowded_out {
        0 => String::new(),
        hits => format!(", and {hits} were dropped"),
    };
    format!(
        "Hits wait for a place in flight at {names}: in the last {:.0} s {} waited {ms:.0} ms on average{dropped}. \
         max_in_flight_per_target is {}: raise it, or lower the rate. A target needs as many places as it gets hits \
         per second times the seconds it takes to answer.",
        window.seconds(),
        strain.queued,
        limits.max_in_flight,
    )
}

fn concurrency(window: &Window, limits: Limits, names: &str) -> String {
    let (hits, seconds, most) = (window.strain().unplaced, window.seconds(), limits.concurrency);
    if hits > 0 {
        return format!(
            "Hits are dropped at {names}: {hits} of the last {seconds:.0} s were due while as many visits as concurrency \
             allows ({most}) were sending one there. Raise concurrency or lower the rate; more visits send at once when a \
             target answers slowly."
        );
    }
    if let Some(most) = limits.visits_by_hit {
        return format!(
            "Visits are dropped: {} of the last {seconds:.0} s arrived while {most} were in progress, which is as many as \
             may be where each hit has a target of its own. Lower the rate, or shorten the visits.",
            window.crowded_out_visits(),
        );
    }
    format!(
        "Visits are dropped at {names}: {} of the last {seconds:.0} s arrived while as many as concurrency allows \
         ({most}) were in progress. Raise concurrency, lower the rate, or shorten the visits; they take longer when a \
         target answers slowly.",
        window.crowded_out_visits(),
    )
}

fn percent(part: u64, all: u64) -> f64 {
    if all > 0 { (part as f64 / all as f64 * 100.0).min(100.0) } else { 0.0 }
}

fn mean_ms(sum: Duration, count: u64) -> f64 {
    if count > 0 { sum.as_secs_f64() * 1_000.0 / count as f64 } else { 0.0 }
}

fn names(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        return format!("{} and {more} more", names.join(", "));
    }
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}
