//! Orders: quoted again, taken once, paid.

use crate::database::Database;
use crate::on_both_databases;
use crate::service::{CATALOG, Service, body, in_days, text};
use crate::support::{run, simfare};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_databases!(
    an_order_is_taken_and_paid,
    the_same_key_and_body_give_the_same_order,
    a_key_is_for_one_body,
    another_total_is_refused_with_the_new_quote,
    a_total_may_be_more_than_any_price,
    many_at_once_with_one_key_make_one_order,
    two_instances_and_one_key_make_one_order,
    only_the_owner_sees_an_order,
    every_fault_is_named,
    what_costs_nothing_is_paid,
    only_what_is_bought_first_is_due,
    no_name_dodges_the_fee,
    nothing_is_bought_in_the_past,
    pages_learn_how_one_can_pay,
    the_sandbox_delivers_what_is_paid,
    two_new_lines_are_one_order_with_two_codes,
    the_sandbox_declines_delays_and_asks_again,
    an_unpaid_order_is_given_up,
    orders_outlive_the_process,
);

fn an_order_is_taken_and_paid(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.order("key-1", &body()).expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    let made = made.json();
    assert_eq!(made["status"], "awaiting_payment");
    assert_eq!(made["total"], "11.00");
    assert_eq!(made["due_now"], "11.00");
    assert_eq!(made["sandbox"], true);
    assert!(text(&made, "reference").starts_with("TEST-"));
    assert_eq!(made["payment"]["kind"], "redirect");
    assert_eq!(text(&made, "token").len(), 32);
    service.pay(&made, "succeed").expect(303);
    let order = service.show(&made);
    assert_eq!(order["status"], "paid");
    let statuses: Vec<_> = history(&order);
    assert_eq!(statuses, ["created", "awaiting_payment", "paid"]);
    assert!(order.get("token").is_none(), "the token is only told once");
    fit_their_schema(&[&made, &order]);
    assert_eq!(order["quote"]["total"], "11.00");
    // Paying again changes nothing.
    service.pay(&made, "decline").expect(303);
    assert_eq!(history(&service.show(&made)), statuses);
}

/// Orders as pages get them are what `simfare schema order` says they are.
fn fit_their_schema(orders: &[&Value]) {
    let (schema, _, _) = run(simfare().args(["schema", "order"]));
    let schema = serde_json::from_str(&schema).expect("a schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    for order in orders {
        let wrong: Vec<_> = validator.iter_errors(order).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0]);
        for (member, value) in [("status", "lost"), ("total", ""), ("request", "none")] {
            let mut bad = (*order).clone();
            bad[member] = json!(value);
            if member == "total" {
                bad.as_object_mut().expect("an order").remove(member);
            }
            assert!(!validator.is_valid(&bad), "{member}");
        }
    }
}

fn history(order: &Value) -> Vec<String> {
    order["history"].as_array().expect("a history").iter().map(|s| text(s, "status")).collect()
}

fn the_same_key_and_body_give_the_same_order(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.order("key", &body()).expect(201);
    assert_eq!(made.header("idempotency-replayed"), "");
    for _ in 0..3 {
        let again = service.order("key", &body()).expect(201);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.json(), made.json());
    }
    // However it is written.
    let spaced = serde_json::to_string_pretty(&body()).expect("JSON");
    let headers = [("Idempotency-Key", "key"), ("Content-Type", "application/json; charset=utf-8")];
    let again = service.send("POST", "/v1/orders", &headers, spaced.as_bytes()).expect(201);
    assert_eq!(again.json(), made.json());
    // Also when the catalog has become another since.
    let dearer = crate::service::CATALOG.replace("\"10.00\"", "\"20.00\"");
    std::fs::write(&service.catalog, dearer).expect("the catalog can be written");
    let restarted = Service::start(database, &[]);
    let again = restarted.order("key", &body()).expect(201).json();
    assert_eq!(again["id"], made.json()["id"]);
    assert_eq!(again["token"], made.json()["token"]);
    restarted.order("other key", &body()).expect(400);
    restarted.order("other-key", &body()).expect(409);
}

