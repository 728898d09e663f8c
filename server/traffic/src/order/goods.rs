//! Which products are bought, how many of each, and for how much.

use crate::{data::Data, draw::Draw};

/// A product of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Place in [`Data::products`].
    pub(crate) product: usize,
    /// Of one, in hundredths of the currency.
    pub(crate) price: u64,
    pub(crate) quantity: u64,
}

/// That many different products (as far as there are), one of each in 80 % of all cases, otherwise two or
/// three, at the prices of the data.
///
/// Every set of products is equally likely: Floyd's algorithm (Bentley, Floyd: "A Sample of Brilliance",
/// CACM 30, 1987).
pub(super) fn fill(count: usize, data: &Data, draw: &mut Draw) -> Vec<Line> {
    let products = data.products.len();
    let count = count.min(products);
    let mut lines: Vec<Line> = Vec::with_capacity(count);
    for last in products - count..products {
        let drawn = draw.position(last + 1);
        let product = if lines.iter().any(|line| line.product == drawn) { last } else { drawn };
        let quantity = if draw.chance(0.8) { 1 } else { draw.between(2, 3) };
        let price = data.products.get(product).map_or(1, |product| product.price_cents);
        lines.push(Line { product, price, quantity });
    }
    lines
}

/// Scales the prices so that the lines come to `subtotal`; returns what could not be distributed (less than
/// three hundredths, and none if any product is there once). Every price is at least a hundredth, for which
/// a small subtotal may have to do with less of everything.
pub(super) fn price(lines: &mut Vec<Line>, subtotal: u64) -> u64 {
    if pieces(lines) > subtotal {
        lines.iter_mut().for_each(|line| line.quantity = 1);
        lines.truncate(usize::try_from(subtotal).unwrap_or(usize::MAX).max(1));
    }
    let worth: u128 = lines.iter().map(|line| u128::from(line.price) * u128::from(line.quantity)).sum();
    let least = u64::from(subtotal > 0);
    let spare = subtotal.saturating_sub(pieces(lines));
    let mut left = subtotal;
    for line in lines.iter_mut() {
        let share = u128::from(spare) * u128::from(line.price) / worth.max(1);
        line.price = least + u64::try_from(share).unwrap_or(spare);
        left = left.saturating_sub(line.price.saturating_mul(line.quantity));
    }
    // Rounding down left a remainder: it goes to the product with the smallest quantity.
    if let Some(line) = lines.iter_mut().min_by_key(|line| line.quantity) {
        line.price += left / line.quantity;
        left %= line.quantity;
    }
    left
}

fn pieces(lines: &[Line]) -> u64 {
    lines.iter().map(|line| line.quantity).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prices_come_to_the_subtotal(
            goods in prop::collection::vec((1_u64..=100_000_000_000, 1_u64..=3), 1..100),
            subtotal in prop_oneof![0_u64..500, 0_u64..200_000_000_000],
        ) {
            let mut lines: Vec<Line> = goods.iter().enumerate()
                .map(|(product, (price, quantity))| Line { product, price: *price, quantity: *quantity }).collect();
            let left = price(&mut lines, subtotal);
            let sum: u64 = lines.iter().map(|line| line.price * line.quantity).sum();
            prop_assert_eq!(sum + left, subtotal);
            prop_assert!(left < lines.iter().map(|line| line.quantity).min().unwrap());
            prop_assert!(subtotal == 0 || lines.iter().all(|line| line.price > 0));
        }
    }

    #[test]
    fn dearer_products_stay_dearer() {
        let mut lines: Vec<Line> =
            [(100, 1), (1_000, 1), (500, 2)].map(|(price, quantity)| Line { product: 0, price, quantity }).into();
        assert_eq!(price(&mut lines, 4_200), 0);
        assert_eq!(lines.iter().map(|line| line.price).collect::<Vec<_>>(), [201, 1_999, 1_000]);
    }
}
