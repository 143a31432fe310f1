//! Good quotes, and one named corruption of each at a time: every one is refused, by the right
//! rule and at the right place.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use simfare_engine::format::Amount;
use simfare_engine::{Catalog, Quote, Request, Section, Violation, quote, verify};

/// A catalog, a request and its quote, as one value to corrupt.
type Case = Value;

fn case(catalog: Value, request: Value) -> Case {
    let mut case = json!({ "catalog": catalog, "request": request });
    case["catalog"]["schema"] = "simfare.catalog/1".into();
    case["catalog"]["id"] = "good".into();
    case["catalog"]["currency"] = "USD".into();
    case["catalog"]["updated"] = "2027-01-01".into();
    case["request"]["schema"] = "simfare.request/1".into();
    case["request"]["start_date"] = "2027-01-30".into();
    let (catalog, request) = read(&case);
    let quote = quote(&catalog, &request).unwrap_or_else(|faults| panic!("{faults}"));
    case["quote"] = serde_json::from_str(&quote.to_json()).unwrap();
    case
}

fn read(case: &Case) -> (Catalog, Request) {
    let catalog = Catalog::from_json(case["catalog"].to_string().as_bytes());
    let catalog = catalog.unwrap_or_else(|faults| panic!("{faults}"));
    let request = Request::from_json(case["request"].to_string().as_bytes(), &catalog);
    (catalog, request.unwrap_or_else(|faults| panic!("{faults}")))
}

fn check(case: &Case) -> Result<(), Vec<Violation>> {
    let (catalog, request) = read(case);
    let quote = Quote::from_json(case["quote"].to_string().as_bytes());
    verify(&catalog, &request, &quote.unwrap_or_else(|faults| panic!("{faults}")))
}

/// Two plan periods with a gap between them; add-ons, a coupon, a tax, a fee for the new line and
/// one for the payment.
fn plans() -> Case {
    let catalog = json!({
        "brands": [
            { "id": "a", "name": "A", "number": true, "sim": ["esim"], "network": "X",
              "new_line_fee": "3.00", "grace_days": 2, "tax": { "percent": "10" } },
            { "id": "b", "name": "B", "number": true, "sim": ["physical"] },
        ],
        "plans": [
            { "id": "p", "brand": "a", "name": "P", "price": "10.00", "validity": { "days": 5 },
              "data_mb": 100, "minutes": 50 },
            { "id": "q", "brand": "b", "name": "Q", "price": "50.00", "validity": { "days": 30 },
              "data_mb": "unlimited", "minutes": "unlimited" },
        ],
        "addons": [
            { "id": "x", "brand": "a", "name": "X", "price": "2.00", "data_mb": 30,
              "max_per_period": 2 },
            { "id": "y", "brand": "b", "name": "Y", "price": "2.00", "data_mb": 30 },
        ],
        "coupons": [
            { "code": "C", "percent": "50", "max_uses": 1 },
            { "code": "D", "percent": "50" },
        ],
        "payment_methods": [
            { "id": "card", "name": "Card", "kind": "card", "fee_percent": "2",
              "fee_fixed": "0.30" },
        ],
    });
    let request = json!({
        "phases": [
            { "days": 5, "data_mb": 150, "minutes": 10 },
            { "days": 2 },
            { "days": 5, "data_mb": 100, "minutes": 10 },
        ],
        "coupon": "C",
        "payment_method": "card",
    });
    case(catalog, request)
}

/// Two top-ups, the second on the day on which the first one's validity ends.
fn topups() -> Case {
    let catalog = json!({
        "brands": [{ "id": "a", "name": "A", "number": true, "sim": ["esim"] }],
        "plans": [],
        "paygo": [{ "id": "g", "brand": "a", "name": "G", "rates": { "minutes": "0.10" },
            "extend": "from_now",
            "topups": [{ "id": "t", "price": "5.00", "credit": "5.00", "days": 5 }] }],
    });
    case(catalog, json!({ "phases": [{ "days": 8, "minutes": 80 }] }))
}

