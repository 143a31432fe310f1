//! The tests in a real browser, run by Node.js.

use super::tally::Tally;
use crate::run::{command, show};
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

    // People read one report, this program the other.
    let report = project::target().join("browser-tests.tap");
    let mut node = command("node");
    node.current_dir(&dir)
        // Each file has a browser of its own; more of them at once starve each other.
        .args(["--test", "--test-concurrency=2"])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files)
        .env("SIMFARE_BINARY", project::server_binary())
        .env("SIMFARE_DIST", project::dist())
        // Programs of our own tools' cache are found there.
        .env("PATH", setup::search_path()?);
    println!("$ {}", show(&node));
    let status = node.status()?;
    Ok(counts(&fs::read_to_string(report)?).of_runner(status.success()))
}

/// Reads the summary at the end of a TAP report: `# pass 12`, `# fail 0`, ….
fn counts(report: &str) -> Tally {
    let number = |label: &str| {
        report
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(label)?.trim().parse().ok())
            .unwrap_or(0)
    };
    Tally { passed: number("pass "), failed: number("fail ") + number("cancelled ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_summary() {
        let report = "TAP version 13\n# Subtest: pass 9\nok 1 - pass 9\n1..4\n# tests 4\n\
                      # suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(counts(report), Tally { passed: 2, failed: 2 });
    }
}
