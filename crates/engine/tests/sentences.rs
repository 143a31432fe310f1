//! Sentences of the cost model that neither `model.rs` nor a directed vector decides, each by
//! itself: a misreading that the exhaustive search shares shows here.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::{answer, bought, brand, catalog, plan, request, total};

const NONE: &str = "infeasible";

/// The total, or that there is none.
fn cost(shop: &Value, phases: Value, parts: Value) -> String {
    let answer = answer(shop, &request(phases, parts));
    match answer.total {
        Some(total) => total.to_decimal_string(2),
        None => NONE.to_owned(),
    }
}

fn addon(id: &str, price: &str, more: Value) -> Value {
    let mut addon = json!({"id": id, "brand": "a", "name": id, "price": price});
    addon.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    addon
}

fn paygo(rates: Value, topups: Value) -> Value {
    json!({"id": "g", "brand": "a", "name": "g", "extend": "from_now", "rates": rates,
        "topups": topups})
}

#[test]
fn s2_an_add_on_goes_with_the_plans_it_names() {
    let shop = catalog(json!({
        "plans": [
            plan("a", "cheap", "1.00", 30, json!({"data_mb": 10})),
            plan("a", "dear", "5.00", 30, json!({"data_mb": 10})),
        ],
        "addons": [addon("more", "1.00", json!({"data_mb": 90, "plans": ["dear"]}))],
    }));
    assert_eq!(cost(&shop, json!([{"days": 1, "data_mb": 100}]), json!({})), "6.00");
}

#[test]
fn s2_a_resource_without_a_rate_cannot_be_used() {
    let topups = json!([{"id": "t", "price": "5.00", "credit": "5.00", "days": 30}]);
    let shop = catalog(json!({"paygo": [paygo(json!({"minutes": "0.01"}), topups)]}));
    assert_eq!(cost(&shop, json!([{"days": 1, "minutes": 1}]), json!({})), "5.00");
    assert_eq!(cost(&shop, json!([{"days": 1, "sms": 1}]), json!({})), NONE);
    // Asked for is asked for on every day, also where the floor rule leaves a day without any.
    assert_eq!(cost(&shop, json!([{"days": 2, "minutes": 1, "sms": 1}]), json!({})), NONE);
}

#[test]
fn s3_the_daily_bound_of_a_plan_bounds_each_day_and_add_ons_do_not_raise_it() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 30, json!({"data_mb": 1000, "data_mb_per_day": 100}))],
        "addons": [addon("more", "1.00", json!({"data_mb": 1000}))],
    }));
    assert_eq!(cost(&shop, json!([{"days": 10, "data_mb": 1000}]), json!({})), "1.00");
    assert_eq!(cost(&shop, json!([{"days": 10, "data_mb": 1001}]), json!({})), NONE);
}

#[test]
fn s3_slow_data_counts_from_the_wanted_speed_on_and_lifts_both_bounds() {
    let slow = json!({"data_mb_per_day": 10, "after_cap": {"throttle_kbps": 128}});
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 30, slow)]}));
    let phases = || json!([{"days": 2, "data_mb": 5000}]);
    // The plan has no data at all but the slow one.
    assert_eq!(cost(&shop, phases(), json!({"throttle_min_kbps": 128})), "1.00");
    assert_eq!(cost(&shop, phases(), json!({"throttle_min_kbps": 129})), NONE);
    assert_eq!(cost(&shop, phases(), json!({})), NONE);
}

#[test]
fn s3_a_bonus_counts_on_every_day_of_its_sale_whichever_price_is_charged() {
    let sale = json!({"price": "4.00", "from": "2026-12-01", "until": "2026-12-02",
        "bonus": {"sms": 5}});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "5.00", 30, json!({"sms": 5, "autopay_price": "3.00", "sale": sale}))],
    }));
    let phases = || json!([{"days": 1, "sms": 10}]);
    let on = |date: &str, autopay: bool| {
        cost(&shop, phases(), json!({"start_date": date, "autopay": autopay}))
    };
    assert_eq!(on("2026-12-02", false), "4.00");
    assert_eq!(on("2026-12-02", true), "3.00");
    assert_eq!(on("2026-12-03", true), NONE);
}

