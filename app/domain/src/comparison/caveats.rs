//! Why a difference between sides may come from something else than what is compared.

use crate::{
    config::DistributionStrategy,
    messages::ComparisonCaveat,
    records::{RunOutcome, RunReport},
};

/// Runs whose durations differ by more than this part are told to have done so.
const SAME_DURATION: f64 = 0.1;

/// What makes these runs hard to compare, whose settings differ in `differences` places.
pub fn run_caveats(runs: &[RunReport], differences: usize) -> Vec<ComparisonCaveat> {
    let mut caveats = Vec::new();
    if differ(runs, |run| run.summary.kind) {
        caveats.push(ComparisonCaveat::OtherKind);
    }
    if differences > 0 {
        caveats.push(ComparisonCaveat::OtherSettings { count: differences });
    }
    if differ(runs, |run| run.summary.seed) {
        caveats.push(ComparisonCaveat::OtherVisits);
    }
    let seconds = runs.iter().map(|run| run.summary.elapsed_seconds);
    let shortest = seconds.clone().fold(f64::INFINITY, f64::min);
    let longest = seconds.fold(0.0, f64::max);
    if longest > shortest * (1.0 + SAME_DURATION) {
        caveats.push(ComparisonCaveat::OtherDuration { shortest, longest });
    }
    caveats.extend(runs.iter().flat_map(of_one));
    caveats
}

/// What makes the targets of this run hard to compare.
pub fn target_caveats(run: &RunReport) -> Vec<ComparisonCaveat> {
    let not_mirrored = run.config.distribution_strategy != DistributionStrategy::Mirror;
    not_mirrored.then_some(ComparisonCaveat::NotMirrored).into_iter().chain(of_one(run)).collect()
}

fn of_one(run: &RunReport) -> Vec<ComparisonCaveat> {
    let id = run.summary.id;
    let outcome = match run.summary.outcome {
        RunOutcome::Running => Some(ComparisonCaveat::StillActive { run: id }),
        RunOutcome::Failed => Some(ComparisonCaveat::ComparedRunFailed { run: id }),
        RunOutcome::Interrupted => Some(ComparisonCaveat::RunInterrupted { run: id }),
        RunOutcome::Finished | RunOutcome::Stopped => None,
    };
    let limited = run.snapshot.bottleneck.is_some().then_some(ComparisonCaveat::GeneratorLimited { run: id });
    outcome.into_iter().chain(limited).collect()
}

fn differ<T: PartialEq>(runs: &[RunReport], of: impl Fn(&RunReport) -> T) -> bool {
    runs.split_first().is_some_and(|(first, others)| others.iter().any(|run| of(run) != of(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::MultiTargetConfig,
        records::RunSummary,
        status::{Bottleneck, RunKind, StatusSnapshot},
    };

    fn run(id: i64, seed: u64, elapsed_seconds: f64) -> RunReport {
        RunReport {
            summary: RunSummary {
                id,
                outcome: RunOutcome::Finished,
                kind: RunKind::Live,
                can_continue: false,
                name: None,
                seed,
                strategy: "mirror".into(),
                target_count: 2,
                started_at: String::new(),
                ended_at: None,
                elapsed_seconds,
                planned: 0,
                delivered: 0,
                failed: 0,
                unknown: 0,
                dropped: 0,
                tags: Vec::new(),
                preset: None,
                p95_ms: None,
                thresholds: None,
                started_by: None,
            },
            config: MultiTargetConfig { distribution_strategy: DistributionStrategy::Mirror, ..Default::default() },
            notes: String::new(),
            snapshot: StatusSnapshot::default(),
            series: Vec::new(),
        }
    }

    #[test]
    fn runs_of_the_same_visits_and_length_have_none() {
        assert_eq!(run_caveats(&[run(1, 7, 60.0), run(2, 7, 63.0)], 0), []);
        assert_eq!(target_caveats(&run(1, 7, 60.0)), []);
    }

    #[test]
    fn what_differs_besides_the_target_is_told() {
        let found = run_caveats(&[run(1, 7, 60.0), run(2, 8, 90.0)], 3);
        let duration = ComparisonCaveat::OtherDuration { shortest: 60.0, longest: 90.0 };
        assert_eq!(found, [ComparisonCaveat::OtherSettings { count: 3 }, ComparisonCaveat::OtherVisits, duration]);
    }

    #[test]
    fn a_run_that_says_little_by_itself_says_little_beside_another() {
        let mut limited = run(2, 7, 60.0);
        limited.snapshot.bottleneck = Some(Bottleneck::default());
        limited.summary.outcome = RunOutcome::Interrupted;
        let found = run_caveats(&[run(1, 7, 60.0), limited], 0);
        let [interrupted, busy] =
            [ComparisonCaveat::RunInterrupted { run: 2 }, ComparisonCaveat::GeneratorLimited { run: 2 }];
        assert_eq!(found, [interrupted, busy]);
        let mut weighted = run(1, 7, 60.0);
        weighted.config.distribution_strategy = DistributionStrategy::Weighted;
        assert_eq!(target_caveats(&weighted), [ComparisonCaveat::NotMirrored]);
    }
}
