//! The tests in a real browser, run by Node.js.

use super::node;
use super::tally::Tally;
use crate::run::command;
use crate::{Result, project, setup};
use std::fs;

/// Runs every `tests/browser/*.test.mjs` against the built site.
pub(super) fn tests() -> Result<Tally> {
    setup::for_browser_tests()?;
    let dir = project::browser_tests();
    let mut files = Vec::new();
    for entry in fs::read_dir(&dir)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(name);
        }
    }
    if files.is_empty() {
        // Node.js would look for tests by rules of its own.
        return Err(format!("no tests in {}", dir.display()).into());
    }
    files.sort();

    let node = || {
        let mut node = command("node");
        node.current_dir(&dir)
            // Each file has a browser of its own; more of them at once starve each other.
            .args(["--test", "--test-concurrency=2"])
            .env("SIMFARE_BINARY", project::server_binary())
            .env("SIMFARE_DIST", project::dist())
            // Programs of our own tools' cache are found there.
            .env("PATH", setup::search_path()?);
        Ok(node)
    };
    node::run_steadily(node, "browser", &files)
}
