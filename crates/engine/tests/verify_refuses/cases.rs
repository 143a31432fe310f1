//! Good quotes, each with its catalog and request as one value to corrupt.

use serde_json::{Value, json};
use simfare_engine::{Catalog, Quote, Request, Violation, quote, verify};

/// A catalog, a request and its quote, as one value to corrupt.
pub(crate) type Case = Value;

pub(crate) fn case(catalog: Value, request: Value) -> Case {
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

pub(crate) fn read(case: &Case) -> (Catalog, Request) {
    let catalog = Catalog::from_json(case["catalog"].to_string().as_bytes());
    let catalog = catalog.unwrap_or_else(|faults| panic!("{faults}"));
    let request = Request::from_json(case["request"].to_string().as_bytes(), &catalog);
    (catalog, request.unwrap_or_else(|faults| panic!("{faults}")))
}

pub(crate) fn check(case: &Case) -> Result<(), Vec<Violation>> {
    let (catalog, request) = read(case);
    let quote = Quote::from_json(case["quote"].to_string().as_bytes());
    verify(&catalog, &request, &quote.unwrap_or_else(|faults| panic!("{faults}")))
}

/// Two plan periods with a gap between them; add-ons, a coupon, a tax, a fee for the new line and
/// one for the payment.
pub(crate) fn plans() -> Case {
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
pub(crate) fn topups() -> Case {
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
pub(crate) fn two_lines() -> Case {
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
pub(crate) fn kept() -> Case {
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
pub(crate) fn current() -> Case {
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
pub(crate) fn stretches() -> Case {
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
pub(crate) fn introductory() -> Case {
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
pub(crate) fn infeasible() -> Case {
    let mut without = topups()["catalog"].clone();
    without["paygo"] = json!([]);
    case(without, json!({ "phases": [{ "days": 8, "minutes": 80 }] }))
}

pub(crate) const CASES: [fn() -> Case; 8] =
    [plans, topups, two_lines, kept, current, stretches, introductory, infeasible];
