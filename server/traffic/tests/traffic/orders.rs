//! Orders: amounts that add up, numbers that never come twice.

use crate::support::{PLANNED_MS, Parameters, assert_share, config, hits, kind, plain, single, written};
use domain::MultiTargetConfig;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};
use traffic::Traffic;
use visit::VisitSource;

fn ordering() -> MultiTargetConfig {
    MultiTargetConfig { ecommerce_probability: 1.0, ..plain(config((1, 4), (0.0, 0.0))) }
}

/// Hundredths of an amount that must have two decimals.
fn cents(hit: &Parameters, name: &str) -> i64 {
    let (whole, part) = hit[name].split_once('.').unwrap_or_else(|| panic!("{name}={}", hit[name]));
    assert_eq!(part.len(), 2, "{}", hit[name]);
    whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap()
}

/// SKU, price in hundredths and quantity of each item.
fn items(hit: &Parameters) -> Vec<(String, i64, i64)> {
    let items: Vec<(String, String, String, serde_json::Number, i64)> =
        serde_json::from_str(&hit["ec_items"]).unwrap_or_else(|error| panic!("{error}: {}", hit["ec_items"]));
    items
        .into_iter()
        .map(|(sku, _, _, price, quantity)| {
            let cents = (price.as_f64().unwrap() * 100.0).round() as i64;
            (sku, cents, quantity)
        })
        .collect()
}

fn worth(items: &[(String, i64, i64)]) -> i64 {
    items.iter().map(|(_, price, quantity)| price * quantity).sum()
}

fn order_of(hits: &[Parameters]) -> &Parameters {
    hits.iter().find(|hit| kind(hit) == "order").unwrap()
}

fn check_sums(order: &Parameters, (min, max): (i64, i64)) -> i64 {
    let [revenue, subtotal, tax, shipping, discount] =
        ["revenue", "ec_st", "ec_tx", "ec_sh", "ec_dt"].map(|name| cents(order, name));
    assert_eq!(subtotal + tax + shipping - discount, revenue, "{order:?}");
    assert!((min..=max).contains(&revenue), "{revenue} is not from {min} to {max}");
    let items = items(order);
    assert_eq!(worth(&items), subtotal, "{order:?}");
    assert!(items.iter().all(|(_, price, quantity)| *price > 0 && (1..=3).contains(quantity)), "{items:?}");
    let skus: HashSet<&String> = items.iter().map(|(sku, _, _)| sku).collect();
    assert_eq!(skus.len(), items.len(), "a product is there twice: {items:?}");
    revenue
}

proptest! {
    #[test]
    fn orders_add_up(
        seed: u64, index: u64,
        min in 1_i64..30_000, span in prop_oneof![Just(0_i64), 0_i64..30_000],
        lines in (prop_oneof![Just(1_u32), 1_u32..=100], prop_oneof![Just(0_u32), 0_u32..=10]), tax in 0.0..=1.0,
        rates in prop::collection::vec(0_i64..5_000, 0..4),
    ) {
        let config = MultiTargetConfig {
            ecommerce_order_value_min: min as f64 / 100.0,
            ecommerce_order_value_max: (min + span) as f64 / 100.0,
            ecommerce_items_min: lines.0,
            ecommerce_items_max: (lines.0 + lines.1).min(100),
            ecommerce_tax_rate: tax,
            ecommerce_shipping_rates: rates.iter().map(|rate| *rate as f64 / 100.0).collect(),
            ..ordering()
        };
        let hits = hits(&*Traffic::live(&config, seed).visit(index));
        let order = order_of(&hits);
        check_sums(order, (min, min + span));
        let (subtotal, taxed) = (cents(order, "ec_st") as f64, cents(order, "ec_tx") as f64);
        prop_assert!((taxed - subtotal * tax).abs() <= 1.0 + 1e-6, "{:?}", order);
        let shipping = cents(order, "ec_sh");
        prop_assert!(rates.contains(&shipping) || shipping == 0);
    }

    #[test]
    fn a_product_is_looked_at_and_put_into_the_cart_first(seed: u64, index: u64) {
        let hits = hits(&*Traffic::live(&ordering(), seed).visit(index));
        let order = order_of(&hits);
        let bought = items(order);
        let viewed: Vec<usize> = (0..hits.len()).filter(|hit| hits[*hit].contains_key("_pks")).collect();
        let carts: Vec<usize> = (0..hits.len()).filter(|hit| kind(&hits[*hit]) == "cart").collect();
        prop_assert_eq!((viewed.len(), carts.len()), (1, bought.len().min(2)));
        let product = &hits[viewed[0]];
        prop_assert_eq!(kind(product), "view");
        prop_assert_eq!((&product["_pks"], cents(product, "_pkp")), (&bought[0].0, bought[0].1));
        prop_assert!(!product["_pkn"].is_empty() && !product["_pkc"].is_empty());
        let mut before = viewed[0];
        for (cart, products) in carts.into_iter().zip([1, bought.len()]) {
            let hit = &hits[cart];
            prop_assert!(before < cart && !hit.contains_key("ec_id") && hit["idgoal"] == "0");
            prop_assert_eq!(&items(hit), &bought[..products]);
            prop_assert_eq!(cents(hit, "revenue"), worth(&bought[..products]));
            before = cart;
        }
        prop_assert!(hits[before + 1..].iter().any(|hit| hit == order));
    }
}

