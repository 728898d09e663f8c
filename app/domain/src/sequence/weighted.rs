//! The exact weighted order: no target is ever a whole visit away from its share.
//!
//! Tijdeman ("The chairman assignment problem", Discrete Mathematics 32, 1980) proved that such an
//! order exists for any weights; this is its earliest-deadline form, known from Pfair scheduling
//! (Baruah, Cohen, Plaxton, Varvel: "Proportionate progress", Algorithmica 15, 1996). The j-th visit
//! of a target with weight w of W may stand at positions ⌊jW/w⌋ + 1 to ⌈(j+1)W/w⌉ (counted from 1);
//! outside of that window its count would be a whole visit off. Taking, at each position, the open
//! window that closes first meets every window. Integers only, so every machine agrees.
//!
//! Guarantee: at every prefix n, each target with weight w of W is strictly less than one visit away from
//! its exact share n·w/W.

use super::{Strategy, carried::Carried};
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Positions that are worked out at once.
const PAGE: usize = 256;

/// The weighted order, worked out page by page as positions are asked for, and then kept: a period may have
/// a million positions, of which few are ever needed when targets change often.
#[derive(Debug)]
pub(super) struct Weighted {
    weights: Vec<u32>,
    total: u64,
    /// Positions after which the order repeats.
    period: u64,
    pages: Vec<OnceLock<Box<[u16]>>>,
    /// Works out the next page; the number of pages it has worked out.
    source: Mutex<(usize, WeightedOrder)>,
}

impl Weighted {
    /// The order for these weights; zero counts as one.
    pub(super) fn new(weights: &[u32]) -> Self {
        let order = WeightedOrder::new(weights);
        let weights = order.weights.clone();
        let total = order.total;
        let divisor = weights.iter().fold(0, |divisor, &weight| gcd(divisor, weight)).max(1);
        let period = (total / u64::from(divisor)).max(1);
        let mut pages = Vec::new();
        pages.resize_with((period as usize).div_ceil(PAGE), OnceLock::new);
        Self { weights, total, period, pages, source: Mutex::new((0, order)) }
    }

    fn fill(&self, page: usize) {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let (filled, order) = &mut *source;
        while *filled <= page {
            let targets = order.by_ref().take(PAGE).map(|target| target as u16).collect();
            if let Some(page) = self.pages.get(*filled) {
                page.get_or_init(|| targets);
            }
            *filled += 1;
        }
    }
}

impl Strategy for Weighted {
    fn target_at(&self, position: u64) -> usize {
        let place = (position % self.period) as usize;
        let page = place / PAGE;
        let place = place % PAGE;
        let Some(page_of) = self.pages.get(page) else { return 0 };
        if page_of.get().is_none() {
            self.fill(page);
        }
        page_of.get().and_then(|targets| targets.get(place)).copied().map_or(0, usize::from)
    }

    fn expected_share(&self, target: usize) -> f64 {
        self.weights.get(target).map_or(0.0, |&weight| f64::from(weight) / self.total as f64)
    }

    fn owing(&self, debts: &[f64]) -> Option<Arc<dyn Strategy>> {
        Some(Arc::new(Carried::new(&self.weights, debts)))
    }
}

/// Parts of a visit divided by the sum of all weights in which debts are counted.
const PARTS: i128 = 1 << 20;

/// Iterates over the order for ever; O(log n) a step.
///
/// It can begin with debts: how far each target is behind its share already. The windows are those that keep the
/// whole, debt included, less than a visit from its share. From some debts that cannot be done at once, so several
/// windows may close at the same position. Then the target that is furthest behind comes first, which is the best
/// that can be done by anybody who does not know the weights to come: while the same n targets have changing
/// weights, nobody is more than 1 + (1 + 1/2 + … + 1/n) behind (the greedy strategy for the cup game; Liu, Layland:
/// "Scheduling algorithms for multiprogramming in a hard-real-time environment", 1973; Dietz, Raman: "Persistence,
/// amortization and randomization", SODA 1991). As soon as all that were ahead have been overtaken by their share,
/// every window is met.
#[derive(Clone, Debug)]
pub struct WeightedOrder {
    weights: Vec<u32>,
    total: u64,
    position: u64,
    /// Windows that are open: (closes at, target).
    open: BinaryHeap<Reverse<(u64, usize)>>,
    /// Windows still to open: (opens at, closes at, target).
    upcoming: BinaryHeap<Reverse<(u64, u64, usize)>>,
    /// Targets whose window closes now or should have closed.
    late: Vec<usize>,
    /// Visits given to each target so far.
    given: Vec<u64>,
    /// What each target was behind at the beginning, in visits / (total · [`PARTS`]); below 0: ahead.
    owed: Vec<i128>,
}

