//! Rules for goals, user ids, custom dimensions and contents.

use super::Validation;
use crate::{
    config::{
        MultiTargetConfig,
        measured::{LONGEST_TEXT, LONGEST_VALUE, MAX_DIMENSION_VALUES, MAX_MEASURED},
    },
    fields::{self, check_ranges},
    messages::{MeasuredFinding, TextFinding},
};
use std::collections::BTreeSet;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    for (field, entries) in [
        ("goals", config.goals.len()),
        ("custom_dimensions", config.custom_dimensions.len()),
        ("contents", config.contents.len()),
    ] {
        if entries > MAX_MEASURED {
            found.error(field, MeasuredFinding::TooManyMeasured { most: MAX_MEASURED });
        }
    }
    goals(config, found);
    users(config, found);
    dimensions(config, found);
    contents(config, found);
}

fn goals(config: &MultiTargetConfig, found: &mut Validation) {
    let mut ids = BTreeSet::new();
    for (index, goal) in config.goals.iter().enumerate().take(MAX_MEASURED) {
        let at = |field: &str| format!("goals[{index}].{field}");
        check_ranges(fields::GOAL, goal, &at(""), found);
        if !ids.insert(goal.id) {
            found.error(at("id"), MeasuredFinding::GoalTwice { id: goal.id });
        }
    }
}

fn users(config: &MultiTargetConfig, found: &mut Validation) {
    if config.user_id_probability > 0.0 {
        found.warning("user_id_probability", MeasuredFinding::UserIdsHideVisitors);
    }
}

fn dimensions(config: &MultiTargetConfig, found: &mut Validation) {
    let mut ids = BTreeSet::new();
    for (index, dimension) in config.custom_dimensions.iter().enumerate().take(MAX_MEASURED) {
        let at = |field: &str| format!("custom_dimensions[{index}].{field}");
        check_ranges(fields::DIMENSION, dimension, &at(""), found);
        if !ids.insert(dimension.id) {
            found.error(at("id"), MeasuredFinding::DimensionTwice { id: dimension.id });
        }
        let values = &dimension.values;
        if values.is_empty() || values.len() > MAX_DIMENSION_VALUES {
            let finding = MeasuredFinding::DimensionValues { most: MAX_DIMENSION_VALUES, scope: dimension.scope };
            found.error(at("values"), finding);
        }
        for (place, value) in values.iter().enumerate().take(MAX_DIMENSION_VALUES) {
            if value.trim().is_empty() || value.chars().count() > LONGEST_VALUE {
                let finding = TextFinding::LengthNotBetween { least: 1, most: LONGEST_VALUE, has: None };
                found.error(at(&format!("values[{place}]")), finding);
            }
            check_text(at(&format!("values[{place}]")), value, found);
        }
    }
}

fn contents(config: &MultiTargetConfig, found: &mut Validation) {
    for (index, content) in config.contents.iter().enumerate().take(MAX_MEASURED) {
        let at = |field: &str| format!("contents[{index}].{field}");
        if content.name.trim().is_empty() {
            found.error(at("name"), TextFinding::TextEmpty);
        }
        for (field, text) in [("name", &content.name), ("piece", &content.piece), ("target", &content.target)] {
            if text.chars().count() > LONGEST_TEXT {
                found.error(at(field), TextFinding::TextTooLong { most: LONGEST_TEXT, has: None });
            }
            check_text(at(field), text, found);
        }
        check_ranges(fields::CONTENT, content, &at(""), found);
    }
}

/// In the editor these characters separate what is in a line.
fn check_text(field: String, text: &str, found: &mut Validation) {
    if text.contains([';', '|']) || text.chars().any(char::is_control) {
        found.error(field, TextFinding::SeparatorsInText);
    }
}
