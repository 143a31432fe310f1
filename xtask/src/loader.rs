//! The loader's last step: `public/simfare.js` and `public/worker.js` are written with
//! placeholders where the names of the built files go, which change with every build. The
//! worker's own name changes with it, and a locale's with its texts.

use crate::locales::{self, Locale};
use crate::{Result, docs, minify, project};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

const LOADER: &str = "simfare.js";
const GLUE: &str = "__SIMFARE_GLUE__";
const WASM: &str = "__SIMFARE_WASM__";
const WORKER_SOURCE: &str = "worker.js";
const WORKER: &str = "__SIMFARE_WORKER__";
const LOCALES: &str = "__SIMFARE_LOCALES__";
const INTEGRITY: &str = "__SIMFARE_INTEGRITY__";

/// How wasm-bindgen ends the name of the WebAssembly; the glue's name is the same up to
/// there.
const WASM_END: &str = "_bg.wasm";

/// Run by Trunk after a build, before the staged files become the site.
pub(crate) fn fill_in() -> Result {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or("TRUNK_STAGING_DIR is not set: this is for Trunk to call")?;
    let built = Built::find(&file_names(&staging)?)?;
    minify::module(&staging.join(&built.glue))?;
    let worker = fill(WORKER_SOURCE, &read(WORKER_SOURCE)?, &[(GLUE, &built.glue)])?;
    let worker_name = hashed_name("simfare-worker", &worker, "js");
    fs::write(staging.join(&worker_name), worker)?;
    minify::module(&staging.join(&worker_name))?;
    let locales = write_locales(&staging, locales::all()?)?;
    let integrity = integrity_of(&staging, &built)?;
    let names = [
        (GLUE, &*built.glue),
        (WASM, &*built.wasm),
        (WORKER, &*worker_name),
        (LOCALES, &*locales),
        (INTEGRITY, &*integrity),
    ];
    fs::write(staging.join(LOADER), fill(LOADER, &read(LOADER)?, &names)?)?;
    minify::module(&staging.join(LOADER))?;
    docs::write(&staging)?;
    println!("loader: {}, {}, {worker_name} and {locales}", built.glue, built.wasm);
    Ok(())
}

/// Writes a file for each locale; gives what the loader is to know of them, as JSON: by tag, the
/// name of the file and what the loader says itself.
fn write_locales(staging: &Path, locales: BTreeMap<String, Locale>) -> Result<String> {
    let mut known = Map::new();
    for (tag, locale) in locales {
        let name = hashed_name(&format!("simfare-{tag}"), &locale.lines, "txt");
        fs::write(staging.join(&name), &locale.lines)?;
        let entry = [name].into_iter().chain(locale.loader).map(Value::String).collect();
        known.insert(tag, Value::Array(entry));
    }
    Ok(Value::Object(known).to_string())
}

/// What the files that Trunk has named must be, as JSON: by name, the SHA-256 in base64
/// (Subresource Integrity).
fn integrity_of(staging: &Path, built: &Built) -> Result<String> {
    let mut hashes = Map::new();
    for name in [&built.glue, &built.wasm] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(fs::read(staging.join(name))?));
        hashes.insert(name.clone(), Value::String(hash));
    }
    Ok(Value::Object(hashes).to_string())
}

fn read(name: &str) -> Result<String> {
    let source = project::root().join("public").join(name);
    fs::read_to_string(&source).map_err(|error| format!("{}: {error}", source.display()).into())
}

/// A name for exactly this content: the first 64 bits of its SHA-256. What the loader fetches under
/// such a name it checks by it.
fn hashed_name(base: &str, content: &str, extension: &str) -> String {
    let hash: String =
        Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{base}-{hash}.{extension}")
}

/// Puts names into the places a template has for them.
fn fill(file: &str, template: &str, names: &[(&str, &str)]) -> Result<String> {
    let mut filled = template.to_owned();
    for (placeholder, name) in names {
        if !template.contains(placeholder) {
            return Err(format!("{file} has no {placeholder}").into());
        }
        filled = filled.replace(placeholder, name);
    }
    // A placeholder this program doesn't know would only show in a browser.
    match filled.split_once("__SIMFARE_") {
        None => Ok(filled),
        Some((_, rest)) => {
            let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase()).collect();
            Err(format!("{file} has an unknown placeholder: __SIMFARE_{name}__").into())
        }
    }
}

fn file_names(dir: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// The names of the two built files, relative to the loader, which lies beside them.
#[derive(Debug, PartialEq, Eq)]
struct Built {
    glue: String,
    wasm: String,
}

impl Built {
    fn find(names: &[String]) -> Result<Self> {
        let mut bases = names.iter().filter_map(|name| name.strip_suffix(WASM_END));
        let base = bases.next().ok_or("the build has no WebAssembly")?;
        if let Some(second) = bases.next() {
            return Err(format!("two WebAssembly files: {base} and {second}").into());
        }
        let glue = format!("{base}.js");
        if !names.contains(&glue) {
            return Err(format!("the build lacks {glue}").into());
        }
        Ok(Self { glue, wasm: format!("{base}{WASM_END}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_name_changes_with_the_content() {
        let name = hashed_name("w", "a", "js");
        assert_eq!(name.len(), "w-0123456789abcdef.js".len());
        assert_ne!(name, hashed_name("w", "b", "js"));
    }

    #[test]
    fn both_names_go_in() -> Result {
        let built = Built::find(&names(&["index.html", "w-12ab.js", "w-12ab_bg.wasm"]))?;
        let names = [(GLUE, &*built.glue), (WASM, &*built.wasm)];
        let filled = fill(LOADER, "import('./__SIMFARE_GLUE__'); f('__SIMFARE_WASM__')", &names)?;
        assert_eq!(filled, "import('./w-12ab.js'); f('w-12ab_bg.wasm')");
        Ok(())
    }

    #[test]
    fn a_build_without_its_parts_is_refused() {
        assert!(Built::find(&names(&["w-12ab.js"])).is_err());
        assert!(Built::find(&names(&["w-12ab_bg.wasm"])).is_err());
        let two = ["a.js", "a_bg.wasm", "b.js", "b_bg.wasm"];
        assert!(Built::find(&names(&two)).is_err());
    }

    #[test]
    fn placeholders_must_be_there_and_known() {
        let names = [(GLUE, "g.js"), (WASM, "g_bg.wasm")];
        assert!(fill(LOADER, "__SIMFARE_GLUE__", &names).is_err());
        let error = fill(LOADER, "__SIMFARE_GLUE__ __SIMFARE_WASM__ __SIMFARE_MAP__", &names);
        assert!(error.is_err_and(|error| error.to_string().contains("__SIMFARE_MAP__")));
    }
}
