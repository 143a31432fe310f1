//! The schemas: documents that are read fit them, and those whose form is refused don't.

mod support;

use jsonschema::Validator;
use serde_json::{Value, json};
use simfare_engine::quote::Status;
use simfare_engine::{Catalog, Quote, Request, quote};
use std::fs;
use std::path::{Path, PathBuf};
use support::{run, simfare};

fn schema(document: &str) -> Value {
    let (out, err, code) = run(simfare().args(["schema", document]));
    assert_eq!((err.as_str(), code), ("", Some(0)), "{document}");
    serde_json::from_str(&out).expect("a schema is JSON")
}

fn validator(document: &str) -> Validator {
    let schema = schema(document);
    jsonschema::draft202012::meta::validate(&schema).expect("a schema is a schema");
    jsonschema::draft202012::new(&schema).expect("its references name something")
}

/// What is wrong with a document by a schema.
fn complaints(validator: &Validator, document: &Value) -> Vec<String> {
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

fn real() -> Value {
    json_of(&root().join("public/catalog.json"))
}

/// The vectors of the engine.
fn vectors() -> Vec<(PathBuf, Value)> {
    let mut found = Vec::new();
    for folder in ["directed", "found", "random", "us"] {
        let folder = root().join("crates/engine/tests/vectors").join(folder);
        for entry in fs::read_dir(folder).expect("vectors") {
            let path = entry.expect("an entry").path();
            let vector = json_of(&path);
            found.push((path, vector));
        }
    }
    assert!(found.len() > 80);
    found
}

#[test]
fn what_is_read_fits_its_schema() {
    let (catalogs, requests, quotes) =
        (validator("catalog"), validator("request"), validator("quote"));
    let real = real();
    assert_eq!(complaints(&catalogs, &real), [""; 0]);
    for (path, vector) in vectors() {
        let catalog = vector.get("catalog").unwrap_or(&real);
        assert_eq!(complaints(&catalogs, catalog), [""; 0], "{path:?}");
        assert_eq!(complaints(&requests, &vector["request"]), [""; 0], "{path:?}");
        let catalog = Catalog::from_json(catalog.to_string().as_bytes()).expect("a catalog");
        let request = vector["request"].to_string();
        let request = Request::from_json(request.as_bytes(), &catalog).expect("a request");
        // What is written fits as well as what people write.
        let written = serde_json::from_str(&catalog.to_json()).expect("JSON");
        assert_eq!(complaints(&catalogs, &written), [""; 0], "{path:?}");
        let answer = quote(&catalog, &request).expect("a quote").to_json();
        let answer = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(complaints(&quotes, &answer), [""; 0], "{path:?}");
    }
}

/// A catalog with something in every place.
fn catalog() -> Value {
    json!({
        "schema": "simfare.catalog/1", "id": "shop", "currency": "USD", "updated": "2026-11-01",
        "seller": {
            "name": "Shop", "support": {"email": "a@shop.example", "chat": "https://shop.example/chat"},
            "terms": "https://shop.example/terms", "holidays": ["2026-12-25"],
        },
        "tax": {"percent": "8.25", "label": "Sales tax"},
        "brands": [{
            "id": "a", "name": "A", "number": true, "sim": ["esim", "physical"],
            "new_line_fee": "1.00", "grace_days": 12, "tax": {"percent": "5"},
            "rating": {"score": "4.3", "count": 12, "source": "https://shop.example"},
            "source": {"url": "https://shop.example", "date": "2026-11-01"},
        }],
        "plans": [{
            "id": "p", "brand": "a", "name": "P", "price": "10.00", "autopay_price": "9.00",
            "validity": {"days": 30}, "data_mb": 1024, "data_mb_per_day": "unlimited",
            "after_cap": {"throttle_kbps": 256}, "minutes": "unlimited", "resets_every_days": 30,
            "new_line_only": false,
            "sale": {"price": "8.00", "from": "2026-11-01", "until": "2026-12-01", "bonus": {"sms": 5}},
            "handoff": {"stripe_payment_link": "https://buy.stripe.com/x", "shopify_variant": "1"},
        }],
        "addons": [{
            "id": "x", "brand": "a", "plans": ["p"], "name": "X", "price": "2.00", "data_mb": 512,
            "max_per_period": 3,
        }],
        "paygo": [{
            "id": "g", "brand": "a", "name": "G", "rates": {"data_mb": "0.015"}, "extend": "from_now",
            "topups": [{"id": "t", "price": "10.00", "credit": "10.00", "days": 30}],
        }],
        "coupons": [{"code": "C", "percent": "10", "applies_to": ["a"], "max_uses": 1}],
        "payment_methods": [{
            "id": "card", "name": "Card", "kind": "card", "fee_percent": "2.9", "fee_fixed": "0.30",
            "settles": "instant",
        }],
    })
}

fn request() -> Value {
    json!({
        "schema": "simfare.request/1", "start_date": "2026-12-01",
        "phases": [{"days": 14, "data_mb": 2048, "minutes": 60, "reachable": true}],
        "number": "keep", "lines": 2,
        "line": {"brand": "a", "plan": "p", "days_left": 3, "left": {"sms": "unlimited"}},
        "throttle_min_kbps": 512, "autopay": true, "margin_percent": 5, "grace_margin_days": 1,
        "payment_method": "card", "coupon": "C",
        "filter": {"brands": ["a"], "exclude": [], "networks": [], "sim": "esim"},
    })
}

/// Whether a document is read, whatever its parts have to do with each other.
type Reads = fn(&Value) -> bool;

fn reads_catalog(document: &Value) -> bool {
    Catalog::from_json(document.to_string().as_bytes()).is_ok()
}

fn reads_request(document: &Value) -> bool {
    let catalog = Catalog::from_json(catalog().to_string().as_bytes()).expect("a catalog");
    Request::from_json(document.to_string().as_bytes(), &catalog).is_ok()
}

/// The same, and that a quote's parts go with its status, which a reader leaves to `verify`.
fn reads_quote(document: &Value) -> bool {
    Quote::from_json(document.to_string().as_bytes()).is_ok_and(|quote| match quote.status {
        Status::Optimal => quote.total.is_some() && quote.reason.is_none(),
        Status::Infeasible => {
            quote.total.is_none() && quote.reason.is_some() && quote.purchases.is_empty()
        }
    })
}

/// Every place of a document, as JSON pointers.
fn places(of: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match of {
        Value::Object(members) => {
            for (name, value) in members {
                places(value, &format!("{at}/{name}"), into);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                places(value, &format!("{at}/{i}"), into);
            }
        }
        _ => {}
    }
}

/// What a place might hold by mistake.
fn mistakes() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(0),
        json!(1),
        json!(3),
        json!(101),
        json!(731),
        json!(1_000_000_001_u64),
        json!(""),
        json!(" "),
        json!("nonsense"),
        json!("unlimited"),
        json!("UPPER"),
        json!("1.23"),
        json!("1,23"),
        json!("-1.00"),
        json!("1e3"),
        json!(".5"),
        json!("1.23456789"),
        json!("100.5"),
        json!("1000000"),
        json!("1000000.01"),
        json!("2026-13-01"),
        json!("1899-12-31"),
        json!("javascript:alert(1)"),
        json!("https://"),
        json!("https://shop.example/a b"),
        json!([]),
        json!({}),
        json!({"days": 1, "months": 1}),
        json!({"months": 0}),
        json!({"throttle_kbps": "fast"}),
        json!(["esim", "nano"]),
    ]
}

