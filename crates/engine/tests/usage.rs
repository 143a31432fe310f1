//! What runs when and what is left over: it adds up, over random small instances, and is what one
//! would reckon by hand.
//!
//! `PROPTEST_CASES` sets how many instances each property is tried on.

#![allow(clippy::unwrap_used)]

mod instances;
mod support;

use instances::{Instance, config, instances};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use simfare_engine::format::{Allowance, Amount};
use simfare_engine::quote::{LineRole, Purchase};
use simfare_engine::request::NumberRule;
use simfare_engine::usage::{Gap, On, Period, gaps};
use simfare_engine::{Catalog, PerResource, Request, Resource, quote, usage};
use support::{brand, catalog, plan, request};

/// Whether a line carries a resource.
type Carries = fn(Resource) -> bool;

/// The lines of purchases, with what each carries.
fn lines(purchases: &[Purchase]) -> Vec<(LineRole, Carries)> {
    if purchases.iter().all(|purchase| purchase.line == LineRole::One) {
        return vec![(LineRole::One, |_| true)];
    }
    vec![(LineRole::Number, |r| r != Resource::Data), (LineRole::Data, |r| r == Resource::Data)]
}

/// The use of all days, margin included.
fn use_of(request: &Request, r: Resource) -> u64 {
    let margin = u64::from(request.margin_percent.get());
    request.phases.iter().map(|phase| (phase.totals()[r] * (100 + margin)).div_ceil(100)).sum()
}

/// Fails unless what is shown of purchases adds up.
fn adds_up(
    catalog: &Catalog,
    request: &Request,
    purchases: &[Purchase],
) -> Result<(), TestCaseError> {
    let periods = usage(catalog, request, purchases);
    let gaps = gaps(catalog, request, purchases);
    prop_assert!(periods.is_sorted_by_key(|period| period.from));
    for (line, carries) in lines(purchases) {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        let mine = periods.iter().filter(|period| period.line == line);
        spans.extend(mine.clone().map(|period| (period.from, period.until)));
        spans.extend(gaps.iter().filter(|gap| gap.line == line).map(|gap| (gap.from, gap.until)));
        spans.sort_unstable();
        let mut at = 0;
        for (from, until) in spans {
            prop_assert_eq!(from, at);
            prop_assert!(until > from);
            at = until;
        }
        prop_assert_eq!(at, request.horizon());
        // Gaps use nothing.
        for r in Resource::ALL {
            let all = if carries(r) { use_of(request, r) } else { 0 };
            prop_assert_eq!(mine.clone().map(|period| period.demand[r]).sum::<u64>(), all);
        }
    }
    let mut named: Vec<usize> =
        periods.iter().flat_map(|period| period.purchases.clone()).collect();
    named.sort_unstable();
    prop_assert_eq!(named, (0..purchases.len()).collect::<Vec<_>>());
    for period in &periods {
        period_adds_up(catalog, period, purchases)?;
    }
    for gap in &gaps {
        let kept = request.number == NumberRule::Keep && gap.line != LineRole::Data;
        if let Some(alive_until) = gap.alive_until.filter(|_| kept) {
            prop_assert!(gap.until <= alive_until);
        }
        if request.number == NumberRule::None || gap.line == LineRole::Data {
            prop_assert_eq!(gap.alive_until, None);
        }
    }
    Ok(())
}

