//! What the service lives through without being started anew.

use crate::database::Database;
use crate::service::{CATALOG, Service, body, orders};
use crate::support::{empty_dir, file, run, simfare};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A file that can't grow stands for a disk that is full.
fn let_files_grow(service: &Service, most: &str) {
    let limit = format!("--fsize={most}:unlimited");
    let pid = service.pid().to_string();
    let status = Command::new("prlimit").args([&limit, "--pid", &pid]).status();
    assert!(status.expect("util-linux is everywhere").success());
}

#[test]
fn a_full_disk_stops_orders_until_there_is_room_and_no_longer() {
    let database = Database::sqlite("enduring-full");
    let service = Service::configured(&database, &["--sandbox"], |command| {
        // A signal says that a file can't grow, and would end the process; a disk sends none.
        let mut patient = Command::new("sh");
        patient.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        patient.arg(command.get_program()).args(command.get_args());
        patient.current_dir(env!("CARGO_TARGET_TMPDIR"));
        patient.stdout(Stdio::piped()).stderr(Stdio::null());
        *command = patient;
    });
    service.order("before", &body()).expect(201);
    let_files_grow(&service, "1024");
    for key in ["one", "two", "three"] {
        service.order(key, &body()).expect(503);
    }
    let_files_grow(&service, "unlimited");
    service.order("one", &body()).expect(201);
    let again = service.order("before", &body()).expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let end = Instant::now() + Duration::from_secs(30);
    while service.get("/readyz", &[]).status != 200 {
        assert!(Instant::now() < end, "not ready again");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn orders_go_on_where_nobody_reads_the_log() {
    let database = Database::sqlite("enduring-log");
    let mut service = Service::configured(&database, &["--sandbox"], |command| {
        command.stderr(Stdio::piped());
    });
    service.close_log();
    service.order("one", &body()).expect(201);
    service.get("/v1/catalog", &[]).expect(200);
    service.get("/readyz", &[]).expect(200);
}

#[test]
fn a_file_that_is_no_database_is_told_at_once() {
    let database = Database::sqlite("enduring-text");
    file(&database.dir, "orders.db", &"Not a database. ".repeat(40));
    let started = Instant::now();
    let catalog = file(&database.dir, "catalog.json", CATALOG);
    let mut serve = simfare();
    serve.args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--database", &database.url]);
    let site = empty_dir("enduring-text-site");
    file(&site, "index.html", "shop");
    serve.arg("--catalog").arg(catalog).arg("--dir").arg(site);
    for (_, errors, code) in [orders(&database, &["list"]), run(&mut serve)] {
        assert!(errors.contains("file is not a database"), "{errors}");
        assert_eq!(code, Some(1), "{errors}");
    }
    assert!(started.elapsed() < Duration::from_secs(15), "a pool was waited for");
}
