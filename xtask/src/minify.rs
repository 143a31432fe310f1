//! JavaScript without what only people need: comments, long names, space. By esbuild.

use crate::run::{command, find_program, run};
use crate::{Result, setup};
use std::path::Path;

/// Makes a module small, in place.
pub(crate) fn module(file: &Path) -> Result {
    let path = setup::search_path()?;
    let esbuild = find_program("esbuild", &path).ok_or("esbuild isn't there")?;
    run(command(esbuild)
        .arg(file)
        .args(["--minify", "--format=esm", "--target=es2022", "--charset=utf8"])
        .args(["--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", file.display()))
        // It is started by Node.js, which is on the path.
        .env("PATH", path))
}
