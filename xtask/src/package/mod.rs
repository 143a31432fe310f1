//! The npm package, in `target/npm/`: the built files as they are served, types, a custom-elements
//! manifest, the documents' schemas. All of it follows from the sources; `package/test` tries it.

mod manifest;
mod schemas;
mod typescript;

use crate::{Result, project};
use std::fs;
use std::path::Path;

/// Makes the package out of the site in `dist/`.
pub(crate) fn build() -> Result {
    let npm = project::npm();
    if npm.exists() {
        fs::remove_dir_all(&npm)?;
    }
    for dir in ["dist", "types", "schemas"] {
        fs::create_dir_all(npm.join(dir))?;
    }
    let files = copy_built(&project::dist(), &npm.join("dist"))?;
    for (name, schema) in schemas::all()? {
        fs::write(npm.join(format!("schemas/{name}.schema.json")), &schema)?;
        let types = typescript::document(&name, &schema)?;
        fs::write(npm.join(format!("types/{name}.d.ts")), types)?;
    }
    fs::write(npm.join("types/index.d.ts"), typescript::index())?;
    fs::write(npm.join("types/react.d.ts"), typescript::react())?;
    fs::write(npm.join("custom-elements.json"), pretty(&manifest::manifest())?)?;
    fs::write(npm.join("package.json"), description())?;
    fs::write(npm.join("imported.js"), include_str!("imported.js"))?;
    fs::copy(project::root().join("package/README.md"), npm.join("README.md"))?;
    println!("package: {} ({files} built files)", npm.display());
    Ok(())
}

/// Copies what a page loads: the loader, the files it names, and those they name. Not the demo shop.
fn copy_built(dist: &Path, into: &Path) -> Result<usize> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).map_err(|error| format!("{}: {error}", dist.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let compressed = name.ends_with(".br") || name.ends_with(".gz");
        if name.starts_with("simfare") && !compressed {
            names.push(name);
        }
    }
    if !names.iter().any(|name| name == "simfare.js") {
        return Err("dist/ has no simfare.js: cargo xtask build makes it".into());
    }
    let mut scripts = String::new();
    for name in names.iter().filter(|name| name.ends_with(".js")) {
        scripts += &fs::read_to_string(dist.join(name))?;
    }
    for name in &names {
        // The loader makes a locale's name of its tag and its hash.
        let hash = name.strip_suffix(".txt").and_then(|name| Some(name.rsplit_once('-')?.1));
        let wanted = name == "simfare.js" || scripts.contains(hash.unwrap_or(name));
        if !wanted {
            return Err(format!("{name} is in dist/, and no script there knows it").into());
        }
        fs::copy(dist.join(name), into.join(name))?;
    }
    Ok(names.len())
}

/// `package.json` as text: what reads `exports` goes by the order of its members.
fn description() -> String {
    include_str!("package.json").replace("0.0.0", env!("CARGO_PKG_VERSION"))
}

fn pretty(value: &serde_json::Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