impl WeightedOrder {
    /// The order for these weights; zero counts as one.
    pub fn new(weights: &[u32]) -> Self {
        Self::owing(weights, &[])
    }

    /// The order for these weights, whose targets are behind by so many visits already (ahead below 0); those that
    /// are not named are where they are due.
    pub fn owing(weights: &[u32], debts: &[f64]) -> Self {
        let weights: Vec<u32> = weights.iter().map(|&weight| weight.max(1)).collect();
        let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        let parts = total as f64 * PARTS as f64;
        let mut order = Self {
            total,
            position: 0,
            open: BinaryHeap::with_capacity(weights.len()),
            upcoming: BinaryHeap::with_capacity(weights.len()),
            late: Vec::new(),
            given: vec![0; weights.len()],
            owed: (0..weights.len())
                .map(|target| (debts.get(target).copied().unwrap_or(0.0) * parts).round() as i128)
                .collect(),
            weights,
        };
        for target in 0..order.weights.len() {
            order.plan_next(target);
        }
        order
    }

    fn plan_next(&mut self, target: usize) {
        let (Some(&given), Some(&weight)) = (self.given.get(target), self.weights.get(target)) else { return };
        let owed = self.owed.get(target).copied().unwrap_or(0);
        let (opens, closes) = if owed == 0 && given < 1 << 40 {
            let weight = u64::from(weight);
            (given * self.total / weight + 1, ((given + 1) * self.total).div_ceil(weight))
        } else {
            let visit = i128::from(self.total) * PARTS;
            let step = i128::from(weight) * PARTS;
            let due = i128::from(given) * visit - owed;
            let opens = due.div_euclid(step) + 1;
            let closes = -(-(due + visit)).div_euclid(step);
            (whole(opens), whole(closes))
        };
        self.upcoming.push(Reverse((opens, closes, target)));
    }

    /// How far the target is behind at the next position, in visits / (total · [`PARTS`]).
    fn behind(&self, target: usize) -> i128 {
        let (Some(&given), Some(&weight), Some(&owed)) =
            (self.given.get(target), self.weights.get(target), self.owed.get(target))
        else {
            return 0;
        };
        let due = i128::from(self.position) * i128::from(weight) - i128::from(given) * i128::from(self.total);
        owed + due * PARTS
    }

    fn furthest_behind(&mut self) -> Option<usize> {
        let late = self.late.iter().enumerate();
        let (place, _) = late.max_by_key(|(_, target)| (self.behind(**target), Reverse(**target)))?;
        Some(self.late.swap_remove(place))
    }
}

/// A position, or 0 if it is before the first.
fn whole(position: i128) -> u64 {
    u64::try_from(position.max(0)).unwrap_or(u64::MAX)
}

impl Iterator for WeightedOrder {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.position += 1;
        while let Some(&Reverse((opens, closes, target))) = self.upcoming.peek() {
            if opens > self.position {
                break;
            }
            self.upcoming.pop();
            self.open.push(Reverse((closes, target)));
        }
        while let Some(&Reverse((closes, target))) = self.open.peek() {
            if closes > self.position {
                break;
            }
            self.open.pop();
            self.late.push(target);
        }
        let target = match self.furthest_behind() {
            Some(target) => target,
            None => match self.open.pop() {
                Some(Reverse((_, target))) => target,
                // All are ahead, as they can be when those who are behind have left.
                None => self.upcoming.pop()?.0.2,
            },
        };
        if let Some(given) = self.given.get_mut(target) {
            *given += 1;
        }
        self.plan_next(target);
        Some(target)
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
