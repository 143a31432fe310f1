//! How much of the widget a first answer takes.
//!
//! Most of the widget is for what a person does with it, and for trips and catalogs that few have. So
//! some planners are visited that nobody touches (`visit.mjs`); it is noted which [`regions`] of the
//! code run until their answers are drawn, and a module is made of these alone. Of the [`data`] that is
//! kept which they refer to. In place of all else stands `unreachable`: whoever comes there is told by
//! the browser, so that the module gives the same answer as the whole one, or none. The planners are
//! visited once more with it, and must have the same quotes, and draw the same.
//!
//! A measure: the site has the whole widget at once.

mod data;
mod notes;
mod regions;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::run::command;
use crate::widget::{self, Built};
use crate::{Result, compress, locales, project, setup};
use data::Layout;
use serde::Deserialize;
use serde_json::{Value, json};
use wasmparser::Validator;

const VISIT: &str = include_str!("visit.mjs");

/// The modules that are visited.
const MARKED: &str = "marked.wasm";
const FIRST: &str = "first.wasm";

/// What `visit.mjs` has seen.
#[derive(Debug, Deserialize)]
struct Seen {
    /// By region: `1` where it ran.
    ran: String,
    /// What each planner answered: its quote, and what it drew.
    answers: Vec<(Value, String)>,
}

/// Makes the module, of the widget as it was last built, and prints how large it is beside the whole.
pub(crate) fn measure() -> Result {
    let built = widget::built();
    if !built.linked.exists() {
        return Err("there is no widget as it is shipped: cargo xtask build".into());
    }
    let dir = project::wasm_target().join("first");
    // Nothing of another build may be taken for one of this.
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    let whole = fs::read(&built.wasm)?;
    write(&dir.join(MARKED), &regions::marked(&whole)?)?;
    prepare(&built, &dir)?;
    let seen = visit(&dir, MARKED)?;
    let ran: Vec<bool> = seen.ran.bytes().map(|has| has == b'1').collect();

    let layout = Layout::of(&fs::read(&built.linked)?, &fs::read(&built.split)?)?;
    write(&dir.join(FIRST), &layout.pruned(&regions::pruned(&whole, &ran, is_kept)?)?)?;
    if visit(&dir, FIRST)?.answers != seen.answers {
        return Err("the first answers are others than the whole widget's".into());
    }

    let sizes = dir.join("sizes");
    fs::create_dir_all(&sizes)?;
    widget::optimize(&built.wasm, &sizes.join("whole.wasm"))?;
    widget::optimize(&dir.join(FIRST), &sizes.join(FIRST))?;
    compress::dir(&sizes)?;
    let count = ran.iter().filter(|ran| **ran).count();
    println!("{count} of {} regions ran in {} first answers", ran.len(), seen.answers.len());
    for name in ["whole.wasm", FIRST] {
        let size = |name: &str| fs::metadata(sizes.join(name)).map(|file| file.len());
        println!("{name}: {} bytes, {} in brotli", size(name)?, size(&format!("{name}.br"))?);
    }
    Ok(())
}

/// Writes a module, if it is one.
fn write(path: &Path, wasm: &[u8]) -> Result {
    Validator::new().validate_all(wasm)?;
    Ok(fs::write(path, wasm)?)
}

/// Functions of which all is kept where any of it ran: what happens in them hangs on what comes
/// together by chance, such as where memory is free.
fn is_kept(function: &str) -> bool {
    ["dlmalloc", "hashbrown"].iter().any(|name| function.contains(name))
}

/// Puts what visits need into their folder.
fn prepare(built: &Built, dir: &Path) -> Result {
    let catalogs = ["catalog.json", "handoff/catalog.json"]
        .iter()
        .map(|name| fs::read_to_string(project::root().join("public").join(name)))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let locales = locales::all()?;
    let lines: BTreeMap<_, _> = locales.iter().map(|(tag, locale)| (tag, &locale.lines)).collect();
    let visits = json!({ "locales": lines, "catalogs": catalogs });
    fs::write(dir.join("visits.json"), visits.to_string())?;

    // Node.js takes it for a module by its name; what the WebAssembly imports keeps its own.
    let glue = fs::read_to_string(&built.glue)?;
    let glue = glue.replace(&format!("from \"./{}\"", widget::LINKS), "from \"./parts.mjs\"");
    fs::write(dir.join("visited.mjs"), glue + regions::READ)?;
    // Parts that come after the answer never come.
    let links = fs::read_to_string(built.glue.with_file_name(widget::LINKS))?;
    let names =
        links.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next());
    let parts: String = names.map(|name| format!("export const {name} = () => {{}};\n")).collect();
    fs::write(dir.join("parts.mjs"), parts)?;
    Ok(())
}

/// Has some planners visited.
fn visit(dir: &Path, module: &str) -> Result<Seen> {
    let outcome = dir.join("seen.json");
    println!("visiting planners with {module}");
    let mut node = command("node");
    node.args(["--input-type=module", "--eval", VISIT])
        .args([&setup::for_visits()?, dir])
        .arg(module)
        .arg(&outcome);
    // The script's text would fill the screen.
    let status = node.status().map_err(|error| format!("node: {error}"))?;
    if !status.success() {
        return Err(format!("the visits failed: {status}").into());
    }
    Ok(serde_json::from_slice(&fs::read(outcome)?)?)
}
