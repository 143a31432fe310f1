//! `localstripe`, a fake of Stripe that the tests of payments talk to: a Python program of one
//! exact version, in the tools' cache.

use super::{apt, installing, present};
use crate::run::{command, output_of, run};
use crate::{Result, project};
use std::fs;
use std::path::PathBuf;

const VERSION: &str = "1.15.10";

/// Installs it where it is missing; the program.
pub(super) fn install() -> Result<PathBuf> {
    let what = format!("localstripe {VERSION}");
    let dir = project::tools()?.join("localstripe").join(VERSION);
    let program = dir.join("bin/localstripe");
    if output_of(command(&program).arg("--help")).is_ok() {
        present(&what);
        return Ok(program);
    }
    installing(&what, "pip install, into the tools' cache");
    // Debian's Python can't make environments without this package; others can.
    if output_of(command("python3").args(["-c", "import ensurepip, venv"])).is_err() {
        apt::install("Python's environments", &["python3-venv"])?;
    }
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    run(command("python3").args(["-m", "venv"]).arg(&dir))?;
    run(command(dir.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("localstripe=={VERSION}")))?;
    Ok(program)
}
