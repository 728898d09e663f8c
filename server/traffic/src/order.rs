//! Orders: what is bought, and amounts that add up to the cent.

mod goods;
mod write;

pub(crate) use goods::Line;

use crate::{data::Data, draw::Draw};
use domain::MultiTargetConfig;
use goods::{fill, price};

/// What a configuration says about orders; amounts in hundredths of the currency.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    products: (u64, u64),
    value: (u64, u64),
    tax_rate: f64,
    shipping: Vec<u64>,
    currency: Box<str>,
}

/// What a step of a funnel says about its order; amounts in hundredths.
#[derive(Clone, Debug)]
pub(crate) struct StepOrder {
    pub(crate) revenue: Option<u64>,
    pub(crate) subtotal: Option<u64>,
    pub(crate) tax: u64,
    pub(crate) shipping: u64,
    /// Number of different products.
    pub(crate) products: usize,
    /// None: the configuration's.
    pub(crate) currency: Option<Box<str>>,
}

/// One order; amounts in hundredths.
#[derive(Debug)]
pub(crate) struct Order {
    /// What is bought; the first product is the one that is looked at and put into the cart first.
    pub(crate) lines: Vec<Line>,
    pub(crate) subtotal: u64,
    pub(crate) tax: u64,
    pub(crate) shipping: u64,
    pub(crate) revenue: u64,
    /// None: the configuration's.
    currency: Option<Box<str>>,
}

/// An amount in hundredths; what is negative or no number counts as 0.
pub(crate) fn cents(amount: f64) -> u64 {
    (amount * 100.0).round() as u64
}

impl Shop {
    pub(crate) fn new(config: &MultiTargetConfig) -> Self {
        let least = cents(config.ecommerce_order_value_min).max(1);
        let fewest = config.ecommerce_items_min.max(1);
        Self {
            products: (fewest.into(), config.ecommerce_items_max.max(fewest).into()),
            value: (least, cents(config.ecommerce_order_value_max).max(least)),
            tax_rate: config.ecommerce_tax_rate.max(0.0),
            shipping: config.ecommerce_shipping_rates.iter().copied().map(cents).collect(),
            currency: config.ecommerce_currency.as_str().into(),
        }
    }

    /// How many different products an order has. Takes one number.
    pub(crate) fn product_count(&self, draw: &mut Draw) -> usize {
        draw.between(self.products.0, self.products.1) as usize
    }

    /// An order of that many different products, at least one of which `data` must have.
    ///
    /// The revenue is uniform over the configured range. What remains of it after shipping is split into
    /// subtotal and tax, and prices are scaled so that the products come to the subtotal. A shipping rate
    /// that leaves nothing for the products is replaced by the largest one that leaves something.
    pub(crate) fn order(&self, products: usize, data: &Data, draw: &mut Draw) -> Order {
        let revenue = draw.between(self.value.0, self.value.1);
        let shipping = self.shipping_within(revenue, draw);
        let (subtotal, tax) = self.split(revenue - shipping);
        let mut lines = fill(products, data, draw);
        let left = price(&mut lines, subtotal);
        if left > 0 {
            // No product is there once, so the last hundredths cannot be given to any: if the order may be
            // smaller by them it is, otherwise one product is bought once only.
            let (subtotal, tax) = (subtotal - left, self.tax(subtotal - left));
            let smaller = subtotal + tax + shipping;
            if (self.value.0..=self.value.1).contains(&smaller) {
                return Order { lines, subtotal, tax, shipping, revenue: smaller, currency: None };
            }
            if let Some(line) = lines.first_mut() {
                line.quantity = 1;
            }
            price(&mut lines, subtotal + left);
        }
        Order { lines, subtotal, tax, shipping, revenue, currency: None }
    }

    /// The order of a funnel's step. With neither revenue nor subtotal given, the revenue is drawn as for
    /// any other order. Every product is bought once.
    pub(crate) fn step_order(&self, step: &StepOrder, data: &Data, draw: &mut Draw) -> Order {
        let drawn = draw.between(self.value.0, self.value.1);
        let extra = step.tax.saturating_add(step.shipping);
        let (subtotal, revenue) = match (step.subtotal, step.revenue) {
            (Some(subtotal), Some(revenue)) => (subtotal, revenue),
            (Some(subtotal), None) => (subtotal, subtotal.saturating_add(extra)),
            (None, revenue) => {
                let revenue = revenue.unwrap_or(drawn.max(extra));
                (revenue.saturating_sub(extra), revenue)
            }
        };
        let mut lines = fill(step.products, data, draw);
        for line in &mut lines {
            line.quantity = 1;
        }
        price(&mut lines, subtotal);
        Order { lines, subtotal, tax: step.tax, shipping: step.shipping, revenue, currency: step.currency.clone() }
    }

    fn tax(&self, subtotal: u64) -> u64 {
        (subtotal as f64 * self.tax_rate).round() as u64
    }

    /// An amount as subtotal and tax.
    fn split(&self, amount: u64) -> (u64, u64) {
        let subtotal = ((amount as f64 / (1.0 + self.tax_rate)).round() as u64).min(amount);
        (subtotal, amount - subtotal)
    }

    fn shipping_within(&self, revenue: u64, draw: &mut Draw) -> u64 {
        let drawn = draw.position(self.shipping.len());
        let fits = |rate: u64| rate < revenue && self.split(revenue - rate).0 > 0;
        match self.shipping.get(drawn) {
            Some(rate) if fits(*rate) => *rate,
            _ => self.shipping.iter().copied().filter(|rate| fits(*rate)).max().unwrap_or(0),
        }
    }
}
