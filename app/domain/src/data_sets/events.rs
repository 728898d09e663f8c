//! The events that visits report.

use super::report::{DataSetReport, top};
use crate::{
    error::FieldError,
    messages::{DataSetFinding, DataSetWarning},
    plain_text,
};
use serde::{Deserialize, Serialize};

/// Both kinds of events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventSets {
    /// Of something that was clicked.
    pub click_events: Vec<TrackingEvent>,
    /// Of the visitor's behaviour.
    pub random_events: Vec<TrackingEvent>,
}

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackingEvent {
    /// Must not be empty; Matomo takes an event without one for a page view.
    pub category: String,
    /// Must not be empty.
    pub action: String,
    /// Empty for none.
    pub name: String,
    /// From 0; `None` for none.
    pub value: Option<f64>,
}

/// The largest value of an event.
pub(crate) const MAX_VALUE: f64 = 1e12;

/// More events of a kind than this are rarely meant.
const MANY: usize = 100;

impl EventSets {
    /// One of each kind: an example of all fields.
    pub fn example() -> Self {
        Self { click_events: vec![TrackingEvent::default()], random_events: vec![TrackingEvent::default()] }
    }

    /// The findings and counts.
    pub fn report(&self) -> DataSetReport {
        let mut report = DataSetReport::default();
        let mut categories = Vec::new();
        for (list, events) in [("click_events", &self.click_events), ("random_events", &self.random_events)] {
            if events.is_empty() {
                report.warnings.push(DataSetWarning::NoEvents { list }.to_string());
            }
            if events.len() > super::MAX_ENTRIES {
                let finding = DataSetFinding::DataSetTooLong { has: events.len(), most: super::MAX_ENTRIES };
                report.errors.push(FieldError::new(list, finding));
            } else if events.len() > MANY {
                report.warnings.push(DataSetWarning::ManyEvents { list, has: events.len() }.to_string());
            }
            for (index, event) in events.iter().enumerate() {
                for (field, finding) in event.problems() {
                    report.errors.push(FieldError::new(format!("{list}[{index}].{field}"), finding));
                }
                categories.push(event.category.as_str());
            }
            report.entries += events.len();
        }
        report.errors.truncate(DataSetReport::MOST_FINDINGS);
        report.categories = top(categories.into_iter());
        report.valid = report.errors.is_empty();
        report
    }
}

impl TrackingEvent {
    fn problems(&self) -> Vec<(&'static str, DataSetFinding)> {
        let mut problems = Vec::new();
        for (field, text) in [("category", &self.category), ("action", &self.action)] {
            if text.trim().is_empty() {
                problems.push((field, DataSetFinding::EventIncomplete));
            }
        }
        if self.value.is_some_and(|value| !(0.0..=MAX_VALUE).contains(&value)) {
            problems.push(("value", DataSetFinding::EventValueInvalid));
        }
        for (field, text) in [("category", &self.category), ("action", &self.action), ("name", &self.name)] {
            problems.extend(plain_text::objection(text).map(|finding| (field, finding.into())));
        }
        problems
    }
}
