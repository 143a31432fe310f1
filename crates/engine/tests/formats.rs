//! The formats: every fault at once, each with its JSON pointer.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use simfare_engine::Catalog;
use simfare_engine::format::{Json, Reader};
use support::{brand, catalog, catalog_faults, plan, request, request_faults};

#[test]
fn every_fault_of_a_catalog_is_named_at_once() {
    let shop = catalog(json!({
        "updated": "2026-02-30",
        "brands": [brand("a", json!({"grace_days": -1})), brand("a", json!({"nmae": "x"}))],
        "plans": [
            plan("b", "p", "3.005", 30, json!({"data_mb": "lots", "validity": {"days": 1, "months": 1}})),
            plan("a", "p", "1000000.01", 30, json!({"sale": {"price": "1.00", "from": "2026-12-02", "until": "2026-12-01"}})),
        ],
        "addons": [{"id": "x", "brand": "a", "name": "x", "price": "1", "plans": ["q"]}],
        "coupons": [{"code": "C", "percent": "101"}, {"code": "C", "amount": "1.00", "percent": "1"},
            {"code": "D"}],
    }));
    assert_eq!(
        catalog_faults(&shop),
        [
            "/updated: must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on",
            "/brands/0/grace_days: must be a whole number from 0 to 1000000000",
            "/brands/1/nmae: unknown field",
            "/plans/0/price: must have at most 2 digits after the point",
            "/plans/0/validity: must have exactly one of \"days\" and \"months\"",
            "/plans/0/data_mb: must be a whole number from 0 to 1000000000, or \"unlimited\"",
            "/plans/1/price: must be at most 1000000",
            "/coupons/0/percent: must be at most 100",
            "/plans/1/id: \"p\" is given to another one already",
            "/brands/1/id: \"a\" is given to another one already",
            "/coupons/1/code: \"C\" is given to another one already",
            "/plans/0/brand: no brand has the id \"b\"",
            "/addons/0/plans/0: no plan has the id \"q\"",
            "/coupons/1: must have exactly one of \"percent\" and \"amount\"",
            "/coupons/2: must have exactly one of \"percent\" and \"amount\"",
            "/plans/1/sale/until: is before \"from\" (2026-12-02)",
        ]
    );
}

#[test]
fn a_list_of_anything_else_is_told_within_bounds() {
    let zeros = vec![json!(0); 12_000];
    let faults = catalog_faults(&catalog(json!({ "plans": zeros })));
    assert_eq!(faults.len(), 10_001);
    assert_eq!(faults[9_999], "/plans/9999: must be an object, not a number");
    assert_eq!(faults[10_000], "/: has more than 10000 faults; the others aren't listed");
}

#[test]
fn so_many_offers_and_brands_there_may_be() {
    let plans = |count: u32| {
        let plans: Vec<Value> =
            (0..count).map(|i| plan("a", &format!("p{i}"), "1.00", 1, json!({}))).collect();
        catalog(json!({"plans": plans, "paygo": [{"id": "g", "brand": "a", "name": "G",
            "rates": {}, "extend": "from_now",
            "topups": [{"id": "t", "price": "1.00", "credit": "1.00", "days": 1}]}]}))
    };
    assert_eq!(catalog_faults(&plans(19_999)), Vec::<String>::new());
    let faults = catalog_faults(&plans(20_000));
    assert!(faults.len() == 1 && faults[0].contains("20000"), "{faults:?}");
    let brands = |count: u32| {
        let brands: Vec<Value> = (0..count).map(|i| brand(&format!("b{i}"), json!({}))).collect();
        catalog(json!({ "brands": brands }))
    };
    assert_eq!(catalog_faults(&brands(500)), Vec::<String>::new());
    let faults = catalog_faults(&brands(501));
    assert!(faults.len() == 1 && faults[0].contains("500"), "{faults:?}");
}

