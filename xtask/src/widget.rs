//! The widget as a browser gets it: some WebAssembly modules and the JavaScript that calls them.
//!
//! Trunk has cargo compile it as one. What `#[wasm_split]` marks is then split off, to be fetched
//! when it is wanted (`src/part.rs`); wasm-bindgen makes the JavaScript of what is left, of which what
//! comes first is divided from the rest ([`first`]); wasm-opt shrinks all. Every file ends with a name
//! of its content.

use crate::build::Kind;
use crate::order::ordered;
use crate::run::run;
use crate::setup;
use crate::{Result, first, loader, project};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_split_cli_support::Options;

const PACKAGE: &str = "simfare-widget";
const TARGET: &str = "wasm32-unknown-unknown";

/// Where modules are worked on, in cargo's directory.
const WORK: &str = "widget";

/// What wasm-bindgen calls the main module.
const MAIN: &str = "simfare-widget_bg.wasm";

/// What a split-off module's file begins with, before it gets its name; what several of them use
/// alone is in files of other names.
const SPLIT: &str = "split_";

/// What is divided from the main module.
const REST: &str = "split_rest.wasm";

/// The JavaScript that fetches split-off modules, as it is written by the splitter.
pub(crate) const LINKS: &str = "__wasm_split.js";

/// How split-off modules are fetched.
const FETCH_PART: &str = include_str!("fetch_part.js");

/// How the widget gets a worker.
const HIRE: &str = include_str!("hire.js");
/// What the styles become for older browsers.
const PLAIN: &str = include_str!("plain.js");

/// How wasm-opt is called: small, twice, since the second time finds some more (what it makes at "-Oz" is
/// smaller, but not once it is packed), and with what browsers have had for years. Rust's stack comes first in memory, so nothing but its
/// last kilobyte is at the addresses that are said to be unused.
const WASM_OPT: [&str; 11] = [
    "-Os",
    "-Os",
    "--low-memory-unused",
    "--strip-producers",
    "--strip-debug",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The names of the built files.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) glue: String,
    pub(crate) wasm: String,
}

/// Takes what cargo has compiled for Trunk, splits it, and puts it in place of what Trunk made of it.
pub(crate) fn finish(kind: Kind, profile: &str, staging: &Path) -> Result<Names> {
    let compiled = compiled(profile);
    remove_whole(staging)?;
    let work = work();
    // Nothing of another build may be taken for one of this.
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let main = work.join(format!("{PACKAGE}.wasm"));
    let chunks = split(&compiled, &work, &main)?;

    let mut bindgen = setup::tool("wasm-bindgen")?;
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", PACKAGE, "--out-dir"]);
    // Split-off modules use what the linker named.
    bindgen.arg(&work).args(["--keep-lld-exports", "--keep-debug"]).arg(&main);
    run(&mut bindgen)?;

    let built = Built {
        linked: compiled,
        split: main,
        wasm: work.join(MAIN),
        rest: work.join(REST),
        glue: work.join(format!("{PACKAGE}.js")),
    };
    let mut links = fs::read_to_string(work.join(LINKS))?;
    if kind == Kind::Shipped {
        first::divide(&built)?;
        let rest = publish(&finished(kind, &built.rest)?, staging, "simfare-rest", ".wasm")?;
        let hash = loader::sha256(&fs::read(staging.join(&rest))?);
        first::join(&built.glue, Some((&rest, &hash)))?;
        // Parts call what it has.
        links = replaced(&links, "import { initSync }", "import { initSync, rest }")?;
        links = replaced(&links, "= deps.map(d => d())", "= [rest, ...deps].map(d => d())")?;
    } else {
        first::join(&built.glue, None)?;
    }
    fs::write(&built.glue, fs::read_to_string(&built.glue)? + HIRE + PLAIN)?;

    let wasm = finished(kind, &work.join(MAIN))?;
    let wasm = publish(&wasm, staging, PACKAGE, "_bg.wasm")?;
    for chunk in chunks {
        let file = file_name(&chunk);
        let name = match file.strip_prefix(SPLIT) {
            Some(name) => name.trim_end_matches(".wasm"),
            None => "shared",
        };
        let published =
            publish(&finished(kind, &chunk)?, staging, &format!("simfare-{name}"), ".wasm")?;
        let hash = loader::sha256(&fs::read(staging.join(&published))?);
        links = replaced(
            &links,
            &format!("fetch(new URL(\"./{file}\", import.meta.url)"),
            &format!("fetchPart(new URL(\"./{published}\", import.meta.url), \"sha256-{hash}\""),
        )?;
    }
    // Of whatever type a server says they are.
    let links = replaced(
        &links,
        "WebAssembly.instantiateStreaming(src, imports)",
        "src.then((bytes) => WebAssembly.instantiate(bytes, imports))",
    )?;
    fs::write(work.join(LINKS), links + FETCH_PART)?;

    // The two know each other; as one file they need no names of each other.
    let bundle = work.join("bundle.js");
    let mut esbuild = esbuild(kind)?;
    esbuild.arg("--bundle").arg(&built.glue).arg(format!("--outfile={}", bundle.display()));
    run(&mut esbuild)?;
    Ok(Names { glue: publish(&bundle, staging, PACKAGE, ".js")?, wasm })
}