/// A number line to hold, and a data line.
fn two_lines() -> Case {
    let catalog = json!({
        "brands": [
            { "id": "a", "name": "A", "number": true, "sim": ["esim"] },
            { "id": "b", "name": "B", "number": false, "sim": ["esim"] },
        ],
        "plans": [
            { "id": "p", "brand": "a", "name": "P", "price": "5.00", "validity": { "days": 30 },
              "minutes": 100 },
            { "id": "q", "brand": "a", "name": "Q", "price": "30.00", "validity": { "days": 30 },
              "minutes": 100, "data_mb": 9999 },
            { "id": "r", "brand": "b", "name": "R", "price": "8.00", "validity": { "days": 30 },
              "data_mb": 9999 },
        ],
    });
    let phases = json!([{ "days": 30, "minutes": 50, "data_mb": 9000 }]);
    case(catalog, json!({ "phases": phases, "lines": 2, "number": "hold" }))
}

/// A line to keep: its current period serves two days, a bought one the last two.
fn kept() -> Case {
    let catalog = json!({
        "brands": [
            { "id": "a", "name": "A", "number": true, "sim": ["esim"], "grace_days": 4 },
            { "id": "b", "name": "B", "number": true, "sim": ["esim"] },
        ],
        "plans": [
            { "id": "p", "brand": "a", "name": "P", "price": "5.00", "validity": { "days": 5 },
              "minutes": 10 },
            { "id": "q", "brand": "b", "name": "Q", "price": "5.00", "validity": { "days": 5 },
              "minutes": 10 },
        ],
    });
    let request = json!({
        "phases": [{ "days": 2, "minutes": 4 }, { "days": 6 }, { "days": 2, "reachable": true }],
        "number": "keep",
        "line": { "brand": "a", "plan": "p", "days_left": 3, "left": { "minutes": 4 } },
    });
    case(catalog, request)
}

/// Add-ons to the current period.
fn current() -> Case {
    let catalog = json!({
        "brands": [{ "id": "a", "name": "A", "number": true, "sim": ["esim"] }],
        "plans": [{ "id": "p", "brand": "a", "name": "P", "price": "9.00",
            "validity": { "days": 10 }, "data_mb": 1000 }],
        "addons": [{ "id": "x", "brand": "a", "name": "X", "price": "4.00", "data_mb": 200 }],
    });
    let line = json!({ "brand": "a", "plan": "p", "days_left": 4, "left": { "data_mb": 10 } });
    case(catalog, json!({ "phases": [{ "days": 4, "data_mb": 400 }], "line": line }))
}

/// A plan whose allowances start afresh, with add-ons in the second stretch.
fn stretches() -> Case {
    let catalog = json!({
        "brands": [{ "id": "a", "name": "A", "number": true, "sim": ["esim"] }],
        "plans": [{ "id": "p", "brand": "a", "name": "P", "price": "9.00",
            "validity": { "days": 10 }, "data_mb": 100, "resets_every_days": 5 }],
        "addons": [{ "id": "x", "brand": "a", "name": "X", "price": "4.00", "data_mb": 40,
            "max_per_period": 2 }],
    });
    let phases = json!([{ "days": 5, "data_mb": 60 }, { "days": 5, "data_mb": 180 }]);
    case(catalog, json!({ "phases": phases }))
}

/// A plan for new lines, on sale with a bonus, then another.
fn introductory() -> Case {
    let catalog = json!({
        "brands": [{ "id": "a", "name": "A", "number": true, "sim": ["esim"] }],
        "plans": [
            { "id": "n", "brand": "a", "name": "N", "price": "2.00", "validity": { "days": 5 },
              "sms": 5, "new_line_only": true,
              "sale": { "price": "1.00", "from": "2027-01-30", "until": "2027-02-28",
                        "bonus": { "sms": 5 } } },
            { "id": "p", "brand": "a", "name": "P", "price": "4.00", "autopay_price": "3.00",
              "validity": { "days": 5 }, "sms": 10 },
        ],
    });
    case(catalog, json!({ "phases": [{ "days": 10, "sms": 20 }], "autopay": true }))
}

/// Nothing that is asked for is sold.
fn infeasible() -> Case {
    let mut without = topups()["catalog"].clone();
    without["paygo"] = json!([]);
    case(without, json!({ "phases": [{ "days": 8, "minutes": 80 }] }))
}

const CASES: [fn() -> Case; 8] =
    [plans, topups, two_lines, kept, current, stretches, introductory, infeasible];

/// A corruption, the rule that it breaks, and where that is noticed.
struct Corruption {
    name: &'static str,
    of: fn() -> Case,
    change: fn(&mut Case),
    section: Section,
    place: &'static str,
}

