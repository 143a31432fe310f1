//! What the widget's tests take for answers of this service are such: the same members, the same
//! words.

use crate::database::Database;
use crate::service::{Service, body, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ORDER: &str = include_str!("../../../../src/checkout/testdata/order.json");
const CHANGED: &str = include_str!("../../../../src/checkout/testdata/total-changed.json");

/// Every member of a document with its place, all of a list's in one.
fn members(of: &Value, at: &str, into: &mut BTreeSet<String>) {
    match of {
        Value::Object(all) => {
            for (name, value) in all {
                let place = format!("{at}/{name}");
                into.insert(place.clone());
                members(value, &place, into);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| members(value, &format!("{at}/-"), into)),
        _ => {}
    }
}

/// The members of `theirs` that `ours` has none of. A request's are the trip's, and have a format of
/// their own.
fn unknown(theirs: &str, ours: &Value) -> Vec<String> {
    let (mut known, mut taken) = (BTreeSet::new(), BTreeSet::new());
    members(ours, "", &mut known);
    members(&serde_json::from_str(theirs).expect("JSON"), "", &mut taken);
    taken.retain(|place| !place.starts_with("/request/"));
    taken.difference(&known).cloned().collect()
}

#[test]
fn an_order_has_what_the_widget_reads() {
    let database = Database::sqlite("widget-order");
    let service = Service::with(&database, &["--manual-instructions", "Bank of Example"]);
    let mut order = body();
    order["payment_method"] = json!("bank");
    let made = service.order("key", &order).expect(201).json();
    let id = text(&made, "id");
    service.shop(&id, "paid", &json!({})).expect(200);
    service.shop(&id, "fulfil", &json!({ "activation_code": "LPA:1$a.example$1" })).expect(200);
    let shown = service.show(&made);
    assert_eq!(unknown(ORDER, &shown), [""; 0]);
    let theirs: Value = serde_json::from_str(ORDER).expect("JSON");
    for place in
        ["/status", "/payment/kind", "/renewal", "/line/kind", "/history/4/by", "/quote/schema"]
    {
        assert_eq!(theirs.pointer(place), shown.pointer(place), "{place}");
    }
}

#[test]
fn a_changed_total_is_said_as_the_widget_reads_it() {
    let database = Database::sqlite("widget-total");
    let service = Service::start(&database, &[]);
    let mut order = body();
    order["expected_total"] = json!("9.99");
    let problem = service.order("key", &order).expect(409).json();
    assert_eq!(unknown(CHANGED, &problem), [""; 0]);
    let theirs: Value = serde_json::from_str(CHANGED).expect("JSON");
    for member in ["type", "title", "status"] {
        assert_eq!(theirs[member], problem[member]);
    }
}
