//! Rates and areas of every shape, and that time and visits are each other's inverse.

use super::*;

fn curve(shape: LoadShape) -> Curve {
    Curve::new(&shape, 86_400.0, LocalClock::default())
}

fn of(shape: Shape) -> LoadShape {
    LoadShape { shape, ..LoadShape::default() }
}

#[test]
fn every_shape_has_the_area_of_its_drawing() {
    let cases = [
        (of(Shape::Constant), 1_000.0, 1_000.0),
        (of(Shape::Ramp), 600.0, 300.0),
        (of(Shape::Ramp), 700.0, 400.0),
        (of(Shape::Steps), 1_000.0, 300.0 * (0.25 + 0.5 + 0.75) + 100.0),
        (of(Shape::Spike), 1_000.0, 1_000.0 + 4.0 * (15.0 + 120.0 + 30.0)),
    ];
    for (shape, seconds, visits) in cases {
        let name = shape.shape.as_str();
        let found = curve(shape).visits_within(seconds);
        assert!((found - visits).abs() < 1e-6, "{name}: {found} instead of {visits}");
    }
}

#[test]
fn a_week_of_the_day_curve_has_the_sum_of_its_weekday_factors() {
    let shape = of(Shape::DayCurve);
    let days: f64 = shape.day_curve.weekdays.iter().sum();
    let week = curve(shape.clone()).visits_within(7.0 * 86_400.0);
    assert!((week - days * 86_400.0).abs() < 1e-3, "{week}");
    // 1970-01-03 was a Saturday.
    let clock = LocalClock { start_unix: 2.0 * 86_400.0, offsets: Vec::new() };
    let saturday = Curve::new(&shape, 86_400.0, clock).visits_within(86_400.0);
    assert!((saturday - 0.7 * 86_400.0).abs() < 1e-3, "{saturday}");
}

#[test]
fn clocks_that_change_move_the_day_curve_with_them() {
    // Two hours ahead until one o'clock UTC, one hour afterwards: the local hour from two to three comes twice.
    let offsets = vec![ZoneOffset { from_unix: 0, seconds: 7_200 }, ZoneOffset { from_unix: 3_600, seconds: 3_600 }];
    let shape = of(Shape::DayCurve);
    let levels: Vec<f64> = Curve::new(&shape, 86_400.0, LocalClock { start_unix: 0.0, offsets })
        .take(3)
        .map(|segment| segment.from)
        .collect();
    let level = |hour| shape.day_curve.level(3, hour);
    assert_eq!(levels, [level(2), level(2), level(3)]);
}

#[test]
fn time_and_visits_are_inverse_on_slopes() {
    for (from, to) in [(0.0, 2.0), (2.0, 0.0), (1.0, 1.0), (0.3, 7.0)] {
        let segment = Segment { start: 0.0, seconds: 100.0, from, to };
        for tenth in 0..=10 {
            let elapsed = f64::from(tenth) * 10.0;
            let back = segment.seconds_until(segment.visits(elapsed));
            assert!((back - elapsed).abs() < 1e-6, "{from} to {to} at {elapsed}: {back}");
        }
    }
}

#[test]
fn a_spike_that_rises_at_once_has_no_empty_segments() {
    let mut shape = of(Shape::Spike);
    shape.spike.rise_seconds = 0.0;
    let rates: Vec<_> = curve(shape.clone()).map(|segment| (segment.from, segment.to)).collect();
    assert_eq!(rates, [(1.0, 1.0), (5.0, 5.0), (5.0, 1.0), (1.0, 1.0)]);
    assert_eq!(shape.peak(), 5.0);
}

#[test]
fn the_next_midnight_is_the_zone_s() {
    // Europe/Berlin, 2026-10-25: 22:00 UTC the day before is midnight, and the clocks go back at 01:00 UTC.
    let start: i64 = 1_792_879_200;
    let berlin = LocalClock {
        start_unix: 0.0,
        offsets: vec![
            ZoneOffset { from_unix: 0, seconds: 7_200 },
            ZoneOffset { from_unix: start + 10_800, seconds: 3_600 },
        ],
    };
    let hours = |hours: f64| start as f64 + hours * 3_600.0;
    for (now, midnight) in [(-0.001, 0.0), (0.0, 25.0), (2.9, 25.0), (3.0, 25.0), (24.99, 25.0), (25.0, 49.0)] {
        assert_eq!(berlin.next_midnight(hours(now)), hours(midnight), "{now}");
    }
    // Where midnight itself is left out, the day begins when the clocks go on.
    let skipping = LocalClock {
        start_unix: 0.0,
        offsets: vec![ZoneOffset { from_unix: 0, seconds: 0 }, ZoneOffset { from_unix: 86_400, seconds: 3_600 }],
    };
    assert_eq!(skipping.next_midnight(80_000.0), 86_400.0);
    assert_eq!(skipping.next_midnight(86_400.0), 2.0 * 86_400.0 - 3_600.0);
    assert_eq!(LocalClock::default().next_midnight(1.5), 86_400.0);
}
