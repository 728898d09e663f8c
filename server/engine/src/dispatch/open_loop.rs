//! The open model: visits begin when the schedule says so, whatever the targets do.

use super::{ArrivalPlan, Dispatch, write_off};
use crate::{
    metrics::counters::DropReason,
    plan::RunPlan,
    routing::Taken,
    schedule::{Arrival, Load, Schedule},
    timer::Timer,
    visits::{Channel, Context, Pace, Route, VisitInProgress, bulk::send_in_bulk, send_hits},
};
use domain::{DistributeBy, EventKind, Shape, messages::DayLimit};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    pin, select,
    sync::OwnedSemaphorePermit,
    task::{JoinSet, consume_budget},
    time::Instant,
};
use transport::Transport;
use visit::{
    Visit,
    visitors::{Group, Visitors, stretch},
};

/// How long after its planned end a schedule may continue with late arrivals; then the rest is dropped.
const OVERTIME: Duration = Duration::from_secs(1);
/// Visits between two checks whether that time is over: fewer than this are counted one by one quickly enough, even
/// after this machine was suspended for a while.
const BETWEEN_LOOKS: u64 = 8_192;

/// The most visits in progress at once where each hit has a target of its own, so that no target's `concurrency` is
/// a bound: more than any machine sends for, and what memory has room for.
pub(crate) const MOST_AT_ONCE: usize = 100_000;

/// Begins visit after visit, each when `timer` says so, until the schedule ends or a stop is asked for. What
/// is changed meanwhile applies from the next arrival on, however far off that was to be. Returns the number of
/// arrivals.
pub(crate) async fn dispatch<T: Transport>(dispatch: &Dispatch<T>, visits: &mut JoinSet<()>, mut timer: Timer) -> u64 {
    let stop = dispatch.context.stop.requested.cancelled();
    pin!(stop);
    let mut changes = dispatch.arrivals.subscribe();
    let mut open_loop = OpenLoop::new(dispatch, changes.borrow_and_update().clone());
    let mut arrivals = 0;
    loop {
        let next = open_loop.peek(dispatch);
        // Until its time is over, a change can give the run more to do.
        let Some(until) = next.map(|arrival| arrival.planned).or(open_loop.schedule.ends_at()) else { return arrivals };
        let planned = select! {
            biased;
            () = &mut stop => return arrivals,
            _ = changes.changed() => None,
            planned = come(&dispatch.context, &mut timer, until) => planned,
        };
        if changes.has_changed().unwrap_or(false) || planned.is_none() {
            open_loop.follow(dispatch, changes.borrow_and_update().clone());
            continue;
        }
        let (Some(arrival), Some(planned)) = (open_loop.schedule.next(), planned) else { return arrivals };
        arrivals = arrival.index + 1;
        open_loop.begin(dispatch, arrival, planned, visits);
        dispatch.position.store(open_loop.position, Ordering::Relaxed);
        if arrivals.is_multiple_of(open_loop.between_looks()) && open_loop.is_over(dispatch) {
            let rest = open_loop.schedule.give_up();
            write_off::rest(dispatch, &open_loop.plan.epoch, arrivals, rest);
            return arrivals + rest;
        }
        while visits.try_join_next().is_some() {}
    }
}

/// The state of the dispatcher.
struct OpenLoop<T> {
    plan: Arc<ArrivalPlan<T>>,
    schedule: Schedule,
    /// Positions given out.
    position: u64,
    visitors: Visitors,
    /// How long the run has been paused, as far as the schedule knows.
    shift: Duration,
    /// The midnight before which no visits begin, once an event has said so.
    announced: Option<f64>,
}

impl<T: Transport> OpenLoop<T> {
    fn new(dispatch: &Dispatch<T>, plan: Arc<ArrivalPlan<T>>) -> Self {
        let Context { plan: run, clock, .. } = &*dispatch.context;
        let schedule = Schedule::of(plan.load.clone(), plan.limits, run.seed, clock.local(&run.clock));
        let visitors = Visitors::live(run.seed);
        Self { schedule, plan, position: 0, visitors, shift: Duration::ZERO, announced: None }
    }

