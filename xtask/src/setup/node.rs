//! The npm packages of tests and benches.

use super::{installing, present};
use crate::Result;
use crate::run::{command, run};
use std::fs;
use std::path::Path;

/// Installs exactly what the lock file says, unless that has been done already.
pub(super) fn packages(of: &str, dir: &Path) -> Result {
    let what = format!("node packages of the {of}");
    let lock = fs::read(dir.join("package-lock.json"))?;
    // A copy of the lock file as it was installed: npm's own record is of another form.
    let record = dir.join("node_modules/.installed-lock.json");
    if fs::read(&record).is_ok_and(|installed| installed == lock) {
        present(&what);
        return Ok(());
    }
    installing(&what, "npm ci");
    run(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(dir))?;
    fs::write(record, lock)?;
    Ok(())
}
