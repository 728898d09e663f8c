//! What happened, as numbers for alerts: epochs, outages, events, thresholds, bottlenecks.

use super::text::{Exposition, Kind};
use domain::{BottleneckKind, StatusSnapshot, TargetStatus};

const BOTTLENECKS: [BottleneckKind; 4] =
    [BottleneckKind::Cpu, BottleneckKind::Sockets, BottleneckKind::InFlight, BottleneckKind::Concurrency];

pub(super) fn history(exposition: &mut Exposition, status: &StatusSnapshot) {
    exposition.family(
        "trackstorm_epoch",
        Kind::Gauge,
        "Number of the current epoch: how often the load has been split anew.",
    );
    exposition.sample(&[], status.epochs.last().map_or(0, |epoch| epoch.number));
    exposition.family("trackstorm_outages_total", Kind::Counter, "Times a target was found to be unhealthy.");
    exposition.sample(&[], status.outages.last().map_or(0, |outage| outage.number));
    exposition.family("trackstorm_events_total", Kind::Counter, "Entries of the run's timeline.");
    exposition.sample(&[], status.events.last().map_or(0, |event| event.number));
    exposition.family(
        "trackstorm_threshold_passed",
        Kind::Gauge,
        "1 if the threshold holds; 0 also if nothing was measured.",
    );
    for threshold in &status.thresholds {
        exposition.sample(&[("threshold", &threshold.threshold)], u8::from(threshold.passed));
    }
    exposition.family("trackstorm_bottleneck", Kind::Gauge, "1 for what keeps this machine from sending as planned.");
    // The report of a run that is over keeps the worst; it holds nothing up any more.
    let found = status.bottleneck.as_ref().filter(|_| status.state.is_active()).map(|bottleneck| bottleneck.kind);
    for kind in BOTTLENECKS {
        exposition.sample(&[("kind", kind.as_str())], u8::from(found == Some(kind)));
    }
}

pub(super) fn not_begun(exposition: &mut Exposition, targets: &[TargetStatus]) {
    exposition.family("trackstorm_visits_not_begun_total", Kind::Counter, "Visits that were dropped, by reason.");
    for target in targets {
        let visits = target.visits;
        // Each has one reason.
        let no_capacity = visits.dropped.saturating_sub(visits.held + visits.capped);
        for (reason, count) in [("held", visits.held), ("capped", visits.capped), ("no_capacity", no_capacity)] {
            exposition.sample(&[("target", &target.name), ("reason", reason)], count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Bottleneck, EpochStatus, Outage, RunEvent, RunState, ThresholdStatus, VisitCounts};

    #[test]
    fn what_happened_is_counted_and_a_bottleneck_named() {
        let mut exposition = Exposition::default();
        let status = StatusSnapshot {
            state: RunState::Running,
            // The oldest of each may be gone; the number says how many there were.
            epochs: vec![
                EpochStatus { number: 6, ..Default::default() },
                EpochStatus { number: 7, ..Default::default() },
            ],
            outages: vec![Outage { number: 3, ..Default::default() }],
            events: vec![RunEvent { number: 240, ..Default::default() }],
            thresholds: vec![ThresholdStatus { threshold: "p95<500ms".into(), passed: true, ..Default::default() }],
            bottleneck: Some(Bottleneck { kind: BottleneckKind::Sockets, ..Default::default() }),
            ..Default::default()
        };
        history(&mut exposition, &status);
        let text = exposition.into_text();
        for sample in [
            "trackstorm_epoch 7",
            "trackstorm_outages_total 3",
            "trackstorm_events_total 240",
            "trackstorm_threshold_passed{threshold=\"p95<500ms\"} 1",
            "trackstorm_bottleneck{kind=\"sockets\"} 1",
            "trackstorm_bottleneck{kind=\"in-flight\"} 0",
        ] {
            assert!(text.lines().any(|line| line == sample), "{sample} is missing in {text}");
        }
    }

    #[test]
    fn each_dropped_visit_has_one_reason() {
        let mut exposition = Exposition::default();
        let visits = VisitCounts { dropped: 10, held: 3, capped: 2, ..Default::default() };
        not_begun(&mut exposition, &[TargetStatus { name: "a".into(), visits, ..Default::default() }]);
        let text = exposition.into_text();
        for (reason, count) in [("held", 3), ("capped", 2), ("no_capacity", 5)] {
            let sample = format!("trackstorm_visits_not_begun_total{{target=\"a\",reason=\"{reason}\"}} {count}");
            assert!(text.contains(&sample), "{text}");
        }
    }
}