#[test]
fn every_fault_of_a_request_is_named_at_once() {
    let shop = catalog(json!({}));
    let trip = request(
        json!([{"days": 400}, {"days": 331, "sms": 1.5}, {"days": 0}]),
        json!({
            "number": "keep", "lines": 3, "margin_percent": 101, "coupon": "NONE", "payment_method": "cash",
            "filter": {"brands": ["z"], "sim": "micro"}, "start_date": "tomorrow",
        }),
    );
    assert_eq!(
        request_faults(&shop, &trip),
        [
            "/start_date: must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on",
            "/phases/1/sms: must be a whole number from 0 to 1000000000",
            "/phases/2/days: must be a whole number from 1 to 730",
            "/lines: must be a whole number from 1 to 2",
            "/margin_percent: must be a whole number from 0 to 100",
            "/filter/sim: must be one of \"esim\", \"physical\"",
            "/phases: last 731 days together; at most 730",
            "/line: missing; \"number\": \"keep\" needs the line to keep",
            "/payment_method: no payment method has the id \"cash\"",
            "/coupon: no coupon has the code \"NONE\"",
            "/filter/brands/0: no brand has the id \"z\"",
        ]
    );
}

#[test]
fn one_mistake_is_one_fault() {
    let places = |faults: Vec<String>| -> Vec<String> {
        faults.iter().filter_map(|fault| Some(fault.split_once(": ")?.0.to_owned())).collect()
    };
    let shop = catalog(json!({
        "brands": [brand("a", json!({}))],
        "plans": [plan("a", "p", "3.00", 30, json!({"data_mb": 1}))],
    }));
    let empty = request(json!([{"days": 1}]), json!({"coupon": "", "payment_method": ""}));
    assert_eq!(places(request_faults(&shop, &empty)), ["/payment_method", "/coupon"]);
    let long = request(json!([{"days": 4_000_000_000_u32}, {"days": 1}]), json!({}));
    assert_eq!(places(request_faults(&shop, &long)), ["/phases/0/days"]);
    // Whose plan it is isn't known: that says nothing of the add-on.
    for brand in [json!(null), json!("te llo"), json!("nobody")] {
        let mut unknown = shop.clone();
        unknown["addons"] =
            json!([{"id": "x", "brand": "a", "name": "X", "price": "1.00", "plans": ["p"]}]);
        unknown["plans"][0]["brand"] = brand;
        assert_eq!(places(catalog_faults(&unknown)), ["/plans/0/brand"], "{unknown}");
        let mut unknown = shop.clone();
        unknown["addons"] = json!([{"id": "x", "name": "X", "price": "1.00", "plans": ["p"]}]);
        assert_eq!(places(catalog_faults(&unknown)), ["/addons/0/brand"]);
    }
    let mut without = shop;
    without.as_object_mut().expect("a catalog").remove("brands");
    assert_eq!(places(catalog_faults(&without)), ["/brands"]);
    without["brands"] = json!([]);
    assert_eq!(places(catalog_faults(&without)), ["/plans/0/brand"]);
}

#[test]
fn a_line_is_on_a_plan_or_on_credit_of_its_brand() {
    let shop = catalog(json!({
        "brands": [brand("a", json!({})), brand("b", json!({}))],
        "plans": [plan("a", "p", "1.00", 1, json!({}))],
    }));
    let faults =
        |line| request_faults(&shop, &request(json!([{"days": 1}]), json!({"line": line})));
    assert_eq!(
        faults(json!({"brand": "b", "plan": "p", "days_left": 1, "left": {}})),
        ["/line/plan: the plan \"p\" is of another brand"]
    );
    assert_eq!(
        faults(json!({"brand": "a", "plan": "p", "days_left": 1, "balance": "1.00"})),
        ["/line: must have either \"plan\" and \"left\", or \"paygo\" and \"balance\""]
    );
    assert_eq!(
        faults(json!({"brand": "c", "paygo": "g", "days_left": 1, "balance": "1.001"})),
        [
            "/line/balance: must have at most 2 digits after the point",
            "/line/brand: no brand has the id \"c\"",
            "/line/paygo: no pay-as-you-go offer has the id \"g\"",
        ]
    );
}