#[test]
fn order_numbers_never_come_twice() {
    let source = Traffic::live(&MultiTargetConfig { pageviews_max: 1, pageviews_min: 1, ..ordering() }, 42);
    let numbers: HashSet<String> = (0..100_000)
        .map(|index| {
            let visit = source.visit(index);
            let text = written(&*visit, visit.hit_count() - 2, single(None, PLANNED_MS));
            let (_, tail) = text.split_once("&ec_id=").unwrap();
            tail[..16].to_owned()
        })
        .collect();
    assert_eq!(numbers.len(), 100_000);
    assert!(numbers.iter().all(|number| number.bytes().all(|byte| byte.is_ascii_hexdigit())));
}

#[test]
fn every_setting_of_an_order_has_its_effect() {
    const VISITS: u64 = 20_000;
    let config = MultiTargetConfig {
        ecommerce_order_value_min: 100.0,
        ecommerce_order_value_max: 200.0,
        ecommerce_items_min: 2,
        ecommerce_items_max: 4,
        ecommerce_tax_rate: 0.25,
        ecommerce_shipping_rates: vec![3.5, 7.0],
        ecommerce_currency: "EUR".to_owned(),
        ..ordering()
    };
    let source = Traffic::live(&config, 42);
    let mut lines = BTreeMap::new();
    let mut shipping = BTreeMap::new();
    let mut sum = 0;
    let mut single_pieces = 0;
    let mut all_lines = 0;
    for index in 0..VISITS {
        let hits = hits(&*source.visit(index));
        let order = order_of(&hits);
        assert!(hits.iter().all(|hit| hit.get("ec_currency").is_none_or(|currency| currency == "EUR")));
        sum += check_sums(order, (10_000, 20_000));
        let items = items(order);
        single_pieces += items.iter().filter(|(_, _, quantity)| *quantity == 1).count() as u64;
        all_lines += items.len() as u64;
        *lines.entry(items.len()).or_insert(0) += 1;
        *shipping.entry(cents(order, "ec_sh")).or_insert(0) += 1;
        let tax = cents(order, "ec_st") as f64 * 0.25;
        assert!((cents(order, "ec_tx") as f64 - tax).abs() <= 1.0, "{order:?}");
    }
    for count in 2..=4 {
        assert_share("number of products", lines[&count], VISITS, 1.0 / 3.0);
    }
    assert_eq!(shipping.keys().copied().collect::<Vec<_>>(), [350, 700]);
    assert_share("shipping", shipping[&350], VISITS, 0.5);
    assert_share("single pieces", single_pieces, all_lines, 0.8);
    // Uniform: the mean is 150.00, its standard deviation 0.20.
    let mean = sum as f64 / VISITS as f64;
    assert!((mean - 15_000.0).abs() < 80.0, "{mean}");
}

#[test]
fn products_come_from_the_data() {
    let mut config = MultiTargetConfig { ecommerce_items_min: 5, ecommerce_items_max: 5, ..ordering() };
    config.data_sets.products = Some("A-1 | \"Quoted\" \\ name | Cat & dog | 10\nB-2\tÄ, b\t\t30.5".to_owned());
    let hits = hits(&*Traffic::live(&config, 1).visit(1));
    let order = order_of(&hits);
    let mut skus: Vec<String> = items(order).into_iter().map(|(sku, _, _)| sku).collect();
    skus.sort();
    assert_eq!(skus, ["A-1", "B-2"]);
    assert!(order["ec_items"].contains("\"\\\"Quoted\\\" \\\\ name\",\"Cat & dog\""), "{}", order["ec_items"]);
}

#[test]
fn a_product_is_looked_at_on_its_own_page() {
    let source = Traffic::live(&MultiTargetConfig { campaigns_probability: 0.0, ..ordering() }, 42);
    let own_page = (0..1_000).filter(|index| {
        let hits = hits(&*source.visit(*index));
        let view = hits.iter().find(|hit| hit.contains_key("_pks")).unwrap();
        view["action_name"].starts_with(&view["_pkn"])
    });
    // Now and then the visitor comes from that page, or goes there next, and looks at another one instead.
    assert!(own_page.count() > 980);
}
