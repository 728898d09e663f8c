//! The independent strategy: every target has its own times.

use super::*;

fn load(rates: &[(usize, f64)], arrivals: Arrivals) -> Load {
    Load { shape: LoadShape::default(), arrivals, rates: Rates::Own(rates.to_vec()) }
}

fn schedule(rates: &[(usize, f64)], arrivals: Arrivals) -> Schedule {
    let limits = Limits::of(&MultiTargetConfig::default(), Some(Duration::from_secs(1_000)));
    Schedule::of(load(rates, arrivals), limits, 42, LocalClock::default())
}

fn times_of(key: usize, arrivals: &[Arrival]) -> Vec<Duration> {
    arrivals.iter().filter(|arrival| arrival.target == Some(key)).map(|arrival| arrival.planned).collect()
}

#[test]
fn nobody_s_times_depend_on_the_others() {
    for arrivals in [Arrivals::Constant, Arrivals::Poisson] {
        let all: Vec<_> = schedule(&[(0, DAY), (1, 3.7 * DAY), (2, 0.4 * DAY)], arrivals).collect();
        assert!(all.iter().map(|arrival| arrival.index).eq(0..all.len() as u64) && all.len() > 4_500);
        assert!(all.iter().map(|arrival| arrival.planned).is_sorted());
        for (key, rate) in [(0, 1.0), (1, 3.7), (2, 0.4)] {
            let own = times_of(key, &all);
            let alone: Vec<_> = schedule(&[(key, rate * DAY)], arrivals).collect();
            assert_eq!(own, times_of(key, &alone), "{arrivals:?} {key}");
            let due = rate * 1_000.0;
            let slack = if arrivals == Arrivals::Constant { 1.0 } else { 4.0 * due.sqrt() };
            assert!((own.len() as f64 - due).abs() <= slack, "{arrivals:?} {key}: {}", own.len());
        }
        // Others come, go and change their rate; who stays keeps the times.
        let mut changed = schedule(&[(0, DAY), (1, 3.7 * DAY), (2, 0.4 * DAY)], arrivals);
        let mut seen = Vec::new();
        for (until, rates) in [
            (100, vec![(3, 2.0 * DAY), (0, DAY), (2, 9.0 * DAY)]),
            (300, vec![(0, DAY)]),
            (400, vec![(2, DAY), (1, DAY), (0, DAY)]),
        ] {
            let at = Duration::from_secs(until);
            while changed.peek().is_some_and(|arrival| arrival.planned < at) {
                seen.extend(changed.next());
            }
            changed.change(at, at.as_secs_f64(), load(&rates, arrivals));
        }
        seen.extend(changed);
        assert_eq!(times_of(0, &seen), times_of(0, &all), "{arrivals:?}");
        assert!(seen.iter().map(|arrival| arrival.index).eq(0..seen.len() as u64));
        let gone = times_of(1, &seen);
        assert!(!gone.iter().any(|time| (100..400).contains(&time.as_secs())) && gone.len() > 800);
    }
}

#[test]
fn targets_with_the_same_rate_are_not_in_step() {
    let rates: Vec<_> = (0..100).map(|key| (key, DAY)).collect();
    let planned: Vec<_> = schedule(&rates, Arrivals::Constant).take(1_000).map(|arrival| arrival.planned).collect();
    let closest = planned.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
    // Evenly spread they would be 10 ms apart; the golden ratio keeps more than a third of that.
    assert!(closest >= Duration::from_micros(3_800), "{closest:?}");
}

#[test]
fn the_sequence_is_the_order_of_the_schedule() {
    let rates = [(1, Some(500.0)), (2, None), (3, Some(20_000.0)), (4, None)];
    for arrivals in [Arrivals::Constant, Arrivals::Poisson] {
        let mut config = config(3_000.0, arrivals);
        config.distribution_strategy = domain::DistributionStrategy::Independent;
        config.targets = rates
            .map(|(site, visits_per_day)| domain::Target {
                visits_per_day,
                ..domain::Target::new("http://m.example", site)
            })
            .into();
        config.targets[1].enabled = false;
        config.load_shape.shape = Shape::DayCurve;
        let sequence = domain::Sequence::of(&config, 7).unwrap();
        let places = [0, 2, 3];
        for arrival in utc(&config, 7, None).take(500) {
            let place = sequence.target_at(arrival.index);
            assert_eq!(arrival.target, Some(places[place]), "{arrivals:?} {}", arrival.index);
        }
        assert_eq!(sequence.target_at(3), sequence.fork().target_at(3), "asked again from the beginning");
    }
}

