//! Rules for the load shape.

use super::Validation;
use crate::load_shape::{LoadShape, MAX_LEVEL, MAX_SECONDS, MAX_STEPS, Shape};

pub(super) fn check(shape: &LoadShape, found: &mut Validation) {
    let ramp = &shape.ramp;
    level(found, "load_shape.ramp.from", ramp.from);
    level(found, "load_shape.ramp.to", ramp.to);
    found.within("load_shape.ramp.seconds", ramp.seconds, 1.0, MAX_SECONDS);
    if !(1..=MAX_STEPS).contains(&shape.steps.len()) {
        found.error("load_shape.steps", format!("must have 1 to {MAX_STEPS} steps, has {}", shape.steps.len()));
    }
    for (index, step) in shape.steps.iter().enumerate().take(MAX_STEPS) {
        level(found, &format!("load_shape.steps[{index}].level"), step.level);
        found.within(format!("load_shape.steps[{index}].seconds"), step.seconds, 1.0, MAX_SECONDS);
    }
    let spike = &shape.spike;
    level(found, "load_shape.spike.base", spike.base);
    level(found, "load_shape.spike.peak", spike.peak);
    for (field, seconds) in [
        ("after_seconds", spike.after_seconds),
        ("rise_seconds", spike.rise_seconds),
        ("hold_seconds", spike.hold_seconds),
        ("fall_seconds", spike.fall_seconds),
    ] {
        found.within(format!("load_shape.spike.{field}"), seconds, 0.0, MAX_SECONDS);
    }
    for (field, levels, count) in [("hours", &shape.day_curve.hours, 24), ("weekdays", &shape.day_curve.weekdays, 7)] {
        if levels.len() != count {
            found.error(
                format!("load_shape.day_curve.{field}"),
                format!("must have {count} numbers, has {}", levels.len()),
            );
        }
        for (index, value) in levels.iter().enumerate().take(count) {
            level(found, &format!("load_shape.day_curve.{field}[{index}]"), *value);
        }
    }
    if shape.shape == Shape::DayCurve && shape.day_curve.hours.iter().all(|hour| *hour == 0.0) {
        found.error("load_shape.day_curve.hours", "must not all be 0");
    }
    if shape.peak() == 0.0 {
        found.error("load_shape", "every level is 0, so no visit would ever arrive; raise at least one");
    }
}

fn level(found: &mut Validation, field: &str, value: f64) {
    found.within(field, value, 0.0, MAX_LEVEL);
}
