//! The exact weighted order: no target is ever a whole visit away from its share.
//!
//! Tijdeman ("The chairman assignment problem", Discrete Mathematics 32, 1980) proved that such an
//! order exists for any weights; this is its earliest-deadline form, known from Pfair scheduling
//! (Baruah, Cohen, Plaxton, Varvel: "Proportionate progress", Algorithmica 15, 1996). The j-th visit
//! of a target with weight w of W may stand at positions ⌊jW/w⌋ + 1 to ⌈(j+1)W/w⌉ (counted from 1);
//! outside of that window its count would be a whole visit off. Taking, at each position, the open
//! window that closes first meets every window. Integers only, so every machine agrees.

use std::{cmp::Reverse, collections::BinaryHeap};

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

    /// One whole period: W / gcd positions, at most 1,000 × 1,000 for a legal configuration.
    pub fn period(weights: &[u32]) -> Vec<u16> {
        let divisor = weights.iter().fold(0, |divisor, &weight| gcd(divisor, weight.max(1))).max(1);
        let length: u64 = weights.iter().map(|&weight| u64::from(weight.max(1) / divisor)).sum();
        Self::new(weights).take(length as usize).map(|target| target as u16).collect()
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
