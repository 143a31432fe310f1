//! The cost model, rule by rule, in the order of its page. The directed vectors decide further
//! sentences; these are the ones they leave.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::json;
use support::{answer, bought, brand, catalog, plan, request, total, total_unchecked};

#[test]
fn s1_demand_is_spread_by_the_floor_rule() {
    // 10 texts over 4 days are 2, 3, 2, 3: days 1 and 3 need a plan of 3.
    let shop =
        |sms: u32| catalog(json!({"plans": [plan("a", "p", "1.00", 1, json!({"sms": sms}))]}));
    let trip = request(json!([{"days": 4, "sms": 10}]), json!({}));
    assert_eq!(total(&shop(3), &trip), "4.00");
    assert_eq!(total(&shop(2), &trip), "phase 1: no offer gives 3 texts in one day; the most is 2");
}

#[test]
fn s1_the_margin_is_rounded_up_phase_by_phase() {
    let shop = catalog(json!({"plans": [
        plan("a", "p", "1.00", 2, json!({"sms": 22})), plan("a", "q", "5.00", 2, json!({"sms": 23})),
    ]}));
    let phases = json!([{"days": 1, "sms": 10}, {"days": 1, "sms": 10}]);
    let with = |percent: u32| request(phases.clone(), json!({"margin_percent": percent}));
    assert_eq!(total(&shop, &with(10)), "1.00");
    // ceil(10 × 1.11) is 12, twice; one plan of 23 no longer does, two of 22 do.
    assert_eq!(total(&shop, &with(11)), "2.00");
}

#[test]
fn s3_an_early_renewal_loses_what_is_left() {
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 30, json!({"data_mb": 100}))]}));
    let trip = request(json!([{"days": 3, "data_mb": 180}]), json!({}));
    // 60 a day: each plan serves one day, and what it still has is of no use to the next.
    assert_eq!(total(&shop, &trip), "3.00");
}

#[test]
fn s3_add_ons_count_per_stretch_and_are_bought_with_the_plan() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "10.00", 60, json!({"data_mb": 100, "resets_every_days": 30}))],
        "addons": [{"id": "more", "brand": "a", "name": "more", "price": "1.00", "data_mb": 50, "max_per_period": 1}],
    }));
    let trip = |mb: u32| request(json!([{"days": 60, "data_mb": mb}]), json!({}));
    assert_eq!(bought(&shop, &trip(300)), [(0, vec!["1×p".into(), "2×more".into()])]);
    assert_eq!(total(&shop, &trip(300)), "12.00");
    // 151 a stretch is more than a stretch can have: periods of 29 days with the add-on, of 19
    // without, three to fill 60.
    assert_eq!(total(&shop, &trip(302)), "31.00");
}

#[test]
fn s3_the_cheapest_bundle_of_add_ons_is_found() {
    // 70 is 3×25 (9) or 40 + 2×25 (11) or 2×40 (10) or 100 (12): the best per unit isn't it.
    let addon = |id: &str, mb: u32, price: &str| json!({"id": id, "brand": "a", "name": id, "price": price, "data_mb": mb});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 30, json!({}))],
        "addons": [addon("x100", 100, "12.00"), addon("x25", 25, "3.00"), addon("x40", 40, "5.00")],
    }));
    let trip = request(json!([{"days": 1, "data_mb": 70}]), json!({}));
    assert_eq!(total(&shop, &trip), "10.00");
}

#[test]
fn s3_several_resources_of_several_add_ons_are_put_together() {
    let addon = |id: &str, price: &str, parts: serde_json::Value| {
        let mut addon = json!({"id": id, "brand": "a", "name": id, "price": price});
        addon.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        addon
    };
    let shop = |addons: &[serde_json::Value]| {
        catalog(json!({"plans": [plan("a", "p", "1.00", 30, json!({}))], "addons": addons}))
    };
    let two = shop(&[
        addon("x", "7.00", json!({"minutes": 7, "sms": 3})),
        addon("y", "11.00", json!({"minutes": 13, "sms": 10})),
    ]);
    let trip =
        |units: u64| request(json!([{"days": 1, "minutes": units, "sms": units}]), json!({}));
    // 1,000 of y for the texts.
    assert_eq!(total(&two, &trip(10_000)), "11001.00");
    // However many: of 100,000,000 of y none can be spared.
    assert_eq!(total_unchecked(&two, &trip(1_000_000_000)), "1100000001.00");

    let four = shop(&[
        addon("v", "1.00", json!({"minutes": 3, "sms": 1})),
        addon("w", "1.00", json!({"minutes": 1, "sms": 3})),
        addon("x", "3.40", json!({"minutes": 7, "sms": 6})),
        addon("y", "2.50", json!({"minutes": 5, "sms": 5})),
    ]);
    // None gives a unit for less than 0.25: 250 each of v and w give 1,000 of both for that.
    assert_eq!(total(&four, &trip(1_000)), "501.00");
    // So do one of y and 249 each of v and w.
    assert_eq!(total(&four, &trip(1_001)), "501.50");
    assert_eq!(total_unchecked(&four, &trip(100_000_001)), "50000001.50");
}

#[test]
fn s3_what_different_add_ons_give_is_bought_of_each_at_its_least_price() {
    let addon = |id: &str, price: &str, resource: &str, units: u64| json!({"id": id, "brand": "a", "name": id, "price": price, resource: units});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 30, json!({}))],
        "addons": [
            addon("d", "5.00", "data_mb", 1000),
            addon("s", "7.00", "sms", 7),
            addon("t", "11.00", "sms", 10),
        ],
    }));
    let trip = request(json!([{"days": 1, "data_mb": 1000, "sms": 10}]), json!({}));
    assert_eq!(total(&shop, &trip), "17.00");
}

