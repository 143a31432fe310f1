//! `new_line_only` plans on many brands over long trips: the forward search ends, and finds what
//! one would reckon by hand. How much work that takes is counted beside the search itself.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use simfare_engine::{Catalog, Request, cheapest};
use support::{answer, brand, catalog, plan, request};

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

#[test]
fn s7_what_is_free_is_not_bought_without_end() {
    // A free top-up without days can be bought any number of times at the same total; ways that
    // do were followed until there was no room for the one that buys from two brands.
    let terms = json!({"minutes": 49, "new_line_only": true});
    let plans = ["a", "b", "c"].map(|id| plan(id, &format!("{id}-new"), "0.00", 2, terms.clone()));
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({})), brand("c", json!({}))],
        "plans": plans,
        "paygo": [{"id": "go", "brand": "a", "name": "go", "extend": "from_now",
            "rates": {"minutes": "0.035"}, "topups": [
            {"id": "free", "price": "0.00", "credit": "0.62", "days": 0},
            {"id": "four", "price": "4.00", "credit": "0.23", "days": 3},
        ]}],
    }));
    let trip = request(json!([{"days": 4, "minutes": 25}, {"days": 6, "minutes": 26}]), json!({}));
    let found = answer(&shop, &trip);
    let brands: BTreeSet<&str> = found.purchases.iter().map(|one| one.brand.as_str()).collect();
    assert_eq!((found.total.unwrap().0, found.purchases.len()), (800, 5));
    assert_eq!(brands, ["a", "b"].into());
}
