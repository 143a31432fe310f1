//! The answers to side questions, over random small instances and the vectors' catalogs: they are
//! [`quote`]'s own, of the same market or of a smaller one.
//!
//! `PROPTEST_CASES` sets how many instances each property is tried on.

#![allow(clippy::unwrap_used)]

mod instances;
mod support;

use std::collections::BTreeSet;

use instances::{Instance, config, instances};
use proptest::prelude::*;
use serde_json::{Value, json};
use simfare_engine::quote::{LineRole, Status};
use simfare_engine::{Catalog, Quote, Request, cheapest, one_plan, quote, quote_watched, verify};
use support::{brand, catalog, plan, request};

/// The instance with one plan, or one paygo offer's top-ups, for sale; what the current line has
/// left stays. A plan that must stay for its current period is made one for new lines only, which
/// its brand can't sell then (model.md §4).
fn only(instance: &Instance, id: &str) -> Instance {
    let mut instance = instance.clone();
    let line = instance.request["line"].clone();
    let catalog = &mut instance.catalog;
    let current = [&line["plan"], &line["paygo"]];
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for list in ["plans", "paygo"] {
        catalog[list].as_array_mut().unwrap().retain_mut(|offer| {
            let sold = offer["id"] == id;
            let stays = sold || current.contains(&&offer["id"]);
            if !stays {
                gone.insert(offer["id"].as_str().unwrap().to_owned());
            }
            if !sold {
                for topup in offer["topups"].as_array().into_iter().flatten() {
                    gone.insert(topup["id"].as_str().unwrap().to_owned());
                }
                let field = if list == "plans" { "new_line_only" } else { "topups" };
                offer[field] = if list == "plans" { true.into() } else { json!([]) };
            }
            stays
        });
    }
    let here = |id: &Value| !gone.contains(id.as_str().unwrap());
    catalog["addons"].as_array_mut().unwrap().retain_mut(|addon| {
        let Some(plans) = addon.get_mut("plans").and_then(Value::as_array_mut) else { return true };
        plans.retain(here);
        !plans.is_empty()
    });
    // An empty list would mean everything.
    catalog["brands"].as_array_mut().unwrap().push(brand("nobody", json!({})));
    if let Some(ids) = catalog["coupons"][0].get_mut("applies_to").and_then(Value::as_array_mut) {
        ids.retain(here);
        ids.push("nobody".into());
    }
    instance
}

/// The ids of all plans and paygo offers.
fn offers(instance: &Instance) -> Vec<String> {
    let of = |list: &str| instance.catalog[list].as_array().cloned().unwrap_or_default();
    let all = of("plans").into_iter().chain(of("paygo"));
    all.map(|offer| offer["id"].as_str().unwrap().to_owned()).collect()
}

/// Total, number of purchases, number of brands: what every tie-break but the last compares.
fn score(quote: &Quote) -> Option<(i64, usize, usize)> {
    let brands: BTreeSet<_> = quote.purchases.iter().map(|one| &one.brand).collect();
    Some((quote.total?.0, quote.purchases.len(), brands.len()))
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn the_cheapest_alone_is_that_of_the_whole_answer(instance in instances()) {
        let (catalog, request) = instance.read();
        let whole = quote(&catalog, &request).unwrap();
        let alone = cheapest(&catalog, &request).unwrap();
        prop_assert_eq!(alone, Quote { alternatives: Vec::new(), ..whole });
    }

    #[test]
    fn being_watched_changes_nothing(instance in instances()) {
        let (catalog, request) = instance.read();
        let (mut last, mut of) = (None, 0);
        let watched = quote_watched(&catalog, &request, &mut |done, all| {
            assert!(last.is_none_or(|last| last < done) && done <= all, "{done} after {last:?}");
            (last, of) = (Some(done), all);
        });
        prop_assert_eq!(watched, quote(&catalog, &request));
        prop_assert_eq!(last, Some(of));
    }

    #[test]
    fn one_plan_is_the_best_of_catalogs_cut_down_to_one(instance in instances()) {
        let (catalog, request) = instance.read();
        let found = one_plan(&catalog, &request).unwrap();
        let mut ids = offers(&instance);
        ids.push("nothing at all".into());
        let of = |id: &String| {
            let (catalog, request) = only(&instance, id).read();
            score(&cheapest(&catalog, &request).unwrap())
        };
        let expected = ids.iter().filter_map(of).min();
        prop_assert_eq!(found.as_ref().and_then(score), expected, "{:?}", found);
        if let Some(found) = found {
            prop_assert_eq!(found.status, Status::Optimal);
            // The rules allow it, but that others of the whole market may cost less.
            let whole = quote(&catalog, &request).unwrap();
            let found = Quote { alternatives: whole.alternatives, ..found };
            let violations = verify(&catalog, &request, &found).err().unwrap_or_default();
            for violation in violations {
                prop_assert!(violation.place.starts_with("/alternatives"), "{}", violation);
            }
        }
    }
}

