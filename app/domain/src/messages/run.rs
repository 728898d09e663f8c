//! What happens to a run: it begins, pauses and ends, and people change it.

use super::{Sentence, count, exact};
use crate::{
    config::{Arrivals, DistributionStrategy, OnUnhealthy},
    load_shape::Shape,
};
use serde::Serialize;
use std::fmt::Display;
use thiserror::Error;

/// A run begins, pauses or ends.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum RunStep {
    #[error("The run began{}.", .continues.map(|run| format!(", where run {run} had ended")).unwrap_or_default())]
    RunBegan { continues: Option<i64> },
    #[error("The run was paused: no visits begin until it goes on.")]
    RunPaused,
    #[error("The run went on.")]
    RunResumed,
    #[error("The run ended early. {reason}")]
    RunFailed { reason: RunFailure },
    #[error("The run ended early because of a fault in this program; its log says which.")]
    RunFaulted,
    #[error("The run was stopped.")]
    RunStopped,
    #[error("The run's time was over before all visits of its days had begun; it can be continued.")]
    BackfillOutOfTime,
    #[error("The run came to its planned end.")]
    RunFinished,
}

/// How a run came to its end, in its report.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum RunEnd {
    #[error("Came to its planned end.")]
    Finished,
    #[error("Was stopped; it had no planned end.")]
    StoppedWithoutPlannedEnd,
    #[error("Was stopped before its planned end.")]
    StoppedBeforePlannedEnd,
    #[error("A fault in Trackstorm ended the run. The server's log says more.")]
    Faulted,
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum RunFailure {
    #[error("Aborted: {rule:?} was true for {seconds:.1} s; {metric} was {measured} lately.")]
    AbortRuleFired { rule: String, seconds: f64, metric: String, measured: String },
    /// The reason is the store's.
    #[error("The progress could not be saved, so no more visits were sent. {reason}")]
    ProgressNotSaved { reason: String },
}

/// Why arrivals are split anew, other than by a [`RunChange`].
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum EpochCause {
    #[error("The run began.")]
    FirstEpoch,
    #[error("{target} was opened.")]
    TargetOpened { target: String },
    #[error("{target} has its load back.")]
    TargetBack { target: String },
    #[error("{target} asks to be left alone for a while.")]
    TargetResting { target: String },
    #[error("{target} has been left alone for as long as it asked.")]
    TargetRested { target: String },
    #[error("What becomes of the load of unhealthy targets was changed.")]
    UnhealthyPolicyChanged,
}

/// What was changed during the run.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum RunChange {
    /// Targets or strategy.
    #[error("Targets changed: {}.", .0.parts().join("; "))]
    TargetsChanged(TargetsChange),
    /// Rate or shape.
    #[error("Load changed: {}.", .0.parts().join("; "))]
    LoadChanged(LoadChange),
    /// Limits.
    #[error("Limits changed: {}.", .limits.iter().map(LimitChange::part).collect::<Vec<_>>().join("; "))]
    LimitsChanged {
        /// Which.
        limits: Vec<LimitChange>,
    },
    /// How targets and the run are judged.
    #[error("Rules changed: {}.", .0.parts().join("; "))]
    RulesChanged(RulesChange),
}

impl Sentence for RunStep {}
impl Sentence for RunEnd {}
impl Sentence for RunFailure {}
impl Sentence for EpochCause {}
impl Sentence for RunChange {}

/// What was, and what is now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change<T> {
    /// Before.
    pub from: T,
    /// Now.
    pub to: T,
}

impl<T: PartialEq> Change<T> {
    /// `None` if both are the same.
    pub fn between(from: T, to: T) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }
}

impl<T> Change<T> {
    fn shown<D: Display>(&self, show: impl Fn(&T) -> D) -> String {
        format!("{} instead of {}", show(&self.to), show(&self.from))
    }
}

/// Targets that something became of: how many, and their names if they are few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    /// How many.
    pub count: usize,
    /// Their names; none where they are more than three.
    pub names: Vec<String>,
}

impl Named {
    /// How many are named.
    const MOST: usize = 3;

