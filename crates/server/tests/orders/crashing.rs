//! What survives when the process is killed in the middle of everything.

use crate::database::Database;
use crate::http::try_send;
use crate::on_both_databases;
use crate::service::{Service, body, text};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Duration;

on_both_databases!(every_order_that_was_answered_is_there_and_none_twice);

/// Customers order while the service is killed again and again at moments of no one's choosing.
/// Each customer repeats until there is an answer, as a page would.
fn every_order_that_was_answered_is_there_and_none_twice(database: &Database) {
    let mut service = Service::start(database, &[]);
    let address = RwLock::new(service.address.clone());
    let (done, count) = (AtomicBool::new(false), AtomicUsize::new(0));
    // By key: every id that was ever answered for it.
    let answered: Mutex<BTreeMap<String, Vec<String>>> = Mutex::default();
    let broken_off = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let key = format!("key-{}", count.fetch_add(1, Ordering::Relaxed));
                    let bytes = body().to_string();
                    for _ in 0..200 {
                        let address = address.read().expect("no panic elsewhere").clone();
                        let headers = [
                            ("Idempotency-Key", key.as_str()),
                            ("Content-Type", "application/json"),
                        ];
                        let answer =
                            try_send(&address, "POST", "/v1/orders", &headers, bytes.as_bytes());
                        match answer {
                            Some(answer) if answer.status == 201 => {
                                let id = text(&answer.json(), "id");
                                let mut answered = answered.lock().expect("no panic elsewhere");
                                answered.entry(key.clone()).or_default().push(id);
                                break;
                            }
                            Some(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                            None => {
                                broken_off.fetch_add(1, Ordering::Relaxed);
                                std::thread::sleep(Duration::from_millis(10));
                            }
                        }
                    }
                }
            });
        }
        let mut moment = 17u64;
        for _ in 0..8 {
            moment = moment.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::sleep(Duration::from_millis(50 + (moment >> 33) % 350));
            service.kill();
            service = Service::start(database, &[]);
            *address.write().expect("no panic elsewhere") = service.address.clone();
        }
        std::thread::sleep(Duration::from_millis(300));
        done.store(true, Ordering::Relaxed);
    });
    let answered = answered.into_inner().expect("no panic elsewhere");
    println!("{} orders, {} tries broken off", answered.len(), broken_off.into_inner());
    assert!(answered.len() > 20, "there was load: {}", answered.len());

    // Every key that was answered gets the same order again.
    for (key, ids) in &answered {
        let again = service.order(key, &body()).expect(201);
        assert_eq!(again.header("idempotency-replayed"), "true", "{key} was answered before");
        let id = text(&again.json(), "id");
        assert!(ids.iter().all(|known| *known == id), "{key}: {ids:?}, now {id}");
    }
    // And there is nothing else: one order a key, each with its whole history and every message.
    let keys = database.number("SELECT COUNT(DISTINCT key_hash) FROM orders");
    assert_eq!(database.number("SELECT COUNT(*) FROM orders"), keys);
    assert!(keys >= i64::try_from(answered.len()).expect("a count"));
    assert!(keys <= i64::try_from(count.into_inner()).expect("a count"));
    assert_eq!(
        database
            .number("SELECT COUNT(*) FROM orders WHERE status <> 'awaiting_payment' OR seq <> 2"),
        0
    );
    assert_eq!(database.number("SELECT COUNT(*) FROM order_history"), 2 * keys);
    assert_eq!(database.number("SELECT COUNT(*) FROM outbox"), 2 * keys);
}
