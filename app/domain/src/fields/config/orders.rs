//! Orders: how often, and of what.

use crate::{
    config::MultiTargetConfig,
    fields::{Length, Range, Theirs::Same as SAME, between},
};

/// Revenue of an order.
const VALUES: Range = between(0.01, 1e9);
/// The most shipping rates.
pub(crate) const MOST_RATES: usize = 100;

fields! {
    /// How often visits end with an order.
    ORDER_RATE of MultiTargetConfig {
        ecommerce_probability: Share() {
            label: "Visits that end with an order", theirs: SAME, help: "0 turns e-commerce off.",
        }
    }

    /// What orders are like.
    ORDERS of MultiTargetConfig {
        ecommerce_order_value_min: Number(VALUES) {
            label: "Order value, least", theirs: SAME, help: "Tax and shipping included.",
        }
        ecommerce_order_value_max: Number(VALUES) { label: "Order value, most", theirs: SAME }
        ecommerce_items_min: Whole(between(1.0, 100.0)) { label: "Products, fewest", unit: "products", theirs: SAME }
        ecommerce_items_max: Whole(between(1.0, 100.0)) { label: "Products, most", unit: "products", theirs: SAME }
        ecommerce_currency: Text(Length::ANY, "^[A-Z]{3}$") {
            label: "Currency", theirs: SAME, help: "ISO 4217. Matomo reports revenue in the site's own currency.",
        }
        ecommerce_tax_rate: Number(between(0.0, 1.0)) {
            label: "Tax", theirs: SAME, help: "As a part of the subtotal: 0.1 is 10 %.",
        }
        ecommerce_shipping_rates: Numbers(between(0.0, 1e6), Length::most(MOST_RATES)) {
            label: "Shipping rates", theirs: SAME,
            help: "With commas between them; one is drawn for each order. Empty: shipping is free.",
        }
    }
}