    /// The next arrival. Adds an event when there are no more today.
    fn peek(&mut self, dispatch: &Dispatch<T>) -> Option<Arrival> {
        let next = self.schedule.peek();
        if let Some(midnight) = self.schedule.full_until().filter(|midnight| self.announced != Some(*midnight)) {
            self.announced = Some(midnight);
            let config = dispatch.config.load();
            let visits = config.max_visits_per_day;
            let message = match next {
                Some(_) => {
                    let seconds = midnight - unix_now(&dispatch.context);
                    let minutes = (seconds / 60.0).ceil().max(0.0) as u64;
                    DayLimit::DayFull { visits, timezone: config.timezone.clone(), minutes }
                }
                None if self.schedule.ends_at().is_some() => DayLimit::LastDayFull { visits },
                None => DayLimit::DayFullAtEnd { visits },
            };
            dispatch.context.note(EventKind::Limit, true, None, message);
        }
        next
    }

    /// Follows `plan`, shifted by the time spent in pauses.
    fn follow(&mut self, dispatch: &Dispatch<T>, plan: Arc<ArrivalPlan<T>>) {
        let context = &*dispatch.context;
        let now = context.clock.running();
        let unix = unix_now(context);
        let shift = context.clock.shift();
        if self.shift != shift {
            self.shift = shift;
            self.schedule.set_clock(now, unix);
            if plan.load.shape.shape == Shape::DayCurve {
                self.schedule.change(now, unix, plan.load.clone());
            }
        }
        if self.plan.limits != plan.limits {
            self.schedule.limit(now, plan.limits);
            self.announced = None;
        }
        if self.plan.load != plan.load {
            let Load { shape, .. } = &plan.load;
            let late = now.saturating_sub(plan.at).as_secs_f64();
            tracing::debug!(shape = shape.shape.as_str(), late_seconds = late, "the schedule follows a change");
            self.schedule.change(plan.at, unix - late, plan.load.clone());
        }
        if !Arc::ptr_eq(&self.plan.epoch, &plan.epoch) {
            plan.epoch.make_good(&dispatch.registry.lock().epochs.debts());
        }
        self.plan = plan;
    }

    /// How many arrivals make as many visits as are between two checks.
    fn between_looks(&self) -> u64 {
        (BETWEEN_LOOKS / self.plan.epoch.sequence().copies().max(1) as u64).max(1)
    }

    /// Whether the schedule should have ended a while ago.
    fn is_over(&self, dispatch: &Dispatch<T>) -> bool {
        dispatch.context.clock.running() > self.plan.limits.end + OVERTIME
    }

    /// Begins the visits of `arrival`, which is planned at `planned`.
    fn begin(&mut self, dispatch: &Dispatch<T>, arrival: Arrival, planned: Duration, visits: &mut JoinSet<()>) {
        let RunPlan { config, source, .. } = &dispatch.context.plan;
        let by = config.distribute_by;
        let index = arrival.index;
        let epoch = &self.plan.epoch;
        let visitors = &mut self.visitors;
        let comes_again = source.comes_again(index);
        let mut who = |group| visitors.who(group, stretch(arrival.planned), comes_again);
        // By hit, where the hits go depends on how many they are; by visit, whose they are on where it goes.
        let whole = (by == DistributeBy::Hit).then(|| source.visit_by(index, who(Group::Whole)));
        let hits = whole.as_ref().map_or(1, |visit| visit.hit_count());
        match epoch.take(by, arrival, self.position, hits) {
            Taken::One(route) => {
                let Some(slot) = route.channel(0).map(|first| first.slot) else { return };
                let visit = whole.unwrap_or_else(|| source.visit_by(index, who(Group::Target(slot))));
                begin_one(dispatch, arrival, visit, route, planned, visits);
            }
            Taken::All => {
                let person = who(Group::Mirrored);
                for channel in epoch.channels() {
                    let route = Route::One(Arc::clone(channel));
                    begin_one(dispatch, arrival, source.visit_by(index, person), route, planned, visits);
                }
            }
            Taken::Nobody => {}
        }
        self.position += epoch.positions(by, hits);
    }
}