#[test]
fn s3_what_is_left_of_the_current_period_does_not_reset() {
    let resets = json!({"sms": 5, "resets_every_days": 5});
    let shop = catalog(json!({"plans": [plan("a", "p", "9.00", 30, resets)]}));
    let line = json!({"brand": "a", "plan": "p", "days_left": 30, "left": {"sms": 5}});
    let of =
        |sms: u32| cost(&shop, json!([{"days": 10, "sms": sms}]), json!({"line": line.clone()}));
    assert_eq!(of(5), "0.00");
    // Two stretches of five each, once it is bought anew.
    assert_eq!(of(10), "9.00");
}

#[test]
fn s3_the_current_plan_keeps_its_daily_bound_and_what_comes_after_its_cap() {
    let bounded = json!({"data_mb": 10, "data_mb_per_day": 10});
    let shop = catalog(json!({"plans": [plan("a", "p", "9.00", 30, bounded)]}));
    let line = json!({"brand": "a", "plan": "p", "days_left": 30, "left": {"data_mb": 1000}});
    let of =
        |mb: u32| cost(&shop, json!([{"days": 2, "data_mb": mb}]), json!({"line": line.clone()}));
    assert_eq!(of(20), "0.00");
    assert_eq!(of(21), NONE);
    let slow = json!({"data_mb": 10, "after_cap": {"throttle_kbps": 128}});
    let shop = catalog(json!({"plans": [plan("a", "p", "9.00", 30, slow)]}));
    let line = json!({"brand": "a", "plan": "p", "days_left": 30, "left": {}});
    let parts = json!({"line": line, "throttle_min_kbps": 64});
    assert_eq!(cost(&shop, json!([{"days": 2, "data_mb": 900}]), parts), "0.00");
}

#[test]
fn s3_credit_is_lost_when_its_period_ends() {
    let topups = json!([{"id": "t", "price": "4.00", "credit": "4.00", "days": 60}]);
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 5, json!({"data_mb": 100}))],
        "paygo": [paygo(json!({"sms": "1"}), topups)],
    }));
    // Texts before and after some data, which credit doesn't have: it is bought twice.
    let phases = json!([{"days": 1, "sms": 1}, {"days": 1, "data_mb": 1}, {"days": 1, "sms": 1}]);
    assert_eq!(cost(&shop, phases, json!({})), "9.00");
}

#[test]
fn s3_a_balance_without_days_left_counts_once_it_is_topped_up() {
    let topups = json!([{"id": "t", "price": "1.00", "credit": "1.00", "days": 30}]);
    let shop = catalog(json!({"paygo": [paygo(json!({"sms": "1"}), topups)]}));
    let line = json!({"brand": "a", "paygo": "g", "days_left": 0, "balance": "5.00"});
    assert_eq!(cost(&shop, json!([{"days": 1, "sms": 6}]), json!({"line": line})), "1.00");
}

#[test]
fn s4_the_current_line_lives_to_its_days_left_and_grace_though_its_period_is_unused() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 3, "new_line_fee": "7.00"}))],
        "plans": [plan("a", "p", "1.00", 1, json!({"sms": 9}))],
    }));
    // Nothing is left of it that a text could be sent with.
    let line = json!({"brand": "a", "plan": "p", "days_left": 5, "left": {}});
    let of = |idle: u32| {
        let phases = json!([{"days": idle}, {"days": 1, "sms": 1}]);
        cost(&shop, phases, json!({"line": line.clone()}))
    };
    assert_eq!(of(8), "1.00");
    assert_eq!(of(9), "2.00", "a period before, to keep it alive");
}

#[test]
fn s4_new_line_only_plans_are_barred_from_the_current_brand_after_its_line_is_gone_too() {
    let shop = catalog(json!({
        "plans": [plan("a", "new", "1.00", 9, json!({"sms": 9, "new_line_only": true}))],
    }));
    let line = json!({"brand": "a", "plan": "new", "days_left": 0, "left": {}});
    let phases = || json!([{"days": 90}, {"days": 1, "sms": 1}]);
    assert_eq!(cost(&shop, phases(), json!({})), "1.00");
    assert_eq!(cost(&shop, phases(), json!({"line": line})), NONE);
}

