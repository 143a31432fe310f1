//! Debian's packages.

use super::{installing, present};
use crate::Result;
use crate::run::{command, output_of, run};
use std::process::Command;

/// Installs those of the packages that are missing.
pub(super) fn install(what: &str, packages: &[&str]) -> Result {
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        present(what);
        return Ok(());
    }
    installing(what, &format!("apt-get install {}", missing.join(" ")));
    // A bare machine's package lists are empty or old.
    run(as_root("apt-get").args(["update", "-qq"]))?;
    run(as_root("apt-get").args(["install", "-y", "-qq", "--no-install-recommends"]).args(missing))
}

fn is_installed(package: &str) -> bool {
    let query = output_of(command("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]));
    query.is_ok_and(|status| status == "installed")
}

/// The program with root's rights: by itself if we have them, else through sudo.
fn as_root(program: &str) -> Command {
    let is_root = output_of(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        let mut command = command(program);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    } else {
        let mut command = command("sudo");
        command.args(["DEBIAN_FRONTEND=noninteractive", program]);
        command
    }
}
