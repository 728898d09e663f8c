//! What a funnel's texts amount to, and what is wrong with it, by the path of the field.

use super::{
    draft::{FunnelDraft, step_id},
    field::{StepField, kind_name},
};
use crate::{
    editors::fields::{number, whole},
    form::{Finding, Findings, id_of_path},
};
use domain::{FieldError, Funnel, FunnelStep, Validation};
use std::sync::Arc;

/// A draft, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessed {
    /// The funnel; where a text is no number it holds the default and an error says so.
    pub funnel: Funnel,
    /// What is wrong with it.
    pub findings: Arc<Findings>,
}

impl Assessed {
    /// Reads a draft. A field that its kind of step does not show cannot be in the way: it is left empty
    /// where it is wrong.
    pub fn of(draft: &FunnelDraft) -> Self {
        let mut unread = Vec::new();
        let mut funnel = Funnel {
            name: draft.name.trim().to_owned(),
            description: draft.description.trim().to_owned(),
            enabled: draft.enabled,
            exit_after_completion: draft.exit_after_completion,
            ..Funnel::default()
        };
        match number(draft.probability.trim()) {
            Ok(probability) => funnel.probability = probability,
            Err(finding) => unread.push(FieldError::new("probability", finding)),
        }
        match whole(draft.priority.trim()) {
            Ok(priority) => funnel.priority = priority,
            Err(finding) => unread.push(FieldError::new("priority", finding)),
        }
        for (index, typed) in draft.steps.iter().enumerate() {
            let mut step = FunnelStep { kind: typed.kind, ..FunnelStep::default() };
            let shown = StepField::of(typed.kind);
            for field in StepField::ALL {
                if let Err(finding) = field.read_into(typed.text(field), &mut step)
                    && shown.contains(&field)
                {
                    unread.push(FieldError::new(path(index, field.field()), finding));
                }
            }
            funnel.steps.push(step);
        }
        empty_what_is_wrong_and_hidden(&mut funnel);
        let findings = Findings::new(Validation::of_funnel(&funnel), unread, |_| {}, place_of);
        Self { funnel, findings: Arc::new(findings) }
    }
}

/// The name of a finding about this draft, and the way to its input.
pub fn finding(error: FieldError, draft: &FunnelDraft) -> Finding {
    let FieldError { field: path, message, .. } = error;
    if let Some((index, name)) = step_field(&path) {
        let step = draft.steps.get(index);
        let kind = step.map(|step| step.kind).unwrap_or_default();
        let field = StepField::ALL.into_iter().find(|field| field.field() == name);
        let label = field.map_or("Kind", |field| field.label(kind));
        let label = format!("Step {} ({}), {label}", index + 1, kind_name(kind).to_lowercase());
        return Finding::at_input(step_id(step.map_or(0, |step| step.key), name), label, message);
    }
    let label = path.chars().take(1).flat_map(char::to_uppercase).chain(path.chars().skip(1)).collect();
    Finding::at_input(id_of_path(&path), label, message)
}

/// Path of a field of the step with this index.
pub fn path(index: usize, field: &str) -> String {
    format!("steps[{index}].{field}")
}

/// `steps[2].url` taken apart.
pub fn step_field(path: &str) -> Option<(usize, &str)> {
    let (index, field) = path.strip_prefix("steps[")?.split_once("].")?;
    Some((index.parse().ok()?, field))
}

fn empty_what_is_wrong_and_hidden(funnel: &mut Funnel) {
    for error in Validation::of_funnel(funnel).errors {
        if let Some((index, name)) = step_field(&error.field)
            && let Some(step) = funnel.steps.get_mut(index)
            && let Some(field) = StepField::ALL.into_iter().find(|field| field.field() == name)
            && !StepField::of(step.kind).contains(&field)
        {
            // Every field reads an empty text.
            let _ = field.read_into("", step);
        }
    }
}

/// Where a field stands on the page: the funnel's own first, then the steps.
fn place_of(path: &str) -> (usize, usize) {
    match step_field(path) {
        Some((index, name)) => {
            (index + 2, StepField::ALL.into_iter().position(|field| field.field() == name).map_or(0, |place| place + 1))
        }
        None if path == "steps" => (1, 0),
        None => {
            let own = ["name", "description", "probability", "priority"];
            (0, own.iter().position(|field| *field == path).unwrap_or(own.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::StepKind;

    fn fields(draft: &FunnelDraft) -> Vec<String> {
        Assessed::of(draft).findings.errors.iter().map(|error| error.field.clone()).collect()
    }

    #[test]
    fn templates_come_back_as_they_are() {
        for template in Funnel::templates() {
            let assessed = Assessed::of(&FunnelDraft::of(&template));
            assert_eq!((assessed.findings.errors.as_slice(), assessed.funnel), (&[][..], template));
        }
    }

    #[test]
    fn errors_are_named_by_path_in_the_order_of_the_page() {
        let mut draft = FunnelDraft::of(&Funnel::templates()[0]);
        draft.steps[1].set_text(StepField::DelayMax, "soon".into());
        draft.steps[0].set_text(StepField::Url, "nowhere".into());
        draft.priority = "first".into();
        draft.name = " ".into();
        assert_eq!(fields(&draft), ["name", "priority", "steps[0].url", "steps[1].delay_seconds_max"]);
        let assessed = Assessed::of(&draft);
        assert!(assessed.findings.error_at("steps[1].delay_seconds_max").unwrap().contains("soon"));
        assert_eq!(assessed.findings.error_at("steps[1].url"), None);
    }

    #[test]
    fn a_funnel_begins_with_a_page_and_has_a_step() {
        let mut draft = FunnelDraft::of(&Funnel { name: "f".into(), ..Funnel::example() });
        draft.steps[0].kind = StepKind::Ecommerce;
        assert_eq!(fields(&draft), ["steps[0].type"]);
        draft.steps.remove(draft.steps[0].key);
        assert_eq!(fields(&draft), ["steps"]);
    }

    #[test]
    fn hidden_fields_are_kept_where_right_and_dropped_where_wrong() {
        let mut draft = FunnelDraft::of(&Funnel { name: "f".into(), ..Funnel::example() });
        let step = &mut draft.steps[0];
        step.set_text(StepField::Url, "https://a.example/".into());
        step.set_text(StepField::EventCategory, "Video".into());
        step.set_text(StepField::TargetUrl, "nonsense".into());
        step.set_text(StepField::EventValue, "many".into());
        step.set_text(StepField::Tax, "-1".into());
        let assessed = Assessed::of(&draft);
        assert_eq!(assessed.findings.errors, []);
        let step = &assessed.funnel.steps[0];
        assert_eq!((step.event_category.as_str(), step.target_url.as_str()), ("Video", ""));
        assert_eq!((step.event_value, step.ecommerce_tax), (None, None));
    }
}
