//! Rules for the load shape beyond the ranges of its numbers.

use super::Validation;
use crate::{
    fields::{self, check_ranges},
    load_shape::{LoadShape, MAX_STEPS, Shape},
    messages::ShapeFinding,
};

pub(super) fn check(shape: &LoadShape, found: &mut Validation) {
    if !(1..=MAX_STEPS).contains(&shape.steps.len()) {
        let finding = ShapeFinding::StepCountNotBetween { most: MAX_STEPS, has: shape.steps.len() };
        found.error("load_shape.steps", finding);
    }
    for (index, step) in shape.steps.iter().enumerate().take(MAX_STEPS) {
        check_ranges(fields::STEP, step, &format!("load_shape.steps[{index}]."), found);
    }
    for (field, levels, count) in [("hours", &shape.day_curve.hours, 24), ("weekdays", &shape.day_curve.weekdays, 7)] {
        if levels.len() != count {
            let finding = ShapeFinding::CurveLengthWrong { count, has: levels.len() };
            found.error(format!("load_shape.day_curve.{field}"), finding);
        }
    }
    if shape.shape == Shape::DayCurve && shape.day_curve.hours.iter().all(|hour| *hour == 0.0) {
        found.error("load_shape.day_curve.hours", ShapeFinding::HoursAllZero);
    }
    if shape.peak() == 0.0 {
        found.error("load_shape", ShapeFinding::EveryLevelZero);
    }
}