const fn corruption(
    name: &'static str,
    of: fn() -> Case,
    change: fn(&mut Case),
    section: Section,
    place: &'static str,
) -> Corruption {
    Corruption { name, of, change, section, place }
}

/// Sets members of a purchase.
fn set(purchase: &mut Value, members: Value) {
    for (name, value) in members.as_object().unwrap() {
        purchase[name] = value.clone();
    }
}

/// Moves a purchase to a day until another.
fn moved(case: &mut Case, purchase: usize, day: i64, end: i64) {
    let date = simfare_engine::Date::from_ymd(2027, 1, 30).unwrap().plus_days(day).to_string();
    let members = json!({ "day": day, "date": date, "covers": [day, end] });
    set(&mut case["quote"]["purchases"][purchase], members);
}

/// Makes the quote's total the sum again, and keeps no alternatives.
fn added_up(case: &mut Case) {
    let cents =
        |total: &Value| -> i64 { total.as_str().unwrap().replace('.', "").parse().unwrap() };
    let purchases = case["quote"]["purchases"].as_array().unwrap();
    let sum: i64 = purchases.iter().map(|purchase| cents(&purchase["total"])).sum();
    case["quote"]["total"] = format!("{}.{:02}", sum / 100, sum % 100).into();
    case["quote"]["alternatives"] = json!([]);
}

fn removed(case: &mut Case, purchase: usize) {
    case["quote"]["purchases"].as_array_mut().unwrap().remove(purchase);
    added_up(case);
}

use Section::{Answer, Cost, Filters, Form, Lines, Offers, Periods};

