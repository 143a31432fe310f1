//! Payments by Stripe: asked for once, believed only when signed, never undone by a late event.

use crate::database::{Database, free_port};
use crate::http::{Answer, try_send};
use crate::listener::Listener;
use crate::on_both_databases;
use crate::service::{Service, body, orders, text};
use crate::stripe_stand_in::{StandIn, WEBHOOK_SECRET, event};
use serde_json::{Value, json};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

on_both_databases!(
    a_session_asks_for_exactly_what_is_due,
    a_signed_event_pays_the_order,
    only_signed_and_fresh_events_count,
    late_and_repeated_events_undo_nothing,
    money_that_comes_later_is_waited_for,
    money_that_never_comes_is_given_up,
    another_amount_pays_nothing,
    one_key_makes_one_session,
    an_order_survives_stripes_absence,
    what_stripe_refuses_has_failed,
    a_lost_event_is_made_up_for,
    who_has_paid_does_not_wait_for_the_event,
    what_renews_by_itself_can_be_charged_again,
    a_failure_is_told_in_the_customers_language,
    stripe_is_asked_for_nothing_that_it_refuses,
    what_goes_back_is_not_taken_up,
    a_refund_goes_out_once,
    a_refund_that_nobody_here_can_make_is_not_begun,
    a_refund_by_hand_is_seen,
    a_refund_that_takes_its_time_is_waited_for,
    a_refund_that_fails_leaves_the_order_as_it_was,
    news_of_an_earlier_refund_does_not_undo_a_later_one,
    what_was_refused_before_is_no_reason_for_a_refund,
    a_refund_that_overtakes_its_payment_is_the_end,
);

fn start(database: &Database, stripe: &StandIn) -> Service {
    Service::with(database, &stripe.flags())
}

fn send(service: &Service, (body, signature): (String, String)) -> Answer {
    let headers = [("Stripe-Signature", signature.as_str())];
    service.send("POST", "/v1/webhooks/stripe", &headers, body.as_bytes())
}

/// The only session.
fn session(stripe: &StandIn) -> String {
    let sessions = stripe.sessions();
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    sessions[0].0.clone()
}

