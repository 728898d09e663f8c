//! Another load from a moment on: what was planned before stays, and the integral goes on from there.

use super::*;
use domain::DistributionStrategy;

const START: f64 = 1_000_000.0;

fn started(config: &MultiTargetConfig, seed: u64) -> Schedule {
    Schedule::new(config, seed, None, LocalClock { start_unix: START, offsets: Vec::new() })
}

fn change(schedule: &mut Schedule, seconds: f64, config: &MultiTargetConfig) {
    schedule.change(Duration::from_secs_f64(seconds), START + seconds, Load::of(config));
}

/// Seconds of the arrivals before `until`.
fn seconds(schedule: &mut Schedule, until: f64) -> Vec<f64> {
    let mut seconds = Vec::new();
    while schedule.peek().is_some_and(|arrival| arrival.planned.as_secs_f64() < until) {
        seconds.push(schedule.next().unwrap().planned.as_secs_f64());
    }
    seconds
}

fn ramp(per_day: f64) -> MultiTargetConfig {
    let ramp = Ramp { from: 0.0, to: 1.0, seconds: 100.0 };
    let load_shape = LoadShape { shape: Shape::Ramp, ramp, ..Default::default() };
    MultiTargetConfig { load_shape, ..config(per_day, Arrivals::Constant) }
}

#[test]
fn what_is_left_of_a_gap_passes_at_the_new_rate() {
    let mut schedule = started(&config(DAY, Arrivals::Constant), 1);
    assert_eq!(seconds(&mut schedule, 2.4), [0.0, 1.0, 2.0]);
    // Four tenths of a gap have passed; the other six take 0.06 s at ten times the rate.
    change(&mut schedule, 2.4, &config(10.0 * DAY, Arrivals::Constant));
    let after = seconds(&mut schedule, 2.7);
    assert!(after.iter().zip([2.46, 2.56, 2.66]).all(|(found, due)| (found - due).abs() < 1e-6), "{after:?}");
    assert_eq!(schedule.peek().unwrap().index, 6);
}

#[test]
fn a_rate_changed_in_the_middle_of_a_ramp_scales_it() {
    let mut schedule = started(&ramp(DAY), 1);
    // Half-way up 12.5 visits have come; then the same ramp is ten times as high.
    assert_eq!(seconds(&mut schedule, 50.0).len(), 13);
    change(&mut schedule, 50.0, &ramp(10.0 * DAY));
    let rest = seconds(&mut schedule, 100.0);
    assert!((374..=376).contains(&rest.len()), "{}", rest.len());
    assert_eq!(seconds(&mut schedule, 110.0).len(), 100);
}

#[test]
fn another_shape_begins_at_the_change() {
    let mut schedule = started(&config(DAY, Arrivals::Constant), 1);
    assert_eq!(seconds(&mut schedule, 1_000.0).len(), 1_000);
    change(&mut schedule, 1_000.0, &ramp(DAY));
    assert_eq!(seconds(&mut schedule, 1_100.0).len(), 50);
    // The day curve goes by the clock: START is 13:46:40 UTC on a Monday.
    let mut by_day = config(DAY, Arrivals::Constant);
    by_day.load_shape.shape = Shape::DayCurve;
    change(&mut schedule, 1_100.0, &by_day);
    let due = by_day.load_shape.day_curve.level(0, 14) * 900.0;
    let found = seconds(&mut schedule, 1_999.0).len() as f64;
    assert!((found - due).abs() < 5.0, "{found} for {due}");
}

#[test]
fn a_change_moves_nothing_that_was_planned_before_it() {
    let mut late = started(&config(DAY, Arrivals::Poisson), 9);
    let planned: Vec<_> = late.clone().take_while(|arrival| arrival.planned < Duration::from_secs(50)).collect();
    // This machine is 50 s behind when the change comes.
    change(&mut late, 50.0, &config(100.0 * DAY, Arrivals::Poisson));
    assert_eq!(late.by_ref().take(planned.len()).collect::<Vec<_>>(), planned);
    let after = seconds(&mut late, 60.0);
    assert!(after[0] >= 50.0 && (850..1_150).contains(&after.len()), "{} after {}", after.len(), after[0]);
}

/// Seconds until a change, and the rate, the shape, Poisson or not, and independent or not from then on.
type Change = (f64, f64, LoadShape, bool, bool);

/// The arrivals while these changes are made; with `look` the next one is looked at before each.
fn play(seed: u64, changes: &[Change], look: bool) -> Vec<Arrival> {
    let mut schedule = started(&config(5.0 * DAY, Arrivals::Constant), seed);
    let mut now = 0.0;
    let mut arrivals = Vec::new();
    for (wait, rate, shape, is_poisson, is_independent) in changes {
        now += wait;
        while schedule.peek().is_some_and(|arrival| arrival.planned.as_secs_f64() < now) {
            arrivals.extend(schedule.next());
            if arrivals.len() > 5_000 {
                return arrivals;
            }
        }
        if look {
            schedule.peek();
        }
        let arrivals = if *is_poisson { Arrivals::Poisson } else { Arrivals::Constant };
        let mut next = MultiTargetConfig { load_shape: shape.clone(), ..config(rate * DAY, arrivals) };
        if *is_independent {
            next.distribution_strategy = DistributionStrategy::Independent;
            next.targets = (1..4).map(|site| domain::Target::new("http://m.example", site)).collect();
        }
        change(&mut schedule, now, &next);
    }
    arrivals.extend(schedule.take(50));
    arrivals
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn indices_go_on_and_the_same_changes_give_the_same_arrivals(
        seed: u64,
        changes in prop::collection::vec((0.5f64..40.0, 0.1f64..20.0, shape(), any::<bool>(), any::<bool>()), 1..8),
    ) {
        let arrivals = play(seed, &changes, false);
        prop_assert!(arrivals.iter().map(|arrival| arrival.index).eq(0..arrivals.len() as u64));
        prop_assert!(arrivals.iter().map(|arrival| arrival.planned).is_sorted());
        prop_assert_eq!(arrivals, play(seed, &changes, true));
    }
}