fn period_adds_up(
    catalog: &Catalog,
    period: &Period,
    purchases: &[Purchase],
) -> Result<(), TestCaseError> {
    prop_assert!(period.paid_until >= period.until);
    let own: Vec<&Purchase> = period.purchases.iter().map(|&i| &purchases[i]).collect();
    for purchase in &own {
        prop_assert_eq!((&purchase.brand, purchase.line), (&period.brand, period.line));
        prop_assert!(period.from <= purchase.covers.start && purchase.covers.end <= period.until);
    }
    for r in Resource::ALL {
        let mut given: Option<u64> = Some(0);
        for stretch in &period.stretches {
            let share = stretch.resources[r];
            match share.allowance {
                Allowance::Units(units) => {
                    prop_assert!(units >= share.demand);
                    prop_assert_eq!(share.left, Allowance::Units(units - share.demand));
                    given = given.map(|given| given + units);
                    prop_assert!(
                        share.demand == 0 || units > share.demand || period.tight.contains(&r)
                    );
                }
                Allowance::Unlimited => {
                    prop_assert_eq!(share.left, Allowance::Unlimited);
                    given = None;
                }
            }
        }
        let On::Plan(id) = &period.on else { continue };
        let plan = catalog.plans.iter().find(|plan| plan.id == *id).unwrap();
        // Add-ons are all there, in one stretch or another.
        if let (Some(given), None) = (given, &plan.sale) {
            let units = |allowance| match allowance {
                Allowance::Units(units) => units,
                Allowance::Unlimited => 0,
            };
            let addons: u64 = own[0].items[1..]
                .iter()
                .map(|item| {
                    let addon = catalog.addons.iter().find(|addon| addon.id == item.id).unwrap();
                    units(addon.allowances()[r]) * item.quantity
                })
                .sum();
            let times = period.stretches.len() as u64;
            prop_assert_eq!(given, units(plan.allowances()[r]) * times + addons);
        }
    }
    if let On::Paygo(id) = &period.on {
        let offer = catalog.paygo.iter().find(|paygo| paygo.id == *id).unwrap();
        let credit = period.credit.unwrap();
        prop_assert_eq!(credit.before.0 + credit.bought.0, credit.spent.0 + credit.left.0);
        let bought = own.iter().map(|purchase| {
            offer.topups.iter().find(|topup| topup.id == purchase.items[0].id).unwrap().credit.0
        });
        prop_assert_eq!(credit.bought.0, bought.sum::<i64>());
        let rates = offer.rates.by_resource();
        let used = Resource::ALL.map(|r| period.demand[r] * rates[r].map_or(0, |rate| rate.0));
        let unit = 10u64.pow(6 - catalog.minor_digits());
        prop_assert_eq!(credit.spent.0 as u64, used.iter().sum::<u64>().div_ceil(unit));
    } else {
        prop_assert_eq!(period.credit, None);
        prop_assert!(!period.stretches.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn periods_add_up(instance in instances()) {
        let (catalog, request) = instance.read();
        let quote = quote(&catalog, &request).unwrap();
        if quote.total.is_some() {
            adds_up(&catalog, &request, &quote.purchases)?;
        }
        for alternative in &quote.alternatives {
            adds_up(&catalog, &request, &alternative.purchases)?;
        }
    }

    #[test]
    fn purchases_from_elsewhere_are_no_harm(
        instance in instances(),
        other in instances(),
        moved in prop::collection::vec((any::<u32>(), any::<u32>(), 0u32..20, 0u32..20), 8),
    ) {
        let (catalog, request) = instance.read();
        let (elsewhere, theirs) = other.read();
        let mut purchases = quote(&elsewhere, &theirs).unwrap().purchases;
        for wild in [false, true] {
            let periods = usage(&catalog, &request, &purchases);
            for line in [LineRole::One, LineRole::Number, LineRole::Data] {
                let mut at = 0;
                for period in periods.iter().filter(|period| period.line == line) {
                    prop_assert!(at <= period.from && period.from < period.until);
                    at = period.until;
                }
                prop_assert!(at <= request.horizon());
            }
            gaps(&catalog, &request, &purchases);
            for (purchase, &(day, far, start, length)) in purchases.iter_mut().zip(&moved) {
                purchase.covers.start = start;
                purchase.covers.end = if wild { far } else { start + length };
                purchase.day = if wild { day } else { start };
                for item in &mut purchase.items {
                    item.quantity = u64::from(far) << 32;
                }
            }
        }
    }
}

fn read(shop: &Value, trip: &Value) -> (Catalog, Request, Vec<Purchase>) {
    let (shop, trip) = Instance { catalog: shop.clone(), request: trip.clone() }.read();
    let purchases = quote(&shop, &trip).unwrap().purchases;
    (shop, trip, purchases)
}

fn periods(shop: &Value, trip: &Value) -> Vec<Period> {
    let (shop, trip, purchases) = read(shop, trip);
    usage(&shop, &trip, &purchases)
}

fn units(of: PerResource<Allowance>) -> [Option<u64>; 4] {
    of.0.map(|allowance| match allowance {
        Allowance::Units(units) => Some(units),
        Allowance::Unlimited => None,
    })
}

#[test]
fn the_current_period_comes_before_what_is_bought() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "5.00", 30, json!({"data_mb": 100, "sms": "unlimited"}))],
    }));
    let line =
        json!({"brand": "a", "plan": "p", "days_left": 6, "left": {"data_mb": 35, "sms": 1}});
    let trip =
        request(json!([{"days": 10, "data_mb": 100}]), json!({"line": line, "number": "keep"}));
    let found = periods(&shop, &trip);
    let [current, bought] = &found[..] else { panic!("{found:?}") };
    assert!(matches!(&current.on, On::Current(id) if id.as_str() == "p"));
    assert_eq!((current.from, current.until, current.paid_until), (0, 3, 6));
    assert_eq!(current.purchases, [0usize; 0]);
    let shares = current.stretches[0].resources;
    assert_eq!(
        units(PerResource(shares.0.map(|share| share.left))),
        [Some(5), Some(0), Some(0), Some(1)]
    );
    // 5 MB is less than a day's 10.
    assert_eq!(current.tight, [Resource::Data]);
    assert_eq!((bought.from, bought.until, bought.paid_until), (3, 10, 33));
    assert_eq!(bought.purchases, [0]);
    assert_eq!(bought.tight, []);
}