fn a_key_is_for_one_body(database: &Database) {
    let service = Service::start(database, &[]);
    service.order("key", &body()).expect(201);
    let mut other = body();
    other["contact"]["email"] = json!("someone.else@example.com");
    let refused = service.order("key", &other).expect(422).json();
    assert_eq!(refused["type"], "urn:simfare:problem:idempotency-key-reused");
    // A refused try leaves the key free.
    let mut wrong = body();
    wrong["expected_total"] = json!("1.00");
    service.order("free", &wrong).expect(409);
    service.order("free", &body()).expect(201);
}

fn another_total_is_refused_with_the_new_quote(database: &Database) {
    let service = Service::start(database, &[]);
    let mut wrong = body();
    wrong["expected_total"] = json!("10.99");
    let refused = service.order("a", &wrong).expect(409);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let refused = refused.json();
    assert_eq!(refused["status"], 409);
    assert_eq!(refused["quote"]["total"], "11.00");
    assert_eq!(refused["quote"]["schema"], "simfare.quote/1");
    // The fee of the way it is paid belongs to it, whether the request names it or not.
    let mut dear = body();
    dear["payment_method"] = json!("dear");
    let refused = service.order("b", &dear).expect(409).json();
    assert_eq!(refused["quote"]["total"], "11.55");
    dear["expected_total"] = json!("11.55");
    service.order("c", &dear).expect(201);
    dear["request"]["payment_method"] = json!("card");
    assert_eq!(service.order("d", &dear).expect(422).pointers(), ["/payment_method"]);
    // What no offer serves has no total.
    let mut impossible = body();
    impossible["request"]["phases"][0]["sms"] = json!(5);
    let refused = service.order("e", &impossible).expect(409).json();
    assert_eq!(refused["quote"]["status"], "infeasible");
}

fn a_total_may_be_more_than_any_price(database: &Database) {
    let dear = CATALOG.replace("\"10.00\"", "\"900000.00\"");
    std::fs::write(database.dir.join("catalog.json"), dear).expect("a catalog");
    let service = Service::start(database, &[]);
    let mut long = body();
    long["request"]["phases"] = json!([{ "days": 60, "data_mb": 1000 }]);
    long["expected_total"] = json!("1980000.00");
    assert_eq!(service.order("key", &long).expect(201).json()["due_now"], "990000.00");
}

fn many_at_once_with_one_key_make_one_order(database: &Database) {
    let service = Service::start(database, &[]);
    one_order_for(&[&service, &service]);
}

fn two_instances_and_one_key_make_one_order(database: &Database) {
    let one = Service::start(database, &[]);
    let two = Service::start(database, &[]);
    one_order_for(&[&one, &two]);
}

/// Eight at once on each service, five rounds, each with one key.
fn one_order_for(services: &[&Service]) {
    for round in 0..5 {
        let key = format!("round-{round}");
        let ids: BTreeSet<(String, String)> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8)
                .flat_map(|_| services)
                .map(|service| {
                    let key = &key;
                    scope.spawn(move || {
                        let made = service.order(key, &body()).expect(201).json();
                        (text(&made, "id"), text(&made, "token"))
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().expect("a try")).collect()
        });
        assert_eq!(ids.len(), 1, "one order: {ids:?}");
    }
}

fn only_the_owner_sees_an_order(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.order("key", &body()).expect(201).json();
    let other = service.order("other", &body()).expect(201).json();
    let path = format!("/v1/orders/{}", text(&made, "id"));
    let with = |token: &str| service.get(&path, &[("Authorization", &format!("Bearer {token}"))]);
    let token = text(&made, "token");
    with(&token).expect(200);
    // What stands in an address is read by others.
    service.get(&format!("{path}?token={token}"), &[]).expect(401);
    service.get(&path, &[]).expect(401);
    with(&text(&other, "token")).expect(404);
    with(&token[1..]).expect(404);
    with("").expect(401);
    service.get("/v1/orders/ord_nothing", &[("Authorization", "Bearer x")]).expect(404);
    // The shop helps whoever has lost the receipt's address, and can't act as they.
    let seen = with(&service.shop_key).expect(200).json();
    assert_eq!(seen["receipt"], made["receipt"]);
    assert!(seen.get("token").is_none());
}