#[test]
fn s4_keep_needs_no_period_where_the_line_outlives_the_days() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 3}))],
        "plans": [plan("a", "p", "1.00", 30, json!({"sms": 9}))],
    }));
    let line = json!({"brand": "a", "plan": "p", "days_left": 5, "left": {}});
    let of = |number: &str, days: u32| {
        cost(&shop, json!([{"days": days}]), json!({"number": number, "line": line.clone()}))
    };
    assert_eq!(of("keep", 8), "0.00");
    assert_eq!(of("keep", 9), "1.00");
    // To hold a number takes a period.
    assert_eq!(of("hold", 8), "0.00", "the current period is one");
    let nothing = json!({"brand": "a", "plan": "p", "days_left": 0, "left": {}});
    let parts = json!({"number": "hold", "line": nothing});
    assert_eq!(cost(&shop, json!([{"days": 2}]), parts), "1.00");
}

#[test]
fn s4_hold_is_on_one_brand_with_numbers_after_a_free_first_gap() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"number": false})), brand("b", json!({"grace_days": 1}))],
        "plans": [
            plan("a", "a-p", "1.00", 9, json!({"data_mb": 9})),
            plan("b", "b-p", "5.00", 9, json!({"data_mb": 9})),
        ],
    }));
    let phases = || json!([{"days": 300}, {"days": 1, "data_mb": 1}]);
    assert_eq!(cost(&shop, phases(), json!({})), "1.00");
    assert_eq!(cost(&shop, phases(), json!({"number": "hold"})), "5.00");
}

#[test]
fn s4_of_two_lines_the_number_line_must_have_a_period_under_hold() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"number": false})), brand("b", json!({}))],
        "plans": [
            plan("a", "a-p", "1.00", 30, json!({"data_mb": 9})),
            plan("b", "b-p", "5.00", 30, json!({})),
        ],
    }));
    let phases = || json!([{"days": 3, "data_mb": 1}]);
    assert_eq!(cost(&shop, phases(), json!({"number": "hold", "lines": 2})), "6.00");
}

#[test]
fn s4_a_line_without_a_number_is_the_data_line_and_keep_has_no_two_lines_then() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"number": false})), brand("b", json!({}))],
        "plans": [
            plan("a", "a-p", "9.00", 30, json!({"data_mb": 9})),
            plan("b", "b-p", "5.00", 30, json!({"minutes": 9})),
        ],
    }));
    let line = json!({"brand": "a", "plan": "a-p", "days_left": 30, "left": {"data_mb": 9}});
    let of = |number: &str| {
        let phases = json!([{"days": 3, "data_mb": 1, "minutes": 1}]);
        cost(&shop, phases, json!({"number": number, "lines": 2, "line": line.clone()}))
    };
    assert_eq!(of("none"), "5.00");
    assert_eq!(of("keep"), NONE);
}

#[test]
fn s5_the_brands_tax_takes_the_place_of_the_catalogs() {
    let shop = |of_brand: Value| {
        catalog(json!({
            "tax": {"percent": "50"},
            "brands": [brand("a", of_brand)],
            "plans": [plan("a", "p", "10.00", 30, json!({"sms": 9}))],
        }))
    };
    let phases = || json!([{"days": 1, "sms": 1}]);
    assert_eq!(cost(&shop(json!({})), phases(), json!({})), "15.00");
    assert_eq!(cost(&shop(json!({"tax": {"percent": "10"}})), phases(), json!({})), "11.00");
    assert_eq!(cost(&shop(json!({"tax": {"percent": "0"}})), phases(), json!({})), "10.00");
}

#[test]
fn s5_discount_and_tax_are_of_the_new_line_fee_too() {
    let shop = catalog(json!({
        "tax": {"percent": "10"},
        "brands": [brand("a", json!({"new_line_fee": "10.00"}))],
        "plans": [plan("a", "p", "10.00", 30, json!({"sms": 9}))],
        "coupons": [{"code": "C", "percent": "50"}],
    }));
    let phases = || json!([{"days": 1, "sms": 1}]);
    assert_eq!(cost(&shop, phases(), json!({})), "22.00");
    assert_eq!(cost(&shop, phases(), json!({"coupon": "C"})), "11.00");
}

#[test]
fn s5_only_the_first_top_up_carries_the_new_line_fee() {
    let topups = json!([{"id": "t", "price": "1.00", "credit": "1.00", "days": 1}]);
    let shop = catalog(json!({
        "brands": [brand("a", json!({"new_line_fee": "10.00"}))],
        "paygo": [paygo(json!({"sms": "1"}), topups)],
    }));
    assert_eq!(cost(&shop, json!([{"days": 3, "sms": 3}]), json!({})), "13.00");
}