/// What cargo has compiled.
fn compiled(profile: &str) -> PathBuf {
    let name = PACKAGE.replace('-', "_");
    project::target().join(TARGET).join(profile).join(format!("{name}.wasm"))
}

/// Takes away Trunk's own: the widget as one module, and its JavaScript.
fn remove_whole(staging: &Path) -> Result {
    for entry in fs::read_dir(staging)? {
        let path = entry?.path();
        let is_widget = file_name(&path).starts_with(PACKAGE);
        if is_widget && path.is_file() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Splits a module; returns the parts that were split off.
fn split(compiled: &Path, into: &Path, main: &Path) -> Result<Vec<PathBuf>> {
    let input = fs::read(compiled)?;
    let mut options = Options::new(&input);
    let glue = format!("./{PACKAGE}.js");
    options.output_dir = into;
    options.main_out_path = main;
    options.main_module = &glue;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("splitting {}: {error:#}", compiled.display()))?;
    Ok(split.split_modules)
}

/// A module as it goes into the site. The one with names stays beside it.
fn finished(kind: Kind, wasm: &Path) -> Result<PathBuf> {
    match kind {
        Kind::Shipped => {
            let small = wasm.with_extension("small");
            optimize(wasm, &small)?;
            fs::write(&small, ordered(&fs::read(&small)?)?)?;
            Ok(small)
        }
        Kind::Quick => Ok(wasm.to_owned()),
    }
}

/// Shrinks a module.
pub(crate) fn optimize(wasm: &Path, into: &Path) -> Result {
    run(setup::tool("wasm-opt")?.args(WASM_OPT).arg(wasm).arg("-o").arg(into))
}

/// The modules of the last build, by what they are called, as they were before they were shrunk:
/// with the names of their functions.
pub(crate) fn with_names() -> Result<Vec<(String, PathBuf)>> {
    let work = project::wasm_target().join(WORK);
    let mut modules = Vec::new();
    for entry in fs::read_dir(&work).map_err(|error| format!("{}: {error}", work.display()))? {
        let path = entry?.path();
        let file = file_name(&path);
        let Some(name) = file.strip_suffix(".wasm") else { continue };
        if file == MAIN {
            modules.push(("main".to_owned(), path));
        } else if name != PACKAGE {
            modules.push((name.strip_prefix(SPLIT).unwrap_or("shared").to_owned(), path));
        }
    }
    Ok(modules)
}

/// The widget on its way, for those who make something else of it.
#[derive(Debug)]
pub(crate) struct Built {
    /// As the linker has made it, with its notes.
    pub(crate) linked: PathBuf,
    /// Without the parts that were split off.
    pub(crate) split: PathBuf,
    /// As wasm-bindgen has made it of that, and its JavaScript.
    pub(crate) wasm: PathBuf,
    pub(crate) glue: PathBuf,
    /// Where the rest goes.
    pub(crate) rest: PathBuf,
}

/// Where modules are worked on: beside what cargo has compiled, which is not where native builds
/// are, so for the program that Trunk calls another directory is the target than for others.
fn work() -> PathBuf {
    project::target().join(WORK)
}

/// esbuild, which shrinks what is shipped.
fn esbuild(kind: Kind) -> Result<Command> {
    let mut esbuild = setup::tool("esbuild")?;
    esbuild.args(["--format=esm", "--target=es2022", "--charset=utf8", "--log-level=warning"]);
    if kind == Kind::Shipped {
        esbuild.arg("--minify");
    }
    Ok(esbuild)
}

/// JavaScript as it is shipped.
pub(crate) fn small_script(kind: Kind, script: &str) -> Result<String> {
    let file = work().join("script.js");
    fs::write(&file, script)?;
    run(esbuild(kind)?
        .arg(&file)
        .arg("--allow-overwrite")
        .arg(format!("--outfile={}", file.display())))?;
    Ok(fs::read_to_string(file)?)
}

/// JavaScript of another tool's making with something in place of what is known to stand there.
pub(crate) fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    if !text.contains(from) {
        return Err(format!("the JavaScript has no {from}").into());
    }
    Ok(text.replace(from, to))
}

/// Copies a file under a name of its content.
fn publish(file: &Path, into: &Path, base: &str, end: &str) -> Result<String> {
    let content = fs::read(file)?;
    let name = hashed_name(base, &content, end);
    fs::write(into.join(&name), content)?;
    Ok(name)
}

/// A name for exactly this content: with the first 16 hexadecimal digits of its SHA-256, by which
/// the loader checks what it fetches.
pub(crate) fn hashed_name(base: &str, content: &[u8], end: &str) -> String {
    let hash = Sha256::digest(content);
    let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{base}-{digits}{end}")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content() {
        let name = hashed_name("w", b"a", ".js");
        assert_eq!(name.len(), "w-0123456789abcdef.js".len());
        assert_ne!(name, hashed_name("w", b"b", ".js"));
    }

    #[test]
    fn what_isnt_there_cant_be_replaced() {
        assert_eq!(replaced("a./b", "./b", "./c").ok().as_deref(), Some("a./c"));
        assert!(replaced("a", "./b", "./c").is_err());
    }
}
