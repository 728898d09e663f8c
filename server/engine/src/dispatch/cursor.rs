//! A target's walk through the sequence: the visits that are its own, one after the other.

use super::{Dispatch, Epoch, reservations::Reservations};
use crate::visits::{Channel, Context};
use domain::{DistributeBy, Sequence, messages::RunFailure};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    select,
    task::consume_budget,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use visit::visitors::{Group, Person, Visitors};

/// How many steps of the walk are taken before yielding to other tasks.
const STRIDE: u64 = 1_024;

/// Where a target is in its walk.
pub(crate) struct TargetCursor<T> {
    /// The targets of the run.
    epoch: Arc<Epoch<T>>,
    /// Who gets which position; the same for all targets of the run, and all of it.
    sequence: Sequence,
    /// The target's number in the sequence.
    place: usize,
    /// The first visit it has not walked past.
    index: u64,
    /// That visit's first position in the sequence.
    position: u64,
    /// Visits of the run.
    limit: u64,
    /// What a backfill adds: what was begun before, its rate and its reservations.
    reservations: Option<Reservations>,
    /// Who makes the target's visits.
    visitors: Visitors,
    /// Cancelled once there is no visit left.
    ended: CancellationToken,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// This visit, now.
    Visit {
        /// Its number in the run.
        index: u64,
        /// Its first position in the sequence.
        position: u64,
        /// Who makes it.
        person: Person,
    },
    /// Nothing before the given time.
    NotYet,
    /// No more visits.
    End,
}

impl<T> TargetCursor<T> {
    /// One for each target of the run, in the order of the sequence.
    pub(crate) fn all(dispatch: &Dispatch<T>) -> Vec<Self> {
        let epoch = dispatch.epoch.load_full();
        let run = &dispatch.context.plan;
        let reservations = Reservations::all(dispatch, &epoch);
        let cursors = reservations.into_iter().enumerate().map(|(place, reservations)| Self {
            epoch: Arc::clone(&epoch),
            // Walked from its beginning by every target.
            sequence: epoch.sequence().fork(),
            place,
            index: 0,
            position: 0,
            limit: run.visit_limit(),
            visitors: Visitors::of_days(run.seed),
            reservations,
            ended: CancellationToken::new(),
        });
        cursors.collect()
    }

    /// Whether a visit is left for the target, and there is time for it.
    pub(crate) async fn has_next(&mut self, context: &Context<T>) -> bool {
        !context.stop.no_more_arrivals.is_cancelled() && self.find(context).await
    }

    /// Cancelled when it is known that no visit is left.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }

    /// The target's next visit, when it may begin. Waits for that until `by`, if it is given.
    pub(crate) async fn next(&mut self, context: &Context<T>, by: Option<Instant>) -> Next {
        if !self.find(context).await {
            return Next::End;
        }
        while !context.stop.no_more_arrivals.is_cancelled() {
            if context.clock.is_paused() {
                self.give_back().await;
                if !wait(context, by, context.clock.unpaused()).await {
                    return Next::NotYet;
                }
                continue;
            }
            let due = self.due(context);
            if due > Instant::now() {
                let due_or_paused = async {
                    select! {
                        () = sleep_until(due) => {}
                        () = context.clock.paused() => {}
                    }
                };
                if !wait(context, by, due_or_paused).await {
                    return Next::NotYet;
                }
                continue;
            }
            let Some(reservations) = &mut self.reservations else { return self.hand_out(context) };
            if reservations.covers(self.index) {
                return self.hand_out(context);
            } else if let Err(reason) = reservations.reserve(context, self.index, self.limit).await {
                context.fail(RunFailure::ProgressNotSaved { reason });
            }
        }
        Next::End
    }

