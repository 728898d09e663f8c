//! Schedules of targets of their own, against times worked out one by one: visit `k` of a target comes `lead + k` gaps
//! after its beginning.

use super::*;

const DAY: f64 = 86_400.0;
/// Part of a gap before the first visit, by key: the fractional parts of the multiples of the golden ratio.
const LEADS: [f64; 4] = [0.0, 0.618_033_988_749, 0.236_067_977_499, 0.854_101_966_249];

/// `(key, visits per day)`, not in the order of the keys.
const RATES: [(usize, f64); 3] = [(2, 24.0), (0, 48.0), (1, 100.5)];

/// The first visits of a target from `at` on.
fn times(at: f64, (key, per_day): (usize, f64)) -> impl Iterator<Item = (f64, usize)> {
    (0..200).map(move |visit| (at + (LEADS[key] + f64::from(visit)) * DAY / per_day, key))
}

/// All visits of these in order.
fn merged(parts: impl IntoIterator<Item = (f64, usize)>) -> Vec<(f64, usize)> {
    let mut all: Vec<_> = parts.into_iter().collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    all
}

fn assert_next(merge: &mut Merge, expected: &[(f64, usize)]) {
    for (visit, (time, key)) in expected.iter().enumerate() {
        let (next, of) = merge.peek().unwrap();
        assert!((next - time).abs() < 1e-3 && of == *key, "visit {visit} at {next} of {of}, not at {time} of {key}");
        merge.advance();
    }
}

fn merge(rates: &[(usize, f64)]) -> Merge {
    Merge::new(0.0, rates, Arrivals::Constant, 7)
}

#[test]
fn each_target_keeps_its_own_times() {
    let all = merged(RATES.into_iter().flat_map(|rate| times(0.0, rate)));
    assert_next(&mut merge(&RATES), &all[..150]);
    // The same as an order, which knows targets by their places in the list.
    let sequence = Sequence::independent(&RATES, Arrivals::Constant, 7).unwrap();
    for position in (0..150).chain([149, 20, 20, 21, 0]) {
        let key = all[position as usize].1;
        let place = RATES.iter().position(|(known, _)| *known == key);
        assert_eq!(Some(sequence.target_at(position)), place, "{position}");
    }
}

#[test]
fn two_who_walk_a_merge_do_not_hold_each_other_up() {
    let sequence = Sequence::independent(&RATES, Arrivals::Poisson, 7).unwrap();
    two_walk(&sequence);
    for (target, (_, per_day)) in RATES.into_iter().enumerate() {
        assert!((sequence.expected_share(target) * 172.5 - per_day).abs() < 1e-9);
    }
}

#[test]
fn whoever_waits_for_a_part_of_a_gap_begins_that_much_later_within_their_own() {
    for (key, wait, lead) in [(0, 0.0, 0.0), (0, 0.25, 0.25), (0, 1.0, 1.0), (1, 0.25, 0.868_034), (1, 0.75, 0.368_034)]
    {
        let merge = Merge::waiting(1_000.0, &[(key, 24.0)], Arrivals::Constant, 7, wait);
        let (next, _) = merge.peek().unwrap();
        assert!((next - (1_000.0 + lead * 3_600.0)).abs() < 0.01, "key {key}, wait {wait}: {next}");
    }
}

#[test]
fn a_change_moves_nobody_whose_own_rate_stays() {
    let mut merge = merge(&[(0, 24.0), (1, 48.0), (2, 24.0)]);
    // In the first half hour: 0 at 0 s, 2 at 850 s, 1 at 1,112 s.
    assert_next(&mut merge, &[(0.0, 0), (849.845, 2), (1_112.461, 1)]);
    // 0 has half of its gap left, which passes at twice the rate; 1 is gone; 2 stays; 3 begins.
    merge.change(1_800.0, &[(3, 24.0), (2, 24.0), (0, 48.0)], Arrivals::Constant);
    let third = 1_800.0 + LEADS[3] * 3_600.0;
    assert_next(&mut merge, &[(2_700.0, 0), (4_449.845, 2), (4_500.0, 0), (third, 3)]);
    // 1 comes back: those of its times that have passed do not come, the others are the same as before.
    merge.change(6_000.0, &[(1, 48.0)], Arrivals::Constant);
    assert_next(&mut merge, &[(6_512.461, 1), (8_312.461, 1)]);
    // Those of 0 were due at 6,300 s and every half hour from then on; those left out count, too.
    merge.change(12_000.0, &[(0, 48.0)], Arrivals::Constant);
    assert_next(&mut merge, &[(13_500.0, 0)]);
}

#[test]
fn who_has_left_has_no_visits_and_time_left_out_brings_none() {
    let kept = merged([RATES[0], RATES[2]].into_iter().flat_map(|rate| times(0.0, rate)));
    let mut some = merge(&RATES);
    some.retain(|key| key != 0);
    assert_next(&mut some.clone(), &kept[..50]);

    let all = merged(RATES.into_iter().flat_map(|rate| times(0.0, rate)));
    let from = |at: f64| -> Vec<_> { all.iter().copied().filter(|(time, _)| *time >= at).take(40).collect() };
    let at = 5_000.0;
    let before = all.iter().filter(|(time, _)| *time < at).count();
    let mut later = merge(&RATES);
    assert_eq!(later.count_before(at), before as u64);
    later.seek(at);
    assert_eq!(later.count_before(at), 0);
    assert_next(&mut later.clone(), &from(at));
    // Back to an earlier moment, with all of them again.
    later.reopen(3_000.0);
    assert_next(&mut later.clone(), &from(3_000.0));
    // A shift also moves targets that have no part at that time.
    later.change(3_000.0, &[RATES[0]], Arrivals::Constant);
    later.shift(100.0);
    later.change(3_100.0, &RATES, Arrivals::Constant);
    let shifted: Vec<_> = from(3_000.0).into_iter().map(|(time, key)| (time + 100.0, key)).collect();
    assert_next(&mut later, &shifted);
}

#[test]
fn a_schedule_with_nothing_to_come_is_empty() {
    assert_eq!(merge(&[]).peek(), None);
    let mut idle = merge(&[(0, 0.0)]);
    assert_eq!((idle.peek(), idle.count_before(1e9)), (None, 0));
    idle.advance();
    assert_eq!(idle.peek(), None);
}

#[test]
fn a_rate_that_comes_from_nothing_begins_with_a_gap() {
    let mut track = Track::new(Arrivals::Constant, 7, 0.0, (0.0, 0), 0.0);
    assert_eq!(track.next(), f64::INFINITY);
    track.reopen(50.0);
    track.change(100.0, Arrivals::Constant, 0.5);
    assert_eq!(track.next(), 102.0);
}

#[test]
fn what_becomes_a_poisson_process_begins_with_a_gap_of_its_own() {
    const SEEDS: u64 = 4_000;
    let gaps = (0..SEEDS).map(|seed| {
        let mut track = Track::new(Arrivals::Constant, seed, 1.0, (0.0, 0), 0.0);
        track.advance();
        // A hundredth of the even gap is left.
        track.change(0.99, Arrivals::Poisson, 1.0);
        track.next() - 0.99
    });
    let mean = gaps.sum::<f64>() / SEEDS as f64;
    // The standard error is 1/63.
    assert!((0.92..1.08).contains(&mean), "{mean}");
}
