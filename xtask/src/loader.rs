//! The loader's last step: `public/simfare.js` and `public/worker.js` are written with
//! placeholders where the names of the built files go, which change with every build. The
//! worker's own name changes with it, and a locale's with its texts.

use crate::build::Kind;
use crate::locales::{self, Locale};
use crate::widget::{Names, hashed_name, small_script};
use crate::{Result, docs, project};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub(crate) const LOADER: &str = "simfare.js";
pub(crate) const WORKER: &str = "worker.js";

const GLUE_NAME: &str = "__SIMFARE_GLUE__";
const WASM_NAME: &str = "__SIMFARE_WASM__";
const WORKER_NAME: &str = "__SIMFARE_WORKER__";
const LOCALES: &str = "__SIMFARE_LOCALES__";
const INTEGRITY: &str = "__SIMFARE_INTEGRITY__";

/// Writes loader, worker and locales into the site, for a widget of these names.
pub(crate) fn fill_in(kind: Kind, widget: &Names, site: &Path) -> Result {
    let Names { glue, wasm } = widget;
    let worker = fill(WORKER, &read(WORKER)?, &[(GLUE_NAME, glue)])?;
    let worker = small_script(kind, &worker)?;
    let worker_name = hashed_name("simfare-worker", worker.as_bytes(), ".js");
    fs::write(site.join(&worker_name), worker)?;
    let locales = write_locales(site, locales::all()?)?;
    let integrity = sha256(&fs::read(site.join(glue))?);
    let names = [
        (GLUE_NAME, &**glue),
        (WASM_NAME, wasm),
        (WORKER_NAME, &worker_name),
        (LOCALES, &locales),
        (INTEGRITY, &integrity),
    ];
    let loader = fill(LOADER, &read(LOADER)?, &names)?;
    fs::write(site.join(LOADER), small_script(kind, &loader)?)?;
    docs::write(site)?;
    println!("loader: {glue}, {wasm}, {worker_name} and {locales}");
    Ok(())
}

/// Writes a file for each locale; gives what the loader is to know of them, as JSON: by tag, the
/// hash in the name of the file and what the loader says itself.
fn write_locales(staging: &Path, locales: BTreeMap<String, Locale>) -> Result<String> {
    let mut known = Map::new();
    for (tag, locale) in locales {
        let begin = format!("simfare-{tag}");
        let name = hashed_name(&begin, locale.lines.as_bytes(), ".txt");
        fs::write(staging.join(&name), &locale.lines)?;
        // The rest of the name follows from the tag.
        let hash = name.trim_start_matches(&format!("{begin}-")).trim_end_matches(".txt");
        let entry = [hash.to_owned()].into_iter().chain(locale.loader).map(Value::String).collect();
        known.insert(tag, Value::Array(entry));
    }
    Ok(Value::Object(known).to_string())
}

/// The SHA-256 of a file, in base64.
pub(crate) fn sha256(content: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(content))
}

fn read(name: &str) -> Result<String> {
    let source = project::root().join("public").join(name);
    fs::read_to_string(&source).map_err(|error| format!("{}: {error}", source.display()).into())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_in() -> Result {
        let names = [(GLUE_NAME, "w-12ab.js"), (WASM_NAME, "w-12ab_bg.wasm")];
        let filled = fill(LOADER, "import('./__SIMFARE_GLUE__'); f('__SIMFARE_WASM__')", &names)?;
        assert_eq!(filled, "import('./w-12ab.js'); f('w-12ab_bg.wasm')");
        Ok(())
    }

    #[test]
    fn placeholders_must_be_there_and_known() {
        let names = [(GLUE_NAME, "g.js"), (WASM_NAME, "g_bg.wasm")];
        assert!(fill(LOADER, "__SIMFARE_GLUE__", &names).is_err());
        let error = fill(LOADER, "__SIMFARE_GLUE__ __SIMFARE_WASM__ __SIMFARE_MAP__", &names);
        assert!(error.is_err_and(|error| error.to_string().contains("__SIMFARE_MAP__")));
    }
}