    /// Walks to the target's next visit that was not begun before; false when there is none, or no time.
    async fn find(&mut self, context: &Context<T>) -> bool {
        self.leap(context);
        while self.index < self.limit {
            let place = self.sequence.target_at(self.position);
            let is_own = place == self.place || self.sequence.copies() > 1;
            let is_met = is_own || context.plan.config.distribute_by == DistributeBy::Hit;
            match &mut self.reservations {
                Some(reservations) if reservations.was_begun(place, self.index) => {
                    if let Some(days) = context.days.as_ref().filter(|_| is_own) {
                        days.pass(self.index);
                    }
                }
                _ if is_own => return true,
                Some(reservations) => reservations.pass(),
                None => {}
            }
            if is_met {
                self.meet(context);
            }
            self.step(context);
            if self.index.is_multiple_of(STRIDE) {
                consume_budget().await;
                if context.stop.no_more_arrivals.is_cancelled() {
                    return false;
                }
            }
        }
        self.ended.cancel();
        false
    }

    /// Jumps straight to the target's next position where no walk is needed: with a thousand targets, walking past
    /// the visits of all others would cost a tenth of the time that a visit takes. Only possible where each visit
    /// takes one position and the visits passed over are not counted.
    fn leap(&mut self, context: &Context<T>) {
        let by_visit = context.plan.config.distribute_by == DistributeBy::Visit;
        if !by_visit || self.sequence.copies() > 1 || self.reservations.is_some() {
            return;
        }
        if let Some(next) = self.sequence.next_position(self.place, self.position) {
            self.index += next - self.position;
            self.position = next;
        }
    }

    /// When the next visit may begin. Without a plan a target's cap is kept by waiting.
    fn due(&self, context: &Context<T>) -> Instant {
        let opens_at = self.channel().map_or(Duration::ZERO, |channel| channel.cap.opens_at());
        let due = context.clock.started + context.clock.shift() + opens_at;
        self.reservations.as_ref().map_or(due, |reservations| reservations.due(context).max(due))
    }

    fn channel(&self) -> Option<&Arc<Channel<T>>> {
        self.epoch.channels().get(self.place)
    }

    fn hand_out(&mut self, context: &Context<T>) -> Next {
        let index = self.index;
        let position = self.position;
        if let Some(channel) = self.channel() {
            channel.cap.admits(context.clock.running());
        }
        self.epoch.record().begin(position, index);
        if let Some(reservations) = &mut self.reservations {
            reservations.begin(context);
        }
        let person = self.meet(context);
        self.step(context);
        Next::Visit { index, position, person }
    }

    /// Who makes the visit that is passed over; must be called for every visit that shares visitors with the
    /// target's. Without days and without a plan no visitor returns, because the time until then is unknown.
    fn meet(&mut self, context: &Context<T>) -> Person {
        let group = if context.plan.config.distribute_by == DistributeBy::Hit {
            Group::Whole
        } else if self.sequence.copies() > 1 {
            Group::Mirrored
        } else {
            Group::Target(self.channel().map_or(0, |channel| channel.slot))
        };
        let day = context.days.as_ref().map(|days| days.day(self.index));
        let comes_again = day.is_some() && context.plan.source.comes_again(self.index);
        self.visitors.who(group, day.unwrap_or(0), comes_again)
    }

    fn step(&mut self, context: &Context<T>) {
        self.position += match context.plan.config.distribute_by {
            DistributeBy::Visit => self.sequence.copies() as u64,
            DistributeBy::Hit => context.plan.source.hit_count(self.index) as u64,
        };
        self.index += 1;
    }

    /// Whether it has walked past every visit.
    pub(crate) fn is_done(&self) -> bool {
        self.index >= self.limit
    }

    /// Called when none of the target's visits is in progress any more: releases what is reserved and not begun.
    pub(crate) async fn settle(&mut self) {
        self.give_back().await;
        if let Some(reservations) = &mut self.reservations {
            reservations.settle().await;
        }
    }

    /// Releases what is reserved and not begun.
    pub(crate) async fn give_back(&mut self) {
        if let Some(reservations) = &mut self.reservations {
            reservations.give_back(self.index).await;
        }
    }
}

/// Waits for `event`, or until no more visits begin; false when `by` came first.
async fn wait<T>(context: &Context<T>, by: Option<Instant>, event: impl Future<Output = ()>) -> bool {
    let too_long = async {
        match by {
            Some(by) => sleep_until(by).await,
            None => std::future::pending().await,
        }
    };
    // What happens in time counts, even at the last moment.
    select! {
        biased;
        () = event => true,
        () = context.stop.no_more_arrivals.cancelled() => true,
        () = too_long => false,
    }
}
