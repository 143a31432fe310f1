//! What a bare machine with Rust, Node.js and apt still lacks. Every step looks first
//! whether there is anything to do, and says what it does.

mod apt;
mod localstripe;
mod node;
mod tools;
mod wasm;

pub(crate) use tools::{search_path, tool};
pub(crate) use wasm::Toolchain;

use crate::{Result, project};
use std::ffi::OsString;
use std::path::PathBuf;

/// Everything, for `cargo xtask setup`.
pub(crate) fn everything() -> Result {
    let toolchain = for_site()?;
    for_wasm_clippy(toolchain)?;
    for_order_tests()?;
    for_package_tests()?;
    for_visits()?;
    for_browser_tests()
}

/// What the site's build needs; returns the compiler that builds for the browser.
pub(crate) fn for_site() -> Result<Toolchain> {
    let toolchain = wasm::target()?;
    tools::trunk()?;
    tools::wasm_bindgen()?;
    tools::wasm_opt()?;
    tools::esbuild()?;
    Ok(toolchain)
}

/// The lints for the browser's target.
pub(crate) fn for_wasm_clippy(toolchain: Toolchain) -> Result {
    wasm::clippy(toolchain)
}

/// A PostgreSQL server and a fake of Stripe, which the tests of the order service start
/// themselves. Returns the fake.
pub(crate) fn for_order_tests() -> Result<PathBuf> {
    apt::install("PostgreSQL", &["postgresql"])?;
    localstripe::install()
}

/// A PostgreSQL server, and `wrk`, whose customers order from it.
pub(crate) fn for_order_bench() -> Result {
    apt::install("PostgreSQL and wrk", &["postgresql", "wrk"])
}

/// Browsers of three makers, their drivers, a font with Chinese, and the packages that drive them.
pub(crate) fn for_browser_tests() -> Result {
    apt::install("Chromium and fonts", &["chromium", "chromium-driver", "fonts-noto-cjk"])?;
    // WebKit has no headless form of its own.
    apt::install("Firefox and WebKit", &["firefox-esr", "webkit2gtk-driver", "xvfb"])?;
    tools::geckodriver()?;
    node::packages("browser tests", &project::browser_tests())
}

/// The program that fuzzes; the path on which cargo finds it.
pub(crate) fn for_fuzzing() -> Result<OsString> {
    tools::cargo_fuzz()?;
    search_path()
}

/// What stands in for a browser's page; returns its module.
pub(crate) fn for_visits() -> Result<PathBuf> {
    tools::happy_dom()
}

/// What tries the npm package.
pub(crate) fn for_package_tests() -> Result {
    node::packages("package tests", &project::package_tests())
}

/// The solver to compare with.
pub(crate) fn for_benches() -> Result {
    node::packages("benches", &project::root().join("benches"))
}

/// Says that a step has nothing to do.
fn present(what: &str) {
    println!("setup: {what}: present");
}

/// Says that a step begins, and what for.
fn installing(what: &str, how: &str) {
    println!("setup: {what}: {how}");
}