    /// Those with these names.
    pub fn of(mut names: Vec<String>) -> Self {
        let count = names.len();
        if count > Self::MOST {
            names.clear();
        }
        Self { count, names }
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn part(&self, what: &str) -> Option<String> {
        match self.names.as_slice() {
            _ if self.is_empty() => None,
            [] => Some(format!("{} targets {what}", count(self.count as u64))),
            few => Some(format!("{} {what}", few.join(", "))),
        }
    }
}

/// What changed in targets and strategy.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is what became of them")]
pub struct TargetsChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Change<DistributionStrategy>>,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub added: Named,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub removed: Named,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub enabled: Named,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub disabled: Named,
    /// `old to new`.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub renamed: Named,
    /// Given another weight or rate.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub reweighted: Named,
    /// Otherwise.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub changed: Named,
    /// The same targets in another order.
    pub is_reordered: bool,
}

impl TargetsChange {
    fn parts(&self) -> Vec<String> {
        let strategy = self.strategy.as_ref().map(|change| format!("strategy {}", change.shown(|strategy| *strategy)));
        let named = [
            (&self.added, "added"),
            (&self.removed, "removed"),
            (&self.enabled, "enabled"),
            (&self.disabled, "disabled"),
            (&self.renamed, "renamed"),
            (&self.reweighted, "given another part of the load"),
            (&self.changed, "changed"),
        ];
        let order = self.is_reordered.then(|| "another order".to_owned());
        strategy.into_iter().chain(named.iter().filter_map(|(named, what)| named.part(what))).chain(order).collect()
    }
}

/// What changed in rate and shape.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named as in the configuration")]
pub struct LoadChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_visits_per_day: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<Change<Arrivals>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<Change<Shape>>,
    /// The shape that has other values than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values_of_shape: Option<Shape>,
}

impl LoadChange {
    fn parts(&self) -> Vec<String> {
        let visits = self.target_visits_per_day.as_ref();
        let visits =
            visits.map(|Change { from, to }| format!("{} visits a day instead of {}", exact(*to), exact(*from)));
        let arrivals = self.arrivals.as_ref().map(|change| match change.to {
            Arrivals::Constant => "evenly spaced arrivals".to_owned(),
            Arrivals::Poisson => "arrivals as a Poisson process".to_owned(),
        });
        let shape = self.shape.as_ref().map(|change| format!("shape {}", change.shown(|shape| shape.as_str())));
        let values = self
            .values_of_shape
            .map(|shape| format!("other values of the shape {}, from its beginning", shape.as_str()));
        [visits, arrivals, shape, values].into_iter().flatten().collect()
    }
}

/// A limit that changed; 0 is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitChange {
    /// Its field in the configuration.
    pub field: &'static str,
    /// Its values.
    #[serde(flatten)]
    pub change: Change<f64>,
}

impl LimitChange {
    fn part(&self) -> String {
        let change = self.change.shown(|value| if *value == 0.0 { "off".to_owned() } else { exact(*value) });
        format!("{} {change}", self.field)
    }
}

/// What changed in how targets and the run are judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named as in the configuration")]
pub struct RulesChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_unhealthy: Option<Change<OnUnhealthy>>,
    /// Other values by which health is judged.
    pub health: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abort_when: Option<Change<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Change<Vec<String>>>,
}

impl RulesChange {
    fn parts(&self) -> Vec<String> {
        let on_unhealthy =
            self.on_unhealthy.as_ref().map(|change| format!("on_unhealthy {}", change.shown(|policy| policy.as_str())));
        let health = self.health.then(|| "health judged by other values".to_owned());
        let rules = [("abort_when", &self.abort_when), ("thresholds", &self.thresholds)];
        let rules = rules.into_iter().filter_map(|(field, change)| {
            let change = change.as_ref()?;
            let shown = change.shown(|rules| if rules.is_empty() { "none".to_owned() } else { rules.join(", ") });
            Some(format!("{field} {shown}"))
        });
        on_unhealthy.into_iter().chain(health).chain(rules).collect()
    }
}
