//! What strangers can't do, and what the service keeps to itself.

use crate::database::Database;
use crate::http::Answer;
use crate::service::{CATALOG, SHOP_KEY_HASH, Service, body, request, text};
use crate::support::{empty_dir, file, run, simfare};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn only_pages_of_named_origins_may_call() {
    let database = Database::sqlite("safety-origins");
    let service = Service::start(&database, &["--origin", "https://shop.example"]);
    let ask = |origin: &str| {
        service.send(
            "OPTIONS",
            "/v1/orders",
            &[
                ("Origin", origin),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "idempotency-key, content-type"),
            ],
            b"",
        )
    };
    let allowed = ask("https://shop.example");
    assert_eq!(allowed.header("access-control-allow-origin"), "https://shop.example");
    assert!(allowed.header("access-control-allow-headers").contains("idempotency-key"));
    assert!(allowed.header("access-control-allow-methods").contains("POST"));
    for origin in ["https://evil.example", "null", "https://shop.example.evil.example", ""] {
        let refused = ask(origin);
        assert_eq!(refused.header("access-control-allow-origin"), "", "{origin}");
        assert_eq!(refused.header("access-control-allow-headers"), "", "{origin}");
    }
    let answer = service.post("/v1/quotes", &[("Origin", "https://shop.example")], &request());
    assert_eq!(answer.header("access-control-allow-origin"), "https://shop.example");
    assert!(answer.header("access-control-expose-headers").contains("retry-after"));
    assert_eq!(answer.header("vary"), "origin");
    let answer = service.post("/v1/quotes", &[("Origin", "https://evil.example")], &request());
    assert_eq!(answer.header("access-control-allow-origin"), "");
    // The catalog and the widget's files are for everyone.
    assert_eq!(service.get("/v1/catalog", &[]).header("access-control-allow-origin"), "*");
}

#[test]
fn pages_elsewhere_may_ask_whether_their_catalog_is_still_the_one() {
    let database = Database::sqlite("safety-catalog");
    let service = Service::start(&database, &[]);
    let origin = ("Origin", "https://shop.example");
    let asks = [
        origin,
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "if-none-match"),
    ];
    let allowed = service.send("OPTIONS", "/v1/catalog", &asks, b"").expect(204);
    assert_eq!(allowed.header("access-control-allow-origin"), "*");
    assert_eq!(allowed.header("access-control-allow-headers"), "if-none-match");
    let answer = service.get("/v1/catalog", &[origin]).expect(200);
    assert_eq!(answer.header("access-control-expose-headers"), "etag");
    let etag = answer.header("etag").to_owned();
    service.get("/v1/catalog", &[origin, ("If-None-Match", &etag)]).expect(304);
}

#[test]
fn a_trip_that_cannot_be_had_is_not_one_at_another_price() {
    let database = Database::sqlite("safety-infeasible");
    let service = Service::start(&database, &[]);
    let mut order = body();
    order["request"]["phases"][0]["intl_minutes"] = json!(60);
    let answer = service.order("key", &order).expect(409).json();
    assert_eq!(answer["title"], "The trip can't be had any more");
    assert_eq!(answer["quote"]["status"], "infeasible");
}

#[test]
fn who_asks_too_often_waits() {
    let database = Database::sqlite("safety-often");
    let service = Service::start(&database, &["--rate-limit", "2"]);
    let answers: Vec<Answer> = (0..40).map(|_| service.get("/v1/orders/ord_x", &[])).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!refused.is_empty() && refused.len() <= 20, "{}", refused.len());
    assert_eq!(refused[0].header("retry-after"), "1");
    assert_eq!(refused[0].json()["type"], "urn:simfare:problem:too-many");
    // Health is never refused, nor are files.
    service.get("/healthz", &[]).expect(200);
    service.get("/", &[]).expect(200);
    std::thread::sleep(Duration::from_millis(1100));
    service.get("/v1/orders/ord_x", &[]).expect(401);
}

