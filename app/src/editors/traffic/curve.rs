//! The load shape as a line to draw and as a sentence.

use crate::{
    editors::load::three_digits,
    format::{count, duration},
};
use domain::{
    MultiTargetConfig, SeriesPoint, Shape,
    load_shape::{Curve, LoadShape, LocalClock},
};

/// Points of a drawing, about: enough for a smooth hover.
const POINTS: f64 = 240.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
/// A Monday, 00:00: where the drawn week begins. Clock changes are left aside.
const MONDAY: f64 = 4.0 * DAY;

/// How much of a shape is drawn, seconds: all that changes, and a little of what follows.
pub fn horizon(shape: &LoadShape) -> f64 {
    let seconds = match shape.shape {
        Shape::Constant => HOUR,
        Shape::Ramp => shape.ramp.seconds * 1.25,
        Shape::Steps => shape.steps.iter().map(|step| step.seconds).sum(),
        Shape::Spike => {
            let spike = &shape.spike;
            let end = spike.after_seconds + spike.rise_seconds + spike.hold_seconds + spike.fall_seconds;
            end + (end / 4.0).max(60.0)
        }
        Shape::DayCurve => 7.0 * DAY,
    };
    seconds.max(60.0)
}

/// The rate over time: `t` seconds since the start (since Monday for the day curve), visits per second
/// as `planned`.
pub fn points(config: &MultiTargetConfig) -> Vec<SeriesPoint> {
    let horizon = horizon(&config.load_shape);
    let mut points = Vec::new();
    for segment in curve(config).take_while(|segment| segment.start < horizon) {
        let length = segment.seconds.min(horizon - segment.start);
        let parts = (length / horizon * POINTS).ceil().max(1.0) as u32;
        for part in 0..=parts {
            let elapsed = length * f64::from(part) / f64::from(parts);
            let t = segment.start + elapsed;
            points.push(SeriesPoint { t, planned: segment.rate(elapsed), ..Default::default() });
        }
    }
    points
}

/// The same in words.
pub fn summary(config: &MultiTargetConfig) -> String {
    let visits = |seconds| count(curve(config).visits_within(seconds).round() as u64);
    let shape = &config.load_shape;
    let peak = three_digits(config.target_visits_per_day / DAY * shape.peak());
    match shape.shape {
        Shape::Constant => format!("{} visits in an hour, {} in a day, {peak} per second.", visits(HOUR), visits(DAY)),
        Shape::DayCurve => {
            format!(
                "{} visits in a week, {} of them on Monday; at most {peak} per second.",
                visits(7.0 * DAY),
                visits(DAY)
            )
        }
        _ => format!(
            "{} visits in the first hour, {} in the first day; at most {peak} per second. The shape takes {}, then the last level is held.",
            visits(HOUR),
            visits(DAY),
            duration(length(shape)),
        ),
    }
}

/// When a shape stops changing, seconds from the start.
fn length(shape: &LoadShape) -> f64 {
    match shape.shape {
        Shape::Constant | Shape::DayCurve => 0.0,
        Shape::Ramp => shape.ramp.seconds,
        Shape::Steps => shape.steps.split_last().map_or(0.0, |(_, held)| held.iter().map(|step| step.seconds).sum()),
        Shape::Spike => {
            let spike = &shape.spike;
            spike.after_seconds + spike.rise_seconds + spike.hold_seconds + spike.fall_seconds
        }
    }
}

fn curve(config: &MultiTargetConfig) -> Curve {
    let clock = LocalClock { start_unix: MONDAY, offsets: Vec::new() };
    Curve::new(&config.load_shape, config.target_visits_per_day, clock)
}

/// A moment of the drawn week: `Tue 06:00`.
pub fn week_time(seconds: f64) -> String {
    let hours = (seconds / HOUR).round() as usize;
    let day = super::lists::WEEKDAYS.get(hours / 24 % 7).and_then(|day| day.get(..3)).unwrap_or_default();
    format!("{day} {:02}:00", hours % 24)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::load_shape::{Ramp, Spike, Step};

    fn config(shape: LoadShape) -> MultiTargetConfig {
        MultiTargetConfig { target_visits_per_day: 86_400.0, load_shape: shape, ..Default::default() }
    }

    #[test]
    fn a_ramp_is_drawn_from_its_first_to_its_last_level_and_on() {
        let shape =
            LoadShape { shape: Shape::Ramp, ramp: Ramp { from: 0.0, to: 2.0, seconds: 400.0 }, ..Default::default() };
        let points = points(&config(shape));
        let at = |t: f64| points.iter().find(|point| (point.t - t).abs() < 1e-9).map(|point| point.planned);
        assert_eq!((at(0.0), at(200.0), at(400.0), at(500.0)), (Some(0.0), Some(1.0), Some(2.0), Some(2.0)));
    }

    #[test]
    fn every_shape_is_drawn_in_order_of_time_up_to_its_horizon() {
        for shape in Shape::ALL {
            let shape = LoadShape { shape, ..Default::default() };
            let end = horizon(&shape);
            let points = points(&config(shape));
            assert!(points.windows(2).all(|pair| pair[0].t <= pair[1].t), "{points:?}");
            assert!((points.last().unwrap().t - end).abs() < 1e-6 && points.len() < 1_000, "{}", points.len());
        }
    }

    #[test]
    fn steps_jump_where_one_ends() {
        let steps = [(1.0, 60.0), (3.0, 60.0)].map(|(level, seconds)| Step { level, seconds }).into();
        let points = points(&config(LoadShape { shape: Shape::Steps, steps, ..Default::default() }));
        let at: Vec<_> = points.iter().filter(|point| point.t == 60.0).map(|point| point.planned).collect();
        assert_eq!(at, [1.0, 3.0]);
    }

    #[test]
    fn words_say_how_many_and_how_fast() {
        let constant = summary(&config(LoadShape::default()));
        assert_eq!(constant, "3,600 visits in an hour, 86,400 in a day, 1 per second.");
        let spike = Spike {
            base: 1.0,
            peak: 3.0,
            after_seconds: 60.0,
            rise_seconds: 0.0,
            hold_seconds: 100.0,
            fall_seconds: 0.0,
        };
        let spike = summary(&config(LoadShape { shape: Shape::Spike, spike, ..Default::default() }));
        assert!(spike.starts_with("3,800 visits in the first hour, 86,600 in the first day; at most 3 per second."));
        assert!(spike.contains("takes 2 min 40 s"), "{spike}");
    }

    #[test]
    fn the_drawn_week_begins_on_monday() {
        assert_eq!((week_time(0.0).as_str(), week_time(30.0 * HOUR).as_str()), ("Mon 00:00", "Tue 06:00"));
        let mut shape = LoadShape { shape: Shape::DayCurve, ..Default::default() };
        shape.day_curve.weekdays = vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert!(summary(&config(shape)).starts_with("86,400 visits in a week, 86,400 of them on Monday"));
    }
}
