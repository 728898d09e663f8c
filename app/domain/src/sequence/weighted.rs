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

use super::Strategy;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Mutex, OnceLock, PoisonError},
};

/// Positions that are worked out at once.
const PAGE: usize = 256;

/// The weighted order, worked out page by page as positions are asked for, and then kept: a period may have
/// a million positions, of which few are ever needed when targets change often.
#[derive(Debug)]
pub struct Weighted {
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
    pub fn new(weights: &[u32]) -> Self {
        let order = WeightedOrder::new(weights);
        let (weights, total) = (order.weights.clone(), order.total);
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
        let (page, place) = (place / PAGE, place % PAGE);
        let Some(page_of) = self.pages.get(page) else { return 0 };
        if page_of.get().is_none() {
            self.fill(page);
        }
        page_of.get().and_then(|targets| targets.get(place)).copied().map_or(0, usize::from)
    }

    fn expected_share(&self, target: usize) -> f64 {
        self.weights.get(target).map_or(0.0, |&weight| f64::from(weight) / self.total as f64)
    }
}

/// Iterates over the order for ever; O(log n) a step.
#[derive(Clone, Debug)]
pub struct WeightedOrder {
    weights: Vec<u32>,
    total: u64,
    position: u64,
    /// Windows that are open: (closes at, target).
    open: BinaryHeap<Reverse<(u64, usize)>>,
    /// Windows still to open: (opens at, closes at, target).
    upcoming: BinaryHeap<Reverse<(u64, u64, usize)>>,
    /// Visits given to each target so far.
    given: Vec<u64>,
}

impl WeightedOrder {
    /// The order for these weights; zero counts as one.
    pub fn new(weights: &[u32]) -> Self {
        let weights: Vec<u32> = weights.iter().map(|&weight| weight.max(1)).collect();
        let total = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut order = Self {
            total,
            position: 0,
            open: BinaryHeap::with_capacity(weights.len()),
            upcoming: BinaryHeap::with_capacity(weights.len()),
            given: vec![0; weights.len()],
            weights,
        };
        for target in 0..order.weights.len() {
            order.plan_next(target);
        }
        order
    }

    fn plan_next(&mut self, target: usize) {
        if let (Some(&given), Some(&weight)) = (self.given.get(target), self.weights.get(target)) {
            let weight = u64::from(weight);
            let opens = given * self.total / weight + 1;
            let closes = ((given + 1) * self.total).div_ceil(weight);
            self.upcoming.push(Reverse((opens, closes, target)));
        }
    }
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
        let Reverse((_, target)) = self.open.pop()?;
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