/// Each quantity of each was tried: more than a lifetime's work.
#[test]
fn s3_add_ons_of_which_few_are_for_sale_are_answered_too() {
    let addons: Vec<_> = (0..12)
        .map(|i| {
            json!({"id": format!("a{i}"), "brand": "a", "name": "a", "max_per_period": 5,
                "price": format!("{}", 500 + 37 * i), "data_mb": 1000 + 10 * i})
        })
        .collect();
    let shop = catalog(json!({
        "plans": [plan("a", "p", "0.00", 30, json!({}))],
        "addons": addons,
    }));
    let trip = |mb: u64| request(json!([{"days": 1, "data_mb": mb}]), json!({}));
    // All together give 63,300; of the dearest, which gives the most, none can be spared.
    let all = 5 * (0..12).map(|i| 500 + 37 * i).sum::<u64>();
    assert_eq!(total_unchecked(&shop, &trip(63_300)), format!("{all}.00"));
    assert!(total(&shop, &trip(63_301)).contains("no offer"));
    // Without 1,110 it is one of the dearest fewer.
    assert_eq!(total_unchecked(&shop, &trip(63_300 - 1_110)), format!("{}.00", all - 907));
}

/// By ids even where many add-ons cost the same.
#[test]
fn s7_bundles_of_equal_price_are_told_apart_by_ids() {
    let addon = |id: &str| json!({"id": id, "brand": "a", "name": id, "price": "2.00", "data_mb": 1000, "sms": 10});
    let ids = ["m", "k", "r", "b", "t", "c"];
    let addons: Vec<_> = ids.into_iter().map(addon).collect();
    let plans = json!([plan("a", "p", "1.00", 30, json!({}))]);
    let shop = catalog(json!({"plans": plans, "addons": addons}));
    let trip = request(json!([{"days": 30, "data_mb": 30_000, "sms": 300}]), json!({}));
    let answer = answer(&shop, &trip);
    let items: Vec<(&str, u64)> =
        answer.purchases[0].items.iter().map(|item| (item.id.as_str(), item.quantity)).collect();
    assert_eq!(items, [("p", 1), ("b", 30)]);

    // At most ten of each: three are needed, the first by their ids.
    let few: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let mut addon = addon(id);
            addon["max_per_period"] = json!(10);
            addon
        })
        .collect();
    let shop = catalog(json!({"plans": plans, "addons": few}));
    let answer = self::answer(&shop, &trip);
    let items: Vec<(&str, u64)> =
        answer.purchases[0].items.iter().map(|item| (item.id.as_str(), item.quantity)).collect();
    assert_eq!(items, [("p", 1), ("b", 10), ("c", 10), ("k", 10)]);

    // Of different sizes at one price a megabyte: what is found first isn't the first by its ids.
    let sized = |id: &str, price: &str, data: u64| json!({"id": id, "brand": "a", "name": id, "price": price, "data_mb": data});
    let shop = catalog(json!({"plans": plans, "addons":
        [sized("c", "1.00", 1), sized("d", "3.00", 3), sized("b", "2.00", 2)]}));
    let trip = request(json!([{"days": 30, "data_mb": 4}]), json!({}));
    assert_eq!(bought(&shop, &trip), [(0, vec!["1×p".into(), "2×b".into()])]);
}

#[test]
fn s7_of_plans_that_cost_the_same_the_first_by_its_id_is_bought() {
    for ids in [["m", "b"], ["b", "m"]] {
        for new_line_only in ["b", "m", "neither"] {
            let plans = ids.map(|id| {
                let only = json!({"data_mb": 9, "new_line_only": id == new_line_only});
                plan("a", id, "5.00", 30, only)
            });
            let shop = catalog(json!({"plans": plans}));
            let trip = request(json!([{"days": 30, "data_mb": 4}]), json!({}));
            assert_eq!(bought(&shop, &trip), [(0, vec!["1×b".into()])], "{ids:?} {new_line_only}");
        }
    }
}

