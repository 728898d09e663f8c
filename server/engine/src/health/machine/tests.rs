//! Every way from state to state, and what holds on all of them.

use super::*;
use domain::{HealthSettings, MultiTargetConfig, OnUnhealthy};
use proptest::prelude::*;

fn policy(on_unhealthy: OnUnhealthy) -> Policy {
    let health = HealthSettings {
        on_unhealthy,
        failures_in_a_row: 3,
        failure_rate: 0.5,
        window_seconds: 10.0,
        window_min_hits: 8,
        recover_after_probes: 2,
        trial_hits: 4,
        ..Default::default()
    };
    Policy::of(&MultiTargetConfig { health, ..Default::default() }, true)
}

/// A machine that a hand tells something each second.
struct Hand {
    machine: Machine,
    second: u64,
}

impl Hand {
    fn new(on_unhealthy: OnUnhealthy) -> Self {
        Self { machine: Machine::new(policy(on_unhealthy)), second: 0 }
    }

    fn now(&self) -> Duration {
        Duration::from_secs(self.second)
    }

    fn tick(&mut self) -> Duration {
        self.second += 1;
        self.now()
    }

    /// What the flip was, if there was one.
    fn hits(&mut self, delivered: u64, lost: u64) -> Option<(Health, Sign, u64)> {
        let now = self.tick();
        summary(self.machine.observe(delivered, lost, now, now))
    }

    fn late_hits(&mut self, delivered: u64, lost: u64, sent: u64) -> Option<(Health, Sign, u64)> {
        let now = self.tick();
        summary(self.machine.observe(delivered, lost, Duration::from_secs(sent), now))
    }

    fn probe(&mut self, ok: bool) -> Option<(Health, Sign, u64)> {
        let now = self.tick();
        summary(self.machine.probed(ok, now))
    }
}

fn summary(flip: Option<Flip>) -> Option<(Health, Sign, u64)> {
    flip.map(|flip| (flip.to, flip.sign, flip.began.as_secs()))
}

#[test]
fn losses_in_a_row_are_a_sign_and_one_delivered_hit_ends_the_row() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    assert_eq!(hand.hits(0, 2), None);
    assert_eq!(hand.machine.state(), Health::Unknown);
    assert_eq!(hand.hits(9, 0), Some((Health::Healthy, Sign::Delivered(9), 2)));
    assert_eq!(hand.hits(0, 1), None);
    assert!(!hand.machine.is_calm());
    assert_eq!(hand.hits(0, 1), None);
    assert_eq!(hand.hits(1, 0), None);
    assert!(hand.machine.is_calm());
    assert_eq!(hand.hits(0, 1), None);
    assert_eq!(hand.hits(0, 1), None);
    assert_eq!(hand.hits(0, 1), Some((Health::Failing, Sign::Lost(3), 6)), "it began with the first of the row");
}

#[test]
fn a_target_that_never_delivers_is_found_failing_and_one_bulk_is_enough() {
    let mut hand = Hand::new(OnUnhealthy::Skip);
    assert_eq!(hand.hits(0, 30), Some((Health::Open, Sign::Lost(30), 1)));
}

#[test]
fn the_rate_over_the_window_is_a_sign_once_there_are_enough_hits() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    for _ in 0..3 {
        hand.hits(1, 0);
        assert_eq!(hand.hits(0, 1), None);
    }
    assert_eq!(hand.hits(1, 0), None);
    assert_eq!(hand.hits(0, 1), Some((Health::Failing, Sign::Rate { lost: 4, hits: 8 }, 2)));
    // The same, too slowly for the window.
    let mut hand = Hand::new(OnUnhealthy::Keep);
    for _ in 0..50 {
        hand.hits(1, 0);
        hand.second += 2;
        assert_eq!(hand.hits(0, 1), None);
    }
}

#[test]
fn hits_that_a_bulk_lost_count_for_the_rate_but_make_no_row() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    assert_eq!(hand.hits(3, 1), Some((Health::Healthy, Sign::Delivered(1), 1)));
    assert_eq!(hand.hits(10, 7), None);
    assert_eq!(hand.hits(1, 10), Some((Health::Failing, Sign::Rate { lost: 18, hits: 32 }, 1)));
}

#[test]
fn who_is_kept_recovers_by_hits_in_a_row_and_only_when_it_has_become_quiet() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    hand.hits(0, 3);
    assert_eq!(hand.hits(3, 0), None);
    assert_eq!(hand.hits(0, 1), None);
    assert_eq!(hand.hits(3, 0), None);
    // Four in a row, but of the hits of the latest fifth of the window too many were lost.
    hand.second -= 1;
    assert_eq!(hand.hits(0, 9), None);
    hand.second -= 1;
    assert_eq!(hand.hits(4, 0), None);
    assert_eq!(summary(hand.machine.elapsed(hand.now())), None);
    hand.second += 2;
    assert_eq!(summary(hand.machine.elapsed(hand.now())), Some((Health::Healthy, Sign::Delivered(4), 6)));
    // What was lost before does not count again.
    assert_eq!(hand.hits(0, 2), None);
}

