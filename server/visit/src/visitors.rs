//! Who makes which visit: people belong to the Matomo they were at, and come again when that is a visit of its own.
//!
//! A person is the one who made some visit first. Time is cut into stretches ([`STRETCH`] of planned time, or the days
//! of a backfill). Who appeared in one stretch comes again, at most once in each, in the second one after it, the
//! fourth and so on, so a whole stretch lies between any two of their visits. In a backfill it is every later day,
//! because Matomo joins no visits over midnight.
//!
//! Which visits are by somebody who was there before is the source's to say; whom they are by follows from the order
//! of visits at their target and their planned times alone. So it follows every change of rate, shape, targets
//! and strategy, and is the same on every machine (law 2).

use domain::mix::{Stream, keyed};
use std::{collections::HashMap, time::Duration};

/// At least so much planned time lies between two visits of the same person at the same target. Much longer than the
/// half hour within which Matomo joins visits (`visit_standard_length`) and any visit together; and two of them are a
/// day, so that people come at their time of the day.
pub const STRETCH: Duration = Duration::from_secs(12 * 3_600);

/// The person numbers of one group are this far from those of the next.
const NUMBERS: u32 = 48;

/// Somebody who visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Identifies them within the run.
    pub number: u64,
    /// Whether they were there before.
    pub is_returning: bool,
}

/// Those who share the people that were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The visits of one target, by its slot.
    Target(usize),
    /// All visits, in a run that is split by hit: replicas with one record.
    Whole,
    /// Visits that every target gets.
    Mirrored,
}

impl Group {
    fn first_number(self) -> u64 {
        let place = match self {
            // Both are never in one run.
            Self::Whole => 0,
            Self::Target(slot) => slot as u64,
            Self::Mirrored => u64::from(u16::MAX),
        };
        place << NUMBERS
    }
}

/// Everybody who has visited.
#[derive(Debug)]
pub struct Visitors {
    seed: u64,
    /// A person comes again each so many stretches.
    apart: u64,
    targets: HashMap<usize, Crowd>,
    whole: Crowd,
    mirrored: Crowd,
}

/// The people of one group.
#[derive(Clone, Debug, Default)]
struct Crowd {
    /// The stretch of the latest visit.
    stretch: u64,
    /// People so far, and how many of them had come before this stretch.
    people: u64,
    before: u64,
    /// Visits of this stretch by somebody who was there before.
    again: u64,
    /// How many may come again in this stretch, and with whom it begins.
    known: u64,
    from: u64,
    /// Those who came in earlier stretches, by the remainder of the stretch's number.
    classes: [Class; 2],
}

/// People who come in the same stretches.
#[derive(Clone, Debug, Default)]
struct Class {
    people: u64,
    /// In order: how many people of the class came before, and the number of the first of these.
    blocks: Vec<(u64, u64)>,
}

impl Visitors {
    /// Nobody yet, for visits that happen when they are planned; see [`stretch`].
    pub fn live(seed: u64) -> Self {
        Self { seed, apart: 2, targets: HashMap::new(), whole: Crowd::default(), mirrored: Crowd::default() }
    }

    /// Nobody yet, for visits of days gone by, each of which is a stretch.
    pub fn of_days(seed: u64) -> Self {
        Self { apart: 1, ..Self::live(seed) }
    }

    /// Who makes the next visit of `group`, which is in `stretch`; stretches never go back. Somebody who was there
    /// before if that `comes_again`, as far as there is anyone.
    pub fn who(&mut self, group: Group, stretch: u64, comes_again: bool) -> Person {
        let seed = self.seed;
        let apart = self.apart;
        let crowd = self.crowd(group);
        crowd.enter(stretch, apart, || keyed(seed, Stream::Return, group.first_number()));
        let again = if comes_again { crowd.again(apart) } else { None };
        let number = again.unwrap_or_else(|| {
            crowd.people += 1;
            crowd.people - 1
        });
        Person { number: group.first_number() + number, is_returning: again.is_some() }
    }

