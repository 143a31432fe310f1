//! The bytes that fuzzing found worth keeping (`fuzz/corpus`), by the same checks. `cargo xtask
//! fuzz` looks for more.

#[path = "../../../fuzz/checks.rs"]
#[allow(unreachable_pub, reason = "shared with the fuzz targets")]
mod checks;

use std::fs;
use std::path::Path;

fn each(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a corpus") {
        check(&fs::read(entry.expect("an entry").path()).expect("its bytes"));
        count += 1;
    }
    assert!(count > 10, "{target}: {count}");
}

#[test]
fn catalogs() {
    each("catalog", checks::catalog);
}

#[test]
fn requests() {
    each("request", checks::request);
}

#[test]
fn quotes() {
    each("quote", checks::quote);
}
