//! What the tests of the binary share.
#![allow(dead_code, unreachable_pub, reason = "no test file uses everything")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The smallest catalog that sells something.
pub const CATALOG: &str = r#"{
  "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-20",
  "brands": [{ "id": "b", "name": "B", "number": true, "sim": ["esim"] }],
  "plans": [{ "id": "p", "brand": "b", "name": "P", "price": "12.00",
              "validity": { "days": 30 }, "data_mb": 1024 }]
}"#;

/// A trip that one purchase of the plan serves.
pub const REQUEST: &str = r#"{
  "schema": "simfare.request/1", "start_date": "2026-12-01",
  "phases": [{ "days": 14, "data_mb": 500 }]
}"#;

/// A directory of this test's own, empty.
pub fn empty_dir(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).expect("an old test directory can be removed");
    }
    std::fs::create_dir_all(&dir).expect("a test directory can be made");
    dir
}

/// A file in it.
pub fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).expect("a test file can be written");
    path
}

/// The real binary, in a directory where it leaves nothing behind in the project.
pub fn simfare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simfare"));
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Standard output, standard error, and exit code.
pub fn run(command: &mut Command) -> (String, String, Option<i32>) {
    let Output { stdout, stderr, status } = command.output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (text(stdout), text(stderr), status.code())
}
