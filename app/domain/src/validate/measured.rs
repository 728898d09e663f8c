//! Rules for goals, user ids, custom dimensions and contents.

use super::Validation;
use crate::{
    config::{
        DimensionScope, MultiTargetConfig,
        measured::{LONGEST_TEXT, LONGEST_VALUE, MAX_DIMENSION_VALUES, MAX_MEASURED},
    },
    fields::{self, check_ranges},
};
use std::collections::BTreeSet;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    for (field, entries) in [
        ("goals", config.goals.len()),
        ("custom_dimensions", config.custom_dimensions.len()),
        ("contents", config.contents.len()),
    ] {
        if entries > MAX_MEASURED {
            found.error(field, format!("at most {MAX_MEASURED} entries are possible"));
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
            found.error(at("id"), format!("goal {} is listed twice; a visit reaches a goal once", goal.id));
        }
    }
}

fn users(config: &MultiTargetConfig, found: &mut Validation) {
    if config.user_id_probability > 0.0 {
        found.warning(
            "user_id_probability",
            "Matomo makes the visitor id of a hit with a user id from that, so these visits cannot be told by the visitor ids of \
             the run; and users who look alike at the same time, by address and browser, become one visit. Give targets a \
             token, so that visitors have addresses of their own",
        );
    }
}

fn dimensions(config: &MultiTargetConfig, found: &mut Validation) {
    let mut ids = BTreeSet::new();
    for (index, dimension) in config.custom_dimensions.iter().enumerate().take(MAX_MEASURED) {
        let at = |field: &str| format!("custom_dimensions[{index}].{field}");
        check_ranges(fields::DIMENSION, dimension, &at(""), found);
        if !ids.insert(dimension.id) {
            found.error(at("id"), format!("dimension {} is listed twice; give one entry all its values", dimension.id));
        }
        let values = &dimension.values;
        if values.is_empty() || values.len() > MAX_DIMENSION_VALUES {
            let scope = if dimension.scope == DimensionScope::Visit { "a visit" } else { "an action" };
            found.error(at("values"), format!("needs 1 to {MAX_DIMENSION_VALUES} values that {scope} can have"));
        }
        for (place, value) in values.iter().enumerate().take(MAX_DIMENSION_VALUES) {
            if value.trim().is_empty() || value.chars().count() > LONGEST_VALUE {
                found.error(at(&format!("values[{place}]")), format!("must have 1 to {LONGEST_VALUE} characters"));
            }
            check_text(at(&format!("values[{place}]")), value, found);
        }
    }
}

fn contents(config: &MultiTargetConfig, found: &mut Validation) {
    for (index, content) in config.contents.iter().enumerate().take(MAX_MEASURED) {
        let at = |field: &str| format!("contents[{index}].{field}");
        if content.name.trim().is_empty() {
            found.error(at("name"), "must not be empty");
        }
        for (field, text) in [("name", &content.name), ("piece", &content.piece), ("target", &content.target)] {
            if text.chars().count() > LONGEST_TEXT {
                found.error(at(field), format!("must have at most {LONGEST_TEXT} characters"));
            }
            check_text(at(field), text, found);
        }
        check_ranges(fields::CONTENT, content, &at(""), found);
    }
}

/// In the editor these characters separate what is in a line.
fn check_text(field: String, text: &str, found: &mut Validation) {
    if text.contains([';', '|']) || text.chars().any(char::is_control) {
        found.error(field, "must not contain semicolons, bars or control characters");
    }
}