#[test]
fn s5_a_coupon_holds_in_its_window_and_for_what_it_names() {
    let shop = |coupon: Value| {
        let mut own = json!({"code": "C", "amount": "3.00"});
        own.as_object_mut().unwrap().extend(coupon.as_object().unwrap().clone());
        catalog(json!({
            "plans": [plan("a", "p", "10.00", 30, json!({}))],
            "addons": [addon("more", "1.00", json!({"sms": 9}))],
            "coupons": [own],
        }))
    };
    let of = |coupon: Value| {
        let parts = json!({"coupon": "C", "start_date": "2026-12-10"});
        cost(&shop(coupon), json!([{"days": 1, "sms": 1}]), parts)
    };
    assert_eq!(of(json!({})), "8.00");
    assert_eq!(of(json!({"from": "2026-12-10", "until": "2026-12-10"})), "8.00");
    assert_eq!(of(json!({"from": "2026-12-11"})), "11.00");
    assert_eq!(of(json!({"until": "2026-12-09"})), "11.00");
    assert_eq!(of(json!({"applies_to": ["p"]})), "8.00");
    assert_eq!(of(json!({"applies_to": ["a"]})), "8.00");
    assert_eq!(of(json!({"applies_to": ["more"]})), "11.00", "add-on ids don't count");
}

#[test]
fn s5_without_a_way_to_pay_there_is_no_fee() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "10.00", 30, json!({"sms": 9}))],
        "payment_methods": [{"id": "card", "name": "Card", "kind": "card", "fee_percent": "5", "fee_fixed": "0.30"}],
    }));
    let phases = || json!([{"days": 1, "sms": 1}]);
    assert_eq!(cost(&shop, phases(), json!({})), "10.00");
    assert_eq!(cost(&shop, phases(), json!({"payment_method": "card"})), "10.80");
}

#[test]
fn s6_filters_remove_brands_and_the_current_lines_stays() {
    let shop = catalog(json!({
        "brands": [
            brand("a", json!({"sim": ["physical"], "network": "N"})),
            brand("b", json!({"sim": ["esim"]})),
        ],
        "plans": [
            plan("a", "a-p", "1.00", 30, json!({"sms": 9})),
            plan("b", "b-p", "2.00", 30, json!({"sms": 9})),
        ],
    }));
    let of = |filter: Value, more: Value| {
        let mut parts = json!({"filter": filter});
        parts.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        cost(&shop, json!([{"days": 1, "sms": 1}]), parts)
    };
    assert_eq!(of(json!({}), json!({})), "1.00");
    assert_eq!(of(json!({"brands": []}), json!({})), "1.00");
    assert_eq!(of(json!({"brands": ["b"]}), json!({})), "2.00");
    assert_eq!(of(json!({"exclude": ["a"]}), json!({})), "2.00");
    assert_eq!(of(json!({"sim": "esim"}), json!({})), "2.00");
    assert_eq!(of(json!({"networks": ["N"]}), json!({})), "1.00");
    assert_eq!(
        of(json!({"networks": ["M"]}), json!({})),
        NONE,
        "a brand without one doesn't match"
    );
    let line = json!({"line": {"brand": "a", "plan": "a-p", "days_left": 0, "left": {}}});
    assert_eq!(of(json!({"exclude": ["a"]}), line), "1.00");
}

#[test]
fn s7_alternatives_are_on_one_brand_each_the_cheapest_first() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({})), brand("c", json!({}))],
        "plans": [
            plan("a", "a-p", "9.00", 30, json!({"sms": 9, "data_mb": 9})),
            plan("b", "b-p", "1.00", 30, json!({"sms": 9})),
            plan("c", "c-p", "8.00", 30, json!({"sms": 9, "data_mb": 9})),
        ],
    }));
    let trip = request(json!([{"days": 1, "sms": 1, "data_mb": 1}]), json!({}));
    let answer = answer(&shop, &trip);
    let others: Vec<(&str, String)> = answer
        .alternatives
        .iter()
        .map(|one| (one.brand.as_str(), one.total.to_decimal_string(2)))
        .collect();
    assert_eq!(others, [("c", "8.00".to_owned()), ("a", "9.00".to_owned())]);
    assert_eq!(bought(&shop, &trip), [(0, vec!["1×c-p".to_owned()])]);
    assert_eq!(total(&shop, &trip), "8.00");
}
