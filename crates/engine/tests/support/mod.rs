//! Small catalogs and requests, written as what matters in them.

#![allow(clippy::unwrap_used, dead_code)]

use serde_json::{Value, json};
use simfare_engine::{Catalog, Faults, Quote, Request, quote, verify};

/// A catalog of one brand "a" with a number, and what a test adds to it.
pub(crate) fn catalog(parts: Value) -> Value {
    let mut catalog = json!({
        "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-01",
        "brands": [brand("a", json!({}))], "plans": [],
    });
    merge(&mut catalog, parts);
    catalog
}

/// A brand with a number, on eSIM.
pub(crate) fn brand(id: &str, parts: Value) -> Value {
    let mut brand = json!({"id": id, "name": id, "number": true, "sim": ["esim"]});
    merge(&mut brand, parts);
    brand
}

/// A plan of a brand: id, price, days, and what a test adds.
pub(crate) fn plan(brand: &str, id: &str, price: &str, days: u32, parts: Value) -> Value {
    let mut plan =
        json!({"id": id, "brand": brand, "name": id, "price": price, "validity": {"days": days}});
    merge(&mut plan, parts);
    plan
}

/// A request from 2026-12-01 with these phases, and what a test adds.
pub(crate) fn request(phases: Value, parts: Value) -> Value {
    let mut request =
        json!({"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": phases});
    merge(&mut request, parts);
    request
}

fn merge(into: &mut Value, parts: Value) {
    let Value::Object(parts) = parts else { panic!("an object") };
    for (name, value) in parts {
        into[name] = value;
    }
}

/// The answer, which the rules must allow.
pub(crate) fn answer(catalog: &Value, request: &Value) -> Quote {
    let catalog = Catalog::from_json(catalog.to_string().as_bytes())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let request = Request::from_json(request.to_string().as_bytes(), &catalog)
        .unwrap_or_else(|faults| panic!("{faults}"));
    let answer = quote(&catalog, &request).unwrap();
    if let Err(violations) = verify(&catalog, &request, &answer) {
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", lines.join("\n"), answer.to_json());
    }
    answer
}

/// The total of the answer, or why there is none.
pub(crate) fn total(catalog: &Value, request: &Value) -> String {
    total_of(&answer(catalog, request))
}

/// The same of an answer with more pieces than the rules can be checked for.
#[allow(dead_code, reason = "not every test binary has such answers")]
pub(crate) fn total_unchecked(catalog: &Value, request: &Value) -> String {
    let catalog = Catalog::from_json(catalog.to_string().as_bytes()).unwrap();
    let request = Request::from_json(request.to_string().as_bytes(), &catalog).unwrap();
    total_of(&quote(&catalog, &request).unwrap())
}

fn total_of(answer: &Quote) -> String {
    match (answer.total, &answer.reason) {
        (Some(total), _) => total.to_decimal_string(answer.currency.minor_digits()),
        (None, reason) => reason.as_ref().unwrap().to_string(),
    }
}

/// Days and items of the answer's purchases.
pub(crate) fn bought(catalog: &Value, request: &Value) -> Vec<(u32, Vec<String>)> {
    let purchases = answer(catalog, request).purchases;
    let items = |purchase: &simfare_engine::quote::Purchase| {
        purchase.items.iter().map(|item| format!("{}×{}", item.quantity, item.id)).collect()
    };
    purchases.iter().map(|purchase| (purchase.day, items(purchase))).collect()
}

/// The faults of a catalog, line by line.
pub(crate) fn catalog_faults(catalog: &Value) -> Vec<String> {
    lines(Catalog::from_json(catalog.to_string().as_bytes()).map(drop))
}

/// The faults of a request, line by line.
pub(crate) fn request_faults(catalog: &Value, request: &Value) -> Vec<String> {
    let catalog = Catalog::from_json(catalog.to_string().as_bytes()).unwrap();
    lines(Request::from_json(request.to_string().as_bytes(), &catalog).map(drop))
}

fn lines(result: Result<(), Faults>) -> Vec<String> {
    let faults = result.err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}
