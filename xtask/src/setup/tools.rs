//! The programs Trunk and its hook need, each of one exact version. A program of that version that is
//! already on the path is taken; else it is installed in a cache of the project's own, so
//! that a person's other projects keep theirs.

use super::{installing, present};
use crate::run::{command, find_program, output_of, run};
use crate::{Result, project};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.1";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
const HAPPY_DOM: &str = "21.0.4";
const GECKODRIVER: &str = "0.37.1";

/// The path on which Trunk finds the right programs: ours first.
pub(crate) fn search_path() -> Result<OsString> {
    let ours = [
        cargo_root()?.join("bin"),
        npm_root("binaryen", BINARYEN)?.join("node_modules/.bin"),
        npm_root("esbuild", ESBUILD)?.join("node_modules/.bin"),
    ];
    let theirs = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(ours.into_iter().chain(env::split_paths(&theirs)))?)
}

/// One of them, to be started.
pub(crate) fn tool(name: &str) -> Result<Command> {
    let path = search_path()?;
    let program = find_program(name, &path).ok_or_else(|| format!("{name} isn't there"))?;
    let mut command = command(program);
    // Those of npm are started by Node.js, which is on the path.
    command.env("PATH", path);
    Ok(command)
}

pub(super) fn trunk() -> Result {
    // A debug build: it takes a third of the time and waits for others anyway. Without its
    // lock file it doesn't compile.
    cargo_install("trunk", "trunk", TRUNK, &["--locked", "--debug"])
}

/// Its version must be exactly that of the library in the lock file: the two speak a
/// format of their own.
pub(super) fn wasm_bindgen() -> Result {
    let lock = fs::read_to_string(project::root().join("Cargo.lock"))?;
    let Some(version) = locked_version(&lock, "wasm-bindgen") else {
        println!("setup: wasm-bindgen: nothing in Cargo.lock uses it");
        return Ok(());
    };
    cargo_install("wasm-bindgen", "wasm-bindgen-cli", version, &["--debug"])
}

/// What drives Firefox; Debian doesn't have it.
pub(super) fn geckodriver() -> Result {
    cargo_install("geckodriver", "geckodriver", GECKODRIVER, &["--debug"])
}

/// Looks for inputs that break something.
pub(super) fn cargo_fuzz() -> Result {
    cargo_install("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ, &["--locked", "--debug"])
}

pub(super) fn wasm_opt() -> Result {
    let major = BINARYEN.split('.').next().unwrap_or(BINARYEN);
    let what = format!("wasm-opt {major}");
    if has_version("wasm-opt", major)? {
        present(&what);
        return Ok(());
    }
    npm_install(&what, "binaryen", BINARYEN)
}

/// What makes the JavaScript small.
pub(super) fn esbuild() -> Result {
    let what = format!("esbuild {ESBUILD}");
    if has_version("esbuild", ESBUILD)? {
        present(&what);
        return Ok(());
    }
    npm_install(&what, "esbuild", ESBUILD)
}

/// What stands in for a browser's page where planners are visited without one.
pub(super) fn happy_dom() -> Result<PathBuf> {
    let what = format!("happy-dom {HAPPY_DOM}");
    let module = npm_root("happy-dom", HAPPY_DOM)?.join("node_modules/happy-dom/lib/index.js");
    if module.exists() {
        present(&what);
    } else {
        npm_install(&what, "happy-dom", HAPPY_DOM)?;
    }
    Ok(module)
}

fn npm_install(what: &str, package: &str, version: &str) -> Result {
    installing(what, &format!("npm install {package}, into the tools' cache"));
    let dir = npm_root(package, version)?;
    fs::create_dir_all(&dir)?;
    // Without a package file of its own npm would look for one further up.
    fs::write(dir.join("package.json"), "{\"private\":true}\n")?;
    run(command("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund"])
        .arg(format!("{package}@{version}"))
        .current_dir(&dir))
}

fn cargo_install(program: &str, package: &str, version: &str, options: &[&str]) -> Result {
    let what = format!("{program} {version}");
    if has_version(program, version)? {
        present(&what);
        return Ok(());
    }
    installing(&what, "cargo install, into the tools' cache (some minutes)");
    run(command("cargo")
        .args(["install", package, "--version", version, "--force"])
        .args(options)
        .arg("--root")
        .arg(cargo_root()?)
        // Else it advises to put that directory on the path.
        .env("PATH", search_path()?)
        // Its parts are of no use to our own builds.
        .env_remove("CARGO_TARGET_DIR"))
}

/// Whether the program that would be found is there and of this version.
fn has_version(program: &str, version: &str) -> Result<bool> {
    let Some(path) = find_program(program, &search_path()?) else { return Ok(false) };
    let said = output_of(command(path).arg("--version")).unwrap_or_default();
    Ok(said.split_whitespace().any(|word| word == version))
}

fn cargo_root() -> Result<PathBuf> {
    Ok(project::tools()?.join("cargo"))
}

/// Where a package of npm's is installed, each version apart.
fn npm_root(package: &str, version: &str) -> Result<PathBuf> {
    Ok(project::tools()?.join(Path::new(package).join(version)))
}

/// A package's version in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"a\"\nversion = \"1.2.3\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "a"), Some("1.2.3"));
        assert_eq!(locked_version(lock, "c"), None);
    }
}
