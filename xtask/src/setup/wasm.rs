//! A compiler for the browser: rustup's, or Debian's where rustup can't download.

use super::{apt, installing, present};
use crate::run::{command, output_of, run};
use crate::{Result, project};
use std::fs;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which `wasm32-std.sh` links Debian's compiler into rustup.
const DEBIAN: &str = "distro";

/// The compiler that builds for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that builds everything else.
    Default,
    /// Debian's, with a standard library built on this machine.
    Debian,
}

impl Toolchain {
    /// Makes `command`, and the cargo it may start, build with this compiler, apart from
    /// the native builds.
    pub(crate) fn configure(self, command: &mut Command) {
        command.env("CARGO_TARGET_DIR", project::wasm_target());
        if self == Self::Debian {
            command.env("RUSTUP_TOOLCHAIN", DEBIAN);
        }
    }
}

/// Finds a compiler for the browser, or makes one.
pub(super) fn target() -> Result<Toolchain> {
    let installed = output_of(command("rustup").args(["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line == TARGET) {
        present(TARGET);
        return Ok(Toolchain::Default);
    }
    if debian_is_ready() {
        present(&format!("{TARGET} (Debian's compiler)"));
        return Ok(Toolchain::Debian);
    }
    installing(TARGET, "rustup target add");
    if run(command("rustup").args(["target", "add", TARGET])).is_ok() {
        return Ok(Toolchain::Default);
    }
    installing(TARGET, "rustup can't download it; building it with Debian's compiler");
    run(command("bash").arg(project::root().join("xtask/wasm32-std.sh")))?;
    Ok(Toolchain::Debian)
}

/// Whether Debian's compiler is known to rustup and can use its standard library for the
/// browser, which may also be one left from before an upgrade.
fn debian_is_ready() -> bool {
    let linked = output_of(command("rustup").args(["toolchain", "list"]))
        .is_ok_and(|list| list.lines().any(|line| line.split(' ').next() == Some(DEBIAN)));
    linked && compiles_for_browser().unwrap_or(false)
}

fn compiles_for_browser() -> Result<bool> {
    let dir = project::wasm_target().join("probe");
    fs::create_dir_all(&dir)?;
    let source = dir.join("probe.rs");
    fs::write(&source, "pub fn f() {}\n")?;
    let mut rustc = command("rustc");
    rustc
        .args(["--crate-type", "lib", "--emit", "metadata", "--target", TARGET, "--out-dir"])
        .args([&dir, &source]);
    Toolchain::Debian.configure(&mut rustc);
    Ok(output_of(&mut rustc).is_ok())
}

/// The lints for `toolchain`: its own, since each compiler reads only its own libraries.
pub(super) fn clippy(toolchain: Toolchain) -> Result {
    match toolchain {
        // rustup's default profile has it.
        Toolchain::Default => Ok(()),
        Toolchain::Debian => apt::install("lints of Debian's compiler", &["rust-web-clippy"]),
    }
}
