//! The npm packages of the browser tests.

use super::{installing, present};
use crate::run::{command, run};
use crate::{Result, project};
use std::fs;

/// Installs exactly what the lock file says, unless that has been done already.
pub(super) fn packages() -> Result {
    let what = "node packages of the browser tests";
    let dir = project::browser_tests();
    let lock = fs::read(dir.join("package-lock.json"))?;
    // A copy of the lock file as it was installed: npm's own record is of another form.
    let record = dir.join("node_modules/.installed-lock.json");
    if fs::read(&record).is_ok_and(|installed| installed == lock) {
        present(what);
        return Ok(());
    }
    installing(what, "npm ci");
    run(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&dir))?;
    fs::write(record, lock)?;
    Ok(())
}