#[test]
fn s4_a_line_that_lives_to_the_very_end_needs_nothing() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 5})), brand("b", json!({}))],
        "plans": [plan("a", "p", "1.00", 9, json!({})), plan("b", "q", "1.00", 9, json!({}))],
    }));
    let trip = |days: u32| {
        let line = json!({"brand": "a", "plan": "p", "days_left": 5, "left": {}});
        let answer = answer(
            &shop,
            &request(json!([{"days": days}]), json!({"number": "keep", "line": line})),
        );
        let brands: Vec<String> =
            answer.alternatives.iter().map(|way| way.brand.as_str().to_owned()).collect();
        (answer.total.map(|total| total.0), brands)
    };
    // Without a period a schedule is on any brand.
    assert_eq!(trip(10), (Some(0), vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(trip(11), (Some(100), vec!["a".to_owned()]));
}

/// Each of these took minutes, or hours: the work must not grow with what is asked.
#[test]
fn s3_what_takes_many_pieces_is_answered_too() {
    let addon = |id: &str, gigabytes: u64| {
        json!({"id": id, "brand": "a", "name": id, "price": format!("{gigabytes}.00"),
            "data_mb": 1000 * gigabytes})
    };
    let shop = catalog(json!({
        "plans": [plan("a", "p", "5.00", 30, json!({}))],
        "addons": [addon("w", 1), addon("x", 2), addon("y", 5), addon("z", 10)],
    }));
    let data = |mb: u64| request(json!([{"days": 30, "data_mb": mb}]), json!({}));
    assert_eq!(total(&shop, &data(2_000_000)), "2005.00");
    assert_eq!(total(&shop, &data(2_000_003)), "2006.00");

    let topup =
        |id: &str, price: &str| json!({"id": id, "price": price, "credit": price, "days": 30});
    let paygo = |topups: serde_json::Value| {
        json!([{"id": "g", "brand": "a", "name": "g", "rates": {"sms": "1", "data_mb": "0.1"},
            "extend": "from_now", "topups": topups}])
    };
    let shop = catalog(json!({
        "paygo": paygo(json!([topup("t", "1.00"), topup("u", "2.00")])),
        "coupons": [{"code": "C", "percent": "10", "max_uses": 30}],
    }));
    let texts = request(json!([{"days": 365, "sms": 365}]), json!({"coupon": "C"}));
    // 182 of two and one of one; the coupon takes 0.20 off thirty of them.
    assert_eq!(total(&shop, &texts), "359.00");

    let line = json!({"brand": "a", "paygo": "g", "balance": "1000000", "days_left": 30});
    let keep = |mb: u64| {
        let parts = json!({"number": "keep", "line": line});
        request(json!([{"days": 90, "data_mb": mb}]), parts)
    };
    let shop = catalog(json!({"paygo": paygo(json!([topup("t", "1.00"), topup("u", "3.00")]))}));
    assert_eq!(answer(&shop, &keep(1_000_000_000)).total, None);
    // A balance that is enough is spent whatever a day takes, as long as it is valid.
    let keep = request(json!([{"days": 30, "data_mb": 9_000_000}]), json!({"line": line}));
    assert_eq!(total(&shop, &keep), "0.00");
}

/// Prices by the gigabyte, few of each for sale, and a need between two gigabytes: every bundle that
/// is enough costs more than its parts would, and there are more of them than can be tried.
#[test]
fn s3_few_add_ons_of_proportional_prices_are_answered_too() {
    let addons = |more: &dyn Fn(u64) -> serde_json::Value| -> Vec<_> {
        let addon = |i: u64| {
            let mut addon = json!({"id": format!("a{i}"), "brand": "a", "name": "a",
                "price": format!("{}.99", i - 1), "data_mb": 1024 * i, "max_per_period": 1 + i % 3});
            addon.as_object_mut().unwrap().extend(more(i).as_object().unwrap().clone());
            addon
        };
        (1..=30).map(addon).collect()
    };
    let shop = |addons: Vec<serde_json::Value>| {
        catalog(json!({"plans": [plan("a", "p", "0.00", 30, json!({}))], "addons": addons}))
    };
    let one = shop(addons(&|_| json!({})));
    let trip = |phase: serde_json::Value| request(json!([phase]), json!({}));
    // 98 GB in 19 pieces, which is the most: each is a cent cheaper than its gigabytes.
    let data = trip(json!({"days": 1, "data_mb": 97 * 1024 + 7}));
    assert_eq!(total_unchecked(&one, &data), "97.81");
    let two = shop(addons(&|i| json!({"minutes": 10 * i})));
    let both = trip(json!({"days": 1, "data_mb": 97 * 1024 + 7, "minutes": 301}));
    assert_eq!(total_unchecked(&two, &both), "97.81");
    let calls = trip(json!({"days": 1, "data_mb": 301, "minutes": 971}));
    assert_eq!(total_unchecked(&two, &calls), "97.81");
}

#[test]
fn s3_paygo_credit_is_kept_from_top_up_to_top_up() {
    let shop = catalog(json!({"paygo": [{
        "id": "g", "brand": "a", "name": "g", "rates": {"sms": "0.10"}, "extend": "from_now",
        "topups": [{"id": "t", "price": "5.00", "credit": "5.00", "days": 2}],
    }]}));
    // 60 texts in 3 days: 2.00 a day. The first 5.00 lasts 2 days; the 1.00 left helps on the third.
    let trip = request(json!([{"days": 3, "sms": 60}]), json!({}));
    assert_eq!(bought(&shop, &trip), [(0, vec!["1×t".into()]), (2, vec!["1×t".into()])]);
    assert_eq!(total(&shop, &trip), "10.00");
}

#[test]
fn s3_the_two_ways_to_extend_differ() {
    let shop = |extend: &str| {
        catalog(json!({"paygo": [{
            "id": "g", "brand": "a", "name": "g", "rates": {"sms": "1.00"}, "extend": extend,
            "topups": [{"id": "t", "price": "1.00", "credit": "1.00", "days": 10}],
        }]}))
    };
    // Two texts on the first day need two top-ups at once: 10 days from now, or 20 in a row.
    let trip = request(json!([{"days": 1, "sms": 2}, {"days": 19, "reachable": true}]), json!({}));
    assert_eq!(total(&shop("from_now"), &trip), "3.00");
    assert_eq!(total(&shop("from_expiry"), &trip), "2.00");
}

/// Each day of these takes thousands of top-ups, in ever other sums: by the time it takes it is
/// clear whether they are all gone through.
#[test]
fn s3_paygo_of_any_size_is_answered() {
    let topup = |id: &str, price: &str, credit: &str| json!({"id": id, "price": price, "credit": credit, "days": 30});
    let paygo = json!([{
        "id": "g", "brand": "a", "name": "g", "rates": {"data_mb": "0.01"}, "extend": "from_now",
        "topups": [topup("t5", "5.00", "5.00"), topup("t7", "6.90", "7.00"), topup("t20", "19.00", "20.00")],
    }]);
    let only = catalog(json!({"paygo": paygo}));
    let unlimited = plan("a", "p", "3000.00", 30, json!({"data_mb": "unlimited"}));
    let both = catalog(json!({"paygo": paygo, "plans": [unlimited]}));
    let trip = |days: u32, mb: u64| request(json!([{"days": days, "data_mb": mb}]), json!({}));
    // 100 a day: 5 of 20 for 95.00.
    assert_eq!(total(&only, &trip(10, 100_000)), "950.00");
    assert_eq!(total(&only, &trip(10, 10_000_000)), "95000.00");
    assert_eq!(total(&both, &trip(10, 100_000)), "950.00");
    assert_eq!(total(&both, &trip(10, 10_000_000)), "3000.00");
    assert_eq!(total(&both, &trip(10, 1_000_000_000)), "3000.00");
    // Two periods at most, and so much that no day of it is served by credit.
    assert_eq!(total(&both, &trip(60, 1_000_000_000)), "6000.00");
    assert_eq!(answer(&only, &trip(10, 1_000_000_000)).total, None);
}

#[test]
fn s4_a_line_survives_a_gap_of_its_grace_and_no_longer() {
    let shop = |grace: u32| {
        catalog(json!({
            "brands": [brand("a", json!({"grace_days": grace, "new_line_fee": "7.00"}))],
            "plans": [plan("a", "p", "1.00", 1, json!({"sms": 9}))],
        }))
    };
    let trip =
        request(json!([{"days": 1, "sms": 1}, {"days": 5}, {"days": 1, "sms": 1}]), json!({}));
    assert_eq!(total(&shop(5), &trip), "9.00");
    // A day less and a new line is due, or a period in between to keep the old one alive.
    assert_eq!(total(&shop(4), &trip), "10.00");
}

#[test]
fn s4_hold_may_start_a_new_line_on_the_brand_of_the_current_one() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 1, "new_line_fee": "2.00"}))],
        "plans": [plan("a", "p", "3.00", 1, json!({"sms": 9}))],
    }));
    let line = json!({"brand": "a", "plan": "p", "days_left": 0, "left": {}});
    let trip = |number: &str| {
        request(
            json!([{"days": 9}, {"days": 1, "sms": 1}]),
            json!({"number": number, "line": line.clone()}),
        )
    };
    // Kept, the old number needs a period every other day; a new one starts with the trip.
    assert_eq!(total(&shop, &trip("hold")), "5.00");
    assert_eq!(total(&shop, &trip("keep")), "15.00");
}

