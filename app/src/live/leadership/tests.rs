//! One tab leads, whoever comes and goes; tried with tabs that share a lease and a clock.

use super::*;

/// Tabs of one browser.
#[derive(Default)]
struct Browser {
    now: f64,
    lease: Option<Lease>,
    tabs: Vec<(Leadership, bool)>,
    /// Tabs that opened the stream, in order.
    opened: Vec<u64>,
}

impl Browser {
    fn open(&mut self, me: u64) {
        self.tabs.push((Leadership::new(me), true));
        self.look(self.tabs.len() - 1, &[]);
    }

    /// What tabs say to each other arrives at once, except at those that are `frozen`.
    fn look(&mut self, place: usize, frozen: &[u64]) {
        let (leadership, is_visible) = &mut self.tabs[place];
        let step = leadership.look(self.now, self.lease, *is_visible);
        let is_awake = |leadership: &Leadership| !frozen.contains(&leadership.me());
        match step {
            Step::Lead(lease) => {
                self.lease = Some(lease);
                self.opened.push(lease.holder);
                self.tabs.iter_mut().filter(|tab| is_awake(&tab.0)).for_each(|tab| tab.0.answered());
            }
            Step::Renew(lease) => self.lease = Some(lease),
            Step::Ask if self.tabs.iter().any(|tab| tab.0.leads() && is_awake(&tab.0)) => {
                self.tabs[place].0.answered();
            }
            Step::Follow | Step::Ask | Step::Stay => {}
        }
    }

    /// Each second every tab looks that is not `frozen`.
    fn pass(&mut self, seconds: u32, frozen: &[u64]) {
        for _ in 0..seconds {
            self.now += 1_000.0;
            for place in 0..self.tabs.len() {
                if !frozen.contains(&self.tabs[place].0.me()) {
                    self.look(place, frozen);
                }
            }
        }
    }

    fn leaders(&self) -> Vec<u64> {
        self.tabs.iter().filter(|(leadership, _)| leadership.leads()).map(|(leadership, _)| leadership.me()).collect()
    }
}

fn browser(tabs: u64) -> Browser {
    let mut browser = Browser { now: 1.7e12, ..Browser::default() };
    (1..=tabs).for_each(|me| browser.open(me));
    browser
}

#[test]
fn the_first_tab_leads_at_once_and_no_other_opens_a_stream() {
    let mut browser = browser(8);
    assert_eq!(browser.leaders(), [1]);
    browser.pass(600, &[]);
    assert_eq!((browser.leaders(), &browser.opened[..]), (vec![1], &[1][..]));
}

#[test]
fn when_the_leader_is_closed_exactly_one_other_takes_over() {
    let mut browser = browser(8);
    browser.tabs.remove(0);
    // What a tab that is closed leaves behind.
    browser.lease = None;
    browser.pass(60, &[]);
    assert_eq!((browser.leaders().len(), browser.opened.len()), (1, 2));
}

#[test]
fn when_the_leader_dies_without_a_word_another_takes_over_within_seconds() {
    let mut browser = browser(3);
    browser.pass(20, &[]);
    browser.tabs.remove(0);
    browser.pass(12, &[]);
    assert_eq!((browser.leaders(), browser.opened.len()), (vec![2], 2));
}

#[test]
fn a_hidden_leader_that_was_frozen_does_not_keep_those_who_are_seen_waiting() {
    let mut browser = browser(3);
    browser.tabs[0].1 = false;
    browser.pass(20, &[]);
    assert_eq!(browser.leaders(), [1]);
    browser.pass(12, &[1]);
    assert_eq!(browser.opened, [1, 2]);
    // Back again, it finds that another leads.
    browser.pass(2, &[]);
    assert_eq!(browser.leaders(), [2]);
}

#[test]
fn two_that_lead_at_the_same_time_become_one() {
    let mut browser = browser(1);
    // The second did not see the first one's lease.
    browser.lease = None;
    browser.open(2);
    assert_eq!(browser.leaders(), [1, 2]);
    browser.pass(1, &[]);
    assert_eq!(browser.leaders(), [2]);
}

#[test]
fn a_leader_out_of_sight_leaves_the_stream_to_others_after_a_while() {
    let mut leadership = Leadership::new(1);
    assert!(matches!(leadership.look(0.0, None, true), Step::Lead(_)));
    let lease = Some(Lease { holder: 1, until: 5_000.0 });
    leadership.look(1_000.0, lease, false);
    assert!(!leadership.is_out_of_sight(10_900.0));
    assert!(leadership.is_out_of_sight(11_000.0));
    leadership.look(12_000.0, lease, true);
    assert!(!leadership.is_out_of_sight(12_000.0));
}

#[test]
fn tabs_nobody_sees_keep_what_they_have_although_their_timers_fire_once_a_minute() {
    let mut browser = browser(3);
    browser.tabs.iter_mut().for_each(|tab| tab.1 = false);
    browser.pass(1, &[]);
    for _ in 0..10 {
        browser.now += 59_000.0;
        browser.pass(1, &[]);
    }
    assert_eq!(browser.opened, [1]);
}

#[test]
fn a_clock_that_was_set_back_leaves_nobody_without_a_leader() {
    let mut browser = browser(2);
    browser.now -= 3_600_000.0;
    browser.tabs.remove(0);
    browser.pass(1, &[]);
    assert_eq!(browser.leaders(), [2]);
}

#[test]
fn what_was_missed_is_asked_for_once() {
    let mut browser = browser(2);
    let follower = &mut browser.tabs[1].0;
    assert_eq!(follower.miss(browser.now), Step::Ask);
    assert_eq!(follower.miss(browser.now), Step::Stay);
    assert_eq!(browser.tabs[0].0.miss(browser.now), Step::Stay, "nobody knows more than the leader");
}

#[test]
fn a_lease_is_read_as_it_was_written() {
    let lease = Lease { holder: 9_007_199_254_740_991, until: 1_767_225_600_123.0 };
    assert_eq!(Lease::parse(&lease.text()), Some(lease));
    for other in ["", "1", "x 5", "1 2 3", "{}"] {
        assert_eq!(Lease::parse(other), None, "{other}");
    }
}
