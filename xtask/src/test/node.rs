//! Tests that Node.js runs.

use super::tally::Tally;
use crate::run::show;
use crate::{Result, project};
use std::fs;
use std::process::Command;

/// Runs the files by `node`, which holds the options of the runner; shows its report.
pub(super) fn run(node: &mut Command, name: &str, files: &[String]) -> Result<Tally> {
    // People read one report, this program the other.
    let report = project::target().join(format!("{name}-tests.tap"));
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files);
    println!("$ {}", show(node));
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