#[test]
fn s4_new_line_only_plans_come_first_on_their_brand_or_not_at_all() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({}))],
        "plans": [
            plan("a", "a-new", "1.00", 10, json!({"sms": 9, "new_line_only": true})),
            plan("a", "a-old", "6.00", 10, json!({"sms": 9})),
            plan("b", "b-new", "2.00", 10, json!({"sms": 9, "new_line_only": true})),
            plan("b", "b-old", "5.00", 10, json!({"sms": 9})),
        ],
    }));
    let trip = |days: u32| request(json!([{"days": days, "sms": 1}]), json!({}));
    assert_eq!(total(&shop, &trip(20)), "3.00");
    // Going back and forth doesn't make a line new again.
    assert_eq!(total(&shop, &trip(30)), "8.00");
    assert_eq!(total(&shop, &trip(40)), "13.00");
}

#[test]
fn s4_brands_with_trials_are_each_tried_once() {
    let ids: Vec<String> = (0..6).map(|i| format!("b{i:02}")).collect();
    let plans: Vec<serde_json::Value> = ids
        .iter()
        .flat_map(|id| {
            let new = json!({"data_mb": 1000, "new_line_only": true});
            [
                plan(id, &format!("{id}-trial"), "1.00", 7, new),
                plan(id, &format!("{id}-week"), "10.00", 7, json!({"data_mb": 1000})),
            ]
        })
        .collect();
    let brands: Vec<serde_json::Value> = ids.iter().map(|id| brand(id, json!({}))).collect();
    let shop = catalog(json!({"brands": brands, "plans": plans}));
    let trip = |days: u32| request(json!([{"days": days, "data_mb": days * 10}]), json!({}));
    // Five weeks of trials; with all six used up, two weeks at the full price.
    assert_eq!(total(&shop, &trip(35)), "5.00");
    assert_eq!(total(&shop, &trip(50)), "26.00");
}

#[test]
fn s3_many_sizes_of_add_ons_for_a_year() {
    let sizes: [u32; 9] = [1, 2, 3, 5, 7, 11, 13, 17, 19];
    let addons: Vec<serde_json::Value> = sizes
        .iter()
        .map(|gb| {
            json!({"id": format!("x{gb:02}"), "brand": "a", "name": "x",
                "price": format!("{gb}.5{}", gb % 10), "data_mb": gb * 1024})
        })
        .collect();
    let shop = catalog(json!({
        "plans": [plan("a", "p", "100.00", 365, json!({"data_mb": 1024, "resets_every_days": 30}))],
        "addons": addons,
    }));
    // 30 GB a month: 29 lacking in each of 12 months, 4 in the 5 days that are left.
    let trip = request(json!([{"days": 365, "data_mb": 365 * 1024}]), json!({}));
    let cents = |gb: u32| gb * 100 + 50 + gb % 10;
    let mut month = u32::MAX;
    for a in sizes {
        for b in sizes {
            for c in sizes {
                for bundle in [vec![a, b], vec![a, b, c]] {
                    if bundle.iter().sum::<u32>() >= 29 {
                        month = month.min(bundle.into_iter().map(cents).sum());
                    }
                }
            }
        }
    }
    let rest = cents(5).min(cents(1) + cents(3)).min(2 * cents(2));
    let total_cents = 10_000 + 12 * month + rest;
    let expected = format!("{}.{:02}", total_cents / 100, total_cents % 100);
    assert_eq!(total(&shop, &trip), expected);
}

#[test]
fn s4_two_lines_share_the_uses_of_a_coupon() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({"number": false}))],
        "plans": [plan("a", "calls", "10.00", 30, json!({"minutes": 100})), plan("b", "data", "20.00", 30, json!({"data_mb": 100}))],
        "coupons": [{"code": "HALF", "percent": "50", "max_uses": 1}],
    }));
    let trip = request(
        json!([{"days": 5, "minutes": 10, "data_mb": 10}]),
        json!({"lines": 2, "coupon": "HALF"}),
    );
    assert_eq!(total(&shop, &trip), "20.00");
}

