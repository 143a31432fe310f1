//! What the shop's own system is told: signed, in order, until it has taken it.

use crate::database::Database;
use crate::listener::{Listener, Received};
use crate::on_both_databases;
use crate::service::{Service, body, text};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::collections::BTreeMap;

on_both_databases!(
    every_change_is_told_in_order_and_signed,
    what_was_not_taken_is_told_again_later,
    what_was_not_told_outlives_the_process,
    several_instances_tell_each_change_in_order,
    a_message_that_hangs_holds_up_no_other_order,
);

const SECRET: &str = "a-secret-of-the-shop";

fn start(database: &Database, listener: &Listener) -> Service {
    let more = ["--webhook-url", &listener.url, "--webhook-secret", SECRET];
    Service::start(database, &more)
}

fn types(received: &[Received]) -> Vec<String> {
    received.iter().filter(|r| r.status == 200).map(|r| text(&r.json(), "type")).collect()
}

/// Taken messages of one order.
fn of(received: &[Received], id: &str) -> Vec<Received> {
    let taken = received.iter().filter(|r| r.status == 200 && r.json()["order"]["id"] == id);
    taken.cloned().collect()
}

fn every_change_is_told_in_order_and_signed(database: &Database) {
    let listener = Listener::start(|_| 200);
    let service = start(database, &listener);
    let made = service.paid("key", &body());
    // The shop takes a paid order up by taking the message.
    service.wait_for(&made, "fulfilling");
    let code = json!({ "activation_code": "LPA:1$smdp.example.com$X" });
    service.shop(&text(&made, "id"), "fulfil", &code).expect(200);
    let received = listener.wait(|received| received.len() >= 5);
    assert_eq!(
        types(&received),
        [
            "order.created",
            "order.awaiting_payment",
            "order.paid",
            "order.fulfilling",
            "order.fulfilled"
        ]
    );
    for message in &received {
        let parts: BTreeMap<_, _> =
            message.signature.split(',').filter_map(|part| part.split_once('=')).collect();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
        mac.update(format!("{}.", parts["t"]).as_bytes());
        mac.update(&message.body);
        let expected: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(parts["v1"], expected);
        let body = message.json();
        assert_eq!(body["id"], message.event);
        assert_eq!(body["order"]["contact"]["email"], "li.wei@example.com");
        assert!(!String::from_utf8_lossy(&message.body).contains(&text(&made, "token")));
    }
    let last = received.last().expect("five").json();
    assert_eq!(last["order"]["activation_code"], "LPA:1$smdp.example.com$X");
}

fn what_was_not_taken_is_told_again_later(database: &Database) {
    // The first three are refused.
    let listener = Listener::start(|count| if count < 3 { 503 } else { 200 });
    let service = start(database, &listener);
    let made = service.order("key", &body()).expect(201).json();
    let received = listener.wait(|received| types(received).len() == 2);
    // The second change waits for the first.
    assert_eq!(types(&received), ["order.created", "order.awaiting_payment"]);
    let tries: Vec<&Received> = received.iter().take(4).collect();
    assert!(tries.iter().all(|one| one.event == tries[0].event), "the same message");
    let delays: Vec<_> = tries.windows(2).map(|two| two[1].at - two[0].at).collect();
    assert!(delays[1] > delays[0] && delays[2] > delays[1], "growing: {delays:?}");
    let metrics = service.get("/metrics", &[]).expect(200).text();
    assert!(metrics.contains("simfare_webhooks_failed_total 3"), "{metrics}");
    assert!(metrics.contains("simfare_webhooks_waiting "), "{metrics}");
    service.show(&made);
}

fn a_message_that_hangs_holds_up_no_other_order(database: &Database) {
    let listener = Listener::hanging(|body| body.contains("hang@example.com"), |_| 200);
    let service = start(database, &listener);
    let mut hanging = body();
    hanging["contact"]["email"] = json!("hang@example.com");
    for key in 0..20 {
        service.order(&format!("hanging-{key}"), &hanging).expect(201);
    }
    let of = |received: &[Received], kind: &str| {
        let mails = received.iter().map(|one| one.json()["order"]["contact"]["email"].clone());
        mails.filter(|mail| *mail == kind).count()
    };
    let begun = listener.wait(|received| of(received, "hang@example.com") > 0)[0].at;
    service.order("another", &body()).expect(201);
    let told = listener.wait(|received| of(received, "li.wei@example.com") == 2);
    let last = told.iter().rfind(|one| of(std::slice::from_ref(one), "li.wei@example.com") == 1);
    // The service waits 15 s for an answer.
    let waited = last.expect("one").at - begun;
    assert!(waited < std::time::Duration::from_secs(15), "{waited:?}");
}

