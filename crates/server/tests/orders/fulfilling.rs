//! What the shop does with orders, over HTTP and on the command line.

use crate::database::Database;
use crate::on_both_databases;
use crate::service::{Service, body, orders, text};
use serde_json::{Value, json};

on_both_databases!(
    the_shop_fulfils_an_order,
    only_the_shop_may,
    only_a_well_formed_code_is_taken,
    a_renewal_has_a_reference,
    an_order_that_failed_can_be_tried_again,
    a_refund_is_the_end,
    the_command_line_does_the_same,
    a_bank_transfer_is_confirmed_by_hand,
    the_database_refuses_what_may_not_be,
    of_fulfilling_and_refunding_at_once_the_order_stays_sound,
);

const CODE: &str = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815";

fn code() -> Value {
    json!({ "activation_code": CODE })
}

fn statuses(order: &Value) -> Vec<String> {
    order["history"].as_array().expect("a history").iter().map(|s| text(s, "status")).collect()
}

fn the_shop_fulfils_an_order(database: &Database) {
    let service = Service::start(database, &[]);
    let unpaid = service.order("unpaid", &body()).expect(201).json();
    service.shop(&text(&unpaid, "id"), "fulfil", &code()).expect(409);
    let made = service.paid("key", &body());
    let id = text(&made, "id");
    service.shop(&id, "fulfil", &code()).expect(200);
    let order = service.show(&made);
    assert_eq!(order["activation_code"], CODE);
    let walked = ["created", "awaiting_payment", "paid", "fulfilling", "fulfilled"];
    assert_eq!(statuses(&order), walked);
    // Repeated, it changes nothing; something else is refused.
    service.shop(&id, "fulfil", &code()).expect(200);
    let other = json!({ "activation_code": format!("{CODE}0") });
    service.shop(&id, "fulfil", &other).expect(409);
    service.shop(&id, "fail", &json!({})).expect(409);
    assert_eq!(statuses(&service.show(&made)), walked);
    service.shop("ord_nothing", "fulfil", &code()).expect(404);
}

fn only_the_shop_may(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.paid("key", &body());
    let path = format!("/v1/orders/{}/fulfil", text(&made, "id"));
    for authorization in
        ["", "Bearer", "Bearer x", "Basic c2hvcA==", &format!("Bearer {}", text(&made, "token"))]
    {
        let refused = service.post(&path, &[("Authorization", authorization)], &code());
        assert_eq!(refused.expect(401).header("www-authenticate"), "Bearer");
    }
    assert_eq!(service.show(&made)["status"], "paid");
}

fn only_a_well_formed_code_is_taken(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.paid("key", &body());
    let id = text(&made, "id");
    for bad in ["", "1$smdp.example.com$X", "LPA:1$", "LPA:1$smdp.example.com$<b>"] {
        let refused = service.shop(&id, "fulfil", &json!({ "activation_code": bad })).expect(422);
        assert_eq!(refused.pointers(), ["/activation_code"], "{bad}");
    }
    let codes = json!({ "activation_codes": ["LPA:2$x", CODE, "", CODE] });
    let refused = service.shop(&id, "fulfil", &codes).expect(422);
    let wrong = ["/activation_codes/0", "/activation_codes/2", "/activation_codes/3"];
    assert_eq!(refused.pointers(), wrong);
    for bad in [
        json!({}),
        json!({ "activation_code": CODE, "activation_codes": [CODE] }),
        json!({ "activation_codes": [] }),
        json!({ "activation_codes": [CODE, CODE] }),
        json!({ "activation_codes": [CODE, "LPA:2$x"] }),
        json!({ "activation_codes": CODE }),
        json!({ "reference": "R" }),
        json!({ "code": CODE }),
        json!([]),
        json!({ "activation_code": 5 }),
    ] {
        service.shop(&id, "fulfil", &bad).expect(422);
    }
    assert_eq!(service.show(&made)["status"], "paid");
}

