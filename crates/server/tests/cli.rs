//! `simfare check` and `simfare quote` as a shell sees them.

mod support;

use support::{CATALOG, REQUEST, empty_dir, file, run, simfare};

#[test]
fn a_right_catalog_is_met_with_silence() {
    let catalog = file(&empty_dir("check-right"), "catalog.json", CATALOG);
    let (out, err, code) = run(simfare().arg("check").arg(catalog));
    assert_eq!((out.as_str(), err.as_str(), code), ("", "", Some(0)));
}

#[test]
fn every_fault_of_a_catalog_is_named_and_nothing_else() {
    let faulty = CATALOG
        .replace("\"12.00\"", "\"12.001\"")
        .replace("\"brand\": \"b\"", "\"brand\": \"c\"")
        .replace("\"name\": \"B\"", "\"nmae\": \"B\"");
    let catalog = file(&empty_dir("check-faulty"), "catalog.json", &faulty);
    let (out, err, code) = run(simfare().arg("check").arg(catalog));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    for pointer in ["/brands/0/nmae: ", "/brands/0/name: ", "/plans/0/price: ", "/plans/0/brand: "]
    {
        assert!(err.lines().any(|line| line.starts_with(pointer)), "no {pointer} in\n{err}");
    }
    assert!(err.lines().all(|line| line.starts_with('/')), "more than faults:\n{err}");
}

#[test]
fn what_is_most_likely_a_mistake_is_noted_and_no_fault() {
    let dir = empty_dir("doubts");
    let catalog = file(
        &dir,
        "catalog.json",
        r#"{"schema": "simfare.catalog/1", "id": "s", "currency": "USD", "updated": "2026-11-20",
            "seller": {"name": "S", "support": {}},
            "brands": [{"id": "a", "name": "A", "number": true, "sim": ["esim"]}],
            "plans": [{"id": "p", "brand": "a", "name": "P", "price": "9.00", "autopay_price": "9.01",
                "validity": {"days": 30}, "data_mb_per_day": 500,
                "sale": {"price": "10.00", "from": "2026-12-01", "until": "2026-12-02"}}],
            "addons": [{"id": "m", "brand": "a", "name": "M", "price": "1.00", "max_per_period": 0}],
            "coupons": [{"code": "C ", "percent": "5", "applies_to": ["m", "p"], "max_uses": 0}]}"#,
    );
    let (out, err, code) = run(simfare().arg("check").arg(&catalog));
    assert_eq!((out.as_str(), code), ("", Some(0)));
    let noted: Vec<&str> = err.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(
        noted,
        [
            "/seller/support",
            "/plans/0/data_mb_per_day",
            "/plans/0/autopay_price",
            "/plans/0/sale/price",
            "/addons/0/max_per_period",
            "/coupons/0/max_uses",
            "/coupons/0/code",
            "/coupons/0/applies_to/0",
        ]
    );
}

#[test]
fn a_name_that_no_checkout_takes_is_noted_and_no_fault() {
    let named = r#""name": "P", "handoff": {"shopify_variant": "4.00019E+13"}"#;
    let catalog = CATALOG.replace("\"name\": \"P\"", named);
    assert_ne!(catalog, CATALOG);
    let catalog = file(&empty_dir("check-handoff"), "catalog.json", &catalog);
    let (out, err, code) = run(simfare().arg("check").arg(catalog));
    let note = "note: /plans/0/handoff/shopify_variant: must be a number: 1 to 20 digits that don't begin with 0, or no checkout takes it\n";
    assert_eq!((out.as_str(), err.as_str(), code), ("", note, Some(0)));
}

#[test]
fn what_is_no_json_is_a_fault_of_the_whole() {
    let catalog = file(&empty_dir("check-no-json"), "catalog.json", "{ not json");
    let (out, err, code) = run(simfare().arg("check").arg(catalog));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let path = empty_dir("check-unreadable").join("nowhere.json");
    let (out, err, code) = run(simfare().arg("check").arg(&path));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    assert!(err.contains("nowhere.json"), "{err}");
}

