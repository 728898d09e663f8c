//! Rules for the load shape beyond the ranges of its numbers.

use super::Validation;
use crate::{
    fields::{self, check_ranges},
    load_shape::{LoadShape, MAX_STEPS, Shape},
};

pub(super) fn check(shape: &LoadShape, found: &mut Validation) {
    if !(1..=MAX_STEPS).contains(&shape.steps.len()) {
        found.error("load_shape.steps", format!("must have 1 to {MAX_STEPS} steps, has {}", shape.steps.len()));
    }
    for (index, step) in shape.steps.iter().enumerate().take(MAX_STEPS) {
        check_ranges(fields::STEP, step, &format!("load_shape.steps[{index}]."), found);
    }
    for (field, levels, count) in [("hours", &shape.day_curve.hours, 24), ("weekdays", &shape.day_curve.weekdays, 7)] {
        if levels.len() != count {
            found.error(
                format!("load_shape.day_curve.{field}"),
                format!("must have {count} numbers, has {}", levels.len()),
            );
        }
    }
    if shape.shape == Shape::DayCurve && shape.day_curve.hours.iter().all(|hour| *hour == 0.0) {
        found.error("load_shape.day_curve.hours", "must not all be 0");
    }
    if shape.peak() == 0.0 {
        found.error("load_shape", "every level is 0, so no visit would ever arrive; raise at least one");
    }
}
