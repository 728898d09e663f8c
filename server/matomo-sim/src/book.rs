//! The statistics themselves: where recorded hits go and where every hit is counted.

mod visitors;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use self::visitors::Visitors;
use crate::{
    BulkStats, Reason, SiteStats, Stats,
    tracker::{Hit, Kind},
    visits::{Found, VisitLog},
};

/// Order ids remembered; a bound on memory only.
const MAX_ORDERS: usize = 1_000_000;
/// Order ids listed in the statistics of a site.
const LISTED_ORDERS: usize = 1_000;

#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) bulk: BulkStats,
    pub(crate) visits: VisitLog,
    sites: BTreeMap<u32, SiteStats>,
    /// Hits whose site does not exist.
    nowhere: SiteStats,
    orders: HashSet<(u32, String)>,
    orders_forgotten: bool,
    visitors: Visitors,
}

impl Book {
    pub(crate) fn new(sites: &BTreeSet<u32>, max_visitors: usize) -> Self {
        Self {
            bulk: BulkStats::default(),
            visits: VisitLog::default(),
            sites: sites.iter().map(|&site| (site, SiteStats::default())).collect(),
            nowhere: SiteStats::default(),
            orders: HashSet::new(),
            orders_forgotten: false,
            visitors: Visitors::new(max_visitors),
        }
    }

    pub(crate) fn reset(&mut self) {
        let sites = self.sites.keys().copied().collect();
        *self = Self::new(&sites, self.visitors.capacity());
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

    fn record(&mut self, hit: Hit) -> Result<(), Reason> {
        let tally = self.sites.get_mut(&hit.site).ok_or(Reason::BadSite)?;
        let order = hit.order_id.as_ref().map(|id| (hit.site, id.clone()));
        if order.as_ref().is_some_and(|order| self.orders.contains(order)) {
            return Err(Reason::RepeatedOrder);
        }
        let found = self.visits.assign(&hit).ok_or(Reason::PingOfNewVisitor)?;
        if let Some(order) = order {
            if self.orders.len() >= MAX_ORDERS {
                self.orders.clear();
                self.orders_forgotten = true;
            }
            if tally.order_ids.len() < LISTED_ORDERS {
                tally.order_ids.push(order.1.clone());
            }
            self.orders.insert(order);
        }
        let Found { visitor, new_visit, new_visitor } = found;
        *hit.kind.counter(&mut tally.kinds) += 1;
        tally.actions += u64::from(hit.kind.is_action());
        tally.visits += u64::from(new_visit);
        tally.visitors += u64::from(new_visitor);
        if hit.kind == Kind::Order {
            tally.revenue += hit.revenue;
        }
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
