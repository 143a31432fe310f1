//! How long a quote takes and how much memory it needs.
//!
//! `cargo bench -p simfare-engine` prints a table; the README holds one.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use simfare_engine::{Catalog, Request, cheapest, one_plan, quote, quote_watched};

#[path = "support/widen.rs"]
mod widen;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalog.json");
    let real = fs::read(real).expect("the real catalog");
    let request = |days: u32| {
        format!(
            r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [
                {{"days": {days}, "data_mb": {}, "minutes": {}, "sms": {}}}]}}"#,
            days * 340,
            days * 4,
            days
        )
    };
    let held = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [
        {"days": 14, "data_mb": 10240, "minutes": 60, "sms": 20},
        {"days": 337, "sms": 12, "reachable": true},
        {"days": 14, "data_mb": 10240, "minutes": 60, "sms": 20}],
        "number": "hold", "lines": 2, "payment_method": "paypal", "coupon": "WELCOME10"}"#;
    println!("| catalog | trip | total | median | fastest | peak memory |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    let mut cases: Vec<(String, Vec<u8>, String, String)> = vec![
        ("the real one".into(), real.clone(), "30 days".into(), request(30)),
        ("the real one".into(), real.clone(), "365 days".into(), request(365)),
        (
            "the real one".into(),
            real.clone(),
            "365 days, two lines, hold, coupon".into(),
            held.into(),
        ),
    ];
    for offers in [1_000, 20_000] {
        let catalog = widen::widened(&real, offers);
        for days in [30, 365, 730] {
            cases.push((
                format!("{offers} offers"),
                catalog.clone(),
                format!("{days} days"),
                request(days),
            ));
        }
    }
    // As much as a request may ask for, which paygo credit could serve.
    let most = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [
        {"days": 14, "data_mb": 1000000000, "minutes": 1000000000}]}"#;
    let name = "14 days, 10⁹ MB, 10⁹ minutes";
    cases.push(("the real one".into(), real.clone(), name.into(), most.into()));
    let name = "365 days of four resources".into();
    let mixed = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [
        {"days": 365, "data_mb": 146000, "minutes": 10950, "sms": 3650, "intl_minutes": 730}]}"#;
    cases.push(("20 mixed add-ons".into(), mixed_addons(), name, mixed.into()));
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    cases.retain(|(name, _, trip, _)| {
        only.as_ref().is_none_or(|only| format!("{name}, {trip}").contains(only.as_str()))
    });
    for (name, catalog, trip, request) in cases {
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let catalog = Catalog::from_json(&catalog).expect("a valid catalog");
        let request = Request::from_json(request.as_bytes(), &catalog).expect("a valid request");
        let mut times: Vec<Duration> = Vec::new();
        let started = Instant::now();
        let mut total = String::new();
        while times.len() < 3 || (times.len() < 50 && started.elapsed() < Duration::from_secs(2)) {
            let start = Instant::now();
            let answer = quote(&catalog, &request).expect("a valid request");
            times.push(start.elapsed());
            total = answer.total.map_or("none".into(), |total| total.to_decimal_string(2));
        }
        times.sort();
        println!(
            "| {name} | {trip} | {total} | {:.2} ms | {:.2} ms | {} KiB |",
            times[times.len() / 2].as_secs_f64() * 1e3,
            times[0].as_secs_f64() * 1e3,
            (MEMORY.peak_usage() - before) / 1024
        );
    }
    side_questions(&real, request);
}

/// A catalog of a plan and 20 add-ons, each of which gives something of all four resources.
fn mixed_addons() -> Vec<u8> {
    let part = |i: usize, factor: usize, most: usize| i * factor % most;
    let addons: Vec<String> = (1..=20)
        .map(|i| {
            format!(
                r#"{{"id": "a{i}", "brand": "b", "name": "a{i}", "price": "{}.{:02}", "data_mb": {},
                    "minutes": {}, "sms": {}, "intl_minutes": {}}}"#,
                1 + part(i, 5, 9),
                part(i, 37, 100),
                part(i, 131, 307),
                part(i, 17, 31),
                part(i, 11, 29),
                part(i, 5, 11)
            )
        })
        .collect();
    let catalog = format!(
        r#"{{"schema": "simfare.catalog/1", "id": "mixed", "currency": "USD", "updated": "2026-12-01",
            "brands": [{{"id": "b", "name": "B", "number": true, "sim": ["esim"]}}],
            "plans": [{{"id": "p", "brand": "b", "name": "P", "price": "25.00",
                "validity": {{"days": 60}}, "data_mb": 4000, "minutes": 200, "sms": 30}}],
            "addons": [{}]}}"#,
        addons.join(", ")
    );
    catalog.into_bytes()
}

/// What a page asks beside the answer: the cheapest for each length of a year's trip, and one plan
/// alone.
fn side_questions(real: &[u8], request: impl Fn(u32) -> String) {
    let catalog = Catalog::from_json(real).expect("a valid catalog");
    let read =
        |days| Request::from_json(request(days).as_bytes(), &catalog).expect("a valid request");
    let trips: Vec<Request> = (1..=395).map(read).collect();
    println!();
    println!("| side question, the real catalog | time |");
    println!("| --- | ---: |");
    let timed = |name: &str, ask: &mut dyn FnMut()| {
        let fastest = (0..5).map(|_| {
            let start = Instant::now();
            ask();
            start.elapsed()
        });
        println!("| {name} | {:.2} ms |", fastest.min().unwrap_or_default().as_secs_f64() * 1e3);
    };
    timed("`cheapest` for each length, 1 to 395 days", &mut || {
        for trip in &trips {
            assert!(cheapest(&catalog, trip).is_ok());
        }
    });
    timed("`cheapest`, 365 days", &mut || assert!(cheapest(&catalog, &trips[364]).is_ok()));
    timed("`one_plan`, 365 days", &mut || assert!(one_plan(&catalog, &trips[364]).is_ok()));
    let wide = Catalog::from_json(&widen::widened(real, 20_000)).expect("a valid catalog");
    let trip = Request::from_json(request(730).as_bytes(), &wide).expect("a valid request");
    let (mut last, mut longest) = (Instant::now(), Duration::ZERO);
    let started = last;
    let watched = quote_watched(&wide, &trip, &mut |done, _| {
        longest = longest.max(last.elapsed());
        last = Instant::now();
        if std::env::var_os("TRACE").is_some() {
            eprintln!("{done} {:?}", started.elapsed());
        }
    });
    assert!(watched.is_ok());
    let longest = longest.as_secs_f64() * 1e3;
    println!("| longest wait for progress, 20,000 offers, 730 days | {longest:.2} ms |");
}