#[test]
fn a_fault_of_one_field_hides_no_fault_of_several() {
    let shop = catalog(json!({
        "plans": [plan("a", "p", "1.00", 1, json!({"validity": {"days": 0, "months": 1}}))],
    }));
    assert_eq!(
        catalog_faults(&shop),
        [
            "/plans/0/validity: must have exactly one of \"days\" and \"months\"",
            "/plans/0/validity/days: must be a whole number from 1 to 1000000000",
        ]
    );
    let line = json!({"brand": "a", "plan": "p", "days_left": -1});
    let trip = request(json!([{"days": 1}]), json!({"line": line}));
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 1, json!({}))]}));
    assert_eq!(
        request_faults(&shop, &trip),
        [
            "/line: must have either \"plan\" and \"left\", or \"paygo\" and \"balance\"",
            "/line/days_left: must be a whole number from 0 to 1000000000",
        ]
    );
}

#[test]
fn a_sale_may_last_until_the_end_of_the_calendar() {
    let sale = json!({"sale": {"price": "1.00", "from": "2026-01-01", "until": "9999-12-31"}});
    assert_eq!(
        catalog_faults(&catalog(json!({"plans": [plan("a", "p", "2.00", 1, sale)]}))),
        [""; 0]
    );
}

#[test]
fn what_is_no_document_is_one_fault_of_the_whole() {
    let fault = |bytes: &[u8]| Catalog::from_json(bytes).map(drop).unwrap_err().to_string();
    assert_eq!(
        fault(b"{\"schema\": }"),
        "/: not a JSON document: expected value at line 1 column 12"
    );
    assert_eq!(fault(b"{\"id\": \"\xff\"}"), "/: not UTF-8 text after byte 8");
    assert_eq!(fault(b"[]"), "/: must be an object, not a list");
    assert_eq!(
        fault(&vec![b' '; 16 * 1024 * 1024 + 1]),
        "/: the file is larger than 16 MiB (16777217 bytes)"
    );
    assert!(fault("[".repeat(100_000).as_bytes()).starts_with("/: not a JSON document"));
}

#[test]
fn a_name_given_twice_is_refused() {
    let twice = br#"{"schema": "simfare.catalog/1", "id": "x", "currency": "USD", "id": "y",
        "updated": "2026-11-01", "brands": [], "plans": []}"#;
    assert_eq!(Catalog::from_json(twice).map(drop).unwrap_err().to_string(), "/id: given twice");
}

#[test]
fn every_name_given_twice_is_told_in_objects_of_any_size() {
    for size in [3, 31, 32, 33, 34, 200] {
        let mut names: Vec<String> = (0..size).map(|i| format!("m{i}")).collect();
        let twice = ["m0".to_owned(), format!("m{}", size - 1), "m0".to_owned()];
        names.extend(twice.clone());
        names.push("last".to_owned());
        let members: Vec<String> = names.iter().map(|name| format!("\"{name}\": 1")).collect();
        let text = format!("{{{}}}", members.join(","));
        let json = Json::parse(text.as_bytes()).unwrap();
        let mut reader = Reader::new(None);
        assert!(reader.members(&json).is_some());
        let found: Vec<String> = reader.finish().iter().map(ToString::to_string).collect();
        assert_eq!(found, twice.map(|name| format!("/{name}: given twice")), "of {size}");
    }
}

