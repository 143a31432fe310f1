//! The widget as two modules: what its first answers take, and the rest, which comes after them.
//!
//! Most of the widget is for what a person does with it, and for trips and catalogs that few have. So
//! planners that nobody touches are visited, in many shops and for many trips (`visit.mjs`), and it is
//! noted what [`ran`] until their answers were drawn. Functions that did make the module that comes
//! first; the others, with stretches of the first that were never passed ([`rare`], [`outline`]) and the
//! [`data`] that only they read, the second ([`divide`]). They are joined in the browser (`rest.js`).
//!
//! Where the widget comes to something of the rest that isn't there yet, it waits for it. So what the
//! visits have seen decides how soon an answer is there, never which. They are made once more with the
//! first module alone, and must give the same quotes and draw the same without the rest.

mod call;
mod data;
mod divide;
mod flow;
mod names;
mod notes;
mod outline;
mod places;
mod ran;
mod rare;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::functions::functions;
use crate::run::command;
use crate::widget::{self, Built, replaced};
use crate::{Result, locales, project, setup};
use data::Layout;
use serde::Deserialize;
use serde_json::{Value, json};
use wasmparser::Validator;

const VISIT: &str = include_str!("visit.mjs");

/// How the rest comes to the first; the glue's last part.
const JOIN: &str = include_str!("rest.js");

/// The same of a widget that isn't divided.
const WHOLE: &str = include_str!("whole.js");

/// The line of the glue that names what the WebAssembly imports, and what else it imports once it is
/// divided.
const IMPORTS: &str = "\"./simfare-widget_bg.js\": import0,";
const NEED: &str = " rest: { need },";

/// Where the glue begins to say how it begins.
const BEGIN: &str = "let wasmModule, wasmInstance, wasm;";

/// How the glue has the browser tell of what it has no use for any more, and how the joined one has.
const REGISTRY: [&str; 2] = ["new FinalizationRegistry(", "registry("];

/// Functions that no first answer shall wait for, each list of them large and taken by hardly any trip:
/// those of the forward search, and of add-ons that give several resources together. Whoever takes one
/// is as one who has no answer.
const LATE: [&str; 2] =
    ["simfare_engine::schedule::graph::explorer::Explorer::", "simfare_engine::offers::cover::"];

/// The modules that are visited.
const MARKED: &str = "marked.wasm";
const FIRST: &str = "first.wasm";

/// What `visit.mjs` has seen.
#[derive(Debug, Deserialize)]
struct Seen {
    /// By point of its code (`ran.rs`): `1` where it was passed.
    ran: String,
    /// What each planner answered: its quote, and what it drew.
    answers: Vec<Option<(Value, String)>>,
}

/// Divides the widget as it was built: writes the rest beside the first module, which takes the place
/// of the whole.
pub(crate) fn divide(built: &Built) -> Result {
    let dir = built.wasm.with_file_name("first");
    fs::create_dir_all(&dir)?;
    let (whole, glue) =
        names::shortened(&fs::read(&built.wasm)?, &fs::read_to_string(&built.glue)?)?;
    fs::write(&built.glue, glue)?;
    write(&dir.join(MARKED), &ran::marked(&whole)?)?;
    // By function: the point that it begins with.
    let mut point = 0;
    let mut begins = Vec::new();
    for (function, points) in functions(&whole)?.into_iter().zip(ran::points(&whole)?) {
        begins.push((function.name, point));
        point += points;
    }
    let mut late = Vec::new();
    for name in LATE {
        let before = late.len();
        let those = begins.iter().filter(|(function, _)| function.contains(name));
        late.extend(those.map(|(_, point)| *point));
        if late.len() == before {
            return Err(format!("the widget has no {name}").into());
        }
    }
    prepare(built, &dir, &late)?;
    let seen = visit(&dir, MARKED, None)?;
    let passed: Vec<bool> = seen.ran.bytes().map(|passed| passed == b'1').collect();
    let mut is_first: Vec<bool> = begins
        .iter()
        .map(|(name, point)| passed.get(*point) == Some(&true) || is_always_first(name))
        .collect();
    let (whole, stretches) = outline::outlined(&whole, &passed, |function, stretch| {
        !is_always_first(function) && outline::is_worth_it(stretch)
    })?;
    Validator::new().validate_all(&whole)?;
    is_first.resize(is_first.len() + stretches, false);
    let layout = Layout::of(&fs::read(&built.linked)?, &fs::read(&built.split)?)?;
    let constants = data::constants(&whole, &is_first)?;
    let [ours, theirs] = layout.shared_out(&whole, &constants)?;
    let named = layout.named(&constants);
    let divided = divide::divided(&whole, &is_first, |place| named.contains(&place))?;
    let first = data::with_data(&divided.first, ours)?;
    write(&dir.join(FIRST), &first)?;
    if visit(&dir, FIRST, Some(MARKED))?.answers != seen.answers {
        return Err("the first answers are others than the whole widget's".into());
    }
    write(&built.rest, &data::with_data(&divided.rest, theirs)?)?;
    fs::write(&built.wasm, first)?;
    let count = is_first.iter().filter(|is| **is).count();
    let all = is_first.len() - stretches;
    println!("{count} of {all} functions are for first answers, without {stretches} stretches");
    Ok(())
}