    /// Whether there is anyone who could make the next visit of `group`, which is in `stretch`, not for the first
    /// time.
    pub fn has_known(&mut self, group: Group, stretch: u64) -> bool {
        let seed = self.seed;
        let apart = self.apart;
        let crowd = self.crowd(group);
        crowd.enter(stretch, apart, || keyed(seed, Stream::Return, group.first_number()));
        crowd.again < crowd.known
    }

    fn crowd(&mut self, group: Group) -> &mut Crowd {
        match group {
            Group::Whole => &mut self.whole,
            Group::Mirrored => &mut self.mirrored,
            Group::Target(slot) => self.targets.entry(slot).or_default(),
        }
    }
}

impl Crowd {
    fn enter(&mut self, stretch: u64, apart: u64, key: impl FnOnce() -> u64) {
        if stretch <= self.stretch {
            return;
        }
        let new = self.people - self.before;
        if let Some(class) = self.classes.get_mut((self.stretch % apart) as usize).filter(|_| new > 0) {
            class.blocks.push((class.people, self.before));
            class.people += new;
        }
        (self.stretch, self.before, self.again) = (stretch, self.people, 0);
        self.known = self.classes.get((stretch % apart) as usize).map_or(0, |class| class.people);
        // Not always the same ones: some come often, others once.
        self.from = keyed(key(), Stream::Return, stretch) % self.known.max(1);
    }

    /// The number of somebody who may come again and has not in this stretch.
    fn again(&mut self, apart: u64) -> Option<u64> {
        if self.again >= self.known {
            return None;
        }
        let place = (self.from + self.again) % self.known;
        self.again += 1;
        let blocks = &self.classes.get((self.stretch % apart) as usize)?.blocks;
        let block = blocks.partition_point(|(before, _)| *before <= place).checked_sub(1)?;
        let (before, first) = blocks.get(block)?;
        Some(first + (place - before))
    }
}

/// The stretch of a visit that is planned at `planned`.
pub fn stretch(planned: Duration) -> u64 {
    planned.as_secs() / STRETCH.as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the rates do: nobody comes twice within what must lie between, or comes who was not there.
        #[test]
        fn a_whole_stretch_lies_between_two_visits_of_the_same_person(
            visits in prop::collection::vec((0u64..3, 0u64..400, 0usize..3, any::<bool>()), 1..40),
            is_past: bool,
        ) {
            let mut visitors = if is_past { Visitors::of_days(7) } else { Visitors::live(7) };
            let mut stretch = 0;
            let mut last = HashMap::new();
            for (pass, count, target, comes_again) in visits {
                stretch += pass;
                for _ in 0..count {
                    let known = visitors.has_known(Group::Target(target), stretch);
                    let person = visitors.who(Group::Target(target), stretch, comes_again);
                    prop_assert_eq!(person.is_returning, comes_again && known);
                    let before = last.insert(person.number, (target, stretch));
                    prop_assert_eq!(before.is_some(), person.is_returning);
                    if let Some((at, before)) = before {
                        prop_assert_eq!(at, target);
                        let least = if is_past { 1 } else { 2 };
                        prop_assert!(stretch - before >= least, "{} and {}", before, stretch);
                    }
                }
            }
        }
    }

    #[test]
    fn all_who_were_there_come_again_if_everybody_is_to() {
        let mut visitors = Visitors::live(1);
        for stretch in 0..40 {
            let people: Vec<_> = (0..100).map(|_| visitors.who(Group::Target(0), stretch, true)).collect();
            assert!(people.iter().all(|person| person.is_returning == (stretch >= 2)), "stretch {stretch}");
        }
    }

    #[test]
    fn a_single_target_s_people_are_numbered_as_they_come() {
        let mut visitors = Visitors::live(1);
        assert!((0..50).all(|number| visitors.who(Group::Target(0), 0, true).number == number));
        assert_ne!(visitors.who(Group::Target(1), 0, true).number, 0);
        assert_ne!(visitors.who(Group::Mirrored, 0, true).number, 0);
    }
}