#[test]
fn amounts_are_of_the_currency_s_minor_unit() {
    let shop = |currency: &str, price: &str| {
        catalog_faults(&catalog(
            json!({"currency": currency, "plans": [plan("a", "p", price, 1, json!({}))]}),
        ))
    };
    assert_eq!(shop("JPY", "100"), [""; 0]);
    assert_eq!(shop("KWD", "1.005"), [""; 0]);
    assert_eq!(
        shop("JPY", "100.5"),
        ["/plans/0/price: must be a whole amount: the currency has no smaller unit"]
    );
    assert_eq!(
        shop("XXX", "1.00"),
        ["/currency: must be an ISO 4217 currency code in use, such as \"USD\""]
    );
    for price in ["-1.00", "1e3", "1,00", " 1", "", ".5", "5.", "+1", "0x1", "1_0", "٣"] {
        assert_eq!(
            shop("USD", price),
            ["/plans/0/price: must be a decimal string such as \"3.00\", digits and a point only"],
            "{price}"
        );
    }
}

#[test]
fn a_seller_has_holidays() {
    let shop = |holidays: Value| {
        catalog(json!({"seller": {"name": "s", "support": {}, "holidays": holidays}}))
    };
    let read = |shop: &Value| Catalog::from_json(shop.to_string().as_bytes());
    let dates = |shop: &Catalog| -> Vec<String> {
        shop.seller.iter().flat_map(|s| &s.holidays).map(ToString::to_string).collect()
    };
    let christmas = read(&shop(json!(["2026-12-25", "2027-12-25"]))).unwrap();
    assert_eq!(dates(&christmas), ["2026-12-25", "2027-12-25"]);
    let again = Catalog::from_json(christmas.to_json().as_bytes()).unwrap();
    assert_eq!(dates(&again), dates(&christmas));
    let none = read(&catalog(json!({"seller": {"name": "s", "support": {}}}))).unwrap();
    assert_eq!(dates(&none), [""; 0]);
    assert!(!none.to_json().contains("holidays"));
    assert_eq!(
        catalog_faults(&shop(json!(["2026-12-25", "2026-02-29", 1]))),
        [
            "/seller/holidays/1: must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on",
            "/seller/holidays/2: must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on",
        ]
    );
    assert_eq!(
        catalog_faults(&shop(json!("2026-12-25"))),
        ["/seller/holidays: must be a list, not a string"]
    );
    let many = |count: usize| shop(json!(vec!["2026-12-25"; count]));
    assert_eq!(catalog_faults(&many(500)), [""; 0]);
    assert_eq!(catalog_faults(&many(501)), ["/seller/holidays: has 501 dates; at most 500"]);
}

#[test]
fn links_can_t_be_scripts() {
    for url in [
        "javascript:alert(1)",
        "https://",
        // What stands before the host looks like one.
        "https://shop.example@elsewhere.example/",
        "https://shop.example\\@elsewhere.example/",
        "https://shop.example/\u{202e}moc.elpmaxe",
        "https://shop.example/\u{2066}x",
    ] {
        let source = json!({"source": {"url": url}});
        let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 1, source)]}));
        assert_eq!(
            catalog_faults(&shop),
            [
                "/plans/0/source/url: must be a web address beginning with https://, without a user's name, a backslash or what turns text round"
            ],
            "{url}"
        );
    }
    let source = json!({"source": {"url": "https://shop.example/@plans?a=b@c"}});
    let shop = catalog(json!({"plans": [plan("a", "p", "1.00", 1, source)]}));
    assert_eq!(catalog_faults(&shop), [""; 0]);
}

#[test]
fn a_quote_may_come_to_more_than_an_offer_may_cost() {
    let shop = catalog(json!({
        "currency": "CLF",
        "plans": [plan("a", "p", "1000000.0000", 1, json!({"data_mb": 1}))],
    }));
    let dear = support::answer(&shop, &request(json!([{"days": 730, "data_mb": 730}]), json!({})));
    let written = dear.to_json();
    assert!(written.contains("\"total\":\"730000000.0000\""), "{written}");
    assert_eq!(simfare_engine::Quote::from_json(written.as_bytes()), Ok(dear));
}