#[test]
fn an_open_target_is_tried_after_good_probes_and_opened_again_by_one_loss() {
    let mut hand = Hand::new(OnUnhealthy::Hold);
    hand.hits(0, 3);
    assert_eq!(hand.machine.state(), Health::Open);
    assert_eq!(hand.hits(100, 0), None, "hits that were on their way decide nothing");
    assert_eq!(hand.probe(true), None);
    assert_eq!(hand.probe(false), None);
    assert_eq!(hand.probe(true), None);
    assert_eq!(hand.probe(true), Some((Health::HalfOpen, Sign::GoodProbes(2), 6)));
    assert_eq!(hand.hits(3, 0), None);
    assert_eq!(hand.hits(0, 1), Some((Health::Open, Sign::LostOnTrial, 8)));
    for _ in 0..3 {
        assert_eq!(hand.probe(true), None);
    }
    assert_eq!(hand.probe(true), Some((Health::HalfOpen, Sign::GoodProbes(4), 12)), "twice as many");
    assert_eq!(hand.hits(3, 0), None);
    assert_eq!(hand.hits(1, 0), Some((Health::Healthy, Sign::Delivered(4), 14)));
    assert!(hand.machine.is_calm());
}

#[test]
fn each_trial_that_fails_doubles_the_good_probes_that_the_next_takes() {
    let mut hand = Hand::new(OnUnhealthy::Skip);
    for _ in 0..2 {
        hand.hits(0, 3);
        for needed in [2, 4, 8, 16, 32, 64, 64, 64] {
            let mut probes = 1;
            while hand.probe(true).is_none() {
                probes += 1;
            }
            assert_eq!((hand.machine.state(), probes), (Health::HalfOpen, needed));
            let flip = hand.machine.observe(0, 1, hand.now(), hand.now()).unwrap();
            assert_eq!((flip.to, flip.probes_to_trial), (Health::Open, (2 * needed).min(64)));
        }
        // Another policy does not make it forget; being well does.
        let now = hand.tick();
        hand.machine.follow(policy(OnUnhealthy::Keep), now);
        let flip = hand.machine.follow(policy(OnUnhealthy::Skip), now).unwrap();
        assert_eq!((flip.to, flip.probes_to_trial), (Health::Open, 64));
        for _ in 0..64 {
            hand.probe(true);
        }
        assert_eq!(summary(hand.machine.observe(4, 0, hand.now(), hand.now())).unwrap().0, Health::Healthy);
    }
}

#[test]
fn late_answers_to_hits_from_before_the_opening_decide_nothing() {
    let mut hand = Hand::new(OnUnhealthy::Skip);
    hand.hits(0, 3);
    hand.probe(true);
    hand.probe(true);
    assert_eq!(hand.machine.state(), Health::HalfOpen);
    assert_eq!(hand.late_hits(0, 50, 1), None);
    assert_eq!(hand.late_hits(50, 0, 1), None);
    assert_eq!(hand.machine.state(), Health::HalfOpen);
    hand.hits(4, 0);
    assert_eq!(hand.late_hits(0, 50, 2), None);
    assert_eq!(hand.machine.state(), Health::Healthy);
}

#[test]
fn who_gets_no_hits_is_judged_by_probes_alone() {
    let mut hand = Hand::new(OnUnhealthy::Skip);
    assert_eq!(hand.probe(true), Some((Health::Healthy, Sign::GoodProbes(1), 1)));
    hand.probe(false);
    hand.probe(false);
    assert_eq!(hand.probe(false), Some((Health::Open, Sign::BadProbes(3), 2)));
    hand.probe(true);
    assert_eq!(hand.probe(true), Some((Health::HalfOpen, Sign::GoodProbes(2), 6)));
    hand.probe(true);
    assert_eq!(hand.probe(true), Some((Health::Healthy, Sign::GoodProbes(2), 8)));
    // Where it is kept, too.
    let mut hand = Hand::new(OnUnhealthy::Keep);
    for _ in 0..3 {
        hand.probe(false);
    }
    assert_eq!(hand.machine.state(), Health::Failing);
    hand.probe(true);
    assert_eq!(hand.probe(true), Some((Health::Healthy, Sign::GoodProbes(2), 5)));
}