#[test]
fn stretches_have_the_add_ons_that_they_lack() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "5.00", 30, json!({"data_mb": 20, "resets_every_days": 3}))],
        "addons": [{"id": "x", "brand": "a", "name": "x", "price": "1.00", "data_mb": 15, "max_per_period": 2}],
    }));
    let phases = json!([{"days": 3, "data_mb": 6}, {"days": 3, "data_mb": 50}]);
    let found = periods(&shop, &request(phases, json!({})));
    let [period] = &found[..] else { panic!("{found:?}") };
    let data = |i: usize| period.stretches[i].resources[Resource::Data];
    assert_eq!((data(0).demand, data(0).allowance), (6, Allowance::Units(20)));
    assert_eq!((data(1).demand, data(1).allowance), (50, Allowance::Units(50)));
    assert_eq!(period.tight, [Resource::Data]);
}

#[test]
fn data_past_the_cap_is_slow_from_a_day_on() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "5.00", 30, json!({"data_mb": 45, "after_cap": {"throttle_kbps": 512}}))],
    }));
    let trip = request(json!([{"days": 10, "data_mb": 100}]), json!({"throttle_min_kbps": 256}));
    let found = periods(&shop, &trip);
    assert_eq!(found[0].throttled_from(), Some(4));
    let stretch = &found[0].stretches[0];
    assert_eq!(stretch.full_speed_mb, Some(45));
    assert_eq!(stretch.resources[Resource::Data].allowance, Allowance::Unlimited);
    assert_eq!(found[0].tight, []);
}

#[test]
fn credit_goes_on_from_top_up_to_top_up() {
    let shop = catalog(json!({
        "paygo": [{"id": "g", "brand": "a", "name": "g", "rates": {"sms": "0.105"}, "extend": "from_now",
            "topups": [{"id": "t", "price": "1.00", "credit": "1.00", "days": 20}]}],
    }));
    let line = json!({"brand": "a", "paygo": "g", "days_left": 9, "balance": "0.25"});
    let trip = request(json!([{"days": 10, "sms": 10}]), json!({"line": line}));
    let found = periods(&shop, &trip);
    let [period] = &found[..] else { panic!("{found:?}") };
    assert!(matches!(&period.on, On::Paygo(id) if id.as_str() == "g"));
    assert_eq!((period.from, period.until, period.paid_until), (0, 10, 22));
    assert_eq!(period.purchases, [0]);
    let credit = period.credit.unwrap();
    assert_eq!((credit.before, credit.bought), (Amount(25), Amount(100)));
    assert_eq!((credit.spent, credit.left), (Amount(105), Amount(20)));
    assert_eq!(period.tight, []);
}

