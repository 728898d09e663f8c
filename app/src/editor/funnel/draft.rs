//! A funnel as texts, so that nothing a person typed is lost because it is not (yet) a number, and so
//! that fields of another kind of step are still there when the kind is changed back.

use super::field::StepField;
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
    fn of(key: u32, step: &FunnelStep) -> Self {
        let texts = StepField::ALL.into_iter().map(|field| (field, field.text_of(step))).collect();
        Self { key, kind: step.kind, texts }
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

/// A funnel as typed. Equality is "nothing to save".
#[derive(Clone, Debug, Default)]
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
    pub steps: Vec<StepDraft>,
    next_key: u32,
}

impl PartialEq for FunnelDraft {
    fn eq(&self, other: &Self) -> bool {
        let texts =
            |draft: &Self| [&draft.name, &draft.description, &draft.probability, &draft.priority].map(String::clone);
        texts(self) == texts(other)
            && (self.enabled, self.exit_after_completion) == (other.enabled, other.exit_after_completion)
            && self.steps == other.steps
    }
}

impl FunnelDraft {
    /// A draft of a funnel.
    pub fn of(funnel: &Funnel) -> Self {
        let mut draft = Self {
            name: funnel.name.clone(),
            description: funnel.description.clone(),
            probability: funnel.probability.to_string(),
            priority: funnel.priority.to_string(),
            enabled: funnel.enabled,
            exit_after_completion: funnel.exit_after_completion,
            steps: Vec::new(),
            next_key: 0,
        };
        for step in &funnel.steps {
            let key = draft.take_key();
            draft.steps.push(StepDraft::of(key, step));
        }
        draft
    }

    /// The step with this key.
    pub fn step(&self, key: u32) -> Option<&StepDraft> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// The step with this key, to be written.
    pub fn step_mut(&mut self, key: u32) -> Option<&mut StepDraft> {
        self.steps.iter_mut().find(|step| step.key == key)
    }

    /// Where the step with this key stands.
    pub fn index_of(&self, key: u32) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }

    /// Adds a page view at the end and returns its key.
    pub fn add(&mut self) -> u32 {
        let key = self.take_key();
        self.steps.push(StepDraft::of(key, &FunnelStep::default()));
        key
    }

    /// Copies a step to the place after it and returns the copy's key.
    pub fn duplicate(&mut self, key: u32) -> Option<u32> {
        let index = self.index_of(key)?;
        let copy = StepDraft { key: self.take_key(), ..self.step(key)?.clone() };
        let key = copy.key;
        self.steps.insert(index + 1, copy);
        Some(key)
    }

    /// Takes a step out; the result is what [`FunnelDraft::put_back`] needs.
    pub fn remove(&mut self, key: u32) -> Option<(usize, StepDraft)> {
        let index = self.index_of(key)?;
        Some((index, self.steps.remove(index)))
    }

    /// Undoes [`FunnelDraft::remove`].
    pub fn put_back(&mut self, index: usize, step: StepDraft) {
        self.steps.insert(index.min(self.steps.len()), step);
    }

    /// Moves a step one place up or down; returns its new index, or `None` at the end of the list.
    pub fn shift(&mut self, key: u32, up: bool) -> Option<usize> {
        let from = self.index_of(key)?;
        let to = if up { from.checked_sub(1)? } else { from + 1 };
        if to >= self.steps.len() {
            return None;
        }
        self.steps.swap(from, to);
        Some(to)
    }

    /// Moves a step to the place of another, which makes room; returns its new index.
    pub fn place(&mut self, key: u32, at: u32) -> Option<usize> {
        let (from, to) = (self.index_of(key)?, self.index_of(at)?);
        let step = self.steps.remove(from);
        self.steps.insert(to, step);
        Some(to)
    }

    fn take_key(&mut self) -> u32 {
        self.next_key += 1;
        self.next_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purchase() -> FunnelDraft {
        FunnelDraft::of(&Funnel::templates()[0])
    }

    fn keys(draft: &FunnelDraft) -> Vec<u32> {
        draft.steps.iter().map(|step| step.key).collect()
    }

    #[test]
    fn steps_move_by_one_and_to_a_place() {
        let mut draft = purchase();
        let before = keys(&draft);
        assert_eq!(draft.shift(before[0], true), None);
        assert_eq!(draft.shift(*before.last().unwrap(), false), None);
        assert_eq!(draft.shift(before[2], true), Some(1));
        assert_eq!(keys(&draft)[..3], [before[0], before[2], before[1]]);
        assert_eq!(draft.shift(before[2], false), Some(2));
        assert_eq!(draft, purchase(), "moved back is nothing to save");
        assert_eq!(draft.place(before[0], before[2]), Some(2));
        assert_eq!(keys(&draft)[..3], [before[1], before[2], before[0]]);
    }

    #[test]
    fn a_copy_has_a_key_of_its_own_and_removal_can_be_undone() {
        let mut draft = purchase();
        let first = draft.steps[0].key;
        let copy = draft.duplicate(first).unwrap();
        assert_eq!(draft.index_of(copy), Some(1));
        assert_eq!(draft.steps[1].text(StepField::Url), draft.steps[0].text(StepField::Url));
        let (index, step) = draft.remove(copy).unwrap();
        assert_eq!(draft, purchase());
        draft.put_back(index, step);
        assert_eq!(draft.index_of(copy), Some(1));
        assert_ne!(draft.add(), copy);
    }
}