#[test]
fn s5_the_lowest_price_that_applies_is_charged() {
    let shop = catalog(json!({"plans": [plan("a", "p", "10.00", 1, json!({
        "sms": 9, "autopay_price": "8.00",
        "sale": {"price": "9.00", "from": "2026-12-01", "until": "2026-12-01"},
    }))]}));
    let phases = json!([{"days": 2, "sms": 2}]);
    assert_eq!(total(&shop, &request(phases.clone(), json!({}))), "19.00");
    assert_eq!(total(&shop, &request(phases, json!({"autopay": true}))), "16.00");
}

#[test]
fn s5_rounding_is_half_away_from_zero_in_the_minor_unit() {
    let shop = |currency: &str, price: &str, percent: &str| {
        catalog(json!({
            "currency": currency, "tax": {"percent": percent},
            "plans": [plan("a", "p", price, 1, json!({"sms": 1}))],
        }))
    };
    let trip = request(json!([{"days": 1, "sms": 1}]), json!({}));
    // 0.10 × 5 % = 0.005 → 0.01; 0.10 × 4.999 % → 0.00; 150 yen × 1 % = 1.5 → 2.
    assert_eq!(total(&shop("USD", "0.10", "5"), &trip), "0.11");
    assert_eq!(total(&shop("USD", "0.10", "4.999"), &trip), "0.10");
    assert_eq!(total(&shop("JPY", "150", "1"), &trip), "152");
    assert_eq!(total(&shop("KWD", "0.010", "5"), &trip), "0.011");
}

#[test]
fn s5_fees_come_on_top_of_tax_and_not_on_nothing() {
    let shop = |price: &str| {
        catalog(json!({
            "tax": {"percent": "10"},
            "plans": [plan("a", "p", price, 1, json!({"sms": 1}))],
            "payment_methods": [{"id": "pp", "name": "PayPal", "kind": "paypal", "fee_percent": "2.9", "fee_fixed": "0.30"}],
        }))
    };
    let trip = request(json!([{"days": 1, "sms": 1}]), json!({"payment_method": "pp"}));
    assert_eq!(total(&shop("10.00"), &trip), "11.62");
    assert_eq!(total(&shop("0.00"), &trip), "0.00");
}

#[test]
fn s5_an_amount_off_is_no_more_than_the_subtotal() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "3.00", 1, json!({"sms": 1}))],
        "coupons": [{"code": "FIVE", "amount": "5.00"}],
    }));
    let trip = request(json!([{"days": 2, "sms": 2}]), json!({"coupon": "FIVE"}));
    assert_eq!(total(&shop, &trip), "0.00");
}

#[test]
fn s5_which_purchases_use_a_coupon_is_chosen() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "10.00", 1, json!({"sms": 9,
            "sale": {"price": "2.00", "from": "2026-12-01", "until": "2026-12-01"}}))],
        "coupons": [{"code": "HALF", "percent": "50", "max_uses": 1}],
    }));
    let trip = request(json!([{"days": 2, "sms": 2}]), json!({"coupon": "HALF"}));
    let uses: Vec<bool> =
        answer(&shop, &trip).purchases.iter().map(|purchase| purchase.coupon.is_some()).collect();
    assert_eq!((total(&shop, &trip).as_str(), uses), ("7.00", vec![false, true]));
}

#[test]
fn s6_a_brand_without_a_network_matches_no_network_and_an_empty_list_is_none() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({"network": "N"}))],
        "plans": [plan("a", "p", "1.00", 1, json!({"sms": 1})), plan("b", "q", "2.00", 1, json!({"sms": 1}))],
    }));
    let trip = |networks| {
        request(json!([{"days": 1, "sms": 1}]), json!({"filter": {"networks": networks}}))
    };
    assert_eq!(total(&shop, &trip(json!(["N"]))), "2.00");
    assert_eq!(total(&shop, &trip(json!([]))), "1.00");
    assert_eq!(total(&shop, &trip(json!(["M"]))), "no brand passes the filter");
}

#[test]
fn s7_a_coupon_that_saves_the_same_on_any_day_is_used_on_the_first() {
    let month = |price: &str| plan("a", "p", price, 30, json!({"sms": 100}));
    let topup = json!({"id": "t", "price": "2.00", "credit": "1.00", "days": 30});
    let paygo = json!({"id": "g", "brand": "a", "name": "g", "rates": {"sms": "0.10"},
        "extend": "from_now", "topups": [topup]});
    let coupons = json!([{"code": "C", "percent": "10", "max_uses": 1}]);
    let shops = [
        json!({"plans": [month("10.00")], "coupons": coupons}),
        json!({"plans": [], "paygo": [paygo], "coupons": coupons}),
    ];
    for shop in shops {
        let trip = request(json!([{"days": 90, "sms": 30}]), json!({"coupon": "C"}));
        let used: Vec<bool> = answer(&catalog(shop), &trip)
            .purchases
            .iter()
            .map(|purchase| purchase.coupon.is_some())
            .collect();
        assert_eq!(used, [true, false, false]);
    }
}

#[test]
fn s7_of_equal_totals_fewest_purchases_then_brands_then_ids() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({}))],
        "plans": [
            plan("a", "z-one", "2.00", 10, json!({"sms": 9})),
            plan("a", "a-half", "1.00", 5, json!({"sms": 9})),
            plan("b", "b-half", "1.00", 5, json!({"sms": 9})),
        ],
    }));
    let trip = |days: u32| request(json!([{"days": days, "sms": 1}]), json!({}));
    assert_eq!(bought(&shop, &trip(10)), [(0, vec!["1×z-one".into()])]);
    // 15 days: one long and one short; of the same brand, the smaller list first.
    assert_eq!(
        bought(&shop, &trip(15)),
        [(0, vec!["1×a-half".into()]), (5, vec!["1×z-one".into()])]
    );
}

