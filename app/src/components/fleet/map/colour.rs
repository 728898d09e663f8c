//! What the colours of the map mean: pure, so that the classes can be tested.

use crate::{
    components::fleet::{group::Group, share_bar::distance},
    format,
};
use domain::TargetStatus;

/// What the cells are coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Hits that were not accepted.
    #[default]
    Errors,
    /// p95 against the fleet's median.
    Latency,
    /// Distance from the due share, in visits.
    Distance,
}

/// Classes of each: 0 is "nothing to tell", then from 1, as it should be, to 5, what needs a person.
pub const CLASSES: usize = 6;

impl Colour {
    /// In the order of the choice.
    pub const ALL: [Self; 3] = [Self::Errors, Self::Latency, Self::Distance];

    /// What it is called in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Errors => "errors",
            Self::Latency => "p95",
            Self::Distance => "distance",
        }
    }

    /// What it is called, and what it means.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Errors => ("errors", "The part of its hits that was not accepted"),
            Self::Latency => ("p95", "p95 of a target, against the median of the fleet's"),
            Self::Distance => ("distance", "Visits it got beyond those it was due, or short of them"),
        }
    }

    /// What the classes mean, from 0.
    pub fn classes(self) -> [&'static str; CLASSES] {
        match self {
            Self::Errors => [
                "no hits yet, or disabled",
                "no errors",
                "below 0.1 %",
                "below 1 %",
                "below 10 %",
                "10 % and more, or failing",
            ],
            Self::Latency => [
                "not measured, or disabled",
                "below 1.25 × median",
                "below 2 ×",
                "below 3 ×",
                "below 5 ×",
                "5 × and more",
            ],
            Self::Distance => {
                ["no visits yet, or disabled", "below 0.5 visits", "below 1", "below 2", "below 5", "5 visits and more"]
            }
        }
    }

    /// The class of a target in a fleet whose median of p95 is `median` milliseconds.
    pub fn class(self, status: &TargetStatus, p95: f64, median: f64) -> usize {
        let hits = &status.hits;
        let visits = status.distance_visits.abs();
        match (self, Group::of(status)) {
            (_, Group::Disabled) => 0,
            (Self::Errors, Group::Failing | Group::Open) => 5,
            (Self::Errors, _) if hits.settled() == 0 => 0,
            (Self::Errors, _) if hits.not_accepted() == 0 => 1,
            (Self::Errors, _) => 2 + steps(hits.not_accepted() as f64 / hits.settled() as f64, [0.001, 0.01, 0.1]),
            (Self::Latency, _) if p95 <= 0.0 || median <= 0.0 => 0,
            (Self::Latency, _) => 1 + steps(p95 / median, [1.25, 2.0, 3.0, 5.0]),
            (Self::Distance, _) if status.visits.assigned == 0 && visits == 0.0 => 0,
            (Self::Distance, _) => 1 + steps(visits, [0.5, 1.0, 2.0, 5.0]),
        }
    }

    /// The figure behind the colour of a target.
    pub fn figure(self, status: &TargetStatus, p95: f64) -> String {
        match self {
            Self::Errors => format!("{} errors", format::percent(status.hits.not_accepted(), status.hits.settled())),
            Self::Latency => format!("p95 {} ms", format::ms(p95)),
            Self::Distance => distance(status.distance_visits),
        }
    }
}

/// How many of the `bounds` are reached.
fn steps<const N: usize>(value: f64, bounds: [f64; N]) -> usize {
    bounds.into_iter().filter(|bound| value >= *bound).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Health, HitCounts, VisitCounts};

    fn with(failed: u64, delivered: u64) -> TargetStatus {
        TargetStatus {
            enabled: true,
            health: Health::Healthy,
            hits: HitCounts { failed, delivered, ..Default::default() },
            visits: VisitCounts { assigned: 100, ..Default::default() },
            ..Default::default()
        }
    }

    #[test]
    fn errors_are_told_by_their_part_and_failing_is_always_worst() {
        let of = |status: &TargetStatus| Colour::Errors.class(status, 0.0, 0.0);
        let classes: Vec<_> =
            [(0, 0), (0, 9), (1, 9_999), (1, 999), (1, 99), (1, 9)].map(|(f, d)| of(&with(f, d))).into();
        assert_eq!(classes, [0, 1, 2, 3, 4, 5]);
        assert_eq!(of(&TargetStatus { health: Health::Open, ..with(0, 9) }), 5);
        assert_eq!(of(&TargetStatus { health: Health::Open, enabled: false, ..with(9, 0) }), 0);
    }

    #[test]
    fn latency_is_told_against_the_median() {
        let of = |p95: f64| Colour::Latency.class(&with(0, 9), p95, 100.0);
        assert_eq!([0.0, 20.0, 125.0, 200.0, 300.0, 500.0].map(of), [0, 1, 2, 3, 4, 5]);
        assert_eq!(Colour::Latency.class(&with(0, 9), 500.0, 0.0), 0);
    }

    #[test]
    fn distance_counts_ahead_and_behind_alike() {
        let of =
            |distance_visits: f64| Colour::Distance.class(&TargetStatus { distance_visits, ..with(0, 9) }, 0.0, 0.0);
        assert_eq!([0.0, -0.5, 1.0, -2.0, 5.0].map(of), [1, 2, 3, 4, 5]);
        assert_eq!(Colour::Distance.class(&TargetStatus { enabled: true, ..Default::default() }, 0.0, 0.0), 0);
    }

    #[test]
    fn every_choice_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<_> = Colour::ALL.map(Colour::key).into();
        assert_eq!(keys.len(), Colour::ALL.len());
    }
}
