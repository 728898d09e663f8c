//! Orders: how often, and of what.

use super::{Scalar, Slot, field};

/// How often visits end with an order.
pub static ORDER_RATE: [Scalar; 1] = [field(
    "ecommerce_probability",
    "Visits that end with an order",
    "",
    "0 turns e-commerce off.",
    Slot::Share(|c| &mut c.ecommerce_probability),
)];

/// What orders are like.
pub static ORDERS: [Scalar; 7] = [
    field(
        "ecommerce_order_value_min",
        "Order value, least",
        "",
        "Tax and shipping included.",
        Slot::Number(|c| &mut c.ecommerce_order_value_min),
    ),
    field("ecommerce_order_value_max", "Order value, most", "", "", Slot::Number(|c| &mut c.ecommerce_order_value_max)),
    field("ecommerce_items_min", "Products, fewest", "products", "", Slot::Whole(|c| &mut c.ecommerce_items_min)),
    field("ecommerce_items_max", "Products, most", "products", "", Slot::Whole(|c| &mut c.ecommerce_items_max)),
    field(
        "ecommerce_currency",
        "Currency",
        "",
        "ISO 4217. Matomo reports revenue in the site's own currency.",
        Slot::Text(|c| &mut c.ecommerce_currency),
    ),
    field(
        "ecommerce_tax_rate",
        "Tax",
        "",
        "As a part of the subtotal: 0.1 is 10 %.",
        Slot::Number(|c| &mut c.ecommerce_tax_rate),
    ),
    field(
        "ecommerce_shipping_rates",
        "Shipping rates",
        "",
        "With commas between them; one is drawn for each order. Empty: shipping is free.",
        Slot::Numbers(|c| &mut c.ecommerce_shipping_rates),
    ),
];