/// Pay as you go at 1.00 a text, with top-ups of a credit and a price that last some days.
fn shop_of_texts(topups: &[(&str, &str, u32)]) -> Value {
    let topups = topups.iter().enumerate().map(|(i, &(credit, price, days))| {
        json!({"id": format!("t{i}"), "price": price, "credit": credit, "days": days})
    });
    catalog(json!({
        "paygo": [{"id": "g", "brand": "a", "name": "g", "rates": {"sms": "1"}, "extend": "from_now",
            "topups": topups.collect::<Vec<_>>()}],
    }))
}

/// What each period of pay as you go serves, with the credit it had before, bought and has left.
fn credits(periods: &[Period]) -> Vec<(u32, u32, [i64; 3])> {
    let of = |period: &Period| {
        let credit = period.credit.unwrap();
        (period.from, period.until, [credit.before.0, credit.bought.0, credit.left.0])
    };
    periods.iter().map(of).collect()
}

#[test]
fn credit_that_would_have_done_is_given_up_for_a_new_period() {
    let mut shop = shop_of_texts(&[("5.00", "3.00", 5), ("10.90", "6.00", 10)]);
    // Half off on day 4 alone, when there is exactly enough for that day.
    shop["coupons"] =
        json!([{"code": "C", "percent": "50", "from": "2026-12-05", "until": "2026-12-05"}]);
    let trip = request(json!([{"days": 14, "sms": 14}]), json!({"coupon": "C"}));
    let found = periods(&shop, &trip);
    assert_eq!(credits(&found), [(0, 4, [0, 500, 100]), (4, 14, [0, 1090, 90])]);
    assert_eq!(found[1].paid_until, 14);
    // A day takes 1.00: there is that of the first, and less of the second.
    assert_eq!((&found[0].tight[..], &found[1].tight[..]), (&[][..], &[Resource::Sms][..]));
}

#[test]
fn credit_of_one_offer_is_not_that_of_the_next() {
    let offer = |id: &str, rates: Value| {
        let topup = json!({"id": format!("{id}-t"), "price": "1.00", "credit": "5.00", "days": 30});
        json!({"id": id, "brand": "a", "name": id, "extend": "from_now", "rates": rates, "topups": [topup]})
    };
    let paygo = json!([offer("g", json!({"sms": "1"})), offer("h", json!({"minutes": "1"}))]);
    let phases = json!([{"days": 2, "sms": 4}, {"days": 2, "minutes": 3}]);
    let found = periods(&catalog(json!({"paygo": paygo})), &request(phases, json!({})));
    assert_eq!(credits(&found), [(0, 2, [0, 500, 100]), (2, 4, [0, 500, 200])]);
    let on = |period: &Period| matches!(&period.on, On::Paygo(id) if id.as_str() == "h");
    assert_eq!((on(&found[0]), on(&found[1])), (false, true));
}

#[test]
fn credit_that_expires_is_kept_by_a_top_up_of_that_day() {
    let shop = shop_of_texts(&[("100.00", "3.00", 5)]);
    let found = periods(&shop, &request(json!([{"days": 10, "sms": 10}]), json!({})));
    assert_eq!(credits(&found), [(0, 10, [0, 20_000, 19_000])]);
    assert_eq!(found[0].tight, []);
}

#[test]
fn credit_is_tight_where_less_than_a_day_is_left() {
    // 9 days use 9.00, 1.00 a day.
    for (credit, tight) in [("9.00", true), ("9.99", true), ("10.00", false)] {
        let shop = shop_of_texts(&[(credit, "3.00", 30)]);
        let found = periods(&shop, &request(json!([{"days": 9, "sms": 9}]), json!({})));
        assert_eq!(found[0].tight == [Resource::Sms], tight, "{credit}");
    }
}