/// Has the glue join the two, or go on with the whole; `rest` is the published file and its SHA-256
/// in base64.
pub(crate) fn join(glue: &Path, rest: Option<(&str, &str)>) -> Result {
    let script = fs::read_to_string(glue)?;
    let script = match rest {
        Some((file, hash)) => {
            let join = JOIN.replace("REST_FILE", file).replace("REST_HASH", hash);
            // Clearing away isn't worth waiting for the rest, which does it.
            let script = replaced(&with_need(&script)?, REGISTRY[0], REGISTRY[1])?;
            let (script, _) =
                script.split_once(BEGIN).ok_or_else(|| format!("the glue has no {BEGIN}"))?;
            format!("{script}{join}")
        }
        None => script + WHOLE,
    };
    Ok(fs::write(glue, script)?)
}

fn with_need(glue: &str) -> Result<String> {
    replaced(glue, IMPORTS, &format!("{IMPORTS}{NEED}"))
}

/// Writes a module, if it is one.
fn write(path: &Path, wasm: &[u8]) -> Result {
    Validator::new().validate_all(wasm)?;
    Ok(fs::write(path, wasm)?)
}

/// Functions that come first whether they ran or not: that hangs on what comes together by chance,
/// such as where memory is free.
fn is_always_first(function: &str) -> bool {
    ["dlmalloc", "hashbrown", "indexmap", "__rust_", "__wbindgen_", "__externref_"]
        .iter()
        .any(|name| function.contains(name))
}

/// Puts what visits need into their folder; `late` are the points that no first answer passes.
fn prepare(built: &Built, dir: &Path, late: &[usize]) -> Result {
    let catalogs = ["catalog.json", "handoff/catalog.json"]
        .iter()
        .map(|name| fs::read_to_string(project::root().join("public").join(name)))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let locales = locales::all()?;
    let lines: BTreeMap<_, _> = locales.iter().map(|(tag, locale)| (tag, &locale.lines)).collect();
    let instances = instances()?;
    let (shops, languages) = (catalogs.len() + instances.len(), locales.len());
    println!("visits are to {shops} shops, in {languages} languages");
    let visits = json!({
        "locales": lines,
        "catalogs": catalogs,
        "instances": instances,
        "late": late,
    });
    fs::write(dir.join("visits.json"), visits.to_string())?;

    // Node.js takes it for a module by its name; what the WebAssembly imports keeps its own.
    let glue = with_need(&fs::read_to_string(&built.glue)?)?;
    let glue = glue.replace(&format!("from \"./{}\"", widget::LINKS), "from \"./parts.mjs\"");
    let need = "const need = () => { throw new Error('a first answer needs the rest'); };\n";
    fs::write(dir.join("visited.mjs"), glue + need + ran::READ)?;
    // Parts that come after the answer are up to the visit.
    let links = fs::read_to_string(built.glue.with_file_name(widget::LINKS))?;
    let names =
        links.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next());
    let parts: String = names
        .map(|name| {
            format!("export const {name} = (...asked) => globalThis.fetchPart(...asked);\n")
        })
        .collect();
    fs::write(dir.join("parts.mjs"), parts)?;
    Ok(())
}

/// Those of the engine's vectors that are small shops of all kinds, each with a trip.
fn instances() -> Result<Vec<Value>> {
    let vectors = project::root().join("crates/engine/tests/vectors");
    let mut files = Vec::new();
    for folder in ["directed", "found", "random"] {
        for entry in fs::read_dir(vectors.join(folder))? {
            files.push(entry?.path());
        }
    }
    files.sort();
    files.iter().map(|file| Ok(serde_json::from_slice(&fs::read(file)?)?)).collect()
}

/// Has some planners visited; once more, where it was seen with another module `before`.
fn visit(dir: &Path, module: &str, before: Option<&str>) -> Result<Seen> {
    let outcome = |module: &str| dir.join(module).with_extension("seen.json");
    let before = before.map_or_else(|| "none".into(), outcome);
    let outcome = outcome(module);
    println!("visiting planners with {module}");
    let mut node = command("node");
    node.args(["--input-type=module", "--eval", VISIT])
        .args([&setup::for_visits()?, dir])
        .arg(module)
        .args([&outcome, &before]);
    // The script's text would fill the screen.
    let status = node.status().map_err(|error| format!("node: {error}"))?;
    if !status.success() {
        return Err(format!("the visits failed: {status}").into());
    }
    let seen: Seen = serde_json::from_slice(&fs::read(outcome)?)?;
    let answered = seen.answers.iter().flatten().count();
    println!("{answered} of {} planners had a first answer", seen.answers.len());
    Ok(seen)
}