#[test]
fn s7_a_shorter_reach_at_the_same_price_counts_where_its_ids_come_first() {
    let addon = |id: &str, gives: serde_json::Value| {
        let mut addon = json!({"id": id, "brand": "a", "name": id, "price": "6.00"});
        addon.as_object_mut().unwrap().extend(gives.as_object().unwrap().clone());
        addon
    };
    let shop = catalog(json!({
        "plans": [plan("a", "q", "0.00", 3, json!({}))],
        "addons": [
            addon("p", json!({"data_mb": 1})),
            addon("z", json!({"data_mb": 2, "intl_minutes": 1})),
        ],
    }));
    let trip =
        request(json!([{"days": 3, "data_mb": 2}, {"days": 1, "intl_minutes": 1}]), json!({}));
    let ids: Vec<String> = bought(&shop, &trip).into_iter().flat_map(|(_, items)| items).collect();
    assert_eq!(ids, ["1×q", "1×p", "1×q", "1×z"]);
}

#[test]
fn s7_alternatives_are_of_one_brand_and_one_line_cheapest_first() {
    let shop = catalog(json!({
        "brands": [brand("b", json!({})), brand("a", json!({})), brand("c", json!({"number": false}))],
        "plans": [
            plan("a", "p", "2.00", 1, json!({"sms": 1})), plan("b", "q", "2.00", 1, json!({"sms": 1})),
            plan("c", "r", "1.00", 1, json!({"data_mb": 1})),
        ],
    }));
    let answer = answer(&shop, &request(json!([{"days": 1, "sms": 1}]), json!({"lines": 2})));
    let brands: Vec<&str> = answer.alternatives.iter().map(|other| other.brand.as_str()).collect();
    assert_eq!(brands, ["a", "b"]);
}

#[test]
fn s7_of_two_lines_ids_decide_among_answers_of_as_few_brands() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({}))],
        "plans": [
            plan("a", "a-num", "5.00", 30, json!({"minutes": 100})),
            plan("a", "z-data", "3.00", 30, json!({"data_mb": 100})),
            plan("b", "b-num", "5.00", 30, json!({"minutes": 100})),
            plan("b", "c-data", "3.00", 30, json!({"data_mb": 100})),
        ],
    }));
    for number in ["none", "hold"] {
        let parts = json!({"lines": 2, "number": number});
        let trip = request(json!([{"days": 5, "minutes": 10, "data_mb": 10}]), parts);
        let bought = bought(&shop, &trip);
        assert_eq!(bought, [(0, vec!["1×a-num".into()]), (0, vec!["1×z-data".into()])], "{number}");
    }
}

#[test]
fn s7_of_two_lines_that_share_a_coupon_ids_decide_too() {
    let topup = |id: &str, price: &str, credit: &str, days: u32| json!({"id": id, "price": price, "credit": credit, "days": days});
    let paygo = |id: &str, brand: &str, rates: serde_json::Value, topups: serde_json::Value| json!({"id": id, "brand": brand, "name": id, "extend": "from_now", "rates": rates, "topups": topups});
    let shop = catalog(json!({
        "brands": [brand("k", json!({})), brand("z", json!({}))],
        "plans": [],
        "paygo": [
            paygo("g-k-0", "k", json!({"data_mb": "0.033333"}), json!([topup("a-k-t00", "5.15", "12.23", 30)])),
            paygo("g-z-1", "z", json!({"intl_minutes": "1", "sms": "0.07"}), json!([topup("h-z-t10", "9.33", "8.84", 7)])),
            paygo("gg-0", "k", json!({"intl_minutes": "0.1", "sms": "0.333333"}),
                json!([topup("ygt-01", "2.00", "3.00", 3), topup("zgt-02", "0.00", "6.00", 2)])),
        ],
        "coupons": [{"code": "C", "percent": "100", "max_uses": 2}],
    }));
    let phases = json!([{"days": 4, "data_mb": 12, "intl_minutes": 22, "sms": 29}]);
    let parts =
        json!({"coupon": "C", "start_date": "2027-01-28", "lines": 2, "margin_percent": 20});
    let bought = bought(&shop, &request(phases, parts));
    let mut ids: Vec<String> = bought.into_iter().flat_map(|(_, ids)| ids).collect();
    ids.sort();
    assert_eq!(ids, ["1×a-k-t00", "1×ygt-01", "1×zgt-02", "1×zgt-02"]);
}

#[test]
fn s7_the_reason_names_the_need_that_no_offer_meets() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({"number": false}))],
        "plans": [plan("a", "p", "1.00", 9, json!({"sms": 5})), plan("b", "q", "1.00", 9, json!({"data_mb": 5}))],
    }));
    let reason = |phases, parts| total(&shop, &request(phases, parts));
    let only_b = json!({"filter": {"brands": ["b"]}});
    assert_eq!(
        reason(json!([{"days": 1, "sms": 1}, {"days": 1, "reachable": true}]), only_b),
        "phase 2: no offer comes with a phone number to be reached by"
    );
    assert_eq!(
        reason(json!([{"days": 1, "minutes": 1}]), json!({})),
        "phase 1: no offer gives 1 minute of calls in one day; none gives any"
    );
    assert_eq!(
        reason(json!([{"days": 2, "sms": 1, "data_mb": 1}]), json!({})),
        "phase 1: no offer gives everything it needs together"
    );
    let shop =
        catalog(json!({"plans": [plan("a", "p", "1.00", 9, json!({"new_line_only": true}))]}));
    let hold = json!({"number": "hold"});
    let phases = json!([{"days": 5, "reachable": true}, {"days": 9}]);
    assert_eq!(
        total(&shop, &request(phases, hold)),
        "only plans for new lines serve every day, and each brand sells those only once"
    );
}