fn every_fault_is_named(database: &Database) {
    let service = Service::start(database, &[]);
    let mut bad = body();
    bad["contact"] = json!({ "email": "nobody", "language": "en" });
    bad["line"] = json!({ "kind": "iccid", "value": "1" });
    bad["request"]["phases"][0]["days"] = json!(0);
    bad["expected_total"] = json!(11);
    let refused = service.order("key", &bad).expect(422);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let pointers = refused.pointers();
    for pointer in [
        "/contact/email",
        "/contact/language",
        "/contact/locale",
        "/line/value",
        "/request/phases/0/days",
        "/expected_total",
    ] {
        assert!(pointers.iter().any(|found| found == pointer), "no {pointer} in {pointers:?}");
    }
    assert!(!refused.text().contains("nobody"), "what is personal isn't repeated");

    let mut bad = body();
    bad["request"]["start_date"] = json!(in_days(-5));
    bad["request"]["autopay"] = json!(true);
    bad["payment_method"] = json!("cheque");
    let pointers = service.order("key", &bad).expect(422).pointers();
    assert_eq!(pointers, ["/request/start_date", "/renewal", "/payment_method"]);
    // A line's grace period may have begun before today, as long as nothing is bought before.
    let mut away = body();
    away["request"]["start_date"] = json!(in_days(-5));
    away["request"]["phases"] = json!([{ "days": 8 }, { "days": 14, "data_mb": 500 }]);
    service.order("away", &away).expect(201);
    away["request"]["phases"][0]["days"] = json!(2);
    let pointers = service.order("past", &away).expect(422).pointers();
    assert_eq!(pointers, ["/request/start_date"]);

    service.post("/v1/orders", &[], &body()).expect(400);
    let json = ("Content-Type", "application/json");
    let key = ("Idempotency-Key", "key");
    service.send("POST", "/v1/orders", &[json, key], b"{").expect(400);
    service.send("POST", "/v1/orders", &[key], body().to_string().as_bytes()).expect(415);
    service.send("DELETE", "/v1/orders", &[], b"").expect(405);
    service.get("/v1/nothing", &[]).expect(404);
}

fn what_costs_nothing_is_paid(database: &Database) {
    let service = Service::start(database, &[]);
    let mut free = body();
    free["request"]["coupon"] = json!("FREE");
    free["expected_total"] = json!("0.00");
    let made = service.order("key", &free).expect(201).json();
    assert_eq!(made["status"], "paid");
    assert_eq!(made["payment"]["kind"], "none");
    // And where nothing is bought, there is no order.
    let mut nothing = body();
    nothing["request"]["phases"] = json!([{ "days": 3 }]);
    nothing["expected_total"] = json!("0.00");
    assert_eq!(service.order("other", &nothing).expect(422).pointers(), ["/request"]);
}

fn only_what_is_bought_first_is_due(database: &Database) {
    let service = Service::start(database, &[]);
    let mut long = body();
    long["request"]["phases"] = json!([{ "days": 90, "data_mb": 3000 }]);
    long["expected_total"] = json!("33.00");
    let made = service.order("key", &long).expect(201).json();
    assert_eq!((&made["total"], &made["due_now"]), (&json!("33.00"), &json!("11.00")));
    assert_eq!(made["quote"]["purchases"].as_array().map(Vec::len), Some(3));
}

fn no_name_dodges_the_fee(database: &Database) {
    // The provider itself has no fee, so it can't be named where the catalog lists ways to it.
    let service = Service::start(database, &[]);
    let mut order = body();
    order["payment_method"] = json!("sandbox");
    assert_eq!(service.order("a", &order).expect(422).pointers(), ["/payment_method"]);
    let manual = ["--manual-instructions", "Bank"];
    let service = Service::with(database, &manual);
    order["payment_method"] = json!("manual");
    assert_eq!(service.order("b", &order).expect(422).pointers(), ["/payment_method"]);
    // Where it lists none, there is no fee to dodge, nor one to be quoted.
    let transfer = r#"{ "id": "bank", "name": "Bank transfer", "kind": "bank_transfer" },"#;
    std::fs::write(&service.catalog, CATALOG.replace(transfer, "")).expect("a catalog");
    let service = Service::with(database, &manual);
    service.order("c", &order).expect(201);
    order["request"]["payment_method"] = json!("card");
    assert_eq!(service.order("d", &order).expect(422).pointers(), ["/request/payment_method"]);
}

