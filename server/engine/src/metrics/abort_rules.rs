//! Abort rules: judged by recent hits only, so that a long good run does not hide a sudden failure.

use super::{
    counters::Sample,
    latency::Histograms,
    rates::{Progress, SHORTEST_INTERVAL},
    target_counts::TargetCounts,
};
use crate::slot::Slot;
use domain::{HitCounts, TargetStatus, messages::RunFailure, rules::AbortRule};
use std::{collections::HashMap, time::Duration};

/// The abort rules of one run.
#[derive(Default)]
pub(crate) struct AbortRules {
    texts: Vec<String>,
    rules: Vec<Watched>,
    /// Recent figures of the targets that rules are about; `None` stands for all together.
    recent: HashMap<Option<Slot>, Recent>,
    /// The time of the latest judgement, pauses not counted.
    judged: Duration,
    fired: Option<String>,
}

struct Watched {
    rule: AbortRule,
    text: String,
    true_since: Option<Duration>,
}

/// What happened since the latest judgement.
#[derive(Default)]
struct Recent {
    histograms: Histograms,
    hits: HitCounts,
    begun: u64,
}

/// The figures that rules are judged by.
pub(crate) struct Evidence<'a> {
    /// Time since the start.
    pub elapsed: Duration,
    /// The part of it that was not paused.
    pub running: Duration,
    /// Whether the run is running: only then is it judged.
    pub is_running: bool,
    /// By slot.
    pub all_counts: &'a [TargetCounts],
    /// Of all targets.
    pub total: &'a TargetCounts,
    /// Hits that were answered since the latest call.
    pub samples: &'a [Sample],
}

impl AbortRules {
    /// Takes over the rules `texts`; those that stay keep what they have seen.
    pub(crate) fn follow(&mut self, texts: &[String]) {
        if self.texts == texts {
            return;
        }
        self.texts = texts.to_vec();
        let mut before = std::mem::take(&mut self.rules);
        let rules = texts.iter().filter_map(|text| {
            let known = before.iter().position(|watched| watched.text == *text);
            known.map(|place| before.swap_remove(place)).or_else(|| {
                // The configuration is valid, so every text can be read.
                Some(Watched { rule: AbortRule::parse(text).ok()?, text: text.clone(), true_since: None })
            })
        });
        self.rules = rules.collect();
    }

    /// Judges the run by what came to an end since the latest time; why it is to end, if a rule says so.
    /// `slot_of` finds a target by name.
    pub(crate) fn judge(
        &mut self,
        evidence: &Evidence<'_>,
        slot_of: impl Fn(&str) -> Option<Slot>,
    ) -> Option<RunFailure> {
        if self.rules.is_empty() {
            (self.judged, self.recent) = (evidence.running, HashMap::new());
            return None;
        }
        let slots: Vec<Option<Option<Slot>>> = self
            .rules
            .iter()
            .map(|watched| match &watched.rule.condition.target {
                None => Some(None),
                Some(name) => slot_of(name).map(Some),
            })
            .collect();
        self.recent.retain(|slot, _| slots.contains(&Some(*slot)));
        for slot in slots.iter().flatten() {
            // Nothing from before a rule was made counts for it.
            self.recent.entry(*slot).or_insert_with(|| Recent::after(evidence.counts(*slot)));
        }
        for sample in evidence.samples {
            for slot in [None, Some(sample.slot)] {
                if let Some(recent) = self.recent.get_mut(&slot) {
                    recent.histograms.record(sample);
                }
            }
        }
        let length = evidence.running.saturating_sub(self.judged);
        if !evidence.is_running || length < SHORTEST_INTERVAL {
            return None;
        }
        let figures: HashMap<Option<Slot>, TargetStatus> = self
            .recent
            .iter()
            .map(|(slot, recent)| (*slot, recent.figures(evidence.counts(*slot), length, evidence.elapsed)))
            .collect();
        for (slot, recent) in &mut self.recent {
            *recent = Recent::after(evidence.counts(*slot));
        }
        let began = std::mem::replace(&mut self.judged, evidence.running);
        let judged = self.rules.iter_mut().zip(slots);
        let verdicts =
            judged.filter_map(|(watched, slot)| watched.judge(figures.get(&slot?)?, began, evidence.running));
        // All are judged, so that no streak misses an interval; the first in the list is the reason.
        let (rule, failure) = verdicts.collect::<Vec<_>>().into_iter().next()?;
        self.fired.get_or_insert(rule);
        Some(failure)
    }

    /// The rule that ended the run, if one did.
    pub(crate) fn fired(&self) -> Option<&String> {
        self.fired.as_ref()
    }
}

impl Watched {
    /// Takes the figures of the time from `began` to `ended`; its text and the reason to end the run, if it
    /// has been true for long enough. What could not be measured neither makes nor breaks it.
    fn judge(&mut self, figures: &TargetStatus, began: Duration, ended: Duration) -> Option<(String, RunFailure)> {
        let condition = &self.rule.condition;
        let value = condition.measure(figures)?;
        if !condition.holds(value) {
            self.true_since = None;
            return None;
        }
        let lasted = ended.saturating_sub(*self.true_since.get_or_insert(began));
        (lasted >= self.rule.lasts).then(|| {
            let failure = RunFailure::AbortRuleFired {
                rule: self.text.clone(),
                seconds: lasted.as_secs_f64(),
                metric: condition.metric.to_string(),
                measured: condition.metric.words(value),
            };
            (self.text.clone(), failure)
        })
    }
}

impl Evidence<'_> {
    /// `None` for all targets together.
    fn counts(&self, slot: Option<Slot>) -> Option<&TargetCounts> {
        slot.map_or(Some(self.total), |slot| self.all_counts.get(slot))
    }
}

impl Recent {
    /// Nothing has happened since `counts`.
    fn after(counts: Option<&TargetCounts>) -> Self {
        let (hits, begun) = counts.map(|counts| (counts.hits, counts.visits.begun())).unwrap_or_default();
        Self { histograms: Histograms::default(), hits, begun }
    }

    /// What happened up to `counts`, `elapsed` after the start, in the form that rules measure.
    fn figures(&self, counts: Option<&TargetCounts>, length: Duration, elapsed: Duration) -> TargetStatus {
        let Some(TargetCounts { visits, hits, in_flight, .. }) = counts else { return TargetStatus::default() };
        let since = |count: fn(&HitCounts) -> u64| count(hits).saturating_sub(count(&self.hits));
        let hits = HitCounts {
            delivered: since(|hits| hits.delivered),
            rejected: since(|hits| hits.rejected),
            failed: since(|hits| hits.failed),
            unknown: since(|hits| hits.unknown),
            dropped: since(|hits| hits.dropped),
            cancelled: since(|hits| hits.cancelled),
            ..HitCounts::default()
        };
        let progress = Progress {
            begun: visits.begun().saturating_sub(self.begun),
            settled: hits.settled(),
            delivered: hits.delivered,
            due: 0.0,
        };
        TargetStatus {
            hits,
            rate: progress.rate(length),
            latency_ms: self.histograms.quantiles(&in_flight.ages(elapsed)),
            ..TargetStatus::default()
        }
    }
}
