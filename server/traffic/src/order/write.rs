//! How orders, carts and product views are reported to Matomo.

use super::{Line, Order, Shop};
use crate::{
    data::{Data, Product},
    form::{push_cents, push_hex, push_number},
};

impl Shop {
    /// Appends an order. `number` is the visit's own, `place` the order's place among the visit's orders:
    /// together they make an `ec_id` that no other order of the run has.
    pub(crate) fn write_order(&self, order: &Order, number: u64, place: usize, data: &Data, out: &mut String) {
        out.push_str("&idgoal=0&ec_id=");
        push_hex(out, number);
        if place > 0 {
            out.push('-');
            push_number(out, place + 1);
        }
        push_items(&order.lines, data, out);
        let discount = 0;
        for (name, cents) in [
            ("&revenue=", order.revenue),
            ("&ec_st=", order.subtotal),
            ("&ec_tx=", order.tax),
            ("&ec_sh=", order.shipping),
            ("&ec_dt=", discount),
        ] {
            out.push_str(name);
            push_cents(out, cents);
        }
        self.write_currency(order, out);
    }

    /// Appends the cart with the first `products` products of an order.
    pub(crate) fn write_cart(&self, order: &Order, products: usize, data: &Data, out: &mut String) {
        let lines = order.lines.get(..products).unwrap_or(&order.lines);
        out.push_str("&idgoal=0");
        push_items(lines, data, out);
        out.push_str("&revenue=");
        push_cents(out, lines.iter().map(|line| line.price * line.quantity).sum());
        self.write_currency(order, out);
    }

    fn write_currency(&self, order: &Order, out: &mut String) {
        out.push_str("&ec_currency=");
        out.push_str(order.currency.as_deref().unwrap_or(&self.currency));
    }
}

impl Order {
    /// Appends the first product as one that is looked at.
    pub(crate) fn write_product_view(&self, data: &Data, out: &mut String) {
        let Some((line, product)) = self.lines.first().and_then(|line| Some((line, product(line, data)?))) else {
            return;
        };
        for (name, text) in [("&_pks=", &product.sku), ("&_pkn=", &product.name), ("&_pkc=", &product.category)] {
            out.push_str(name);
            out.push_str(text);
        }
        out.push_str("&_pkp=");
        push_cents(out, line.price);
    }
}

fn product<'a>(line: &Line, data: &'a Data) -> Option<&'a Product> {
    data.products.get(line.product)
}

/// `[["sku","name","category",price,quantity],…]`, form-encoded.
fn push_items(lines: &[Line], data: &Data, out: &mut String) {
    const COMMA: &str = "%2C";
    out.push_str("&ec_items=%5B");
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            out.push_str(COMMA);
        }
        out.push_str(product(line, data).map_or("", |product| &product.item));
        push_cents(out, line.price);
        out.push_str(COMMA);
        push_number(out, line.quantity);
        out.push_str("%5D");
    }
    out.push_str("%5D");
}