fn paid(service: &Service, stripe: &StandIn) -> (Value, String) {
    let made = service.order("key", &body()).expect(201).json();
    let id = session(stripe);
    let object = stripe.pay(&id);
    send(service, event("evt_paid", "checkout.session.completed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
    (made, id)
}

fn a_session_asks_for_exactly_what_is_due(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let mut long = body();
    long["request"]["phases"] = json!([{ "days": 90, "data_mb": 3000 }]);
    long["expected_total"] = json!("33.00");
    long["contact"]["locale"] = json!("zh-CN");
    let made = service.order("key", &long).expect(201).json();
    assert_eq!(made["status"], "awaiting_payment");
    let (id, form) = stripe.sessions().remove(0);
    assert_eq!(made["payment"]["url"], format!("https://checkout.stripe.test/c/pay/{id}"));
    let order = text(&made, "id");
    for (name, value) in [
        ("mode", "payment"),
        ("line_items[0][price_data][unit_amount]", "1100"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][product_data][name]", "Brand B: Plan <P>"),
        ("line_items[0][quantity]", "1"),
        ("client_reference_id", &order),
        ("metadata[order]", &order),
        ("payment_intent_data[metadata][order]", &order),
        ("customer_email", "li.wei@example.com"),
        ("locale", "zh"),
        ("allowed_payment_method_types[0]", "card"),
        ("success_url", &text(&made, "receipt")),
    ] {
        assert_eq!(form.get(name).map(String::as_str), Some(value), "{name} in {form:?}");
    }
    assert!(!form.contains_key("line_items[1][quantity]"), "later purchases are not asked for");
    let token = text(&made, "token");
    assert!(form.values().all(|value| !value.contains(&token)), "the order's token is nobody's");
    let mut alipay = body();
    alipay["payment_method"] = json!("alipay");
    service.order("other", &alipay).expect(201);
    let forms = stripe.sessions();
    assert!(forms.iter().any(|(_, form)| form["allowed_payment_method_types[0]"] == "alipay"));
}

fn stripe_is_asked_for_nothing_that_it_refuses(database: &Database) {
    let stripe = StandIn::start();
    let flags = [stripe.flags().as_slice(), &["--payment-minutes", "10"]].concat();
    let service = Service::with(database, &flags);
    let mut chinese = body();
    chinese["contact"]["email"] = json!("王@例子.公司");
    service.order("key", &chinese).expect(201);
    let (_, form) = stripe.sessions().remove(0);
    assert!(!form.contains_key("customer_email"), "{form:?}");
    // Sessions of less than half an hour.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    let expires: u64 = form["expires_at"].parse().expect("a time");
    assert!(expires > now + 3000, "{expires} at {now}");
}

fn a_signed_event_pays_the_order(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, _) = paid(&service, &stripe);
    let order = service.show(&made);
    assert_eq!(order["history"][2]["by"], "stripe");
    assert_eq!(order["sandbox"], false);
    // An event about somebody else's session, or about nothing of ours.
    let other = json!({ "id": "cs_other", "payment_status": "paid", "amount_total": 1,
                        "currency": "usd", "client_reference_id": "ord_other" });
    send(&service, event("evt_1", "checkout.session.completed", &other, 0)).expect(204);
    send(&service, event("evt_2", "customer.created", &json!({ "id": "cus_1" }), 0)).expect(204);
    // Another session with an order's id isn't that order's.
    let unpaid = service.order("unpaid", &body()).expect(201).json();
    let other = json!({ "id": "cs_other", "payment_status": "paid", "amount_total": 1100,
                        "currency": "usd", "client_reference_id": text(&unpaid, "id") });
    send(&service, event("evt_3", "checkout.session.completed", &other, 0)).expect(204);
    assert_eq!(service.show(&unpaid)["status"], "awaiting_payment");
}

fn only_signed_and_fresh_events_count(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let object = stripe.pay(&session(&stripe));
    let of = |ago| event("evt_1", "checkout.session.completed", &object, ago);
    let (genuine, signature) = of(0);
    send(&service, of(301)).expect(400);
    send(&service, of(-400)).expect(400);
    send(&service, (genuine.clone(), String::new())).expect(400);
    send(&service, (genuine.clone(), signature.replace("v1=", "v1=0"))).expect(400);
    send(&service, (genuine.replace("1100", "1101"), signature)).expect(400);
    send(&service, ("{}".to_owned(), of(0).1)).expect(400);
    assert_eq!(service.show(&made)["status"], "awaiting_payment");
    send(&service, of(290)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
}

fn late_and_repeated_events_undo_nothing(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, id) = paid(&service, &stripe);
    let steps = service.show(&made)["history"].clone();
    let object = stripe.session(&id, |_| {});
    for (name, kind) in [
        ("evt_paid", "checkout.session.completed"),
        ("evt_again", "checkout.session.completed"),
        ("evt_late", "checkout.session.expired"),
        ("evt_later", "checkout.session.async_payment_failed"),
        ("evt_last", "checkout.session.async_payment_succeeded"),
    ] {
        for _ in 0..2 {
            send(&service, event(name, kind, &object, 0)).expect(204);
        }
    }
    assert_eq!(service.show(&made)["history"], steps);
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$X" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(200);
    send(&service, event("evt_end", "checkout.session.expired", &object, 0)).expect(204);
    send(&service, event("evt_paid", "checkout.session.completed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "fulfilled");
}

fn money_that_comes_later_is_waited_for(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let id = session(&stripe);
    let object = stripe.session(&id, |session| session["status"] = json!("complete"));
    send(&service, event("evt_1", "checkout.session.completed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "awaiting_payment");
    send(&service, event("evt_2", "checkout.session.async_payment_failed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "payment_failed");
    // Out of order: the money was there after all.
    let object = stripe.pay(&id);
    send(&service, event("evt_3", "checkout.session.async_payment_succeeded", &object, 0))
        .expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
}

/// The event of its failure was lost.
fn money_that_never_comes_is_given_up(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let id = session(&stripe);
    let object = stripe.session(&id, |session| session["status"] = json!("complete"));
    send(&service, event("evt_1", "checkout.session.completed", &object, 0)).expect(204);
    database.run("UPDATE orders SET expires_at = 0");
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(service.show(&made)["status"], "awaiting_payment", "it may be on its way");
    database.run("UPDATE orders SET expires_at = 0, created_at = created_at - 1900800000");
    service.wait_for(&made, "expired");
    let object = stripe.pay(&id);
    send(&service, event("evt_3", "checkout.session.async_payment_succeeded", &object, 0))
        .expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
}

fn another_amount_pays_nothing(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let mut object = stripe.pay(&session(&stripe));
    object["amount_total"] = json!(1);
    // Sent again it would say the same: a person has to look.
    send(&service, event("evt_1", "checkout.session.completed", &object, 0)).expect(204);
    object["amount_total"] = json!(1100);
    object["currency"] = json!("jpy");
    send(&service, event("evt_2", "checkout.session.completed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "awaiting_payment");
}

fn one_key_makes_one_session(database: &Database) {
    let stripe = StandIn::start();
    stripe.is_slow(Duration::from_millis(300));
    let services = [start(database, &stripe), start(database, &stripe)];
    let urls: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|i| {
                let service = &services[i % 2];
                scope.spawn(move || {
                    let made = service.order("key", &body()).expect(201).json();
                    text(&made["payment"], "url")
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().expect("an order")).collect()
    });
    assert_eq!(urls.len(), 1, "{urls:?}");
    session(&stripe);
}

fn an_order_survives_stripes_absence(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    stripe.breaks(Some(500));
    let refused = service.order("key", &body()).expect(502);
    assert_eq!(refused.header("retry-after"), "5");
    assert!(!refused.text().contains("li.wei"), "{}", refused.text());
    let (list, ..) = orders(database, &["list", "--status", "created"]);
    assert_eq!(list.lines().count(), 1, "{list}");
    stripe.breaks(None);
    let made = service.order("key", &body()).expect(201);
    assert_eq!(made.header("idempotency-replayed"), "true");
    assert!(list.starts_with(&text(&made.json(), "id")), "the same order");
    session(&stripe);
}

fn what_stripe_refuses_has_failed(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    stripe.breaks(Some(400));
    service.order("key", &body()).expect(502);
    stripe.breaks(None);
    // The key's order is what it is; a new key makes a new one.
    assert_eq!(service.order("key", &body()).expect(201).json()["status"], "payment_failed");
    service.order("new", &body()).expect(201);
    assert!(!service.log().contains("li.wei"), "nothing personal in the log");
}

fn a_lost_event_is_made_up_for(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let lost = service.order("lost", &body()).expect(201).json();
    stripe.pay(&session(&stripe));
    let unpaid = service.order("unpaid", &body()).expect(201).json();
    database.run("UPDATE orders SET expires_at = 1");
    service.wait_for(&lost, "paid");
    service.wait_for(&unpaid, "expired");
    // Nobody can pay it any more.
    let url = text(&unpaid["payment"], "url");
    let id = url.rsplit('/').next().expect("a name").to_owned();
    assert_eq!(stripe.session(&id, |_| {})["status"], "expired");
}

/// The event is lost, or its secret mistyped: Stripe is asked long before the order expires.
fn who_has_paid_does_not_wait_for_the_event(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let lost = service.order("lost", &body()).expect(201).json();
    stripe.pay(&session(&stripe));
    let unpaid = service.order("unpaid", &body()).expect(201).json();
    database.run("UPDATE orders SET settle_at = 1");
    service.wait_for(&lost, "paid");
    assert_eq!(service.show(&unpaid)["status"], "awaiting_payment");
    // Not every second.
    let calls = stripe.calls();
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(stripe.calls(), calls);
}

fn what_renews_by_itself_can_be_charged_again(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let mut auto = body();
    auto["renewal"] = json!("auto");
    let made = service.order("auto", &auto).expect(201).json();
    let (id, form) = stripe.sessions().remove(0);
    assert_eq!(form["payment_intent_data[setup_future_usage]"], "off_session");
    assert_eq!(form["customer_creation"], "always");
    let object = stripe.pay(&id);
    send(&service, event("evt_paid", "checkout.session.completed", &object, 0)).expect(204);
    // The shop's system finds there what it charges; nobody else learns of it.
    let path = format!("/v1/orders/{}", text(&made, "id"));
    let key = format!("Bearer {}", service.shop_key);
    let order = service.get(&path, &[("Authorization", &key)]).expect(200).json();
    assert_eq!(order["provider_payment"], format!("pi_{id}"));
    assert!(service.show(&made).get("provider_payment").is_none());
    // Who confirms each payment in an app isn't charged without it.
    auto["payment_method"] = json!("alipay");
    assert_eq!(service.order("alipay", &auto).expect(422).pointers(), ["/renewal"]);
    service.order("manual", &body()).expect(201);
    let forms = stripe.sessions();
    let others = forms.iter().filter(|(other, _)| *other != id);
    let kept = "payment_intent_data[setup_future_usage]";
    assert_eq!(others.filter(|(_, form)| !form.contains_key(kept)).count(), 1);
}

fn a_failure_is_told_in_the_customers_language(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let mut chinese = body();
    chinese["contact"]["locale"] = json!("zh-CN");
    let made = service.order("key", &chinese).expect(201).json();
    let object = stripe.session(&session(&stripe), |session| session["status"] = json!("complete"));
    send(&service, event("evt", "checkout.session.async_payment_failed", &object, 0)).expect(204);
    assert_eq!(service.show(&made)["failure"], "付款被拒绝。");
}

fn a_refund_goes_out_once(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, id) = paid(&service, &stripe);
    stripe.breaks(Some(503));
    let problem = service.shop(&text(&made, "id"), "refund", &json!({})).expect(502).json();
    let detail = text(&problem, "detail");
    assert!(detail.contains("status 503") && detail.contains("tried again"), "{detail}");
    assert_eq!(service.show(&made)["status"], "paid");
    // While it is under way, nothing is handed out.
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$X" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(409);
    stripe.breaks(None);
    stripe.is_slow(Duration::from_millis(300));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| service.shop(&text(&made, "id"), "refund", &json!({})).expect(200));
        }
    });
    assert_eq!(service.show(&made)["status"], "refunded");
    let refunds = stripe.refunds();
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0]["payment_intent"], format!("pi_{id}"));
}

fn a_refund_that_nobody_here_can_make_is_not_begun(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, _) = paid(&service, &stripe);
    // The command line, without Stripe's keys: what it couldn't do, the service would.
    let (_, told, code) = orders(database, &["refund", &text(&made, "id")]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("Stripe"), "{told}");
    assert!(service.show(&made).get("refund_started_at").is_none());
}

fn a_refund_by_hand_is_seen(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, id) = paid(&service, &stripe);
    let mut charge = json!({ "id": "ch_1", "object": "charge", "refunded": false,
                             "payment_intent": format!("pi_{id}") });
    send(&service, event("evt_part", "charge.refunded", &charge, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid", "a part of it is not all");
    charge["refunded"] = json!(true);
    // Another payment than this order's, whatever it says of whose it was.
    let mut other = charge.clone();
    other["payment_intent"] = json!("pi_other");
    other["metadata"] = json!({ "order": text(&made, "id") });
    send(&service, event("evt_other", "charge.refunded", &other, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
    send(&service, event("evt_all", "charge.refunded", &charge, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "refunded");
}

fn a_refund_that_takes_its_time_is_waited_for(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, id) = paid(&service, &stripe);
    stripe.refunds_are("pending");
    let shown = service.shop(&text(&made, "id"), "refund", &json!({})).expect(200).json();
    assert_eq!(shown["status"], "paid");
    assert!(shown["refund_started_at"].is_string(), "{shown}");
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$X" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(409);
    // Stripe says this when a refund is begun.
    let charge = json!({ "id": "ch_1", "refunded": true, "payment_intent": format!("pi_{id}") });
    send(&service, event("evt_1", "charge.refunded", &charge, 0)).expect(204);
    send(&service, event("evt_2", "refund.updated", &stripe.refund(), 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
    // A part of the money, sent back by hand, is another refund.
    let mut part = stripe.refund();
    part["amount"] = json!(1);
    part["status"] = json!("succeeded");
    send(&service, event("evt_3", "refund.updated", &part, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "paid");
    stripe.refunds_are("succeeded");
    send(&service, event("evt_4", "refund.updated", &stripe.refund(), 0)).expect(204);
    let order = service.show(&made);
    assert_eq!((&order["status"], &order["refund_started_at"]), (&json!("refunded"), &Value::Null));
}

/// The shop hears that an order was paid when its money is on the way back.
fn what_goes_back_is_not_taken_up(database: &Database) {
    let stripe = StandIn::start();
    let deaf = Listener::start(|_| 500);
    let mut service = Service::with(
        database,
        &[
            stripe.flags().as_slice(),
            &["--webhook-url", &deaf.url, "--webhook-secret", "a secret of the shop"],
        ]
        .concat(),
    );
    let (made, _) = paid(&service, &stripe);
    stripe.refunds_are("pending");
    service.shop(&text(&made, "id"), "refund", &json!({})).expect(200);
    service.kill();
    let listener = Listener::start(|_| 204);
    let service = Service::with(
        database,
        &[
            stripe.flags().as_slice(),
            &["--webhook-url", &listener.url, "--webhook-secret", "a secret of the shop"],
        ]
        .concat(),
    );
    database.run("UPDATE outbox SET next_at = 1");
    let told = |kind: &str| listener.received().iter().any(|it| it.json()["type"] == kind);
    let end = Instant::now() + Duration::from_secs(30);
    while !told("order.paid") {
        assert!(Instant::now() < end, "nothing was told");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(service.show(&made)["status"], "paid");
}

fn a_refund_that_fails_leaves_the_order_as_it_was(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, _) = paid(&service, &stripe);
    let id = text(&made, "id");
    // For want of rights, which the shop has to give its key first.
    stripe.breaks(Some(403));
    let denied = service.shop(&id, "refund", &json!({})).expect(502).json();
    assert!(text(&denied, "detail").ends_with("the order is as it was"), "{denied}");
    assert_eq!(service.show(&made)["refund_started_at"], Value::Null);
    stripe.breaks(None);
    stripe.refunds_are("requires_action");
    service.shop(&id, "refund", &json!({})).expect(200);
    assert!(service.show(&made)["refund_started_at"].is_string());
    let mut failed = stripe.refund();
    failed["status"] = json!("failed");
    send(&service, event("evt_1", "refund.failed", &failed, 0)).expect(204);
    assert_eq!(service.show(&made)["refund_started_at"], Value::Null);
    // Begun again, and its event is lost: Stripe is asked.
    service.shop(&id, "refund", &json!({})).expect(200);
    stripe.refunds_are("succeeded");
    database.run("UPDATE orders SET refund_next = 1");
    service.wait_for(&made, "refunded");
}

fn news_of_an_earlier_refund_does_not_undo_a_later_one(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let (made, _) = paid(&service, &stripe);
    let id = text(&made, "id");
    stripe.refunds_are("pending");
    service.shop(&id, "refund", &json!({})).expect(200);
    stripe.refunds_are("failed");
    let first = stripe.refund();
    send(&service, event("evt_1", "refund.failed", &first, 0)).expect(204);
    assert_eq!(service.show(&made)["refund_started_at"], Value::Null);
    stripe.refunds_will_be("pending");
    service.shop(&id, "refund", &json!({})).expect(200);
    let second = stripe.refund();
    assert_ne!(first["id"], second["id"]);
    // One failure, two events.
    send(&service, event("evt_2", "refund.updated", &first, 0)).expect(204);
    assert!(service.show(&made)["refund_started_at"].is_string());
    // Nor the failure of one that was never heard of: only the present one's counts.
    let mut unknown = first.clone();
    unknown["id"] = json!("re_unknown");
    send(&service, event("evt_unknown", "refund.failed", &unknown, 0)).expect(204);
    assert!(service.show(&made)["refund_started_at"].is_string());
    // Nor that it had seemed to succeed before.
    let mut seemed = first.clone();
    seemed["status"] = json!("succeeded");
    send(&service, event("evt_0", "refund.updated", &seemed, 0)).expect(204);
    assert_ne!(service.show(&made)["status"], "refunded");
    service.shop(&id, "fulfil", &json!({ "activation_code": "LPA:1$a.example$1" })).expect(409);
    let mut done = second.clone();
    done["status"] = json!("succeeded");
    send(&service, event("evt_3", "refund.updated", &done, 0)).expect(204);
    assert_eq!(service.show(&made)["status"], "refunded");
}

fn what_was_refused_before_is_no_reason_for_a_refund(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let id = session(&stripe);
    let object = stripe.session(&id, |_| {});
    send(&service, event("evt_1", "checkout.session.async_payment_failed", &object, 0)).expect(204);
    assert!(service.show(&made)["failure"].is_string());
    let object = stripe.pay(&id);
    send(&service, event("evt_2", "checkout.session.completed", &object, 0)).expect(204);
    service.shop(&text(&made, "id"), "refund", &json!({})).expect(200);
    let order = service.show(&made);
    assert_eq!((&order["status"], &order["failure"]), (&json!("refunded"), &Value::Null));
}

fn a_refund_that_overtakes_its_payment_is_the_end(database: &Database) {
    let stripe = StandIn::start();
    let service = start(database, &stripe);
    let made = service.order("key", &body()).expect(201).json();
    let id = session(&stripe);
    let object = stripe.pay(&id);
    let charge = json!({ "id": "ch_1", "object": "charge", "refunded": true,
                         "payment_intent": format!("pi_{id}"),
                         "metadata": { "order": text(&made, "id") } });
    send(&service, event("evt_back", "charge.refunded", &charge, 0)).expect(204);
    send(&service, event("evt_paid", "checkout.session.completed", &object, 0)).expect(204);
    let order = service.show(&made);
    assert_eq!(order["status"], "refunded");
    let steps = order["history"].as_array().expect("a history");
    assert_eq!(steps.len(), 4, "{order}");
}

/// The real `localstripe`, which has payments, refunds and signed webhooks; sessions are the
/// stand-in's.
#[test]
fn localstripe_collects_tells_and_refunds() {
    let Some(program) = std::env::var_os("SIMFARE_LOCALSTRIPE") else {
        println!("skipped: SIMFARE_LOCALSTRIPE names no localstripe; `cargo xtask test` does");
        return;
    };
    let database = Database::sqlite("stripe-localstripe");
    let address = format!("127.0.0.1:{}", free_port());
    let (_, port) = address.split_once(':').expect("a port");
    let child = Command::new(program)
        .args(["--port", port, "--from-scratch"])
        .current_dir(&database.dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("localstripe starts");
    let _localstripe = Ends(child);
    let call = |path: &str, form: &str| {
        let headers = [
            ("Authorization", "Bearer sk_test_stand_in"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        try_send(&address, "POST", path, &headers, form.as_bytes())
    };
    let end = Instant::now() + Duration::from_secs(30);
    while call("/v1/customers", "").is_none() {
        assert!(Instant::now() < end, "localstripe doesn't start");
        std::thread::sleep(Duration::from_millis(100));
    }
    let stripe = StandIn::start();
    stripe.leave_refunds_to(&address);
    let service = start(&database, &stripe);
    call(
        "/_config/webhooks/shop",
        &format!("url=http://{}/v1/webhooks/stripe&secret={WEBHOOK_SECRET}", service.address),
    )
    .expect("an answer")
    .expect(200);

    let made = service.order("key", &body()).expect(201).json();
    let card = "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123";
    let method = call("/v1/payment_methods", card).expect("an answer").expect(200).json();
    let form = format!(
        "amount=1100&currency=usd&payment_method={}&confirm=true&metadata[order]={}",
        text(&method, "id"),
        text(&made, "id")
    );
    let payment = call("/v1/payment_intents", &form).expect("an answer").expect(200).json();
    // Its webhook comes after a second, signed.
    service.wait_for(&made, "paid");
    service.shop(&text(&made, "id"), "refund", &json!({})).expect(200);
    assert_eq!(service.show(&made)["status"], "refunded");
    let refunds = try_send(
        &address,
        "GET",
        &format!("/v1/refunds?payment_intent={}", text(&payment, "id")),
        &[("Authorization", "Bearer sk_test_stand_in")],
        b"",
    );
    let refunds = refunds.expect("an answer").expect(200).json();
    assert_eq!(refunds["data"][0]["amount"], 1100, "{refunds}");
}

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
