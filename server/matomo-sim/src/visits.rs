//! How hits become visits: Matomo's visitor recognition, measured on 5.2 and named after its VisitorRecognizer.
//!
//! A hit belongs to the latest visit of the same visitor whose last action is less than 30 minutes away. "The same
//! visitor" is the same `cid` where one is given. Otherwise it is the same `_id` or, failing that, the same fingerprint
//! (user agent, address, language), which is why distinct `_id`s from one browser make ONE visit.

mod id;
#[cfg(test)]
mod tests;
mod visit;

use std::collections::{HashMap, VecDeque};

pub(crate) use self::{
    id::{Claim, VisitorId},
    visit::Visit,
};
use crate::{
    clock::DAY,
    tracker::{Hit, Kind},
};

/// Half an hour: `visit_standard_length`.
const VISIT_GAP_SECONDS: i64 = 1_800;
/// Visits remembered; older ones are in the sums but can no longer be continued or reported on.
const MAX_VISITS: usize = 1_000_000;
/// How many of a visitor's earlier visits are searched for one to continue.
const MAX_LOOK_BACK: usize = 16;

/// Where a hit went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) visitor: VisitorId,
    /// Of the visit.
    pub(crate) number: u64,
    pub(crate) new_visit: bool,
    pub(crate) new_visitor: bool,
}

/// The visits in the order in which they began, and the ways to find one again.
#[derive(Debug)]
pub(crate) struct VisitLog {
    splits_at_midnight: bool,
    visits: VecDeque<Visit>,
    /// Number of the first visit that is still in `visits`.
    first: u64,
    capacity: usize,
    by_visitor: HashMap<(u32, VisitorId), u64>,
    by_fingerprint: HashMap<(u32, u64), u64>,
    anonymous: u64,
}

impl VisitLog {
    pub(crate) fn new(splits_at_midnight: bool) -> Self {
        Self::with_capacity(MAX_VISITS, splits_at_midnight)
    }

    fn with_capacity(capacity: usize, splits_at_midnight: bool) -> Self {
        Self {
            splits_at_midnight,
            visits: VecDeque::new(),
            first: 0,
            capacity,
            by_visitor: HashMap::new(),
            by_fingerprint: HashMap::new(),
            anonymous: 0,
        }
    }

    /// Whether a visit that goes on past midnight counts as two.
    pub(crate) fn splits_at_midnight(&self) -> bool {
        self.splits_at_midnight
    }

    /// Whether visits have been forgotten.
    pub(crate) fn truncated(&self) -> bool {
        self.first > 0
    }

    /// The remembered visits of `site`.
    pub(crate) fn of_site(&self, site: u32) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(move |visit| visit.site == site)
    }

    /// The number of the visit that a hit would go on with; `None` if it would begin one.
    pub(crate) fn open_visit(&self, hit: &Hit) -> Option<u64> {
        let number = if hit.new_visit { None } else { self.find(hit) }?;
        self.get(number).filter(|visit| !self.starts_anew(visit, hit)).map(|_| number)
    }

    /// Whether the visit that a hit would go on with has reached `goal`, which counts once a visit.
    pub(crate) fn has_reached(&self, hit: &Hit, goal: u32) -> bool {
        let visit = self.open_visit(hit).and_then(|number| self.get(number));
        visit.is_some_and(|visit| visit.goals.contains(&goal))
    }

    /// Puts a hit into a visit, a new one if need be; `None` for a ping that has none to extend.
    pub(crate) fn assign(&mut self, hit: &Hit) -> Option<Found> {
        let known = if hit.new_visit { None } else { self.find(hit) };
        if hit.kind == Kind::Ping {
            let number = known?;
            let visit = self.get_mut(number)?;
            visit.add(hit);
            return Some(Found { visitor: visit.visitor, number, new_visit: false, new_visitor: false });
        }
        let continued = known.filter(|&number| self.get(number).is_some_and(|visit| !self.starts_anew(visit, hit)));
        if let Some(number) = continued
            && let Some(visit) = self.get_mut(number)
        {
            visit.add(hit);
            // The visit keeps the fingerprint it began with, whatever its later hits look like.
            let visitor = visit.visitor;
            let fingerprint = visit.fingerprint;
            self.by_fingerprint.insert((hit.site, fingerprint), number);
            return Some(Found { visitor, number, new_visit: false, new_visitor: false });
        }
        // Midnight and campaigns split the visit, not the visitor.
        let same = known.and_then(|number| self.get(number)).map(|visit| visit.visitor);
        Some(self.begin(hit, same))
    }

    fn begin(&mut self, hit: &Hit, same: Option<VisitorId>) -> Found {
        let visitor = same.or(hit.claim.id()).unwrap_or_else(|| {
            self.anonymous += 1;
            VisitorId::anonymous(self.anonymous)
        });
        if self.visits.len() >= self.capacity {
            self.forget_oldest();
        }
        let number = self.first + self.visits.len() as u64;
        let previous = self.by_visitor.insert((hit.site, visitor), number);
        self.by_fingerprint.insert((hit.site, hit.fingerprint), number);
        self.visits.push_back(Visit::begin(hit, visitor, previous));
        Found { visitor, number, new_visit: true, new_visitor: previous.is_none() }
    }

    /// The visit this hit would continue, leaving aside what forces a new one.
    fn find(&self, hit: &Hit) -> Option<u64> {
        let by_id = hit.claim.id().and_then(|id| self.open_visit_of(hit, id));
        match hit.claim {
            Claim::Forced(_) => by_id,
            Claim::Cookie(_) | Claim::Nothing => by_id.or_else(|| {
                let number = *self.by_fingerprint.get(&(hit.site, hit.fingerprint))?;
                self.get(number).filter(|visit| is_open(visit, hit.at)).map(|_| number)
            }),
        }
    }

    /// A visit ends at midnight of the site (UTC) and when another campaign brings the visitor.
    fn starts_anew(&self, visit: &Visit, hit: &Hit) -> bool {
        self.splits_at_midnight && visit.last_at.div_euclid(DAY) != hit.at.div_euclid(DAY)
            || hit.campaign.is_some() && hit.campaign.as_deref() != visit.campaign.as_deref()
    }

    fn open_visit_of(&self, hit: &Hit, id: VisitorId) -> Option<u64> {
        let mut next = self.by_visitor.get(&(hit.site, id)).copied();
        for _ in 0..MAX_LOOK_BACK {
            let number = next?;
            let visit = self.get(number)?;
            if is_open(visit, hit.at) {
                return Some(number);
            }
            next = visit.previous;
        }
        None
    }

    fn forget_oldest(&mut self) {
        if let Some(visit) = self.visits.pop_front() {
            let number = self.first;
            self.first += 1;
            forget(&mut self.by_visitor, (visit.site, visit.visitor), number);
            forget(&mut self.by_fingerprint, (visit.site, visit.fingerprint), number);
        }
    }

    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first)?).ok()
    }

    fn get(&self, number: u64) -> Option<&Visit> {
        self.visits.get(self.place(number)?)
    }

    fn get_mut(&mut self, number: u64) -> Option<&mut Visit> {
        let place = self.place(number)?;
        self.visits.get_mut(place)
    }
}

fn forget<K: std::hash::Hash + Eq>(index: &mut HashMap<K, u64>, key: K, number: u64) {
    if index.get(&key) == Some(&number) {
        index.remove(&key);
    }
}

fn is_open(visit: &Visit, at: i64) -> bool {
    (at - visit.last_at).abs() < VISIT_GAP_SECONDS
}
