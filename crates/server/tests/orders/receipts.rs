//! Receipts, as customers read them.

use crate::database::Database;
use crate::http::Answer;
use crate::service::{Service, body, text};
use serde_json::{Value, json};

fn receipt(service: &Service, made: &Value) -> Answer {
    let url = text(made, "receipt");
    let (_, path) = url.split_once(&service.address).expect("on this service");
    service.get(path, &[]).expect(200)
}

#[test]
fn a_receipt_asks_to_check_what_was_bought_only_and_names_what_comes_later() {
    let database = Database::sqlite("receipts-checks");
    let catalog = crate::service::CATALOG
        .replace(r#""network": "N", "number": true"#, r#""network": "N", "number": false"#);
    std::fs::write(database.dir.join("catalog.json"), catalog).expect("a catalog");
    let service = Service::start(&database, &[]);
    let mut order = body();
    order["request"]["phases"] = json!([{ "days": 60, "data_mb": 1500 }]);
    order["expected_total"] = json!("22.00");
    order["renewal"] = json!("auto");
    let made = service.paid("key", &order);
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$04386-AGYFT" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(200);
    let page = receipt(&service, &made).text();
    assert!(page.contains("Data: turn Wi-Fi off") && !page.contains("A text"), "{page}");
    // No text welcomes who has no number.
    assert!(page.contains("app or website") && !page.contains("Lines:"), "{page}");
    assert!(
        page.contains("Brand B: Plan &lt;P&gt;") && page.contains("charges for each"),
        "{page}"
    );
}

#[test]
fn a_receipt_of_two_lines_says_which_is_for_data() {
    let database = Database::sqlite("receipts-two");
    let catalog = crate::service::CATALOG
        .replace(r#""network": "N", "number": true"#, r#""network": "N", "number": false"#)
        .replace(r#"["physical"]"#, r#"["esim"]"#);
    std::fs::write(database.dir.join("catalog.json"), catalog).expect("a catalog");
    let service = Service::start(&database, &[]);
    let mut order = body();
    order["request"]["lines"] = json!(2);
    order["request"]["phases"][0]["minutes"] = json!(50);
    order["expected_total"] = json!("13.20");
    let made = service.paid("key", &order);
    let codes = ["A", "B"].map(|name| format!("LPA:1$smdp.example.com${name}"));
    let both = json!({ "activation_codes": codes });
    service.shop(&text(&made, "id"), "fulfil", &both).expect(200);
    let page = receipt(&service, &made).text();
    for part in ["choose Brand B for mobile data", "welcome text", "A text"] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
}

#[test]
fn a_receipt_has_everything_on_it() {
    let database = Database::sqlite("receipts-everything");
    let service = Service::start(&database, &[]);
    let made = service.paid("key", &body());
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$04386-AGYFT" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(200);
    let answer = receipt(&service, &made);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
    let page = answer.text();
    for part in [
        "<html lang=\"en\">",
        "TEST ONLY",
        "Lantern &lt;SIM&gt;",
        "Plan &lt;P&gt;",
        "10.00 USD",
        "Sales tax",
        "1.00 USD",
        "11.00 USD",
        "Paid by",
        "TEST, no real money",
        "LPA:1$smdp.example.com$04386-AGYFT",
        "<svg class=\"qr\"",
        "Balance",
        "Data",
        "A text",
        "mailto:help@lantern.example",
        "tel:+14155550100",
        "24/7",
        "refunded in full",
        &text(&made, "reference"),
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    assert!(!page.contains("<SIM>") && !page.contains("style=") && !page.contains("<script"));
    service.get("/v1/pages.css", &[]).expect(200);
    let path = format!("/v1/orders/{}/receipt", text(&made, "id"));
    service.get(&path, &[]).expect(401);
    service.get(&format!("{path}?token=0"), &[]).expect(404);
    // Its address shows the receipt alone, and the order's token is for the header alone.
    let token = text(&made, "token");
    service.get(&format!("{path}?token={token}"), &[]).expect(404);
    service.get(&path, &[("Authorization", &format!("Bearer {token}"))]).expect(200);
    let url = text(&made, "receipt");
    let (_, shown) = url.split_once("token=").expect("a token");
    assert!(!url.contains(&token));
    let path = format!("/v1/orders/{}", text(&made, "id"));
    service.get(&path, &[("Authorization", &format!("Bearer {shown}"))]).expect(404);
}

#[test]
fn a_receipt_speaks_the_customers_language() {
    let database = Database::sqlite("receipts-chinese");
    let service = Service::start(&database, &[]);
    let mut chinese = body();
    chinese["contact"]["locale"] = json!("zh-CN");
    let made = service.paid("key", &chinese);
    // Before it is there, there is nothing to look at.
    assert!(!receipt(&service, &made).text().contains("确认是否生效"));
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$04386-AGYFT" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(200);
    let page = receipt(&service, &made).text();
    for part in
        ["<html lang=\"zh-CN\">", "收据", "仅供测试", "确认是否生效", "短信", "全额退款", "年"]
    {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    assert!(!page.contains("Receipt"), "{page}");
}

#[test]
fn before_payment_it_says_how_to_pay() {
    let database = Database::sqlite("receipts-before");
    let service =
        Service::with(&database, &["--manual-instructions", "Pay to Lantern Ltd\nIBAN DE00"]);
    let mut by_bank = body();
    by_bank["payment_method"] = json!("bank");
    let made = service.order("key", &by_bank).expect(201).json();
    let page = receipt(&service, &made).text();
    for part in [
        "Your order",
        "How to pay",
        "To pay with this order",
        "IBAN DE00",
        "11.00 USD",
        &text(&made, "reference"),
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    assert!(!page.contains("TEST") && !page.contains("Receipt"), "{page}");
    service.shop(&text(&made, "id"), "paid", &json!({})).expect(200);
    let page = receipt(&service, &made).text();
    assert!(page.contains("Receipt") && page.contains("Bank transfer"), "{page}");
    assert!(page.contains("Total paid with this order"), "{page}");
    service.shop(&text(&made, "id"), "refund", &json!({ "reason": "No <codes>" })).expect(200);
    let page = receipt(&service, &made).text();
    assert!(page.contains("Refunded on") && page.contains("No &lt;codes&gt;"), "{page}");
}

#[test]
fn it_leads_back_to_the_shop() {
    let database = Database::sqlite("receipts-back");
    let url = "https://shop.example/plans?x=1#checkout";
    let service = Service::start(&database, &["--return-url", url]);
    let made = service.order("key", &body()).expect(201).json();
    service.pay(&made, "decline").expect(303);
    let page = receipt(&service, &made).text();
    // Where it was ordered, with the order's id before the place on the page.
    let back = format!("https://shop.example/plans?x=1&amp;order={}#checkout", text(&made, "id"));
    for part in ["to try again", &back, "What you ordered", "Nothing was paid"] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
}

#[test]
fn below_a_path_of_a_proxy_its_pages_find_each_other() {
    let database = Database::sqlite("receipts-path");
    let url = "https://shop.example/sim/";
    let service = Service::start(&database, &["--public-url", url]);
    let answer = service.order("key", &body()).expect(201);
    let made = answer.json();
    let id = text(&made, "id");
    assert_eq!(answer.header("location"), format!("/sim/v1/orders/{id}"));
    let place = |address: &str| address.split_once("/sim").expect("below its path").1.to_owned();
    assert!(text(&made, "receipt").starts_with("https://shop.example/sim/v1/orders/"), "{made}");
    let page = service.get(&place(&text(&made, "receipt")), &[]).expect(200).text();
    assert!(page.contains("Don’t pay twice"), "{page}");
    for part in ["href=\"/sim/v1/pages.css\"", "href=\"/sim/\""] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    let pay = place(&text(&made["payment"], "url"));
    assert!(service.get(&pay, &[]).expect(200).text().contains("/sim/v1/pages.css"));
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let paid = service.send("POST", &pay, &[kind], b"outcome=succeed").expect(303);
    assert_eq!(
        paid.header("location"),
        place(&text(&made, "receipt")).replacen("/v1", "/sim/v1", 1)
    );
}

#[test]
fn it_counts_the_days_that_a_purchase_is_for() {
    let database = Database::sqlite("receipts-days");
    let service = Service::start(&database, &[]);
    let mut order = body();
    order["request"]["phases"] = json!([{ "days": 5 }, { "days": 14, "data_mb": 500 }]);
    let made = service.paid("key", &order);
    let page = receipt(&service, &made).text();
    assert!(page.contains("<td>14 days</td>"), "{page}");
}
