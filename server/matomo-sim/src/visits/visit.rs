//! One visit: what reports need of it and nothing more, as a run can make a million of them.

use std::sync::Arc;

use super::VisitorId;
use crate::{
    Kinds,
    tracker::{Hit, Kind},
};

#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) site: u32,
    pub(crate) visitor: VisitorId,
    pub(crate) fingerprint: u64,
    /// `referrerName` in segments, lower case.
    pub(crate) campaign: Option<Arc<str>>,
    /// Unix seconds of the earliest and the latest hit.
    pub(crate) first_at: i64,
    pub(crate) last_at: i64,
    pub(crate) kinds: Kinds,
    pub(crate) revenue: f64,
    /// Goals it has reached.
    pub(crate) goals: Vec<u32>,
    /// The number of the same visitor's visit before this one.
    pub(crate) previous: Option<u64>,
}

impl Visit {
    pub(crate) fn begin(hit: &Hit, visitor: VisitorId, previous: Option<u64>) -> Self {
        let mut visit = Self {
            site: hit.site,
            visitor,
            fingerprint: hit.fingerprint,
            campaign: hit.campaign.as_deref().map(Arc::from),
            first_at: hit.at,
            last_at: hit.at,
            kinds: Kinds::default(),
            revenue: 0.0,
            goals: Vec::new(),
            previous,
        };
        visit.add(hit);
        visit
    }

    pub(crate) fn add(&mut self, hit: &Hit) {
        self.first_at = self.first_at.min(hit.at);
        self.last_at = self.last_at.max(hit.at);
        *hit.kind.counter(&mut self.kinds) += 1;
        if hit.kind.is_order() {
            self.revenue += hit.revenue;
        }
        if let Kind::Goal(goal) = hit.kind {
            self.goals.push(goal);
        }
    }

    /// Whether it counts in `visitsConverted`: a goal or an order does, a cart does not.
    pub(crate) fn converted(&self) -> bool {
        self.kinds.orders + self.kinds.goals > 0
    }
}
