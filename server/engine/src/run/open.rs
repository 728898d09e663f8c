//! The open model: visits begin when the schedule says so, whatever the targets do.

use super::{
    bulk,
    carry::carry,
    course::Course,
    journey::{Journey, Pace},
    state::Run,
    wording, write_off,
};
use crate::{
    bulkhead::Bulkhead,
    clock::Alarm,
    epoch::{Route, Taken},
    metrics::books::DropReason,
    schedule::{Arrival, Load, Schedule},
};
use domain::{DistributeBy, EventKind, Shape};
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

/// How long after its planned end a schedule may go on with what is late; then the rest is written off.
const OVERTIME: Duration = Duration::from_secs(1);
/// So many visits lie between two looks at whether that time is over: fewer are counted one by one in no time,
/// also after this machine has stood still for a while.
const BETWEEN_LOOKS: u64 = 8_192;

/// The most visits in progress at once where each hit has a target of its own, so that no target's `concurrency` is
/// a bound: more than any machine sends for, and what memory has room for.
pub const MOST_AT_ONCE: usize = 100_000;

/// Begins visit after visit, each when `alarm` says so, until the schedule ends or a stop is asked for. What
/// is changed meanwhile applies from the next arrival on, however far off that was to be. Gives how many arrivals there
/// were.
pub async fn dispatch<T: Transport>(run: &Arc<Run<T>>, visits: &mut JoinSet<()>, mut alarm: Alarm) -> u64 {
    let stop = run.stop.cancelled();
    pin!(stop);
    let mut courses = run.course.subscribe();
    let mut plan = Plan::new(run, courses.borrow_and_update().clone());
    let mut arrivals = 0;
    loop {
        let next = plan.peek(run);
        // Until its time is over a run can be given more to do.
        let Some(until) = next.map(|arrival| arrival.planned).or(plan.schedule.ends_at()) else { return arrivals };
        let planned = select! {
            biased;
            () = &mut stop => return arrivals,
            _ = courses.changed() => None,
            planned = come(run, &mut alarm, until) => planned,
        };
        if courses.has_changed().unwrap_or(false) || planned.is_none() {
            plan.follow(run, courses.borrow_and_update().clone());
            continue;
        }
        let (Some(arrival), Some(planned)) = (plan.schedule.next(), planned) else { return arrivals };
        arrivals = arrival.index + 1;
        plan.begin(run, arrival, planned, visits);
        run.position.store(plan.position, Ordering::Relaxed);
        if arrivals.is_multiple_of(plan.between_looks()) && plan.is_over(run) {
            let rest = plan.schedule.give_up();
            write_off::rest(run, &plan.course.epoch, arrivals, rest);
            return arrivals + rest;
        }
        while visits.try_join_next().is_some() {}
    }
}

/// Where the dispatcher stands.
struct Plan<T> {
    course: Arc<Course<T>>,
    schedule: Schedule,
    /// Positions given out.
    position: u64,
    visitors: Visitors,
    /// How long the run has been paused, as far as the schedule knows.
    shift: Duration,
    /// The midnight that people were told no visits begin before.
    told: Option<f64>,
}

impl<T: Transport> Plan<T> {
    fn new(run: &Run<T>, course: Arc<Course<T>>) -> Self {
        let schedule = Schedule::of(course.load.clone(), course.limits, run.plan.seed, run.clock());
        let visitors = Visitors::live(run.plan.seed);
        Self { schedule, course, position: 0, visitors, shift: Duration::ZERO, told: None }
    }

    /// The next arrival. Tells people when there is none today.
    fn peek(&mut self, run: &Run<T>) -> Option<Arrival> {
        let next = self.schedule.peek();
        if let Some(midnight) = self.schedule.full_until().filter(|midnight| self.told != Some(*midnight)) {
            self.told = Some(midnight);
            let config = run.config.load();
            let message = match next {
                Some(_) => wording::full(config.max_visits_per_day, &config.timezone, midnight - unix_now(run)),
                None => wording::done(config.max_visits_per_day, self.schedule.ends_at().is_some()),
            };
            run.note(EventKind::Limit, true, None, message);
        }
        next
    }

    /// Goes by `course`, and by the time that has passed in pauses.
    fn follow(&mut self, run: &Run<T>, course: Arc<Course<T>>) {
        let (now, unix, shift) = (run.running(), unix_now(run), run.shift());
        if self.shift != shift {
            self.shift = shift;
            self.schedule.set_clock(now, unix);
            if course.load.shape.shape == Shape::DayCurve {
                self.schedule.change(now, unix, course.load.clone());
            }
        }
        if self.course.limits != course.limits {
            self.schedule.limit(now, course.limits);
            self.told = None;
        }
        if self.course.load != course.load {
            let Load { shape, .. } = &course.load;
            let late = now.saturating_sub(course.at).as_secs_f64();
            tracing::debug!(shape = shape.shape.as_str(), late_seconds = late, "the schedule follows a change");
            self.schedule.change(course.at, unix - late, course.load.clone());
        }
        if !Arc::ptr_eq(&self.course.epoch, &course.epoch) {
            course.epoch.make_good(&run.roster.lock().epochs.debts());
        }
        self.course = course;
    }