#[test]
fn probes_do_not_outvote_hits() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    hand.hits(1, 0);
    for _ in 0..5 {
        assert_eq!(hand.probe(false), None);
        assert_eq!(hand.probe(false), None);
        assert_eq!(hand.hits(1, 0), None);
    }
    hand.hits(0, 3);
    assert_eq!(hand.machine.state(), Health::Failing);
    for _ in 0..5 {
        assert_eq!(hand.probe(true), None);
    }
}

#[test]
fn a_change_of_rules_opens_what_is_failing_and_sends_to_what_is_open() {
    let mut hand = Hand::new(OnUnhealthy::Keep);
    hand.hits(0, 3);
    let now = hand.tick();
    let keep = policy(OnUnhealthy::Keep);
    let skip = policy(OnUnhealthy::Skip);
    assert_eq!(summary(hand.machine.follow(keep, now)), None);
    assert_eq!(summary(hand.machine.follow(skip, now)), Some((Health::Open, Sign::NewPolicy, 2)));
    assert_eq!(summary(hand.machine.follow(keep, now)), Some((Health::Failing, Sign::NewPolicy, 2)));
    assert_eq!(hand.hits(4, 0), Some((Health::Healthy, Sign::Delivered(4), 3)));
}

#[derive(Clone, Copy, Debug)]
enum Input {
    Hits { delivered: u64, lost: u64, age: u64 },
    Probe(bool),
    Elapsed,
    Follow(OnUnhealthy),
}

fn anything() -> impl Strategy<Value = Input> {
    prop_oneof![
        8 => (0u64..4, 0u64..3, 0u64..5_000).prop_map(|(delivered, lost, age)| Input::Hits { delivered, lost, age }),
        4 => any::<bool>().prop_map(Input::Probe),
        2 => Just(Input::Elapsed),
        1 => prop::sample::select(OnUnhealthy::ALL.to_vec()).prop_map(Input::Follow),
    ]
}

fn is_legal(flip: &Flip, opens: bool) -> bool {
    use Health::{Failing, HalfOpen, Healthy, Open, Unknown};
    match (flip.from, flip.to) {
        (Unknown, Healthy) => true,
        (Unknown | Healthy | HalfOpen, Open) | (Open, HalfOpen) | (HalfOpen, Healthy) => opens,
        (Unknown | Healthy, Failing) | (Failing, Healthy) => !opens,
        (Failing, Open) => opens && flip.sign == Sign::NewPolicy,
        (Open | HalfOpen, Failing) => !opens && flip.sign == Sign::NewPolicy,
        _ => false,
    }
}

proptest! {
    #[test]
    fn whatever_comes_the_states_follow_each_other_as_they_should(
        first in prop::sample::select(OnUnhealthy::ALL.to_vec()),
        scenario in prop::collection::vec((anything(), 0u64..1_500), 1..200),
    ) {
        let mut opens = first != OnUnhealthy::Keep;
        let mut machine = Machine::new(policy(first));
        let mut now = Duration::ZERO;
        let mut good_probes = 0;
        let mut needed = 2;
        for (input, later) in scenario {
            now += Duration::from_millis(later);
            let before = machine.state();
            let flip = match input {
                Input::Hits { delivered, lost, age } => {
                    machine.observe(delivered, lost, now.saturating_sub(Duration::from_millis(age)), now)
                }
                Input::Probe(ok) => machine.probed(ok, now),
                Input::Elapsed => machine.elapsed(now),
                Input::Follow(on_unhealthy) => {
                    opens = on_unhealthy != OnUnhealthy::Keep;
                    machine.follow(policy(on_unhealthy), now)
                }
            };
            match flip {
                Some(flip) => {
                    prop_assert_eq!((flip.from, flip.to), (before, machine.state()));
                    prop_assert_ne!(flip.from, flip.to);
                    prop_assert!(is_legal(&flip, opens), "{:?}", flip);
                    prop_assert!(flip.began <= now);
                }
                None => prop_assert_eq!(before, machine.state()),
            }
            prop_assert!(opens || !matches!(machine.state(), Health::Open | Health::HalfOpen));
            prop_assert!(!opens || machine.state() != Health::Failing);
            // Only good probes, one after the other, lead out of the open state.
            good_probes = match (before, input) {
                (Health::Open, Input::Probe(true)) => good_probes + 1,
                (Health::Open, Input::Probe(false)) => 0,
                (Health::Open, _) => good_probes,
                _ => 0,
            };
            if before == Health::Open && machine.state() == Health::HalfOpen {
                prop_assert_eq!(good_probes, needed);
            }
            match (before, machine.state()) {
                (_, Health::Healthy) => needed = 2,
                (Health::HalfOpen, Health::Open) => needed = (2 * needed).min(64),
                _ => {}
            }
        }
    }
}
