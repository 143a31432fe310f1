//! `new_line_only` plans on many brands over long trips: the forward search ends, and finds what
//! one would reckon by hand. How much work that takes is counted beside the search itself.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use simfare_engine::{Catalog, Request, cheapest};
use support::{brand, catalog, plan, request};

/// Brands that each sell 30 days for `first(i)` cents to new lines, and for 10.00 to all.
fn shop(brands: usize, first: impl Fn(usize) -> usize) -> Value {
    let price = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
    let ids: Vec<String> = (0..brands).map(|i| format!("b{i:03}")).collect();
    let plans = ids.iter().enumerate().flat_map(|(i, id)| {
        let sms = json!({"sms": 1000});
        let new = json!({"sms": 1000, "new_line_only": true});
        [
            plan(id, &format!("{id}-new"), &price(first(i)), 30, new),
            plan(id, &format!("{id}-all"), "10.00", 30, sms),
        ]
    });
    let plans: Vec<Value> = plans.collect();
    let brands: Vec<Value> = ids.iter().map(|id| brand(id, json!({}))).collect();
    catalog(json!({"brands": brands, "plans": plans}))
}

fn total(shop: &Value, days: u32) -> i64 {
    let shop = Catalog::from_json(shop.to_string().as_bytes()).unwrap();
    let trip = request(json!([{"days": days, "sms": 100}]), json!({}));
    let trip = Request::from_json(trip.to_string().as_bytes(), &shop).unwrap();
    cheapest(&shop, &trip).unwrap().total.unwrap().0
}

#[test]
fn brands_alike() {
    // 25 periods: one of each brand's offers for new lines, the others at the full price.
    for brands in [3, 6, 10, 20, 24] {
        let total = total(&shop(brands, |_| 500), 730);
        assert_eq!(total, 500 * brands as i64 + 1000 * (25 - brands as i64));
    }
}

#[test]
fn brands_of_many_prices() {
    for brands in [4, 8, 16, 22] {
        let first = |i: usize| 300 + 17 * i;
        let total = total(&shop(brands, first), 730);
        let firsts: i64 = (0..brands).map(|i| first(i) as i64).sum();
        assert_eq!(total, firsts + 1000 * (25 - brands as i64));
    }
}