/// Whether the reader's complaint is of what JSON Schema can't say.
fn beyond_a_schema(message: &str) -> bool {
    [
        "no brand",
        "no plan",
        "no payment method",
        "no coupon",
        "no pay-as-you-go",
        "is given to another",
        "of another brand",
        "is before",
        "digits after the point",
        "whole amount",
        "days together",
        "[first day, day after the last]",
    ]
    .iter()
    .any(|known| message.contains(known))
}

/// Puts every mistake into every place, takes each place out, adds one beside each: the schema
/// must refuse whatever the reader refuses for its form, and nothing that the reader takes.
fn holds_against(document: &str, good: &Value, reads: Reads, faults: fn(&Value) -> Vec<String>) {
    let schema = validator(document);
    assert!(reads(good), "{document}: {:?}", faults(good));
    assert_eq!(complaints(&schema, good), [""; 0]);
    let mut all = Vec::new();
    places(good, "", &mut all);
    let mut changed = Vec::new();
    for place in &all {
        for mistake in mistakes() {
            let mut bad = good.clone();
            *bad.pointer_mut(place).expect("a place") = mistake.clone();
            changed.push((format!("{place} = {mistake}"), bad));
        }
        let (parent, name) = place.rsplit_once('/').unwrap_or_default();
        let mut bad = good.clone();
        if let Some(Value::Object(members)) = bad.pointer_mut(parent)
            && members.remove(name).is_some()
        {
            changed.push((format!("{place} left out"), bad));
        }
        let mut bad = good.clone();
        if let Some(Value::Object(members)) = bad.pointer_mut(place) {
            members.insert("misspelt".to_owned(), json!(1));
            changed.push((format!("{place}/misspelt"), bad));
        }
    }
    let mut refused = 0;
    for (change, bad) in &changed {
        let complaints = complaints(&schema, bad);
        if reads(bad) {
            assert_eq!(complaints, [""; 0], "{document}: {change}: read, but not by the schema");
            continue;
        }
        let of_form = faults(bad).into_iter().any(|fault| !beyond_a_schema(&fault));
        assert!(
            !of_form || !complaints.is_empty(),
            "{document}: {change}: not read, but the schema takes it: {:?}",
            faults(bad)
        );
        refused += u32::from(!complaints.is_empty());
    }
    assert!(refused > 500, "{document}: only {refused} of {} refused", changed.len());
}