#[test]
fn s7_the_reason_is_that_new_lines_are_had_once_a_brand() {
    let once = json!({"sms": 5, "new_line_only": true});
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 2, once)]}));
    let only_new = "only plans for new lines serve every day, and each brand sells those only once";
    let phases = || json!([{"days": 1}, {"days": 4, "sms": 4}]);
    assert_eq!(total(&shop, &request(phases(), json!({}))), only_new);
    assert_eq!(total(&shop, &request(phases(), json!({"number": "hold"}))), only_new);
    // A plan that can be renewed would do for the days, so it is the gap that ends the line.
    let again = plan("a", "q", "1.00", 2, json!({"sms": 5}));
    let shop = catalog(json!({"plans": [again]}));
    let phases = json!([{"days": 1, "sms": 1}, {"days": 9}, {"days": 1, "sms": 1}]);
    let hold = json!({"number": "hold"});
    assert_eq!(total(&shop, &request(phases.clone(), json!({}))), "2.00");
    assert_eq!(total(&shop, &request(phases, hold)), "6.00");
    // Nothing at all is sold that would keep this one.
    let credit = json!({"id": "g", "brand": "a", "name": "G", "rates": {"sms": "0.1"},
        "extend": "from_now", "topups": []});
    let shop = catalog(json!({"plans": [], "paygo": [credit]}));
    let line = json!({"brand": "a", "paygo": "g", "days_left": 2, "balance": "1.00"});
    let keep = json!({"number": "keep", "line": line});
    let ends = "no line of a number stays alive through every gap";
    assert_eq!(total(&shop, &request(json!([{"days": 5}]), keep)), ends);
    // The line there is can't be on it at all.
    let shop = catalog(json!({"plans": [
        plan("a", "p", "1.00", 2, json!({"sms": 5, "new_line_only": true})),
        plan("a", "q", "1.00", 2, json!({"minutes": 5})),
    ]}));
    let line = json!({"brand": "a", "plan": "q", "days_left": 0, "left": {}});
    let keep = json!({"number": "keep", "line": line});
    let phases = |needs| json!([needs]);
    assert_eq!(
        total(&shop, &request(phases(json!({"days": 1, "sms": 1})), keep.clone())),
        only_new
    );
    // What nobody sells together, or on another day, isn't a matter of new lines.
    for more in [
        json!([{"days": 1, "sms": 1, "minutes": 1}]),
        json!([{"days": 1, "sms": 1}, {"days": 1, "data_mb": 1}]),
    ] {
        let reason = total(&shop, &request(more, keep.clone()));
        assert!(reason.contains("\"a\" has no offer"), "{reason}");
    }
    let more = phases(json!({"days": 1, "sms": 9}));
    assert!(total(&shop, &request(more, keep)).starts_with("phase 1"), "nor would it do");
}

#[test]
fn s7_the_reason_follows_a_balance_that_top_ups_keep_alive() {
    let shop = catalog(json!({"plans": [], "paygo": [{"id": "g", "brand": "a", "name": "G",
        "rates": {"minutes": "0.10"}, "extend": "from_now",
        "topups": [{"id": "t", "price": "1.00", "credit": "0.00", "days": 30}]}]}));
    let trip = |phases, days_left: u32| {
        let line = json!({"brand": "a", "paygo": "g", "days_left": days_left, "balance": "5.00"});
        total(&shop, &request(phases, json!({"line": line})))
    };
    let minutes = json!([{"days": 10, "minutes": 10}]);
    assert_eq!((trip(minutes.clone(), 0), trip(minutes, 3)), ("1.00".into(), "1.00".into()));
    let no_text = "no offer gives 1 text in one day; none gives any";
    for days_left in [0, 3] {
        let both = json!([{"days": 10, "minutes": 10, "sms": 10}]);
        assert_eq!(trip(both, days_left), format!("phase 1: {no_text}"));
        let then = json!([{"days": 10, "minutes": 10}, {"days": 5, "sms": 5}]);
        assert_eq!(trip(then, days_left), format!("phase 2: {no_text}"));
    }
}

#[test]
fn s7_a_brand_without_offers_holds_no_number() {
    let shop = catalog(json!({
        "brands": [brand("d", json!({"number": false})), brand("v", json!({"grace_days": 90}))],
        "plans": [
            plan("d", "p", "5.00", 30, json!({"data_mb": 1024})),
            plan("v", "new", "1.00", 30, json!({"new_line_only": true})),
        ],
    }));
    let nobody = "no single brand with a number serves every day";
    let line = json!({"brand": "v", "plan": "new", "days_left": 0, "left": {}});
    let hold = json!({"number": "hold", "line": line});
    let only_new = "only plans for new lines serve every day, and each brand sells those only once";
    assert_eq!(total(&shop, &request(json!([{"days": 7}]), hold)), only_new);
    let shop = catalog(json!({
        "brands": [brand("d", json!({"number": false})), brand("v", json!({"grace_days": 90}))],
        "plans": [plan("d", "p", "5.00", 30, json!({"data_mb": 1024}))],
    }));
    for lines in [1, 2] {
        let hold = json!({"number": "hold", "lines": lines});
        assert_eq!(total(&shop, &request(json!([{"days": 7}]), hold.clone())), nobody);
        let data = json!([{"days": 7, "data_mb": 500}]);
        assert_eq!(total(&shop, &request(data, hold)), nobody);
    }
}

#[test]
fn s7_the_reason_says_the_most_that_can_be_had_on_the_day() {
    let sale = json!({"price": "1.00", "from": "2026-12-01", "until": "2026-12-31",
        "bonus": {"data_mb": 4000}});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 9, json!({"data_mb": 1000, "sale": sale}))],
        "paygo": [{"id": "g", "brand": "a", "name": "G", "rates": {"sms": "0.5"},
            "extend": "from_now",
            "topups": [{"id": "t", "price": "1.00", "credit": "1.00", "days": 9}]}],
    }));
    let reason = |phases, parts| total(&shop, &request(phases, parts));
    let data = json!([{"days": 1, "data_mb": 50_000}]);
    assert_eq!(
        reason(data.clone(), json!({"start_date": "2026-12-01"})),
        "phase 1: no offer gives 50000 MB of data in one day; the most is 5000"
    );
    let line = json!({"brand": "a", "plan": "p", "days_left": 2, "left": {"data_mb": 30_000}});
    assert_eq!(
        reason(data, json!({"line": line})),
        "phase 1: no offer gives 50000 MB of data in one day; the most is 30000"
    );
    assert_eq!(
        reason(json!([{"days": 1, "sms": 50_000}]), json!({})),
        "phase 1: no offer gives 50000 texts in one day; the most is 8192"
    );
}