fn a_renewal_has_a_reference(database: &Database) {
    let service = Service::start(database, &[]);
    let mut renewal = body();
    renewal["line"] = json!({ "kind": "msisdn", "value": "+1 415 555 0123" });
    let made = service.paid("key", &renewal);
    assert_eq!(made["line"]["value"], "+14155550123");
    let id = text(&made, "id");
    service.shop(&id, "fulfil", &json!({ "reference": "TOPUP-1" })).expect(200);
    assert_eq!(service.show(&made)["fulfil_reference"], "TOPUP-1");

    // A line there is already is renewed, so the order must say which.
    let mut unsaid = body();
    unsaid["request"]["line"] = json!({ "brand": "b", "plan": "p", "days_left": 0, "left": {} });
    unsaid["request"]["number"] = json!("keep");
    assert_eq!(service.order("other", &unsaid).expect(422).pointers(), ["/line/kind"]);
    // An eSIM is on no card, and what has no numbers is at none: either would be delivered nothing.
    let mut named = body();
    named["line"] = json!({ "kind": "iccid", "value": "8991101200003204514" });
    assert_eq!(service.order("card", &named).expect(422).pointers(), ["/line/kind"]);
    // And a brand of cards sends no eSIM.
    let mut card = body();
    card["request"]["phases"] = json!([{ "days": 10, "minutes": 50 }]);
    card["expected_total"] = json!("2.20");
    assert_eq!(service.order("third", &card).expect(422).pointers(), ["/line/kind"]);
}

fn an_order_that_failed_can_be_tried_again(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.paid("key", &body());
    let id = text(&made, "id");
    service.shop(&id, "fail", &json!({ "reason": "no codes left" })).expect(200);
    let order = service.show(&made);
    assert_eq!(
        (&order["status"], &order["failure"]),
        (&json!("fulfil_failed"), &json!("no codes left"))
    );
    service.shop(&id, "fail", &json!({})).expect(200);
    service.shop(&id, "fulfil", &code()).expect(200);
    let order = service.show(&made);
    assert_eq!((&order["status"], &order["failure"]), (&json!("fulfilled"), &Value::Null));
}

fn a_refund_is_the_end(database: &Database) {
    let service = Service::start(database, &[]);
    let unpaid = service.order("unpaid", &body()).expect(201).json();
    service.shop(&text(&unpaid, "id"), "refund", &json!({})).expect(409);
    let made = service.paid("key", &body());
    let id = text(&made, "id");
    service.shop(&id, "refund", &json!({ "reason": "changed plans" })).expect(200);
    service.shop(&id, "refund", &json!({})).expect(200);
    service.shop(&id, "fulfil", &code()).expect(409);
    service.shop(&id, "fail", &json!({})).expect(409);
    service.pay(&made, "succeed").expect(303);
    let order = service.show(&made);
    assert_eq!(order["status"], "refunded");
    assert_eq!(statuses(&order), ["created", "awaiting_payment", "paid", "refunded"]);
}