fn lines(faults: Option<simfare_engine::Faults>) -> Vec<String> {
    faults.into_iter().flatten().map(|fault| fault.to_string()).collect()
}

#[test]
fn a_catalog_of_the_wrong_form_is_refused() {
    holds_against("catalog", &catalog(), reads_catalog, |bad| {
        lines(Catalog::from_json(bad.to_string().as_bytes()).err())
    });
}

#[test]
fn a_request_of_the_wrong_form_is_refused() {
    holds_against("request", &request(), reads_request, |bad| {
        let catalog = Catalog::from_json(catalog().to_string().as_bytes()).expect("a catalog");
        lines(Request::from_json(bad.to_string().as_bytes(), &catalog).err())
    });
    // The other kind of line.
    let mut credit = request();
    credit["line"] = json!({"brand": "a", "paygo": "g", "days_left": 9, "balance": "7.50"});
    assert_eq!(complaints(&validator("request"), &credit), [""; 0]);
    credit["line"]["plan"] = json!("p");
    assert_ne!(complaints(&validator("request"), &credit), [""; 0]);
}

#[test]
fn a_quote_of_the_wrong_form_is_refused() {
    let catalog = Catalog::from_json(catalog().to_string().as_bytes()).expect("a catalog");
    let mut trip = request();
    trip["line"]["left"] = json!({});
    let request = Request::from_json(trip.to_string().as_bytes(), &catalog).expect("a request");
    let answer = quote(&catalog, &request).expect("a quote").to_json();
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert!(answer["purchases"][0]["items"][0].is_object());
    let quotes = validator("quote");
    for covers in [json!([]), json!([1]), json!([1, 2, 3])] {
        let mut bad = answer.clone();
        bad["purchases"][0]["covers"] = covers;
        assert_ne!(complaints(&quotes, &bad), [""; 0]);
    }
    assert_eq!(complaints(&quotes, &answer), [""; 0]);
    for (member, value) in
        [("total", Value::Null), ("reason", json!("none")), ("status", json!("infeasible"))]
    {
        let mut bad = answer.clone();
        match value {
            Value::Null => drop(bad.as_object_mut().expect("a quote").remove(member)),
            value => bad[member] = value,
        }
        assert_ne!(complaints(&quotes, &bad), [""; 0], "{member}");
    }
    let mut none = answer.clone();
    none["status"] = json!("infeasible");
    none["purchases"] = json!([]);
    let members = none.as_object_mut().expect("a quote");
    members.remove("total");
    members.insert("reason".to_owned(), json!("phase 1: no offer"));
    assert_eq!(complaints(&quotes, &none), [""; 0]);
    holds_against("quote", &answer, reads_quote, |bad| {
        lines(Quote::from_json(bad.to_string().as_bytes()).err())
    });
}

#[test]
fn every_part_says_what_it_is() {
    fn described(schema: &Value, at: &str) {
        let about = schema["description"].as_str().unwrap_or_default();
        assert!(!about.is_empty(), "{at} has no description");
        assert!(!about.contains(".md"), "{at} names a paper that isn't there: {about}");
    }
    for document in ["catalog", "request", "quote"] {
        let schema = schema(document);
        described(&schema, document);
        for (name, part) in schema["$defs"].as_object().expect("definitions") {
            described(part, name);
            for (member, part) in part["properties"].as_object().into_iter().flatten() {
                described(part, &format!("{name}.{member}"));
            }
        }
    }
}

#[test]
fn an_unknown_document_has_no_schema() {
    let (_, _, code) = run(simfare().args(["schema", "cart"]));
    assert_eq!(code, Some(2));
}