#[test]
fn an_allowance_is_tight_where_less_than_a_day_is_left() {
    // 10 MB a day, in one period and in the next.
    for (data_mb, tight) in [(100, true), (109, true), (110, false)] {
        let terms = json!({"data_mb": data_mb});
        let shop = catalog(json!({"plans": [plan("a", "p", "5.00", 10, terms)]}));
        let found = periods(&shop, &request(json!([{"days": 20, "data_mb": 200}]), json!({})));
        let said: Vec<bool> = found.iter().map(|period| period.tight == [Resource::Data]).collect();
        assert_eq!(said, [tight, tight], "{data_mb}");
    }
}

#[test]
fn a_gap_says_how_long_the_number_lives() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 20}))],
        "plans": [plan("a", "p", "5.00", 7, json!({"sms": 100}))],
    }));
    let phases = json!([{"days": 7, "sms": 1}, {"days": 12}, {"days": 7, "sms": 1}, {"days": 5}]);
    let trip = request(phases, json!({"number": "hold", "grace_margin_days": 2}));
    let (shop, trip, purchases) = read(&shop, &trip);
    let gap = |from, until, alive_until| Gap { line: LineRole::One, from, until, alive_until };
    assert_eq!(gaps(&shop, &trip, &purchases), [gap(7, 19, Some(25)), gap(26, 31, Some(44))]);
    let trip = Request { number: NumberRule::None, ..trip };
    assert_eq!(gaps(&shop, &trip, &purchases)[0], gap(7, 19, None));
}

#[test]
fn a_number_that_is_not_gone_on_with_does_not_sleep() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({"grace_days": 5})), brand("b", json!({}))],
        "plans": [
            plan("a", "p", "9.00", 30, json!({"sms": 100})),
            plan("b", "q", "5.00", 30, json!({"sms": 100})),
        ],
    }));
    let line = json!({"brand": "a", "plan": "p", "days_left": 2, "left": {"sms": 50}});
    let phases = json!([{"days": 20}, {"days": 10, "sms": 1}]);
    let hold = request(phases, json!({"number": "hold", "line": line}));
    let (shop, trip, purchases) = read(&shop, &hold);
    assert!(purchases[0].new_line && purchases[0].day == 20);
    let gap = Gap { line: LineRole::One, from: 0, until: 20, alive_until: None };
    assert_eq!(gaps(&shop, &trip, &purchases), [gap]);
    let rows = usage(&shop, &trip, &purchases);
    assert!(matches!(&rows[..], [Period { on: On::Plan(id), .. }] if id.as_str() == "q"));
    // Where brands may change, what there is may be used up first.
    let trip = Request { number: NumberRule::None, ..trip };
    assert_eq!(usage(&shop, &trip, &purchases).len(), 2);
}

#[test]
fn two_lines_have_a_row_each() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("d", json!({"number": false}))],
        "plans": [
            plan("a", "calls", "1.00", 30, json!({"minutes": 100})),
            plan("d", "data", "1.00", 3, json!({"data_mb": 100})),
        ],
    }));
    let phases = json!([{"days": 3, "minutes": 10, "data_mb": 10}, {"days": 2, "minutes": 5}]);
    let (shop, trip, purchases) = read(&shop, &request(phases, json!({"lines": 2})));
    let found = usage(&shop, &trip, &purchases);
    let rows: Vec<_> = found.iter().map(|one| (one.line, one.from, one.until)).collect();
    assert_eq!(rows[0], (LineRole::Number, 0, 5));
    assert_eq!(rows[1].0, LineRole::Data);
    assert_eq!(found[1].demand.0, [10, 0, 0, 0]);
}

#[test]
fn a_request_with_faults_has_no_periods() {
    let (shop, mut trip, _) = read(&catalog(json!({})), &request(json!([{"days": 1}]), json!({})));
    assert_eq!(gaps(&shop, &trip, &[]).len(), 1);
    trip.coupon = Some("NONE".into());
    assert_eq!(usage(&shop, &trip, &[]), []);
    assert_eq!(gaps(&shop, &trip, &[]), []);
}
