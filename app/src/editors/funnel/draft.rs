//! A funnel as texts, so that nothing a person typed is lost because it is not (yet) a number, and so
//! that fields of another kind of step are still there when the kind is changed back.

use super::field::{StepField, kind_name};
use crate::form::{self, Rows, take_over, take_over_texts};
use domain::{Funnel, FunnelStep, StepKind};
use std::collections::BTreeMap;

/// A step as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepDraft {
    /// Identity within this editor, never reused.
    pub key: u32,
    /// What it does.
    pub kind: StepKind,
    texts: BTreeMap<StepField, String>,
}

impl StepDraft {
    fn of(step: &FunnelStep) -> Self {
        let texts = StepField::ALL.into_iter().map(|field| (field, field.text_of(step))).collect();
        Self { key: 0, kind: step.kind, texts }
    }

    /// The text of a field.
    pub fn text(&self, field: StepField) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// Writes a field.
    pub fn set_text(&mut self, field: StepField, text: String) {
        self.texts.insert(field, text);
    }
}

impl form::Row for StepDraft {
    fn key(&self) -> u32 {
        self.key
    }

    fn set_key(&mut self, key: u32) {
        self.key = key;
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        take_over(&mut self.kind, &submitted.kind, &saved.kind);
        take_over_texts(&mut self.texts, &submitted.texts, &saved.texts);
    }
}

/// A funnel as typed. Equality is "nothing to save".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunnelDraft {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Probability, as typed.
    pub probability: String,
    /// Priority, as typed.
    pub priority: String,
    /// Whether visits take it.
    pub enabled: bool,
    /// Whether the visit ends with it.
    pub exit_after_completion: bool,
    /// The steps in order.
    pub steps: Rows<StepDraft>,
}

impl FunnelDraft {
    /// A draft of a funnel.
    pub fn of(funnel: &Funnel) -> Self {
        Self {
            name: funnel.name.clone(),
            description: funnel.description.clone(),
            probability: funnel.probability.to_string(),
            priority: funnel.priority.to_string(),
            enabled: funnel.enabled,
            exit_after_completion: funnel.exit_after_completion,
            steps: funnel.steps.iter().map(StepDraft::of).collect(),
        }
    }

    /// Adds a page view at the end and returns its key.
    pub fn add(&mut self) -> u32 {
        self.steps.push(StepDraft::of(&FunnelStep::default()))
    }
}

impl form::Draft for FunnelDraft {
    type Stored = Funnel;

    fn after_saving(&self, stored: &Funnel) -> Self {
        let mut draft = Self::of(stored);
        draft.steps = draft.steps.with_keys_of(&self.steps);
        // Fields of another kind of step are there again when the kind is changed back.
        for (step, typed) in draft.steps.iter_mut().zip(self.steps.iter()) {
            for field in StepField::ALL.into_iter().filter(|field| !StepField::of(typed.kind).contains(field)) {
                step.set_text(field, typed.text(field).to_owned());
            }
        }
        draft
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        take_over(&mut self.name, &submitted.name, &saved.name);
        take_over(&mut self.description, &submitted.description, &saved.description);
        take_over(&mut self.probability, &submitted.probability, &saved.probability);
        take_over(&mut self.priority, &submitted.priority, &saved.priority);
        take_over(&mut self.enabled, &submitted.enabled, &saved.enabled);
        take_over(&mut self.exit_after_completion, &submitted.exit_after_completion, &saved.exit_after_completion);
        self.steps.take_over(&submitted.steps, &saved.steps);
    }
}

/// The steps of a funnel.
#[derive(Clone, Copy, Debug)]
pub struct Steps;

impl form::ListOf for Steps {
    type Draft = FunnelDraft;
    type Row = StepDraft;

    fn rows(self, draft: &FunnelDraft) -> &Rows<StepDraft> {
        &draft.steps
    }

    fn rows_mut(self, draft: &mut FunnelDraft) -> &mut Rows<StepDraft> {
        &mut draft.steps
    }

    fn id(self) -> &'static str {
        "steps"
    }

    fn first_input(self, key: u32) -> String {
        step_id(key, "type")
    }

    fn called(self, step: &StepDraft) -> String {
        kind_name(step.kind).to_owned()
    }
}

/// Id of a step's input.
pub fn step_id(key: u32, field: &str) -> String {
    format!("step{key}-{field}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Draft;

    #[test]
    fn what_the_server_stores_in_its_own_form_is_taken_over_and_hidden_fields_stay() {
        let mut draft = FunnelDraft::of(&Funnel::templates()[0]);
        draft.name = "  Path  ".into();
        draft.steps[0].set_text(StepField::EventValue, "many".into());
        let stored = Funnel { name: "Path".into(), ..Funnel::templates()[0].clone() };
        let saved = draft.after_saving(&stored);
        assert_eq!((saved.name.as_str(), saved.steps[0].text(StepField::EventValue)), ("Path", "many"));
        assert_eq!(saved.steps.keys(), draft.steps.keys());
    }

    #[test]
    fn edits_made_during_a_save_stay_and_the_rest_is_as_it_was_stored() {
        let mut draft = FunnelDraft::of(&Funnel::templates()[0]);
        draft.name = "  Path  ".into();
        let submitted = draft.clone();
        draft.description = "typed meanwhile".into();
        let step = draft.steps[1].key;
        draft.steps.remove(step);
        let stored = Funnel { name: "Path".into(), ..Funnel::templates()[0].clone() };
        draft.take_over(&submitted, &submitted.after_saving(&stored));
        assert_eq!((draft.name.as_str(), draft.description.as_str()), ("Path", "typed meanwhile"));
        assert_eq!(draft.steps.len(), submitted.steps.len() - 1);
        assert_eq!(draft.steps.undo(), Some(step));
    }
}