/// The time on the run's clock, seconds since the Unix epoch. It keeps running during a pause and ignores changes of
/// the system clock.
fn unix_now<T>(context: &Context<T>) -> f64 {
    context.clock.local(&context.plan.clock).start_unix + context.clock.elapsed().as_secs_f64()
}

/// Waits for what is planned at `planned` on the schedule's clock, which stands still during a pause.
/// Returns the time since the start of the run, pauses included; `None` after a pause.
async fn come<T>(context: &Context<T>, timer: &mut Timer, planned: Duration) -> Option<Duration> {
    let clock = &context.clock;
    if clock.is_paused() {
        clock.unpaused().await;
        return None;
    }
    let shifted = planned + clock.shift();
    let due = clock.started + shifted;
    if due <= Instant::now() {
        // Late: catch up without starving the visits in progress.
        consume_budget().await;
        return Some(shifted).filter(|_| !clock.is_paused());
    }
    select! {
        biased;
        () = clock.paused() => None,
        () = timer.wait_until(due) => Some(shifted),
    }
}

/// Begins the visit of `arrival`, which comes at `planned`, or drops it, with the reason.
fn begin_one<T: Transport>(
    dispatch: &Dispatch<T>,
    arrival: Arrival,
    content: Box<dyn Visit>,
    route: Route<T>,
    planned: Duration,
    visits: &mut JoinSet<()>,
) {
    let context = &dispatch.context;
    let hits = content.hit_count();
    let index = arrival.index;
    context.planned.add(route.slots(0, hits).zip((0..hits).map(|hit| planned + content.offset(hit))));
    let Some(first) = route.channel(0).cloned() else { return };
    let place = match admit(dispatch, &first, arrival, planned) {
        Ok(place) => place,
        Err(reason) => return context.shard(index).arrive_dropped(reason, route.slots(0, hits)),
    };
    let visit = VisitInProgress::begin(Arc::clone(context), content, index, route, Pace::Planned(planned), place);
    match context.plan.bulk_size() {
        Some(size) => visits.spawn(send_in_bulk(visit, first, size)),
        None => visits.spawn(send_hits(visit)),
    };
}

/// A place among the visits in progress at the target of a visit's first hit. None when the visit is beyond its
/// cap (asked first and by the schedule's clock, so that it follows from the plan), when its load is held back,
/// when `concurrency` visits are in progress there, or when this machine is so late that the first hit could not
/// be sent in time.
///
/// Split by hit, a visit belongs to no target: each of its hits looks for itself how its own target is, and takes
/// a place there, so that one that hangs takes up nobody else's. The visit has a place among [`MOST_AT_ONCE`].
fn admit<T: Transport>(
    dispatch: &Dispatch<T>,
    first: &Channel<T>,
    arrival: Arrival,
    planned: Duration,
) -> Result<Option<OwnedSemaphorePermit>, DropReason> {
    let context = &dispatch.context;
    if !first.cap.admits(arrival.planned) {
        return Err(DropReason::Capped);
    }
    let is_by_hit = context.plan.config.distribute_by == DistributeBy::Hit;
    if first.monitor.holds() && !is_by_hit {
        return Err(DropReason::Held);
    }
    if context.clock.started + planned + context.timeout < Instant::now() {
        context.shard(arrival.index).strain(first.slot, |strain| strain.missed_visits += 1);
        return Err(DropReason::NoCapacity);
    }
    let places = if is_by_hit { &dispatch.visits } else { &first.visits };
    Arc::clone(places).try_acquire_owned().map(Some).map_err(|_| DropReason::NoCapacity)
}