    /// How many arrivals make as many visits as lie between two looks.
    fn between_looks(&self) -> u64 {
        (BETWEEN_LOOKS / self.course.epoch.sequence().copies().max(1) as u64).max(1)
    }

    /// Whether the schedule should have ended a while ago.
    fn is_over(&self, run: &Run<T>) -> bool {
        run.running() > self.course.limits.end + OVERTIME
    }

    /// Begins what `arrival`, which comes at `planned`, stands for.
    fn begin(&mut self, run: &Arc<Run<T>>, arrival: Arrival, planned: Duration, visits: &mut JoinSet<()>) {
        let (by, source, index) = (run.plan.config.distribute_by, &run.plan.source, arrival.index);
        let (epoch, visitors) = (&self.course.epoch, &mut self.visitors);
        let comes_again = source.comes_again(index);
        let mut who = |group| visitors.who(group, stretch(arrival.planned), comes_again);
        // By hit, where the hits go depends on how many they are; by visit, whose they are on where it goes.
        let whole = (by == DistributeBy::Hit).then(|| source.visit_by(index, who(Group::Whole)));
        let hits = whole.as_ref().map_or(1, |visit| visit.hit_count());
        match epoch.take(by, arrival, self.position, hits) {
            Taken::One(route) => {
                let Some(slot) = route.bulkhead(0).map(|first| first.slot) else { return };
                let visit = whole.unwrap_or_else(|| source.visit_by(index, who(Group::Target(slot))));
                begin_one(run, arrival, visit, route, planned, visits);
            }
            Taken::All => {
                let person = who(Group::Mirrored);
                for bulkhead in epoch.bulkheads() {
                    let route = Route::One(Arc::clone(bulkhead));
                    begin_one(run, arrival, source.visit_by(index, person), route, planned, visits);
                }
            }
            Taken::Nobody => {}
        }
        self.position += epoch.positions(by, hits);
    }
}

/// What the run's clock shows: it goes on during a pause, and is not set when the machine's is. Seconds since
/// the Unix epoch.
fn unix_now<T: Transport>(run: &Run<T>) -> f64 {
    run.start_unix() + run.elapsed().as_secs_f64()
}

/// Waits for what is planned at `planned` on the schedule's clock, which stands still during a pause.
/// Gives when that was since the start of the run, all pauses counted; `None` after a pause.
async fn come<T: Transport>(run: &Run<T>, alarm: &mut Alarm, planned: Duration) -> Option<Duration> {
    if run.is_paused() {
        run.unpaused().await;
        return None;
    }
    let shifted = planned + run.shift();
    let due = run.started + shifted;
    if due <= Instant::now() {
        // Late: catch up without starving the visits in progress.
        consume_budget().await;
        return Some(shifted).filter(|_| !run.is_paused());
    }
    select! {
        biased;
        () = run.paused() => None,
        () = alarm.wait_until(due) => Some(shifted),
    }
}

/// Begins the visit of `arrival`, which comes at `planned`, or drops it, with the reason.
fn begin_one<T: Transport>(
    run: &Arc<Run<T>>,
    arrival: Arrival,
    visit: Box<dyn Visit>,
    route: Route<T>,
    planned: Duration,
    visits: &mut JoinSet<()>,
) {
    let (hits, index) = (visit.hit_count(), arrival.index);
    run.planned.add(route.slots(0, hits).zip((0..hits).map(|hit| planned + visit.offset(hit))));
    let Some(first) = route.bulkhead(0).cloned() else { return };
    let place = match admit(run, &first, arrival, planned) {
        Ok(place) => place,
        Err(reason) => return run.books.lane(index).arrive_dropped(reason, route.slots(0, hits)),
    };
    let journey = Journey::begin(Arc::clone(run), visit, index, route, Pace::Planned(planned), place);
    match run.plan.bulk_size() {
        Some(size) => visits.spawn(bulk::ride(journey, first, size)),
        None => visits.spawn(carry(journey)),
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
    run: &Run<T>,
    first: &Bulkhead<T>,
    arrival: Arrival,
    planned: Duration,
) -> Result<Option<OwnedSemaphorePermit>, DropReason> {
    if !first.cap.admits(arrival.planned) {
        return Err(DropReason::Capped);
    }
    let is_by_hit = run.plan.config.distribute_by == DistributeBy::Hit;
    if first.monitor.holds() && !is_by_hit {
        return Err(DropReason::Held);
    }
    if run.started + planned + run.timeout < Instant::now() {
        run.books.lane(arrival.index).strain(first.slot, |strain| strain.missed_visits += 1);
        return Err(DropReason::NoCapacity);
    }
    let places = if is_by_hit { &run.visits } else { &first.visits };
    Arc::clone(places).try_acquire_owned().map(Some).map_err(|_| DropReason::NoCapacity)
}