fn read(shop: &Value, trip: &Value) -> (Catalog, Request) {
    Instance { catalog: shop.clone(), request: trip.clone() }.read()
}

#[test]
fn one_plan_is_bought_again_and_again_where_two_would_be_cheaper() {
    let shop = catalog(json!({"plans": [
        plan("a", "week", "7.00", 7, json!({"data_mb": 700})),
        plan("a", "day", "2.00", 1, json!({"data_mb": 100})),
    ]}));
    let (shop, trip) = read(&shop, &request(json!([{"days": 8, "data_mb": 800}]), json!({})));
    assert_eq!(quote(&shop, &trip).unwrap().total.unwrap().0, 900);
    let one = one_plan(&shop, &trip).unwrap().unwrap();
    assert_eq!(one.total.unwrap().0, 1400);
    assert_eq!(one.purchases.len(), 2);
    assert!(one.purchases.iter().all(|purchase| purchase.items[0].id.as_str() == "week"));
}

/// A balance serves days that would take more top-ups than are looked through.
#[test]
fn a_large_balance_is_spent_before_one_plan() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "3.00", 30, json!({"sms": 100}))],
        "paygo": [{"id": "g", "brand": "a", "name": "g", "extend": "from_now",
            "rates": {"sms": "1", "data_mb": "0.1"},
            "topups": [{"id": "t", "price": "1.00", "credit": "1.00", "days": 30}]}],
    }));
    let line = json!({"brand": "a", "paygo": "g", "balance": "900000", "days_left": 30});
    let phases = json!([{"days": 30, "data_mb": 9_000_000}, {"days": 5, "sms": 5}]);
    let (shop, trip) = read(&shop, &request(phases, json!({"line": line})));
    let one = one_plan(&shop, &trip).unwrap().unwrap();
    let bought: Vec<_> = one.purchases.iter().map(|it| (it.day, it.items[0].id.as_str())).collect();
    assert_eq!((bought, one.total.unwrap().0), (vec![(30, "p")], 300));
}

#[test]
fn what_the_current_line_has_left_is_used_before_one_plan() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({}))],
        "plans": [
            plan("a", "old", "1.00", 30, json!({"data_mb": 1})),
            plan("b", "week", "7.00", 7, json!({"data_mb": 700})),
        ],
    }));
    let line = json!({"brand": "a", "plan": "old", "days_left": 3, "left": {"data_mb": 300}});
    let trip = request(json!([{"days": 10, "data_mb": 1000}]), json!({"line": line}));
    let (shop, trip) = read(&shop, &trip);
    let one = one_plan(&shop, &trip).unwrap().unwrap();
    assert_eq!(one.purchases.len(), 1);
    assert_eq!((one.purchases[0].day, one.purchases[0].line), (3, LineRole::One));
}

#[test]
fn there_is_no_one_plan_where_no_plan_serves_every_day() {
    let shop = catalog(json!({"plans": [
        plan("a", "data", "1.00", 30, json!({"data_mb": 100})),
        plan("a", "texts", "1.00", 30, json!({"sms": 100})),
    ]}));
    let phases = json!([{"days": 2, "data_mb": 10}, {"days": 2, "sms": 10}]);
    let (shop, trip) = read(&shop, &request(phases, json!({})));
    assert_eq!(one_plan(&shop, &trip), Ok(None));
    assert_eq!(quote(&shop, &trip).unwrap().purchases.len(), 2);
}

#[test]
fn faults_of_the_request_come_first() {
    let (shop, mut trip) = read(&catalog(json!({})), &request(json!([{"days": 1}]), json!({})));
    trip.coupon = Some("NONE".into());
    let unwatched = &mut |_, _| panic!("no work for a request with faults");
    for faults in [
        cheapest(&shop, &trip).map(drop),
        one_plan(&shop, &trip).map(drop),
        quote_watched(&shop, &trip, unwatched).map(drop),
    ] {
        assert_eq!(faults.unwrap_err().to_string(), "/coupon: no coupon has the code \"NONE\"");
    }
}

#[test]
fn progress_moves_all_the_way_through_the_real_catalog() {
    let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalog.json");
    let shop = Catalog::from_json(&std::fs::read(real).unwrap()).unwrap();
    let phases = json!([{"days": 365, "data_mb": 120_000, "minutes": 1500, "sms": 300}]);
    for parts in [json!({}), json!({"number": "hold", "lines": 2, "coupon": "WELCOME10"})] {
        let trip = request(phases.clone(), parts);
        let trip = Request::from_json(trip.to_string().as_bytes(), &shop).unwrap();
        let mut shown = Vec::new();
        quote_watched(&shop, &trip, &mut |done, of| shown.push(done * 100 / of)).unwrap();
        // Every percent up to 60; what an answer needs past that can't be known.
        shown.dedup();
        assert_eq!(shown[..60], (0..60).collect::<Vec<_>>(), "{shown:?}");
    }
}