#[test]
fn s7_the_reason_counts_what_earlier_days_have_left() {
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 9, json!({"data_mb": 1000}))]}));
    let line = json!({"brand": "a", "plan": "p", "days_left": 10, "left": {"minutes": 50}});
    let phases = json!([{"days": 10, "minutes": 100}]);
    assert_eq!(
        total(&shop, &request(phases, json!({"line": line}))),
        "phase 1: no offer gives 10 minutes of calls in one day; none gives any"
    );
}

#[test]
fn s7_no_more_can_be_had_than_a_schedule_may_cost() {
    let more = json!({"id": "m", "brand": "a", "name": "M", "price": "1000000.00", "data_mb": 1});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 9, json!({"minutes": 1}))], "addons": [more],
    }));
    assert_eq!(
        total(&shop, &request(json!([{"days": 1, "data_mb": 1_000_000}]), json!({}))),
        "phase 1: no offer gives 1000000 MB of data in one day; the most is 175921"
    );
}

#[test]
fn s7_the_reason_counts_the_credit_that_is_there() {
    let shop = catalog(json!({"paygo": [{"id": "g", "brand": "a", "name": "G", "topups": [],
        "rates": {"minutes": "0.01"}, "extend": "from_now"}]}));
    let line = json!({"brand": "a", "paygo": "g", "days_left": 5, "balance": "0.50"});
    let phases = json!([{"days": 2, "minutes": 20}, {"days": 1, "minutes": 1000}]);
    assert_eq!(
        total(&shop, &request(phases, json!({"line": line}))),
        "phase 2: no offer gives 1000 minutes of calls in one day; the most is 30"
    );
}

#[test]
fn s7_the_reason_takes_what_earlier_days_use_before_the_bound_of_a_day() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 30, json!({"data_mb": 100, "data_mb_per_day": 500}))],
    }));
    let line = json!({"brand": "a", "plan": "p", "days_left": 30, "left": {"data_mb": 10_000}});
    let answer = |mb: u32| {
        let phases = json!([{"days": 4, "data_mb": 2000}, {"days": 1, "data_mb": mb}]);
        total(&shop, &request(phases, json!({"line": line})))
    };
    assert_eq!(answer(600), "phase 2: no offer gives 600 MB of data in one day; the most is 500");
    assert_eq!(answer(500), "0.00");
}

#[test]
fn s7_the_reason_counts_the_bonus_of_a_sale_that_is_over_by_then() {
    let sale = json!({"price": "1.00", "from": "2026-12-01", "until": "2026-12-01",
        "bonus": {"data_mb": 400}});
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 30, json!({"data_mb": 100, "sale": sale}))],
    }));
    let answer = |idle: u32, mb: u32| {
        let phases = json!([{"days": 1, "data_mb": 1}, {"days": idle}, {"days": 1, "data_mb": mb}]);
        total(&shop, &request(phases, json!({"start_date": "2026-12-01"})))
    };
    assert_eq!(
        answer(4, 600),
        "phase 3: no offer gives 600 MB of data in one day; the most is 499"
    );
    assert_eq!(answer(4, 499), "1.00");
    assert_eq!(
        answer(29, 600),
        "phase 3: no offer gives 600 MB of data in one day; the most is 100"
    );
}

#[test]
fn s7_the_reason_counts_the_current_line_for_one_line_only() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"number": false})), brand("b", json!({}))],
        "plans": [plan("a", "p", "1.00", 9, json!({"data_mb": 1})), plan("b", "q", "1.00", 9, json!({"minutes": 5}))],
    }));
    let left = json!({"data_mb": 5000});
    let line = json!({"brand": "a", "plan": "p", "days_left": 2, "left": left});
    let phases = json!([{"days": 10, "data_mb": 2000, "minutes": 10}]);
    let reason = total(&shop, &request(phases, json!({"lines": 2, "line": line})));
    assert!(!reason.contains("new lines"), "{reason}");
}

#[test]
fn s7_the_reason_lets_a_data_line_be_anybodys() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({"number": false}))],
        "plans": [plan("a", "p", "1.00", 2, json!({"sms": 5})), plan("b", "q", "1.00", 2, json!({"data_mb": 5}))],
    }));
    let line = json!({"brand": "a", "plan": "p", "days_left": 2, "left": {}});
    let reason = |phases, lines| {
        let parts = json!({"number": "keep", "line": line, "lines": lines});
        total(&shop, &request(phases, parts))
    };
    let phases = |resource: &str| json!([{"days": 1, "data_mb": 1}, {"days": 1, resource: 1}]);
    assert_eq!(
        reason(phases("data_mb"), 1),
        "phase 1: \"a\" has no offer that gives 1 MB of data in one day; none gives any"
    );
    assert_eq!(
        reason(phases("minutes"), 2),
        "phase 2: \"a\" has no offer that gives 1 minute of calls in one day; none gives any"
    );
}

#[test]
fn s4_the_last_gap_counts_where_the_number_stays() {
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 9, json!({"sms": 5}))]}));
    let phases = json!([{"days": 1, "sms": 1}, {"days": 9}]);
    assert_eq!(total(&shop, &request(phases.clone(), json!({}))), "1.00");
    assert_eq!(total(&shop, &request(phases, json!({"number": "hold"}))), "2.00");
}