#[test]
fn a_body_has_a_limit() {
    let database = Database::sqlite("safety-body");
    let service = Service::start(&database, &["--max-body", "2000"]);
    let headers = [("Idempotency-Key", "k"), ("Content-Type", "application/json")];
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(3000));
    let refused = service.send("POST", "/v1/orders", &headers, long.as_bytes()).expect(413);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    service.order("k", &body()).expect(201);
}

#[test]
fn nothing_personal_and_no_secret_is_logged() {
    let database = Database::sqlite("safety-log");
    let mut service = Service::start(&database, &["--log", "debug"]);
    let mut order = body();
    order["line"] = json!({ "kind": "msisdn", "value": "+14155550123" });
    let made = service.paid("a-key-of-mine", &order);
    let receipt = text(&made, "receipt");
    let (_, path) = receipt.split_once(&service.address).expect("on this service");
    service.get(path, &[]).expect(200);
    let (_, shown) = receipt.split_once("token=").expect("a token");
    service.shop(&text(&made, "id"), "fulfil", &json!({ "reference": "REF-77" })).expect(200);
    let mut wrong = body();
    wrong["contact"]["email"] = json!("someone@nowhere");
    service.order("b", &wrong).expect(422);
    let named = service.get("/v1/orders/ord_x", &[("X-Request-Id", "proxy-name-1234")]);
    assert_eq!(named.header("x-request-id"), "proxy-name-1234");
    let odd = service.get("/v1/orders/ord_x", &[("X-Request-Id", "\"><script>")]);
    assert_eq!(odd.header("x-request-id").len(), 16);
    service.terminate();
    let log = service.log();
    for secret in [
        "li.wei",
        "someone@",
        "14155550123",
        "REF-77",
        "a-key-of-mine",
        &text(&made, "token"),
        shown,
        "shop_0123456789abcdef",
        SHOP_KEY_HASH,
    ] {
        assert!(!log.contains(secret), "{secret} in\n{log}");
    }
    // And what should be there: each line a document, with the request's name.
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let taken = lines.iter().find(|line| line["message"] == "order taken").expect("a line");
    assert_eq!(taken["order"], made["id"]);
    assert_eq!(taken["span"]["id"].as_str().map(str::len), Some(16), "{taken}");
    assert!(log.contains("GET /v1/orders/{id}/receipt") && log.contains("proxy-name-1234"));
}

