//! Compresses the site ahead of time, as hard as brotli and gzip can: the server sends
//! these files as they are, so what the size checks measure (brotli) is what travels.

use crate::Result;
use crate::run::command;
use std::path::Path;

/// What becomes smaller.
const KINDS: &str = "css,html,js,json,svg,txt,wasm";

/// Node.js is needed anyway and has brotli; a crate of it would double this program's
/// build.
const SCRIPT: &str = include_str!("compress.mjs");

/// Puts `NAME.br` and `NAME.gz` beside every file of `dir` that gains by it.
pub(crate) fn dir(dir: &Path) -> Result {
    println!("compressing {}", dir.display());
    let mut node = command("node");
    node.args(["--input-type=module", "--eval", SCRIPT]).arg(dir).arg(KINDS);
    // The script's text would fill the screen.
    let status = node.status().map_err(|error| format!("node: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("compressing failed: {status}").into()) }
}