#[test]
fn a_quote_is_printed_as_json() {
    let dir = empty_dir("quote-right");
    let (out, err, code) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", CATALOG))
        .arg("--request")
        .arg(file(&dir, "request.json", REQUEST)));
    assert_eq!((err.as_str(), code), ("", Some(0)));
    let quote: serde_json::Value = serde_json::from_str(&out).expect("the quote is JSON");
    assert_eq!(quote["schema"], "simfare.quote/1");
    assert_eq!(quote["status"], "optimal");
    assert_eq!(quote["total"], "12.00");
}

#[test]
fn no_offer_that_serves_is_an_answer_too() {
    let dir = empty_dir("quote-infeasible");
    let request = REQUEST.replace("\"data_mb\": 500", "\"minutes\": 500");
    let (out, err, code) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", CATALOG))
        .arg("--request")
        .arg(file(&dir, "request.json", &request)));
    assert_eq!((err.as_str(), code), ("", Some(0)));
    let quote: serde_json::Value = serde_json::from_str(&out).expect("the quote is JSON");
    assert_eq!(quote["status"], "infeasible");
}

#[test]
fn what_a_request_names_is_looked_up_in_a_faulty_catalog_too() {
    let dir = empty_dir("quote-names");
    let catalog = CATALOG.replace("\"name\": \"P\"", "\"name\": \"P\", \"sms\": -1");
    assert_ne!(catalog, CATALOG);
    let more = "\"coupon\": \"NOPE\", \"payment_method\": \"nope\", \"filter\": { \"brands\": [\"nope\"] },
        \"line\": { \"brand\": \"b\", \"plan\": \"nope\", \"days_left\": 1, \"left\": {} }, \"phases\"";
    let request = REQUEST.replace("\"phases\"", more);
    let (out, err, code) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", &catalog))
        .arg("--request")
        .arg(file(&dir, "request.json", &request)));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    let mut places: Vec<&str> =
        err.lines().map(|line| line.split_once(": ").map_or(line, |(place, _)| place)).collect();
    places.sort_unstable();
    let expected = ["/coupon", "/filter/brands/0", "/line/plan", "/payment_method", "/plans/0/sms"];
    assert_eq!(places, expected, "{err}");

    // Of what isn't there, no name is wrong.
    let mut none: serde_json::Value = serde_json::from_str(CATALOG).expect("a catalog");
    none.as_object_mut().expect("a catalog").remove("brands");
    none["plans"] = "all".into();
    let request = request.replace("\"coupon\": \"NOPE\", \"payment_method\": \"nope\", ", "");
    let (_, err, _) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", &none.to_string()))
        .arg("--request")
        .arg(file(&dir, "request.json", &request)));
    let mut places: Vec<&str> =
        err.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    places.sort_unstable();
    assert_eq!(places, ["/brands", "/plans"], "{err}");
}

#[test]
fn a_faulty_request_gives_no_quote() {
    let dir = empty_dir("quote-faulty");
    let request = REQUEST.replace("\"days\": 14", "\"days\": 0").replace("2026-12-01", "2026-2-30");
    let (out, err, code) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", CATALOG))
        .arg("--request")
        .arg(file(&dir, "request.json", &request)));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    for pointer in ["/phases/0/days: ", "/start_date: "] {
        assert!(err.lines().any(|line| line.starts_with(pointer)), "no {pointer} in\n{err}");
    }
}

#[test]
fn two_faulty_files_are_told_at_once() {
    let dir = empty_dir("quote-both-faulty");
    let request = REQUEST.replace("\"days\": 14", "\"days\": 0");
    let request = request.replacen('{', "{\"number\": \"keep\", ", 1);
    let catalog = CATALOG.replace("\"2026-11-20\"", "\"yesterday\"");
    assert_ne!(catalog, CATALOG);
    let (out, err, code) = run(simfare()
        .arg("quote")
        .arg("--catalog")
        .arg(file(&dir, "catalog.json", &catalog))
        .arg("--request")
        .arg(file(&dir, "request.json", &request)));
    assert_eq!((out.as_str(), code), ("", Some(2)));
    for pointer in ["/updated: ", "/phases/0/days: ", "/line: "] {
        assert!(err.lines().any(|line| line.starts_with(pointer)), "no {pointer} in\n{err}");
    }
}

#[test]
fn a_wrong_command_line_is_bad_input() {
    let (out, _, code) = run(simfare().arg("quote").arg("--catalogue"));
    assert_eq!((out.as_str(), code), ("", Some(2)));
}