#[cfg(unix)]
#[test]
fn the_file_of_orders_is_for_one_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite("safety-file");
    let service = Service::start(&database, &[]);
    service.order("key", &body()).expect(201);
    for file in ["", "-wal", "-shm"] {
        let data = std::fs::metadata(format!("{}{file}", database.url)).expect("a file");
        assert_eq!(data.permissions().mode() & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_new_catalog_is_taken_over_whole_or_not_at_all() {
    let database = Database::sqlite("safety-reload");
    let service = Service::start(&database, &[]);
    let etag = service.get("/v1/catalog", &[]).header("etag").to_owned();
    let total = || {
        let quote = service.post("/v1/quotes", &[], &request());
        text(&quote.expect(200).json(), "total")
    };
    let wait = |done: &dyn Fn() -> bool| {
        let end = Instant::now() + Duration::from_secs(20);
        while !done() {
            assert!(Instant::now() < end, "not yet:\n{}", service.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    // A fault anywhere, and everything stays as it is.
    let faulty =
        CATALOG.replace("\"10.00\"", "\"20.00\"").replace("\"brand\": \"c\"", "\"brand\": \"z\"");
    std::fs::write(&service.catalog, faulty).expect("a file");
    wait(&|| service.log().contains("/plans/1/brand"));
    assert_eq!(total(), "11.00");
    assert_eq!(service.get("/v1/catalog", &[]).header("etag"), etag);
    // A good one, by signal.
    std::fs::write(&service.catalog, CATALOG.replace("\"10.00\"", "\"20.00\"")).expect("a file");
    let pid = service.pid().to_string();
    std::process::Command::new("kill").args(["-HUP", &pid]).status().expect("kill starts");
    wait(&|| total() == "22.00");
    assert_ne!(service.get("/v1/catalog", &[]).header("etag"), etag);
    service.order("k", &body()).expect(409);
    // And one by itself, when the file changes.
    std::fs::write(&service.catalog, CATALOG.replace("\"10.00\"", "\"3.000\"")).expect("a file");
    std::fs::write(&service.catalog, CATALOG.replace("\"10.00\"", "\"30.00\"")).expect("a file");
    wait(&|| total() == "33.00");
    let metrics = service.get("/metrics", &[]).expect(200).text();
    assert!(metrics.contains("simfare_catalog_reloads_refused_total"), "{metrics}");
}

#[test]
fn who_runs_it_sees_how_it_is() {
    let database = Database::sqlite("safety-health");
    let service = Service::start(&database, &[]);
    service.get("/healthz", &[]).expect(200);
    service.get("/readyz", &[]).expect(200);
    service.paid("key", &body());
    let catalog = service.get("/v1/catalog", &[]).expect(200);
    assert_eq!(catalog.header("x-request-id").len(), 16);
    let metrics = service.get("/metrics", &[]).expect(200);
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    let metrics = metrics.text();
    for line in [
        "simfare_http_responses_total{call=\"POST /v1/orders\",class=\"2xx\"} 1",
        "simfare_http_duration_seconds_count{call=\"POST /v1/orders\"} 1",
        "simfare_http_duration_seconds_bucket{call=\"POST /v1/orders\",le=\"+Inf\"} 1",
        "simfare_http_responses_total{call=\"GET /v1/catalog\",class=\"2xx\"} 1",
        "simfare_orders_total{status=\"paid\"} 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "no {line} in\n{metrics}");
    }
    assert!(!metrics.contains("simfare_webhooks_waiting"), "nobody is to be told");
}

#[test]
fn what_was_begun_is_finished_before_the_end() {
    let database = Database::sqlite("safety-end");
    let mut service = Service::start(&database, &[]);
    let address = service.address.clone();
    let sending = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let body = body().to_string();
        let mut stream = std::net::TcpStream::connect(&address).expect("the service listens");
        let head = format!(
            "POST /v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: k\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let (first, rest) = body.split_at(20);
        stream.write_all((head + first).as_bytes()).expect("sent");
        // The service is told to end in between.
        std::thread::sleep(Duration::from_millis(700));
        stream.write_all(rest.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    });
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(service.terminate(), Some(0));
    let answer = sending.join().expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[test]
fn it_does_not_start_on_a_wrong_configuration() {
    let dir = empty_dir("safety-configuration");
    file(&dir, "index.html", "shop");
    let catalog = file(&dir, "catalog.json", CATALOG);
    let catalog = catalog.to_string_lossy().into_owned();
    let inside = dir.join("orders.db").to_string_lossy().into_owned();
    // A link from elsewhere to a file that would be served.
    let linked = dir.with_extension("linked.db");
    std::fs::write(dir.join("served.db"), "").expect("a file");
    let _ = std::fs::remove_file(&linked);
    std::os::unix::fs::symlink(dir.join("served.db"), &linked).expect("a link");
    let linked = linked.to_string_lossy().into_owned();
    let cases: &[(&[&str], &str)] = &[
        (&["--sandbox", "--database", &inside], "--database"),
        (&["--sandbox", "--database", "mysql://x"], "--database"),
        (&["--sandbox", "--database", ""], "--database"),
        (
            &["--sandbox", "--stripe-secret-key", "sk_live_x", "--stripe-webhook-secret", "w"],
            "--sandbox",
        ),
        (&["--sandbox", "--manual-instructions", "Bank"], "--sandbox"),
        (&["--stripe-secret-key", "sk_live_x"], "--stripe-webhook-secret"),
        (&["--stripe-secret-key", "sk_live_x", "--stripe-webhook-secret", "w"], "--public-url"),
        (
            &["--stripe-secret-key", "pk_live_x", "--stripe-webhook-secret", "w"],
            "--stripe-secret-key",
        ),
        (
            &["--sandbox", "--database", "memory", "--webhook-url", "https://x.example"],
            "--webhook-secret",
        ),
        (&["--webhook-url", "https://x.example", "--webhook-secret", "short"], "--webhook-secret"),
        (
            &["--webhook-url", "x.example", "--webhook-secret", "long-enough-for-this"],
            "--webhook-url",
        ),
        (&["--sandbox", "--database", "memory", "--origin", "*"], "--origin"),
        (&["--sandbox", "--database", "memory", "--public-url", "shop"], "--public-url"),
        (
            &["--sandbox", "--database", "memory", "--public-url", "https://shop.example/?a=b"],
            "--public-url",
        ),
        (
            &[
                "--webhook-url",
                "https://me:secret@x.example/",
                "--webhook-secret",
                "long-enough-for-this",
            ],
            "--webhook-url",
        ),
        (&["--sandbox", "--database", &linked], "--database"),
        (&["--sandbox", "--database", "memory", "--return-url", "shop"], "--return-url"),
        (&["--sandbox", "--database", "memory", "--shop-key-hash", "shop"], "--shop-key-hash"),
        (&["--manual-instructions", " "], "--manual-instructions"),
        (&["--rate-limit", "many"], "--rate-limit"),
        (&["--log", "simfare=loud"], "--log"),
    ];
    for (arguments, flag) in cases {
        let mut command = simfare();
        command.args(["serve", "--listen", "127.0.0.1:0", "--catalog", &catalog, "--dir"]);
        let (out, err, code) = run(command.arg(&dir).args(*arguments));
        assert_eq!((out.as_str(), code), ("", Some(2)), "{arguments:?}: {err}");
        assert!(err.contains(flag), "{arguments:?}: {err}");
    }
    let (out, err, code) =
        run(simfare().args(["serve", "--listen", "127.0.0.1:0", "--sandbox", "--dir"]).arg(&dir));
    assert_eq!((out.as_str(), code), ("", Some(2)), "{err}");
    assert!(err.contains("--catalog"), "{err}");
    let (_, err, code) = run(simfare()
        .args(["serve", "--listen", "127.0.0.1:0", "--sandbox", "--catalog", &catalog, "--dir"])
        .arg(&dir)
        .args(["--database", "postgres://nobody:topsecret@127.0.0.1:1/none"]));
    assert_eq!(code, Some(1));
    assert!(err.contains("--database") && !err.contains("topsecret"), "{err}");
}

#[test]
fn the_environment_configures_and_help_names_it() {
    let database = Database::sqlite("safety-environment");
    let service = Service::configured(&database, &[], |command| {
        command
            .env("SIMFARE_SANDBOX", "true")
            .env("SIMFARE_ORIGINS", "https://a.example,https://b.example");
    });
    service.order("k", &body()).expect(201);
    let answer = service.post("/v1/quotes", &[("Origin", "https://b.example")], &request());
    assert_eq!(answer.header("access-control-allow-origin"), "https://b.example");
    let (help, ..) =
        run(simfare().args(["serve", "--help"]).env("SIMFARE_STRIPE_SECRET_KEY", "sk_live_secret"));
    for name in [
        "SIMFARE_LISTEN",
        "SIMFARE_DIR",
        "SIMFARE_CATALOG",
        "SIMFARE_DATABASE",
        "SIMFARE_PUBLIC_URL",
        "SIMFARE_SANDBOX",
        "SIMFARE_STRIPE_SECRET_KEY",
        "SIMFARE_WEBHOOK_URL",
        "SIMFARE_ORIGINS",
        "SIMFARE_RATE_LIMIT",
        "SIMFARE_SHOP_KEY_HASH",
        "SIMFARE_LOG",
        "SIMFARE_MANUAL_INSTRUCTIONS",
    ] {
        assert!(help.contains(name), "no {name} in\n{help}");
    }
    assert!(!help.contains("sk_live_secret"));
}

#[test]
fn the_api_is_described() {
    let database = Database::sqlite("safety-openapi");
    let service = Service::start(&database, &[]);
    let served = service.get("/v1/openapi.json", &[]).expect(200).json();
    let (printed, _, code) = run(simfare().arg("openapi"));
    assert_eq!(code, Some(0));
    assert_eq!(serde_json::from_str::<Value>(&printed).expect("JSON"), served);
    for (path, method) in [
        ("/v1/catalog", "get"),
        ("/v1/quotes", "post"),
        ("/v1/orders", "post"),
        ("/v1/orders/{id}", "get"),
        ("/v1/orders/{id}/receipt", "get"),
        ("/v1/orders/{id}/fulfil", "post"),
        ("/v1/orders/{id}/fail", "post"),
        ("/v1/orders/{id}/refund", "post"),
        ("/v1/webhooks/stripe", "post"),
    ] {
        assert!(served["paths"][path][method].is_object(), "{method} {path}");
    }
    let statuses = |path: &str, method: &str| {
        let responses = served["paths"][path][method]["responses"].as_object();
        responses.into_iter().flat_map(|all| all.keys().cloned()).collect::<Vec<_>>()
    };
    for (path, method, may_be) in [
        ("/v1/quotes", "post", &["200", "400", "413", "415", "422", "429", "503"][..]),
        ("/v1/orders", "post", &["201", "400", "409", "413", "415", "422", "429", "503"]),
        ("/v1/orders/{id}", "get", &["200", "401", "404", "429", "503"]),
        ("/v1/orders/{id}/fulfil", "post", &["200", "400", "413", "415", "422", "429", "503"]),
        ("/v1/orders/{id}/refund", "post", &["200", "400", "413", "415", "422", "429", "503"]),
    ] {
        let described = statuses(path, method);
        for status in may_be {
            assert!(described.iter().any(|there| there == status), "{path}: {described:?}");
        }
    }
    // What is always refused isn't described as fine.
    let schemas = &served["components"]["schemas"];
    let valid = |name: &str, value: Value| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": { "schemas": schemas } });
        jsonschema::validator_for(&schema).expect("a schema").is_valid(&value)
    };
    for (name, value, is_fine) in [
        ("ReasonBody", json!({}), true),
        ("ReasonBody", json!({ "reason": null }), false),
        ("ReasonBody", json!({ "why": "so" }), false),
        ("FulfilBody", json!({ "reference": "R1" }), true),
        ("FulfilBody", json!({ "reference": null }), false),
        ("FulfilBody", json!({ "activation_codes": [] }), false),
        ("OrderedLine", json!({ "kind": "new_esim" }), true),
        ("OrderedLine", json!({ "kind": "new_esim", "value": null }), false),
        ("OrderedLine", json!({ "kind": "msisdn" }), false),
        ("OrderedLine", json!({ "kind": "msisdn", "value": "+14155550123" }), true),
        (
            "OrderBody",
            {
                let mut more = body();
                more["more"] = json!(1);
                more
            },
            false,
        ),
        ("OrderBody", body(), true),
    ] {
        assert_eq!(valid(name, value.clone()), is_fine, "{name} {value}");
    }
    // What is described is what is sent.
    let made = service.order("k", &body()).expect(201).json();
    let described = &served["components"]["schemas"]["Order"]["properties"];
    for name in made.as_object().expect("an order").keys() {
        assert!(described[name].is_object(), "{name} isn't described");
    }
    let (key, ..) = run(simfare().arg("shop-key"));
    assert!(key.contains("key:  shop_") && key.contains("hash: "), "{key}");
}

#[test]
fn several_may_start_at_once_on_a_new_file() {
    let database = Database::sqlite("safety-at-once");
    let services: Vec<Service> = std::thread::scope(|scope| {
        let starting: Vec<_> =
            (0..4).map(|_| scope.spawn(|| Service::start(&database, &[]))).collect();
        starting.into_iter().map(|starting| starting.join().expect("it starts")).collect()
    });
    for (at, service) in services.iter().enumerate() {
        service.order(&format!("key-{at}"), &body()).expect(201);
    }
}

/// What was begun when nothing was real.
#[test]
fn without_the_sandbox_its_slow_payments_never_come() {
    let database = Database::sqlite("safety-slow");
    let mut service = Service::start(&database, &[]);
    let made = service.order("key", &body()).expect(201).json();
    service.pay(&made, "slow").expect(303);
    service.kill();
    database.run("UPDATE orders SET settle_at = 1");
    let service = Service::with(&database, &["--manual-instructions", "Bank"]);
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(service.show(&made)["status"], "awaiting_payment");
}