/// A load that all targets share.
fn common(per_day: f64) -> Load {
    Load { shape: LoadShape::default(), arrivals: Arrivals::Constant, rates: Rates::Common(per_day) }
}

#[test]
fn what_has_passed_of_a_gap_counts_once_however_often_the_strategy_changes() {
    for (rates, begins_with_own) in
        [(vec![(0, 24.0)], false), (vec![(0, 24.0)], true), (vec![(0, 24.0), (1, 48.0), (2, 24.0)], false)]
    {
        let per_day: f64 = rates.iter().map(|(_, rate)| rate).sum();
        let loads = [common(per_day), load(&rates, Arrivals::Constant)];
        let limits = Limits::of(&MultiTargetConfig::default(), None);
        let first = usize::from(begins_with_own);
        // Twice a second for ten seconds: at a visit an hour that is one visit, the first.
        let mut schedule = Schedule::of(loads[first].clone(), limits, 1, LocalClock::default());
        let mut seen = 0;
        for flip in 1..=20 {
            let at = Duration::from_millis(500 * flip);
            while schedule.peek().is_some_and(|arrival| arrival.planned < at) {
                seen += usize::from(schedule.next().is_some());
            }
            schedule.change(at, at.as_secs_f64(), loads[(first + flip as usize) % 2].clone());
        }
        assert_eq!(seen, 1, "{rates:?}");
        // Each minute for ten days: each of both has what half the time gives it.
        for flip in 1..=14_400u64 {
            let at = Duration::from_secs(10 + 60 * flip);
            while schedule.peek().is_some_and(|arrival| arrival.planned < at) {
                seen += usize::from(schedule.next().is_some());
            }
            schedule.change(at, at.as_secs_f64(), loads[(first + flip as usize) % 2].clone());
        }
        let due = 10.0 * per_day;
        assert!((seen as f64 - due).abs() <= rates.len() as f64 + 1.0, "{seen} instead of {due}: {rates:?}");
    }
}

#[test]
fn an_independent_target_with_less_than_a_visit_a_day_has_its_visits_although_every_day_is_full() {
    let rates = [(0, 1_000.0), (1, 0.3)];
    let config = MultiTargetConfig { max_visits_per_day: 500, ..Default::default() };
    let limits = Limits::of(&config, Some(Duration::from_secs(200 * 86_400)));
    let mut of_second = Vec::new();
    for seed in 0..5 {
        let load = load(&rates, Arrivals::Poisson);
        let all: Vec<_> = Schedule::of(load, limits, seed, LocalClock::default()).collect();
        of_second.push(times_of(1, &all).len());
    }
    // Half of each day is full: of 60 visits in 200 days about 30 can come.
    assert!(of_second.iter().all(|visits| (12..=50).contains(visits)), "{of_second:?}");
}

#[test]
fn what_is_left_of_a_gap_passes_at_the_rate_of_the_new_strategy() {
    let own = |per_day: f64| load(&[(0, per_day)], Arrivals::Constant);
    let pair = load(&[(0, 0.5 * DAY), (1, 0.25 * DAY)], Arrivals::Constant);
    // From a visit a second (or three in four) to ten, after 2.4 s.
    for (before, rate, after) in
        [(common(DAY), 1.0, own(10.0 * DAY)), (own(DAY), 1.0, common(10.0 * DAY)), (pair, 0.75, common(10.0 * DAY))]
    {
        let limits = Limits::of(&MultiTargetConfig::default(), None);
        let mut schedule = Schedule::of(before.clone(), limits, 1, LocalClock::default());
        while schedule.peek().unwrap().planned < Duration::from_millis(2_400) {
            schedule.next();
        }
        let left = (schedule.peek().unwrap().planned.as_secs_f64() - 2.4) * rate;
        assert!((0.05..0.95).contains(&left), "{left} of a gap is left: {before:?}");
        schedule.change(Duration::from_millis(2_400), 2.4, after);
        let first = schedule.next().unwrap().planned.as_secs_f64();
        assert!((first - (2.4 + left / 10.0)).abs() < 1e-6, "{first} with {left} of a gap left: {before:?}");
    }
}

#[test]
fn a_target_that_is_gone_gets_nothing_more_however_late_this_machine_is() {
    let mut late = schedule(&[(0, DAY), (1, DAY)], Arrivals::Constant);
    let at = Duration::from_secs(50);
    late.change(at, 50.0, load(&[(0, DAY)], Arrivals::Constant));
    let overdue: Vec<_> = late.take_while(|arrival| arrival.planned < at).map(|arrival| arrival.target).collect();
    assert_eq!(overdue, [Some(0); 50]);
}
