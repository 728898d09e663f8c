//! The statistics themselves: where recorded hits go and where every hit is counted.

mod visitors;

use std::collections::{BTreeMap, HashMap};

use self::visitors::Visitors;
use crate::{
    BulkStats, Reason, SimConfig, SiteStats, Stats,
    tracker::{Hit, Kind},
    visits::{Found, VisitLog},
};

/// Order ids remembered; a bound on memory only.
const MAX_ORDERS: usize = 1_000_000;
/// Order ids listed in the statistics of a site.
const LISTED_ORDERS: usize = 1_000;
/// Contents listed in the statistics of a site, and values of one dimension.
const LISTED_NAMES: usize = 1_000;
/// User ids listed in the statistics of a site.
const LISTED_USERS: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) bulk: BulkStats,
    pub(crate) visits: VisitLog,
    sites: BTreeMap<u32, SiteStats>,
    /// Hits whose site does not exist.
    nowhere: SiteStats,
    /// By site and id: the visit, and what it brought.
    orders: HashMap<(u32, String), (u64, f64)>,
    orders_forgotten: bool,
    visitors: Visitors,
}

impl Book {
    pub(crate) fn new(config: &SimConfig) -> Self {
        Self::empty(
            config.sites.iter().copied(),
            VisitLog::new(config.new_visit_after_midnight),
            Visitors::new(config.max_visitors),
        )
    }

    fn empty(sites: impl Iterator<Item = u32>, visits: VisitLog, visitors: Visitors) -> Self {
        Self {
            bulk: BulkStats::default(),
            visits,
            sites: sites.map(|site| (site, SiteStats::default())).collect(),
            nowhere: SiteStats::default(),
            orders: HashMap::new(),
            orders_forgotten: false,
            visitors,
        }
    }

    pub(crate) fn reset(&mut self) {
        let visits = VisitLog::new(self.visits.splits_at_midnight());
        *self = Self::empty(self.sites.keys().copied(), visits, Visitors::new(self.visitors.capacity()));
    }

    /// Counts one hit and records it unless it was judged unfit. `site` is where it belongs, if that is known.
    ///
    /// # Errors
    /// Why it is not recorded: the judgement, or what only the statistics know (a repeated order, a lone ping).
    pub(crate) fn receive(&mut self, site: Option<u32>, judged: Result<Hit, Reason>) -> Result<(), Reason> {
        let outcome = judged.and_then(|hit| self.record(hit));
        let tally = site.and_then(|site| self.sites.get_mut(&site)).unwrap_or(&mut self.nowhere);
        tally.hits_received += 1;
        match outcome {
            Ok(()) => tally.hits_recorded += 1,
            Err(reason) => *tally.hits_not_recorded.entry(reason).or_default() += 1,
        }
        outcome
    }

    fn record(&mut self, mut hit: Hit) -> Result<(), Reason> {
        let tally = self.sites.get_mut(&hit.site).ok_or(Reason::BadSite)?;
        let order = hit.order_id.as_ref().map(|id| (hit.site, id.clone()));
        if let Some((visit, revenue)) = order.as_ref().and_then(|order| self.orders.get(order)).copied() {
            if self.visits.open_visit(&hit) != Some(visit) {
                return Err(Reason::RepeatedOrder);
            }
            hit.kind = Kind::OrderUpdate;
            hit.revenue -= revenue;
        }
        if let Kind::Goal(goal) = hit.kind
            && self.visits.has_reached(&hit, goal)
        {
            return Err(Reason::RepeatedGoal);
        }
        let found = self.visits.assign(&hit).ok_or(Reason::PingOfNewVisitor)?;
        if let Some(known) = order.as_ref().and_then(|order| self.orders.get_mut(order)) {
            known.1 += hit.revenue;
        } else if let Some(order) = order {
            if self.orders.len() >= MAX_ORDERS {
                self.orders.clear();
                self.orders_forgotten = true;
            }
            if tally.order_ids.len() < LISTED_ORDERS {
                tally.order_ids.push(order.1.clone());
            }
            self.orders.insert(order, (found.number, hit.revenue));
        }
        let Found { visitor, new_visit, new_visitor, .. } = found;
        *hit.kind.counter(&mut tally.kinds) += 1;
        tally.actions += u64::from(hit.kind.is_action());
        tally.visits += u64::from(new_visit);
        tally.visitors += u64::from(new_visitor);
        if hit.kind.is_order() {
            tally.revenue += hit.revenue;
        }
        details(tally, &hit);
        self.visitors.count(visitor, new_visit, hit);
        Ok(())
    }

    pub(crate) fn stats(&self, with_visitors: bool) -> Stats {
        let mut totals = self.nowhere.clone();
        self.sites.values().for_each(|site| totals.add(site));
        totals.order_ids.truncate(LISTED_ORDERS);
        Stats {
            bulk: self.bulk,
            totals,
            by_site: self.sites.clone(),
            by_visitor: if with_visitors { self.visitors.list() } else { Vec::new() },
            visitors_truncated: self.visitors.truncated(),
            history_truncated: self.orders_forgotten || self.visits.truncated(),
            ..Stats::default()
        }
    }
}

/// Counts what a hit says besides what it is.
fn details(tally: &mut SiteStats, hit: &Hit) {
    if let Kind::Goal(goal) = hit.kind {
        let stats = tally.goals.entry(goal).or_default();
        stats.conversions += 1;
        stats.revenue += hit.revenue;
    }
    for (id, value) in &hit.dimensions {
        let values = tally.dimensions.entry(*id).or_default();
        if values.len() < LISTED_NAMES || values.contains_key(value) {
            *values.entry(value.clone()).or_default() += 1;
        }
    }
    if let Some((name, is_used)) = &hit.content
        && (tally.contents.len() < LISTED_NAMES || tally.contents.contains_key(name))
    {
        let stats = tally.contents.entry(name.clone()).or_default();
        *(if *is_used { &mut stats.interactions } else { &mut stats.impressions }) += 1;
    }
    if let Some(user) = hit.user.as_ref().filter(|_| tally.users.len() < LISTED_USERS) {
        tally.users.insert(user.clone());
    }
}