/// A stage away comes first, and the cheapest way buys in it, in a sale that is over.
fn nothing_is_bought_in_the_past(database: &Database) {
    let sale = format!(
        r#""data_mb": 1024, "sale": {{ "price": "1.00", "from": "{}", "until": "{}" }}"#,
        in_days(-9),
        in_days(-6)
    );
    let catalog = CATALOG.replace(r#""data_mb": 1024"#, &sale);
    std::fs::write(database.dir.join("catalog.json"), catalog).expect("a catalog");
    let service = Service::start(database, &[]);
    let mut order = body();
    order["request"]["start_date"] = json!(in_days(-9));
    order["request"]["phases"] = json!([{ "days": 10 }, { "days": 5, "data_mb": 500 }]);
    order["expected_total"] = json!("1.10");
    let refused = service.order("past", &order).expect(422);
    assert_eq!(refused.pointers(), ["/request/start_date"]);
    order["request"]["phases"] = json!([{ "days": 10 }, { "days": 30, "data_mb": 500 }]);
    order["expected_total"] = json!("11.00");
    service.order("later", &order).expect(201);
}

fn pages_learn_how_one_can_pay(database: &Database) {
    let methods = |service: &Service| {
        let answer = service.get("/v1/payment-methods", &[]).expect(200).json();
        (answer["methods"].clone(), answer["sandbox"].clone())
    };
    let service = Service::start(database, &[]);
    let all = json!(["card", "dear", "bank", "alipay", "balance"]);
    assert_eq!(methods(&service), (all, json!(true)));
    let manual = ["--manual-instructions", "Bank"];
    let service = Service::with(database, &manual);
    assert_eq!(methods(&service), (json!(["bank"]), json!(false)), "the only one somebody takes");
    // A way that is the service's own is named where the catalog has none for it.
    let transfer = r#"{ "id": "bank", "name": "Bank transfer", "kind": "bank_transfer" },"#;
    std::fs::write(&service.catalog, CATALOG.replace(transfer, "")).expect("a catalog");
    let service = Service::with(database, &manual);
    assert_eq!(methods(&service), (json!(["manual"]), json!(false)));
    let mut order = body();
    order["payment_method"] = json!("manual");
    service.order("a", &order).expect(201);
}

fn the_sandbox_delivers_what_is_paid(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.order("a", &body()).expect(201).json();
    service.pay(&made, "deliver").expect(409);
    assert_eq!(service.show(&made)["status"], "awaiting_payment");
    service.pay(&made, "succeed").expect(303);
    service.pay(&made, "deliver").expect(303);
    let order = service.show(&made);
    assert_eq!(order["status"], "fulfilled");
    let codes = order["activation_codes"].as_array().map(Vec::len);
    let is_esim = order["line"]["kind"] == "new_esim";
    assert_eq!(codes.unwrap_or(0), usize::from(is_esim));
    fit_their_schema(&[&order]);
    service.pay(&made, "deliver").expect(303);
    assert_eq!(history(&service.show(&made)), history(&order), "once");
}

fn two_new_lines_are_one_order_with_two_codes(database: &Database) {
    let catalog = CATALOG.replace("\"physical\"", "\"esim\", \"physical\"");
    std::fs::write(database.dir.join("catalog.json"), catalog).expect("a catalog");
    let service = Service::start(database, &[]);
    let mut two = body();
    two["request"]["lines"] = json!(2);
    two["request"]["phases"][0]["minutes"] = json!(50);
    two["expected_total"] = json!("13.20");
    let made = service.paid("a", &two);
    let id = text(&made, "id");
    let code = |name: &str| format!("LPA:1$smdp.example.com${name}");
    // A code for one of them isn't enough.
    let one = json!({ "activation_code": code("A") });
    assert_eq!(service.shop(&id, "fulfil", &one).expect(422).pointers(), ["/activation_codes"]);
    let both = json!({ "activation_codes": [code("A"), code("B")] });
    service.shop(&id, "fulfil", &both).expect(200);
    service.shop(&id, "fulfil", &both).expect(200);
    let order = service.show(&made);
    assert_eq!(order["activation_code"], code("A"));
    assert_eq!(order["activation_codes"], both["activation_codes"]);
    let receipt = text(&made, "receipt");
    let (_, path) = receipt.split_once(&service.address).expect("on this service");
    let page = service.get(path, &[]).expect(200).text();
    assert!(page.contains(&code("A")) && page.contains(&code("B")), "{page}");
    assert_eq!(page.matches("<svg class=\"qr\"").count(), 2);
    // On a card that the customer has, one of them needs no code.
    two["line"] = json!({ "kind": "iccid", "value": "8991101200003204514" });
    let made = service.paid("b", &two);
    service.shop(&text(&made, "id"), "fulfil", &json!({ "reference": "R" })).expect(422);
    let what = json!({ "activation_code": code("C"), "reference": "R" });
    service.shop(&text(&made, "id"), "fulfil", &what).expect(200);
}

fn the_sandbox_declines_delays_and_asks_again(database: &Database) {
    let service = Service::start(database, &[]);
    let declined = service.order("a", &body()).expect(201).json();
    service.pay(&declined, "decline").expect(303);
    assert_eq!(service.show(&declined)["status"], "payment_failed");

    let asked = service.order("b", &body()).expect(201).json();
    let page = service.pay(&asked, "confirm").expect(200).text();
    assert!(page.contains("confirmed") && page.contains("TEST ONLY"), "{page}");
    assert_eq!(service.show(&asked)["status"], "awaiting_payment");
    service.pay(&asked, "confirmed").expect(303);
    assert_eq!(service.show(&asked)["status"], "paid");

    let slow = service.order("c", &body()).expect(201).json();
    service.pay(&slow, "slow").expect(303);
    assert_eq!(service.show(&slow)["status"], "awaiting_payment");
    service.wait_for(&slow, "paid");

    service.pay(&slow, "nonsense").expect(422);
    // Without --sandbox there is none.
    let real = Service::with(database, &["--manual-instructions", "Bank"]);
    real.order("d", &body()).expect(422);
    let url = text(&slow["payment"], "url");
    let (_, path) = url.split_once("/v1/").expect("a path");
    real.get(&format!("/v1/{path}"), &[]).expect(404);
}

fn an_unpaid_order_is_given_up(database: &Database) {
    let service = Service::start(database, &["--payment-minutes", "1"]);
    let made = service.order("key", &body()).expect(201).json();
    assert_ne!(made["expires_at"], made["created_at"]);
    // A minute is too long for a test: the clock is put forward in the database.
    drop(service);
    database.run("UPDATE orders SET expires_at = expires_at - 60000");
    let service = Service::start(database, &[]);
    service.wait_for(&made, "expired");
    // Money that comes all the same counts.
    let elsewhere = text(&made["payment"], "url");
    let (_, path) = elsewhere.split_once("/v1/").expect("a path");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    service.send("POST", &format!("/v1/{path}"), &[kind], b"outcome=succeed").expect(303);
    assert_eq!(service.show(&made)["status"], "paid");
}

fn orders_outlive_the_process(database: &Database) {
    let mut service = Service::start(database, &[]);
    let made = service.paid("key", &body());
    assert_eq!(service.terminate(), Some(0));
    let service = Service::start(database, &[]);
    assert_eq!(service.show(&made)["status"], "paid");
}

#[test]
fn without_a_way_to_pay_there_are_quotes_and_no_database() {
    let database = Database::sqlite("taking-without");
    let service = Service::with(&database, &[]);
    let quote = service.post("/v1/quotes", &[], &crate::service::request()).expect(200);
    assert_eq!(quote.json()["total"], "11.00");
    service.order("key", &body()).expect(503);
    assert!(!std::path::Path::new(&database.url).exists());
    let faulty = service.post("/v1/quotes", &[], &json!({})).expect(422).pointers();
    assert!(faulty.contains(&"/phases".to_owned()), "{faulty:?}");
}
