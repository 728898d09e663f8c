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
use engine::{Visit, VisitSource};
use std::sync::Arc;

/// How many days back a visitor may have been here before, at most.
const MOST_DAYS: u64 = 7;

/// Every visit of a run, each a pure function of seed, index and configuration (law 2).
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

/// When visits happen, as far as that says whose they are.
#[derive(Clone, Debug)]
enum Calendar {
    /// When they arrive. Holds how many visits certainly take more than a day: only someone that many
    /// visits earlier may come again.
    Now(u64),
    /// On days gone by.
    Past(Arc<Days>),
}

impl Traffic {
    /// Visits that happen when they arrive.
    ///
    /// Of those after the first day, the configured share is made by visitors of one to seven days
    /// before: visit `i` may be that of visit `i - n·s`, `s` being a number of visits that certainly takes
    /// more than a day. In a run shorter than that, nobody comes again, and nobody ever comes twice a day.
    pub fn live(config: &MultiTargetConfig, seed: u64) -> Self {
        let most = (config.target_visits_per_day * config.load_shape.peak()).max(0.0);
        // What a Poisson process exceeds once in a thousand million days, and some more for tiny rates.
        let stride = (most + 6.0 * most.sqrt() + 20.0).ceil() as u64;
        Self { seed, world: Arc::new(World::new(config)), calendar: Calendar::Now(stride) }
    }

    /// Visits of days gone by: index `i` belongs to the day whose [`DayPlan`] holds it, and its hits say so
    /// (`cdt`), for which the target's token is needed. The pauses between them are told, not made: all hits
    /// of a visit are due at its arrival. No hit is dated later than `now_unix`, seconds since the Unix epoch.
    ///
    /// Arrivals spread evenly over the day, or by the hours of the day curve if that is the load's shape.
    /// Visitors who come again were here on one of the seven days before, at the same place of the day's list.
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

    /// Visit `index`.
    pub(crate) fn session(&self, index: u64) -> Session {
        let plan = self.plan(index);
        let (visitor, is_returning) = self.visitor(index);
        let content = compose(&self.world, &plan);
        let length = content.hits.last().map_or(0, |hit| hit.told_ms.into());
        let dated = match &self.calendar {
            Calendar::Past(days) => Some(days.date(index, plan.key, length)),
            Calendar::Now(_) => None,
        };
        Session {
            world: Arc::clone(&self.world),
            visitor,
            is_returning,
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

    /// Who makes visit `index`, and whether they were here before.
    pub(crate) fn visitor(&self, index: u64) -> (Visitor, bool) {
        let first = self.first_visit(index);
        (Visitor::new(&self.world, visit_key(self.seed, first)), first != index)
    }

    /// Whether the visitor of visit `index` may have been here before, if chance has it.
    pub(crate) fn may_return(&self, index: u64) -> bool {
        match &self.calendar {
            Calendar::Now(stride) => index >= *stride,
            Calendar::Past(days) => days.earlier(index).next().is_some(),
        }
    }

    /// The visit that the visitor of visit `index` made first: itself, unless they come again.
    fn first_visit(&self, index: u64) -> u64 {
        let mut visit = index;
        while let Some(earlier) = self.earlier_visit(visit) {
            visit = earlier;
        }
        visit
    }

    /// An earlier visit of the visitor of visit `index`, if they come again.
    fn earlier_visit(&self, index: u64) -> Option<u64> {
        let draw = &mut Draw::of(visit_key(self.seed, index), Part::Returning);
        if !draw.chance(self.world.returning) {
            return None;
        }
        match &self.calendar {
            Calendar::Now(stride) => {
                let days = (index / stride).min(MOST_DAYS);
                (days > 0).then(|| index - stride * draw.between(1, days))
            }
            Calendar::Past(days) => {
                let count = days.earlier(index).count();
                days.earlier(index).nth(draw.position(count))
            }
        }
    }
}

impl VisitSource for Traffic {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        Box::new(self.session(index))
    }

    fn hit_count(&self, index: u64) -> usize {
        self.plan(index).hit_count(&self.world)
    }
}
