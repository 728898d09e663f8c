//! The traffic of a configuration: which visit has which content, visitor and time.

use crate::{
    compose::compose,
    days::Days,
    draw::{Draw, Part, visit_key},
    origin::Origin,
    plan::Plan,
    session::Session,
    visitor::Visitor,
    world::World,
};
use domain::{
    MultiTargetConfig,
    backfill::DayPlan,
    mix::{Stream, keyed},
};
use std::sync::Arc;
use visit::{Person, Visit, VisitSource};

/// Every visit of a run, each a pure function of seed, index, configuration and who makes it (law 2).
///
/// The configuration must be valid; of another one it makes the nearest sense. Cheap to clone.
///
/// Order numbers (`ec_id`) are different within a run and a function of the seed as everything else: Matomo
/// refuses the orders of a second run of the same kind with the same seed at the same site.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// Of the visits: a backfill has one of its own.
    seed: u64,
    world: Arc<World>,
    calendar: Calendar,
}

/// When visits happen.
#[derive(Clone, Debug)]
enum Calendar {
    /// When they arrive.
    Now,
    /// On days gone by.
    Past(Arc<Days>),
}

impl Traffic {
    /// Visits that happen when they arrive.
    pub fn live(config: &MultiTargetConfig, seed: u64) -> Self {
        Self { seed, world: Arc::new(World::new(config)), calendar: Calendar::Now }
    }

    /// Visits of days gone by: index `i` belongs to the day whose [`DayPlan`] holds it, and its hits say so
    /// (`cdt`), for which the target's token is needed. The pauses between them are reported, not made: all hits
    /// of a visit are due at its arrival. No hit is dated later than `now_unix`, seconds since the Unix epoch.
    ///
    /// Arrivals spread evenly over the day, or by the hours of the day curve if that is the load's shape.
    /// Neither visitors nor order numbers are those of a live run with the same seed, which may well follow.
    pub fn backfill(config: &MultiTargetConfig, seed: u64, days: Vec<DayPlan>, now_unix: i64) -> Self {
        let world = Arc::new(World::new(config));
        let days = Days::new(config, days, now_unix, &world.clock);
        Self { seed: keyed(seed, Stream::Backfill, 0), world, calendar: Calendar::Past(Arc::new(days)) }
    }

    /// What happens in visit `index`.
    pub(crate) fn plan(&self, index: u64) -> Plan {
        Plan::new(&self.world, visit_key(self.seed, index))
    }

    /// Visit `index`, made by `person`, or by a new visitor.
    pub(crate) fn session(&self, index: u64, person: Option<Person>) -> Session {
        let plan = self.plan(index);
        let visitor = self.visitor(person.map_or(index, |person| person.number));
        let content = compose(&self.world, &plan);
        let length = content.hits.last().map_or(0, |hit| hit.reported_ms.into());
        let dated = match &self.calendar {
            Calendar::Past(days) => Some(days.date(index, plan.key, length)),
            Calendar::Now => None,
        };
        Session {
            world: Arc::clone(&self.world),
            visitor,
            is_returning: person.is_some_and(|person| person.is_returning),
            origin: Origin::new(plan.source, plan.key, &self.world.data),
            content,
            order_number: keyed(self.seed, Stream::Order, index),
            dated,
            plan,
        }
    }

    /// What all visits have in common.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// The person with this number.
    pub(crate) fn visitor(&self, number: u64) -> Visitor {
        Visitor::new(&self.world, visit_key(self.seed, number))
    }
}

impl VisitSource for Traffic {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        Box::new(self.session(index, None))
    }

    fn visit_by(&self, index: u64, person: Person) -> Box<dyn Visit> {
        Box::new(self.session(index, Some(person)))
    }

    fn comes_again(&self, index: u64) -> bool {
        Draw::of(visit_key(self.seed, index), Part::Returning).chance(self.world.returning)
    }

    fn hit_count(&self, index: u64) -> usize {
        self.plan(index).hit_count(&self.world)
    }
}