fn the_command_line_does_the_same(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.paid("key", &body());
    let refunded = service.paid("other", &body());
    let failed = service.paid("third", &body());
    let (id, reference) = (text(&made, "id"), text(&made, "reference"));

    let (list, _, code) = orders(database, &["list"]);
    assert_eq!((list.lines().count(), code), (3, Some(0)), "{list}");
    assert!(list.contains(&id) && list.contains("11.00 USD") && list.contains("TEST"), "{list}");
    assert_eq!(orders(database, &["list", "--status", "fulfilled"]).0, "");
    assert_eq!(orders(database, &["list", "--status", "nonsense"]).2, Some(2));

    let (_, err, code) = orders(database, &["fulfil", &id, "--activation-code", "nonsense"]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("/activation_code: "), "{err}");
    assert_eq!(orders(database, &["fulfil", &id]).2, Some(2), "one of the two is required");
    let (shown, err, code) = orders(database, &["fulfil", &reference, "--activation-code", CODE]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(shown["status"], "fulfilled");
    assert_eq!(service.show(&made)["activation_code"], CODE);

    assert_eq!(orders(database, &["refund", &text(&refunded, "id"), "--reason", "ill"]).2, Some(0));
    assert_eq!(service.show(&refunded)["failure"], "ill");
    assert_eq!(orders(database, &["fail", &text(&failed, "id")]).2, Some(0));
    assert_eq!(service.show(&failed)["status"], "fulfil_failed");
    let (shown, ..) = orders(database, &["show", &reference.to_ascii_lowercase()]);
    assert!(shown.contains(&id) && !shown.contains(&text(&made, "token")), "{shown}");
    assert_eq!(orders(database, &["show", "ord_nothing"]).2, Some(2));
    assert_eq!(orders(database, &["paid", &id]).2, Some(2), "the sandbox isn't paid by hand");
}

fn a_bank_transfer_is_confirmed_by_hand(database: &Database) {
    let text_ = "Pay to Lantern Ltd, IBAN DE00 0000 0000";
    let service = Service::with(database, &["--manual-instructions", text_]);
    let mut by_bank = body();
    by_bank["payment_method"] = json!("bank");
    let made = service.order("key", &by_bank).expect(201).json();
    assert_eq!(made["sandbox"], false);
    let payment = &made["payment"];
    assert_eq!(payment["kind"], "instructions");
    assert_eq!(payment["text"], text_);
    assert_eq!(payment["reference"], made["reference"]);
    assert_eq!((&payment["amount"], &payment["currency"]), (&json!("11.00"), &json!("USD")));
    service.shop(&text(&made, "id"), "paid", &json!({})).expect(200);
    service.shop(&text(&made, "id"), "paid", &json!({})).expect(200);
    assert_eq!(service.show(&made)["status"], "paid");
    let other = service.order("other", &by_bank).expect(201).json();
    // Nobody is promised what can't be done without them.
    by_bank["renewal"] = json!("auto");
    assert_eq!(service.order("auto", &by_bank).expect(422).pointers(), ["/renewal"]);
    // A bill keeps what it said.
    let later = Service::with(database, &["--manual-instructions", "Elsewhere"]);
    assert_eq!(later.show(&other)["payment"]["text"], text_);
    assert_eq!(orders(database, &["paid", &text(&other, "reference")]).2, Some(0));
    assert_eq!(service.show(&other)["status"], "paid");
    // A card can't be paid with here.
    assert_eq!(service.order("third", &body()).expect(422).pointers(), ["/payment_method"]);
}

/// Whatever a program does to the tables.
fn the_database_refuses_what_may_not_be(database: &Database) {
    let service = Service::start(database, &[]);
    let made = service.order("key", &body()).expect(201).json();
    for sql in [
        "UPDATE orders SET status = 'fulfilled'",
        "UPDATE orders SET status = 'refunded'",
        "UPDATE orders SET status = 'nonsense'",
        "UPDATE orders SET due_now = total + 1",
        "UPDATE orders SET total = -1",
        "INSERT INTO order_history (order_id, seq, from_status, to_status, at, by) \
         SELECT id, 9, 'awaiting_payment', 'fulfilled', 1, 'x' FROM orders",
        "INSERT INTO order_history (order_id, seq, from_status, to_status, at, by) \
         VALUES ('ord_none', 1, 'new', 'created', 1, 'x')",
    ] {
        assert!(!database.accepts(sql), "{sql}");
    }
    assert!(database.accepts("UPDATE orders SET status = 'expired'"));
    assert_eq!(service.show(&made)["status"], "expired");
}

fn of_fulfilling_and_refunding_at_once_the_order_stays_sound(database: &Database) {
    let service = Service::start(database, &[]);
    for round in 0..6 {
        let made = service.paid(&format!("key-{round}"), &body());
        let id = text(&made, "id");
        let (fulfilled, refunded) = std::thread::scope(|scope| {
            let fulfil = scope.spawn(|| service.shop(&id, "fulfil", &code()).status);
            let refund = scope.spawn(|| service.shop(&id, "refund", &json!({})).status);
            (fulfil.join().expect("an answer"), refund.join().expect("an answer"))
        });
        // The refund is either first, and nothing is fulfilled, or second, and undoes it.
        assert_eq!(refunded, 200);
        let order = service.show(&made);
        assert_eq!(order["status"], "refunded");
        let was_fulfilled = statuses(&order).contains(&"fulfilled".to_owned());
        assert_eq!(was_fulfilled, fulfilled == 200, "{fulfilled}: {order}");
    }
}