#[test]
fn messages_that_cannot_be_taken_wait_their_turn() {
    let database = Database::sqlite("telling-stuck");
    let listener = Listener::start(|_| 200);
    let service = start(&database, &listener);
    database.run(
        "CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    );
    service.order("key", &body()).expect(201);
    std::thread::sleep(std::time::Duration::from_millis(2500));
    let tries = service.log().matches("a message is stuck").count();
    assert!((1..=10).contains(&tries), "{tries}");
}

fn what_was_not_told_outlives_the_process(database: &Database) {
    let deaf = Listener::start(|_| 500);
    let mut service = start(database, &deaf);
    let made = service.order("key", &body()).expect(201).json();
    service.kill();
    database.run("UPDATE outbox SET next_at = 0");
    let listener = Listener::start(|_| 200);
    let _service = start(database, &listener);
    let received = listener.wait(|received| received.len() >= 2);
    assert_eq!(types(&received), ["order.created", "order.awaiting_payment"]);
    assert_eq!(received[0].json()["order"]["id"], made["id"]);
}

#[test]
fn a_clock_that_was_wrong_puts_no_message_off_for_longer_than_the_longest_delay() {
    let database = Database::sqlite("telling-clock");
    let deaf = Listener::start(|_| 500);
    let mut service = start(&database, &deaf);
    service.order("key", &body()).expect(201);
    deaf.wait(|received| !received.is_empty());
    service.kill();
    // As tried when the clock was a year ahead.
    database.run("UPDATE outbox SET next_at = next_at + 31536000000 WHERE attempts > 0");
    let listener = Listener::start(|_| 200);
    let _service = start(&database, &listener);
    let received = listener.wait(|received| received.len() >= 2);
    assert_eq!(types(&received), ["order.created", "order.awaiting_payment"]);
}

#[test]
fn an_instance_that_tells_nobody_forgets_none_that_another_is_telling() {
    let database = Database::sqlite("telling-forgotten");
    let deaf = Listener::start(|_| 500);
    let mut service = start(&database, &deaf);
    service.order("key", &body()).expect(201);
    deaf.wait(|received| !received.is_empty());
    service.kill();
    // The second waits for the first, which is tried again and again, for more than a week.
    database.run("UPDATE outbox SET next_at = 0 WHERE attempts = 0");
    let mute = Service::start(&database, &[]);
    mute.order("another", &body()).expect(201);
    // It forgets when it begins to look around.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    database.run("UPDATE outbox SET next_at = 0 WHERE attempts > 0");
    drop(mute);
    let listener = Listener::start(|_| 200);
    let _service = start(&database, &listener);
    let received = listener.wait(|received| received.len() >= 4);
    let mut told = types(&received);
    told.sort();
    assert_eq!(
        told,
        ["order.awaiting_payment", "order.awaiting_payment", "order.created", "order.created"]
    );
}

#[test]
fn an_answer_whose_body_never_ends_is_an_answer() {
    let database = Database::sqlite("telling-endless");
    let endless = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook", endless.local_addr().expect("an address"));
    let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&count);
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        let mut open = Vec::new();
        for stream in endless.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = [0; 65_536];
            let _ = stream.read(&mut head);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n");
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            open.push(stream);
        }
    });
    let service = Service::start(
        &database,
        &["--webhook-url", &url, "--webhook-secret", "whsec_0123456789abcdef"],
    );
    service.order("key", &body()).expect(201);
    let begun = std::time::Instant::now();
    while database.number("SELECT COUNT(*) FROM outbox") > 0 {
        assert!(begun.elapsed().as_secs() < 14, "nothing was taken");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 2);
}

fn several_instances_tell_each_change_in_order(database: &Database) {
    let listener = Listener::start(|count| if count % 5 == 4 { 500 } else { 200 });
    let services = [start(database, &listener), start(database, &listener)];
    let made: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..12)
            .map(|i| {
                let service = &services[i % 2];
                scope.spawn(move || service.paid(&format!("key-{i}"), &body()))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("an order")).collect()
    });
    let received = listener
        .wait(|received| made.iter().all(|made| of(received, &text(made, "id")).len() >= 4));
    for made in &made {
        let taken = of(&received, &text(made, "id"));
        let mut steps: Vec<String> = taken.iter().map(|r| text(&r.json(), "type")).collect();
        // At least once: one may come again, none out of its place.
        steps.dedup();
        assert_eq!(
            steps,
            ["order.created", "order.awaiting_payment", "order.paid", "order.fulfilling"]
        );
    }
}
