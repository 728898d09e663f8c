//! Which target needs a look first: pure, so that the choice can be tested.

use crate::format;
use domain::{Health, TargetStatus};

/// The target that does worst.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub words: String,
    /// Whether somebody should look at it now, rather than at what it did before.
    pub is_failing: bool,
}

/// Whether nothing gets through to a target that should get load.
pub fn is_failing(status: &TargetStatus) -> bool {
    status.enabled && matches!(status.health, Health::Failing | Health::Open)
}

/// The worst of `targets`: those that fail now before those that did, then by the part of their hits that was not
/// accepted. `None` where every hit was.
pub fn worst(targets: impl Iterator<Item = TargetStatus>) -> Option<Worst> {
    let ranked = targets.filter(|status| is_failing(status) || status.hits.not_accepted() > 0);
    let status = ranked.max_by(|a, b| {
        (is_failing(a), lost(a)).partial_cmp(&(is_failing(b), lost(b))).unwrap_or(std::cmp::Ordering::Equal)
    })?;
    let part = format::percent(status.hits.not_accepted(), status.hits.settled());
    Some(Worst { words: format!("{part} errors"), is_failing: is_failing(&status), name: status.name })
}

/// The part of its hits that was not accepted, 0–1.
fn lost(status: &TargetStatus) -> f64 {
    status.hits.not_accepted() as f64 / status.hits.settled().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::HitCounts;

    fn target(name: &str, health: Health, delivered: u64, failed: u64) -> TargetStatus {
        let hits = HitCounts { delivered, failed, ..Default::default() };
        TargetStatus { name: name.into(), enabled: true, health, hits, ..Default::default() }
    }

    fn name(targets: Vec<TargetStatus>) -> Option<String> {
        worst(targets.into_iter()).map(|worst| worst.name)
    }

    #[test]
    fn nobody_is_worst_where_all_is_well() {
        assert_eq!(name(vec![target("a", Health::Healthy, 9, 0), target("b", Health::Unknown, 0, 0)]), None);
    }

    #[test]
    fn failing_now_is_worse_than_having_failed() {
        let past = target("past", Health::Healthy, 1, 9);
        let now = target("now", Health::Failing, 99, 1);
        assert_eq!(name(vec![past.clone(), now.clone()]).unwrap(), "now");
        let disabled = TargetStatus { enabled: false, ..now };
        assert_eq!(name(vec![disabled, past]).unwrap(), "past");
    }

    #[test]
    fn among_equals_the_larger_part_counts() {
        let targets = vec![target("few", Health::Healthy, 990, 10), target("many", Health::Healthy, 8, 2)];
        let worst = worst(targets.into_iter()).unwrap();
        assert_eq!((worst.name.as_str(), worst.words.as_str()), ("many", "20.0 % errors"));
    }
}