const CORRUPTIONS: &[Corruption] = &[
    // Form.
    corruption(
        "another catalog",
        plans,
        |c| c["quote"]["catalog"] = "other".into(),
        Form,
        "/catalog",
    ),
    corruption(
        "another currency",
        plans,
        |c| c["quote"]["currency"] = "EUR".into(),
        Form,
        "/currency",
    ),
    corruption(
        "wrong date",
        plans,
        |c| {
            c["quote"]["purchases"][1]["date"] = "2027-02-07".into();
        },
        Form,
        "/purchases/1/date",
    ),
    corruption(
        "not by day",
        plans,
        |c| {
            c["quote"]["purchases"].as_array_mut().unwrap().swap(0, 1);
        },
        Form,
        "/purchases/1",
    ),
    corruption(
        "data line before number line",
        two_lines,
        |c| {
            c["quote"]["purchases"].as_array_mut().unwrap().swap(0, 1);
        },
        Form,
        "/purchases/1",
    ),
    corruption(
        "unknown brand",
        plans,
        |c| {
            c["quote"]["purchases"][1]["brand"] = "z".into();
        },
        Form,
        "/purchases/1/brand",
    ),
    corruption(
        "unknown offer",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["id"] = "z".into();
        },
        Form,
        "/purchases/1/items/0",
    ),
    corruption(
        "covers from another day",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([6, 11]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "past the horizon",
        topups,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([5, 10]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "serves no day",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([7, 7]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "overlapping periods",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 8]);
        },
        Form,
        "/purchases/0/covers",
    ),
    corruption(
        "a reason with an answer",
        plans,
        |c| {
            c["quote"]["reason"] = "no".into();
        },
        Form,
        "/reason",
    ),
    corruption(
        "no total",
        plans,
        |c| {
            c["quote"].as_object_mut().unwrap().remove("total");
        },
        Form,
        "/total",
    ),
    corruption(
        "purchases where infeasible",
        plans,
        |c| {
            c["quote"]["status"] = "infeasible".into();
            c["quote"]["reason"] = "no".into();
        },
        Form,
        "/purchases",
    ),
    corruption(
        "infeasible without a reason",
        infeasible,
        |c| {
            c["quote"].as_object_mut().unwrap().remove("reason");
        },
        Answer,
        "/reason",
    ),
    corruption(
        "infeasible with a total",
        infeasible,
        |c| {
            c["quote"]["total"] = "0.00".into();
        },
        Form,
        "/total",
    ),
    corruption(
        "nothing bought where there is need",
        infeasible,
        |c| {
            let quote = c["quote"].as_object_mut().unwrap();
            quote.remove("reason");
            quote.insert("status".into(), "optimal".into());
            quote.insert("total".into(), "0.00".into());
        },
        Periods,
        "/purchases",
    ),
    // What can be bought.
    corruption(
        "another brand's plan",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["id"] = "q".into();
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "another brand's add-on",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["id"] = "y".into();
        },
        Offers,
        "/purchases/0/items",
    ),
    corruption(
        "an add-on that doesn't go with the plan",
        plans,
        |c| {
            let mut other = c["catalog"]["plans"][0].clone();
            other["id"] = "o".into();
            c["catalog"]["plans"].as_array_mut().unwrap().push(other);
            c["catalog"]["addons"][0]["plans"] = json!(["o"]);
        },
        Offers,
        "/purchases/0/items",
    ),
    corruption(
        "a plan twice at once",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["quantity"] = 2.into();
        },
        Offers,
        "/purchases/1/items/0/quantity",
    ),
    corruption(
        "no times an add-on",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 0.into();
        },
        Offers,
        "/purchases/0/items/1/quantity",
    ),
    corruption(
        "nothing in it",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"] = json!([]);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "two plans at once",
        plans,
        |c| {
            let item = c["quote"]["purchases"][1]["items"][0].clone();
            c["quote"]["purchases"][1]["items"].as_array_mut().unwrap().push(item);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "an add-on without a plan",
        plans,
        |c| {
            let addon = c["quote"]["purchases"][0]["items"][1].clone();
            c["quote"]["purchases"][1]["items"] = json!([addon]);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "an add-on to a period that isn't there",
        current,
        |c| {
            c["request"].as_object_mut().unwrap().remove("line");
        },
        Offers,
        "/purchases/0/items",
    ),
    // Periods.
    corruption("a purchase removed", plans, |c| removed(c, 1), Periods, "/purchases"),
    corruption("the first purchase removed", plans, |c| removed(c, 0), Periods, "/purchases"),
    corruption(
        "days unserved at the end",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([7, 11]);
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "days unserved between",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 4]);
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "longer than the plan lasts",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 6]);
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more add-ons than a period takes",
        plans,
        |c| {
            c["catalog"]["addons"][0]["max_per_period"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "an add-on too few",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "no allowance for a resource asked for",
        plans,
        |c| {
            c["request"]["phases"][2]["sms"] = 1.into();
        },
        Periods,
        "/purchases/1/covers",
    ),
    corruption(
        "a margin not kept",
        plans,
        |c| {
            c["request"]["margin_percent"] = 10.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "past the daily bound",
        plans,
        |c| {
            c["catalog"]["plans"][0]["data_mb_per_day"] = 29.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "an add-on too few in a stretch",
        stretches,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more add-ons than a stretch takes",
        stretches,
        |c| {
            c["catalog"]["addons"][0]["max_per_period"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "a bonus after the sale",
        introductory,
        |c| {
            c["catalog"]["plans"][0]["sale"]["from"] = "2027-01-31".into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "throttled below what counts",
        plans,
        |c| {
            c["catalog"]["plans"][0]["after_cap"] = json!({ "throttle_kbps": 127 });
            c["request"]["throttle_min_kbps"] = 128.into();
            c["catalog"]["addons"][0]["data_mb"] = 20.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "the current period used past its end",
        current,
        |c| {
            c["request"]["line"]["days_left"] = 3.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more use than the current period has left",
        kept,
        |c| {
            c["request"]["line"]["left"]["minutes"] = 3.into();
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "days before the first purchase, after the current period",
        kept,
        |c| {
            c["request"]["line"]["days_left"] = 1.into();
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "reached without a number",
        kept,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
        },
        Periods,
        "/purchases/0/brand",
    ),
    corruption(
        "a top-up too early",
        topups,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 4]);
            moved(c, 1, 4, 8);
            // A new period would lose what is left, so it is this one that must be bad.
            let third = c["quote"]["purchases"][1].clone();
            c["quote"]["purchases"].as_array_mut().unwrap().push(third);
            c["quote"]["purchases"][1]["covers"] = json!([4, 4]);
            added_up(c);
        },
        Periods,
        "/purchases/2",
    ),
    corruption("credit that has run out", topups, |c| removed(c, 1), Periods, "/purchases"),
    corruption(
        "credit that doesn't last",
        topups,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 8]);
            removed(c, 1);
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more use than the credit covers",
        topups,
        |c| {
            c["request"]["phases"][0]["minutes"] = 90.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "use without a rate",
        topups,
        |c| {
            c["request"]["phases"][0]["sms"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "paygo reached without a number",
        topups,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
            c["request"]["phases"][0]["reachable"] = true.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    // Lines.
    corruption(
        "no new line at first",
        plans,
        |c| {
            set(&mut c["quote"]["purchases"][0], json!({ "new_line": false }));
        },
        Lines,
        "/purchases/0/new_line",
    ),
    corruption(
        "a new line where one is alive",
        plans,
        |c| {
            set(&mut c["quote"]["purchases"][1], json!({ "new_line": true }));
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a dead line goes on",
        plans,
        |c| {
            c["catalog"]["brands"][0]["grace_days"] = 1.into();
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a margin of grace not kept",
        plans,
        |c| {
            c["request"]["grace_margin_days"] = 1.into();
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a line for new customers bought second",
        introductory,
        |c| {
            let second = &mut c["quote"]["purchases"][1];
            second["items"] = json!([{ "id": "n", "quantity": 1, "unit_price": "1.00" }]);
            set(second, json!({ "subtotal": "1.00", "total": "1.00" }));
            added_up(c);
        },
        Lines,
        "/purchases/1/items",
    ),
    corruption(
        "a line for new customers bought by an old one",
        introductory,
        |c| {
            c["request"]["line"] = json!({ "brand": "a", "plan": "p", "days_left": 0, "left": {} });
        },
        Lines,
        "/purchases/0/items",
    ),
    corruption(
        "the line to keep dies before it is used",
        kept,
        |c| {
            moved(c, 0, 8, 10);
        },
        Lines,
        "/purchases/0",
    ),
    corruption(
        "the line to keep dies at the end",
        kept,
        |c| {
            let phases = json!([{ "days": 2, "minutes": 4 }, { "days": 6 }]);
            c["request"]["phases"] = phases;
            removed(c, 0);
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "another brand than the one to keep",
        kept,
        |c| {
            set(&mut c["quote"]["purchases"][0], json!({ "brand": "b", "new_line": true }));
            c["quote"]["purchases"][0]["items"][0]["id"] = "q".into();
        },
        Lines,
        "/purchases/0/brand",
    ),
    corruption(
        "a held line without a number",
        two_lines,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
        },
        Lines,
        "/purchases/0/brand",
    ),
    corruption(
        "a held line on two brands",
        introductory,
        |c| {
            c["request"]["number"] = "hold".into();
            let mut other = c["catalog"]["brands"][0].clone();
            other["id"] = "b".into();
            c["catalog"]["brands"].as_array_mut().unwrap().push(other);
            c["catalog"]["plans"][1]["brand"] = "b".into();
            set(&mut c["quote"]["purchases"][1], json!({ "brand": "b", "new_line": true }));
        },
        Lines,
        "/purchases/1/brand",
    ),
    corruption(
        "a held line that dies between",
        plans,
        |c| {
            c["catalog"]["brands"][0]["grace_days"] = 1.into();
            c["request"]["number"] = "hold".into();
        },
        Lines,
        "/purchases/1",
    ),
    corruption(
        "a held line that dies at the end",
        plans,
        |c| {
            c["request"]["number"] = "hold".into();
            c["request"]["phases"].as_array_mut().unwrap().push(json!({ "days": 3 }));
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "a held line without a period",
        two_lines,
        |c| {
            c["request"]["phases"][0].as_object_mut().unwrap().remove("minutes");
            removed(c, 0);
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "two lines for a request of one",
        two_lines,
        |c| {
            c["request"]["lines"] = 1.into();
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "three lines",
        two_lines,
        |c| {
            c["quote"]["purchases"][1]["line"] = "one".into();
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "calls on the data line",
        two_lines,
        |c| {
            c["quote"]["purchases"][0]["line"] = "data".into();
            c["quote"]["purchases"][1]["line"] = "number".into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "a number line to keep on a line without one",
        two_lines,
        |c| {
            c["request"]["number"] = "keep".into();
            c["request"]["line"] = json!({ "brand": "b", "plan": "r", "days_left": 0, "left": {} });
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "the other line's current period",
        two_lines,
        |c| {
            c["request"]["number"] = "none".into();
            c["request"]["line"] = json!({ "brand": "a", "plan": "q", "days_left": 30,
            "left": { "data_mb": 9000, "minutes": 100 } });
            removed(c, 1);
            set(&mut c["quote"]["purchases"][0], json!({ "new_line": false }));
        },
        Periods,
        "/purchases",
    ),
    // Costs.
    corruption(
        "another price",
        plans,
        |c| {
            let second = &mut c["quote"]["purchases"][1];
            second["items"][0]["unit_price"] = "9.00".into();
            // 9.00, 0.90 tax, 0.20 + 0.30 fee
            set(
                second,
                json!({ "subtotal": "9.00", "tax": "0.90", "fee": "0.50", "total": "10.40" }),
            );
            added_up(c);
        },
        Cost,
        "/purchases/1/items/0/unit_price",
    ),
    corruption(
        "a sale that is over",
        introductory,
        |c| {
            c["catalog"]["plans"][0]["sale"]["from"] = "2027-01-01".into();
            c["catalog"]["plans"][0]["sale"]["until"] = "2027-01-29".into();
        },
        Cost,
        "/purchases/0/items/0/unit_price",
    ),
    corruption(
        "autopay not accepted",
        introductory,
        |c| {
            c["request"]["autopay"] = false.into();
        },
        Cost,
        "/purchases/1/items/0/unit_price",
    ),
    corruption(
        "a new line's fee missing",
        plans,
        |c| {
            c["quote"]["purchases"][0]["subtotal"] = "14.00".into();
        },
        Cost,
        "/purchases/0/subtotal",
    ),
    corruption(
        "a discount too big",
        plans,
        |c| {
            c["quote"]["purchases"][0]["discount"] = "8.51".into();
        },
        Cost,
        "/purchases/0/discount",
    ),
    corruption(
        "a discount without a coupon",
        plans,
        |c| {
            c["quote"]["purchases"][0].as_object_mut().unwrap().remove("coupon");
        },
        Cost,
        "/purchases/0/discount",
    ),
    corruption(
        "tax off by one",
        plans,
        |c| {
            c["quote"]["purchases"][0]["tax"] = "0.86".into();
        },
        Cost,
        "/purchases/0/tax",
    ),
    corruption(
        "a payment fee missing",
        plans,
        |c| {
            c["quote"]["purchases"][0]["fee"] = "0.00".into();
        },
        Cost,
        "/purchases/0/fee",
    ),
    corruption(
        "another way to pay",
        plans,
        |c| {
            c["request"].as_object_mut().unwrap().remove("payment_method");
        },
        Cost,
        "/purchases/0/fee",
    ),
    corruption(
        "a purchase's total off",
        plans,
        |c| {
            c["quote"]["purchases"][0]["total"] = "9.83".into();
        },
        Cost,
        "/purchases/0/total",
    ),
    corruption(
        "a coupon used too often",
        plans,
        |c| {
            // 5.00, 0.50 tax, 0.11 + 0.30 fee
            set(
                &mut c["quote"]["purchases"][1],
                json!({
                    "coupon": "C", "discount": "5.00", "tax": "0.50", "fee": "0.41", "total": "5.91",
                }),
            );
            added_up(c);
        },
        Cost,
        "/purchases",
    ),
    corruption(
        "a coupon before its window",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["from"] = "2027-01-31".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon after its window",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["until"] = "2027-01-29".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon for something else",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["applies_to"] = json!(["b"]);
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "another coupon",
        plans,
        |c| {
            c["quote"]["purchases"][0]["coupon"] = "D".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon that wasn't given",
        plans,
        |c| {
            c["request"].as_object_mut().unwrap().remove("coupon");
        },
        Cost,
        "/purchases/0/coupon",
    ),
    // Filters.
    corruption(
        "a brand excluded",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "exclude": ["a"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "a brand not asked for",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "brands": ["b"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "another network",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "networks": ["Y"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "an alternative without a network",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "networks": ["X"] });
        },
        Filters,
        "/alternatives/1/brand",
    ),
    corruption(
        "another kind of SIM",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "sim": "physical" });
        },
        Filters,
        "/purchases/0/brand",
    ),
    // The answer.
    corruption("the total off", plans, |c| c["quote"]["total"] = "21.35".into(), Answer, "/total"),
    corruption(
        "alternatives unsorted",
        plans,
        |c| {
            c["quote"]["alternatives"].as_array_mut().unwrap().swap(0, 1);
        },
        Answer,
        "/alternatives/1",
    ),
    corruption(
        "an alternative twice",
        plans,
        |c| {
            let second = c["quote"]["alternatives"][1].clone();
            c["quote"]["alternatives"].as_array_mut().unwrap().push(second);
        },
        Answer,
        "/alternatives/2",
    ),
    corruption(
        "an alternative's total off",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["total"] = "25.81".into();
        },
        Answer,
        "/alternatives/1/total",
    ),
    corruption(
        "an alternative cheaper than the answer",
        plans,
        |c| {
            let second = c["quote"]["alternatives"][1].clone();
            set(&mut c["quote"], json!({ "total": "25.80", "purchases": second["purchases"] }));
        },
        Answer,
        "/alternatives/0/total",
    ),
    corruption(
        "an alternative on another brand",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["brand"] = "a".into();
        },
        Answer,
        "/alternatives/1/purchases/0/brand",
    ),
    corruption(
        "an alternative of two lines",
        two_lines,
        |c| {
            c["quote"]["alternatives"][0]["purchases"][0]["line"] = "number".into();
        },
        Answer,
        "/alternatives/0/purchases",
    ),
    corruption(
        "a bad purchase in an alternative",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["purchases"][0]["tax"] = "0.01".into();
        },
        Cost,
        "/alternatives/1/purchases/0/tax",
    ),
    corruption(
        "an alternative that leaves days unserved",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["purchases"][0]["covers"] = json!([0, 11]);
        },
        Periods,
        "/alternatives/1/purchases",
    ),
    corruption(
        "its own brand's alternative missing",
        plans,
        |c| {
            c["quote"]["alternatives"].as_array_mut().unwrap().remove(0);
        },
        Answer,
        "/alternatives",
    ),
];

#[test]
fn good_quotes_are_accepted() {
    for case in CASES {
        let case = case();
        assert_eq!(check(&case), Ok(()), "{case}");
    }
}

#[test]
fn every_corruption_is_refused() {
    let mut accepted = Vec::new();
    for Corruption { name, of, change, section, place } in CORRUPTIONS {
        let mut case = of();
        change(&mut case);
        let violations = check(&case).err().unwrap_or_default();
        let seen =
            |violation: &Violation| violation.section == *section && violation.place == *place;
        if !violations.iter().any(seen) {
            let found: Vec<String> = violations.iter().map(ToString::to_string).collect();
            accepted.push(format!("{name}: not at {place} ({section}), but {found:?}"));
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
}

/// What a quote's form could never hold, but a value built by a program may.
#[test]
fn nonsense_is_refused_without_a_panic() {
    for case in CASES {
        let case = case();
        let (catalog, request) = read(&case);
        let good = Quote::from_json(case["quote"].to_string().as_bytes()).unwrap();
        for number in [0, 1, u32::MAX / 2, u32::MAX] {
            for amount in [i64::MIN, -1, i64::MAX] {
                let mut bad = good.clone();
                bad.total = Some(Amount(amount));
                for purchase in &mut bad.purchases {
                    purchase.day = number;
                    purchase.covers.start = number;
                    purchase.covers.end = u32::MAX - number;
                    purchase.subtotal = Amount(amount);
                    purchase.discount = Amount(amount);
                    purchase.total = Amount(amount);
                    for item in &mut purchase.items {
                        item.quantity = u64::MAX;
                        item.unit_price = Amount(amount);
                    }
                }
                assert!(verify(&catalog, &request, &bad).is_err());
                // The same with days and prices that are right.
                let mut bad = good.clone();
                bad.total = Some(Amount(amount));
                for purchase in &mut bad.purchases {
                    for item in purchase.items.iter_mut().skip(1) {
                        item.quantity = u64::MAX;
                    }
                    purchase.covers.end = purchase.covers.end.saturating_add(number);
                    purchase.total = Amount(amount);
                }
                assert!(verify(&catalog, &request, &bad).is_err());
            }
        }
    }
}

#[test]
fn a_violation_says_where_what_and_why() {
    let mut case = plans();
    case["quote"]["purchases"][0]["tax"] = "0.86".into();
    let violations = check(&case).unwrap_err();
    assert_eq!(violations[0].to_string(), "/purchases/0/tax: must be 0.85, not 0.86 (model.md §5)");
}
