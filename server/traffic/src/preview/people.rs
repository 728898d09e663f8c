//! Who makes the visits of a preview: the people who make them in the run.

use crate::Traffic;
use domain::{DistributeBy, MultiTargetConfig, Sequence, backfill::DayPlan, config::Split};
use std::time::Duration;
use visit::{
    Person, VisitSource,
    visitors::{Group, Visitors, stretch},
};

/// The people of a run's first visits.
pub(super) struct People {
    persons: Vec<Person>,
    /// Visits that a returning visitor could make.
    possible: u64,
}

impl People {
    /// Those of the first `count` visits of `config`: of its `days`, or of a live run with these `arrivals`.
    pub(super) fn of(
        config: &MultiTargetConfig,
        seed: u64,
        traffic: &Traffic,
        (days, count): (&[DayPlan], u64),
        arrivals: &[Duration],
    ) -> Self {
        let (mut visitors, stretches): (_, Vec<u64>) = if days.is_empty() {
            (Visitors::live(seed), arrivals.iter().copied().take(count as usize).map(stretch).collect())
        } else {
            (
                Visitors::of_days(seed),
                (0..count).map(|index| days.partition_point(|day| day.first_index <= index) as u64).collect(),
            )
        };
        let latest = stretches.last().copied().unwrap_or(0);
        let sequence = Sequence::of(config, seed);
        let places: Vec<usize> = config.enabled_targets().map(|(place, _)| place).collect();
        let mut possible = 0;
        let persons = (0..count).map(|index| {
            let group = match (config.distribute_by, config.distribution_strategy.split()) {
                (DistributeBy::Hit, _) => Group::Whole,
                (_, Split::AllToEach) => Group::Mirrored,
                _ => {
                    let place = sequence.as_ref().and_then(|sequence| places.get(sequence.target_at(index)));
                    Group::Target(place.copied().unwrap_or(0))
                }
            };
            let stretch = stretches.get(index as usize).copied().unwrap_or(latest);
            possible += u64::from(visitors.has_known(group, stretch));
            visitors.who(group, stretch, traffic.comes_again(index))
        });
        let persons = persons.collect();
        Self { persons, possible }
    }

    /// Who makes visit `index`.
    pub(super) fn person(&self, index: u64) -> Option<Person> {
        self.persons.get(index as usize).copied()
    }

    /// The share of the visits that a returning visitor could make.
    pub(super) fn share_that_may_return(&self) -> f64 {
        self.possible as f64 / self.persons.len().max(1) as f64
    }
}
