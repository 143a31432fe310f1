//! The site in `dist/`, and the native binary.

use crate::run::{command, run};
use crate::setup::{self, Toolchain};
use crate::{Result, compress, project};
use std::env;

/// Sets up what is missing, then has Trunk build the site, then compresses it.
pub(crate) fn site() -> Result {
    let toolchain = setup::for_site()?;

    // Trunk runs offline, so that it can only use the programs set-up put there; cargo,
    // which it starts, then needs the crates to be there too.
    let mut fetch = command("cargo");
    fetch.args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]);
    toolchain.configure(&mut fetch);
    run(&mut fetch)?;

    run(&mut trunk(toolchain)?)?;
    compress::dir(&project::dist())
}

fn trunk(toolchain: Toolchain) -> Result<std::process::Command> {
    let mut trunk = command("trunk");
    trunk.args(["build", "--offline=true"]);
    toolchain.configure(&mut trunk);
    let path = setup::search_path()?;
    trunk
        .env("PATH", path)
        // The hook in Trunk.toml starts this very program instead of building it again
        // with the compiler for the browser.
        .env("SIMFARE_XTASK", env::current_exe()?)
        // Trunk takes NO_COLOR=1 for a wrong argument.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// The native `simfare`, with the profile that serves people.
pub(crate) fn server() -> Result {
    run(command("cargo").args(["build", "--profile", "native", "--package", "simfare-server"]))
}
