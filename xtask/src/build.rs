//! The site in `dist/`, and the native binary.

use crate::run::{cargo, command, run};
use crate::setup::{self, Toolchain};
use crate::{Result, compress, loader, project, widget};
use std::env;
use std::path::PathBuf;

/// How the site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As it is shipped: small, and compressed ahead.
    Shipped,
    /// To try something out: soon there, large.
    Quick,
}

/// Tells the hook what cargo was told to build.
const PROFILE: &str = "SIMFARE_PROFILE";

/// Sets up what is missing, then has Trunk build the site, then compresses it.
pub(crate) fn site(kind: Kind) -> Result {
    let toolchain = setup::for_site()?;
    if kind == Kind::Shipped {
        setup::for_visits()?;
    }

    // Trunk runs offline, so that it can only use the programs set-up put there; cargo,
    // which it starts, then needs the crates to be there too.
    let mut fetch = command("cargo");
    fetch.args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]);
    toolchain.configure(&mut fetch);
    run(&mut fetch)?;

    run(&mut trunk(toolchain, kind)?)?;
    match kind {
        Kind::Shipped => compress::dir(&project::dist()),
        Kind::Quick => Ok(()),
    }
}

/// What Trunk's build lacks yet; run by Trunk before the staged files become the site.
pub(crate) fn finish() -> Result {
    let variable = |name: &str| {
        env::var_os(name).ok_or_else(|| format!("{name} is not set: this is for Trunk to call"))
    };
    let staging = PathBuf::from(variable("TRUNK_STAGING_DIR")?);
    // Trunk itself tells two profiles apart, and knows no others.
    let profile = variable(PROFILE).or_else(|_| variable("TRUNK_PROFILE"))?;
    let kind = if profile == "release" { Kind::Shipped } else { Kind::Quick };
    let names = widget::finish(kind, &profile.to_string_lossy(), &staging)?;
    loader::fill_in(kind, &names, &staging)
}

fn trunk(toolchain: Toolchain, kind: Kind) -> Result<std::process::Command> {
    let mut trunk = command("trunk");
    trunk.args(["build", "--offline=true"]);
    match kind {
        Kind::Shipped => trunk.env(PROFILE, "release"),
        Kind::Quick => {
            trunk.args(["--release=false", "--cargo-profile=quick"]).env(PROFILE, "quick")
        }
    };
    toolchain.configure(&mut trunk);
    let path = setup::search_path()?;
    trunk
        .env("PATH", path)
        // The hook in Trunk.toml starts this very program instead of building it again
        // with the compiler for the browser.
        .env("SIMFARE_XTASK", env::current_exe()?)
        // It would take the place of what .cargo/config.toml says of the linker.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Trunk takes NO_COLOR=1 for a wrong argument.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// The native `simfare`, with the profile that serves people.
pub(crate) fn server() -> Result {
    run(cargo().args(["build", "--profile", "native", "--package", "simfare-server"]))
}
