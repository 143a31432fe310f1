//! Bodies that nobody should send: wrong types, huge numbers, deep nesting, broken UTF-8. The
//! answer is always one that says what is wrong, never a failure of the service's own.

use crate::database::Database;
use crate::on_both_databases;
use crate::service::{Service, body, request, text};
use serde_json::{Value, json};

/// A small generator (SplitMix64): a failing round can be run again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Values that fit nowhere, or almost.
fn odd(random: &mut Random) -> Value {
    let strings = [
        "",
        " ",
        "\u{0}",
        "\u{202e}",
        "-1",
        "1e999",
        "999999999999999999999999999999.99",
        "0.001",
        "NaN",
        "2026-02-30",
        "9999-12-31",
        "0000-00-00",
        "'; DROP TABLE orders; --",
        "<script>",
        "../../etc/passwd",
        "𝕏",
        "simfare.request/1",
        "new_esim",
        "card",
        "sandbox",
        "unlimited",
        "a@b.co",
        "zh-CN",
        "12.00",
        "FREE",
        "\u{feff}x",
    ];
    match random.below(10) {
        0 => Value::Null,
        1 => json!(random.next().is_multiple_of(2)),
        2 => json!(random.next()),
        3 => json!(i64::MIN),
        4 => json!(1.5e308),
        5 => json!([]),
        6 => json!({}),
        7 => json!("x".repeat(random.below(4000))),
        8 => json!([[[[{ "a": [{}] }]]]]),
        _ => json!(*random.of(&strings)),
    }
}

/// Changes something somewhere in a document.
fn spoil(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) if !members.is_empty() && random.below(5) > 0 => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = random.of(&names).clone();
            match random.below(8) {
                0 => {
                    members.remove(&name);
                }
                1 => {
                    let value = odd(random);
                    members.insert(format!("{name}~/x"), value);
                }
                _ => spoil(members.entry(name).or_insert(Value::Null), random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.below(5) > 0 => {
            let i = random.below(items.len());
            if random.below(4) == 0 {
                let copy = items[i].clone();
                items.extend(std::iter::repeat_n(copy, random.below(150)));
            } else {
                spoil(&mut items[i], random);
            }
        }
        other => *other = odd(random),
    }
}

/// Bytes that no serialiser would write.
fn break_up(bytes: &mut Vec<u8>, random: &mut Random) {
    match random.below(6) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let i = random.below(bytes.len());
            bytes[i] = u8::try_from(random.below(256)).unwrap_or(0xff);
        }
        2 => {
            let i = random.below(bytes.len());
            bytes.splice(i..i, [0xff, 0xfe, 0xc0, 0x80]);
        }
        3 => {
            let depth = 10 + random.below(60_000);
            *bytes = [b"[".repeat(depth), b"]".repeat(depth)].concat();
        }
        4 => *bytes = br#"{"a":"#.repeat(5 + random.below(20_000)),
        _ => {
            let i = random.below(bytes.len());
            bytes.splice(i..i, b"99999999999999999999999999999999999999e99999".iter().copied());
        }
    }
}

on_both_databases!(no_path_makes_the_service_fail);

fn no_path_makes_the_service_fail(database: &Database) {
    let service = Service::start(database, &[]);
    let key = format!("Bearer {}", service.shop_key);
    let headers = [("Authorization", key.as_str()), ("Content-Type", "application/json")];
    let long = "x".repeat(4000);
    for name in ["%00", "ord_%00", "%ff", "%c3%28", "%", "%zz", "%20", "%0d%0a", "..", &long] {
        for (method, path) in [
            ("GET", format!("/v1/orders/{name}")),
            ("GET", format!("/v1/orders/{name}/receipt?token=x")),
            ("POST", format!("/v1/orders/{name}/refund")),
            ("GET", format!("/v1/sandbox/{name}")),
        ] {
            let answer = service.send(method, &path, &headers, b"{}").expect(404);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        }
    }
}

#[test]
fn no_body_makes_the_service_fail() {
    let database = Database::sqlite("garbage");
    let service = Service::start(&database, &[]);
    let paid = service.paid("paid", &body());
    let id = text(&paid, "id");
    let authorization = format!("Bearer {}", service.shop_key);
    let seed =
        std::env::var("SIMFARE_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_121);
    let rounds = std::env::var("SIMFARE_ROUNDS").ok().and_then(|s| s.parse().ok()).unwrap_or(1_500);
    let mut random = Random(seed);
    let mut line_order = body();
    line_order["line"] = json!({ "kind": "iccid", "value": "8991101200003204514" });
    line_order["request"]["line"] =
        json!({ "brand": "b", "plan": "p", "days_left": 3, "left": { "data_mb": 100 } });
    line_order["request"]["filter"] = json!({ "brands": ["b"], "sim": "esim" });
    let calls = [
        ("/v1/orders".to_owned(), body()),
        ("/v1/orders".to_owned(), line_order),
        ("/v1/quotes".to_owned(), request()),
        (format!("/v1/orders/{id}/fulfil"), json!({ "activation_code": "LPA:1$a.example$X" })),
        (format!("/v1/orders/{id}/fail"), json!({ "reason": "x" })),
        (format!("/v1/orders/{id}/refund"), json!({ "reason": "x" })),
        ("/v1/orders/ord_x/paid".to_owned(), json!({})),
        ("/v1/webhooks/stripe".to_owned(), json!({ "id": "evt", "type": "x", "data": {} })),
        ("/v1/sandbox/x".to_owned(), json!("outcome=succeed")),
    ];
    let mut statuses = std::collections::BTreeMap::new();
    for round in 0..rounds {
        let (path, good) = random.of(&calls).clone();
        let mut document = good;
        for _ in 0..=random.below(3) {
            spoil(&mut document, &mut random);
        }
        let mut bytes = document.to_string().into_bytes();
        if random.below(3) == 0 {
            break_up(&mut bytes, &mut random);
        }
        let mut path = path;
        if random.below(8) == 0 {
            path += *random.of(&["%00", "%ff", "%", "%2e%2e%2f", "/", "%F0%9F%92%A5", "?%00"]);
        }
        let key = format!("key-{round}");
        let headers = [
            ("Idempotency-Key", key.as_str()),
            ("Content-Type", "application/json"),
            ("Authorization", &authorization),
            ("Stripe-Signature", "t=1,v1=00"),
        ];
        let answer = service.send("POST", &path, &headers, &bytes);
        *statuses.entry(answer.status).or_insert(0) += 1;
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(600)]).into_owned();
        assert!(
            answer.status < 500,
            "seed {seed}, round {round}: {path} {shown}\n{}\n{}",
            answer.text(),
            service.log()
        );
        if answer.status >= 400 {
            let kind = answer.header("content-type");
            assert_eq!(kind, "application/problem+json", "{path}: {}", answer.text());
            assert_eq!(answer.json()["status"], answer.status);
        }
    }
    println!("{statuses:?}");
    assert!(statuses.contains_key(&422) && statuses.contains_key(&400), "{statuses:?}");
    // It is as well as before.
    service.order("well", &body()).expect(201);
    assert!(!service.log().contains("panicked"), "{}", service.log());
}
