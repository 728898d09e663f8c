//! A load shape in a sentence.

use crate::format::{amount, duration};
use domain::{LoadShape, Shape};

/// Only what has an effect; levels as multiples of the rate.
pub(super) fn words(shape: &LoadShape) -> String {
    match shape.shape {
        Shape::Constant => "constant".to_owned(),
        Shape::Ramp => {
            let ramp = &shape.ramp;
            format!("ramp from {}× to {}× in {}", amount(ramp.from), amount(ramp.to), duration(ramp.seconds))
        }
        Shape::Steps => {
            let levels: Vec<_> = shape.steps.iter().map(|step| format!("{}×", amount(step.level))).collect();
            let seconds: f64 = shape.steps.iter().map(|step| step.seconds).sum();
            format!("steps {} over {}", levels.join(", "), duration(seconds))
        }
        Shape::Spike => {
            let spike = &shape.spike;
            let length = spike.rise_seconds + spike.hold_seconds + spike.fall_seconds;
            format!(
                "{}× with a spike of {}× after {}, {} long",
                amount(spike.base),
                amount(spike.peak),
                duration(spike.after_seconds),
                duration(length),
            )
        }
        Shape::DayCurve => {
            let numbers = |list: &[f64]| list.iter().copied().map(amount).collect::<Vec<_>>().join(", ");
            let curve = &shape.day_curve;
            format!("day curve; Monday to Sunday × {}; hours {}", numbers(&curve.weekdays), numbers(&curve.hours))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_says_what_it_does() {
        let words_of = |shape| words(&LoadShape { shape, ..LoadShape::default() });
        assert_eq!(words_of(Shape::Constant), "constant");
        assert_eq!(words_of(Shape::Ramp), "ramp from 0× to 1× in 10 min 00 s");
        assert_eq!(words_of(Shape::Steps), "steps 0.25×, 0.5×, 0.75×, 1× over 20 min 00 s");
        assert_eq!(words_of(Shape::Spike), "1× with a spike of 5× after 5 min 00 s, 3 min 30 s long");
        assert!(words_of(Shape::DayCurve).starts_with("day curve; Monday to Sunday × 1"));
    }
}
