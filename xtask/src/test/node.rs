//! Tests that Node.js runs.

use super::tally::Tally;
use crate::run::show;
use crate::{Result, project};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// So many failed tests are tried once more. More of them aren't the machine's doing.
const MOST_RETRIED: usize = 3;

/// Runs the files by `node`, which holds the options of the runner; shows its report.
pub(super) fn run(node: &mut Command, name: &str, files: &[String]) -> Result<Tally> {
    // People read one report, this program the other.
    let report = report(name);
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files);
    println!("$ {}", show(node));
    let status = node.status()?;
    Ok(counts(&fs::read_to_string(report)?).of_runner(status.success()))
}

/// As [`run`], for tests that wait for real browsers: on a machine that is busy with other things
/// one of hundreds now and then waits in vain. The few that failed are tried once more, alone; what
/// fails again is broken, and what passes is named, so that it isn't forgotten.
pub(super) fn run_steadily(
    node: impl Fn() -> Result<Command>,
    name: &str,
    files: &[String],
) -> Result<Tally> {
    let first = run(&mut node()?, name, files)?;
    let report = fs::read_to_string(report(name))?;
    let failed: Vec<&str> = failed(&report).collect();
    // A file that doesn't load, say, is counted without a name of a test.
    if failed.is_empty() || failed.len() > MOST_RETRIED || failed.len() as u64 != first.failed {
        return Ok(first);
    }
    println!("once more, alone: {}", failed.join("; "));
    let mut again = node()?;
    for name in &failed {
        again.arg(format!("--test-name-pattern=^{}$", pattern(name)));
    }
    let again_name = format!("{name}-again");
    let second = run(&mut again, &again_name, files)?;
    // A pattern may fit others too: each of them has to have passed itself.
    let report = fs::read_to_string(self::report(&again_name))?;
    let is_passed = |name: &&str| passed(&report).any(|passed| passed == *name);
    if second.failed > 0 || !failed.iter().all(is_passed) {
        return Ok(first);
    }
    println!("passed on the second try only: {}", failed.join("; "));
    Ok(Tally { passed: first.passed + first.failed, failed: 0 })
}

/// Where the report for this program is.
fn report(name: &str) -> PathBuf {
    project::target().join(format!("{name}-tests.tap"))
}

/// The names of the failed tests in a TAP report.
fn failed(report: &str) -> impl Iterator<Item = &str> {
    report.lines().filter_map(|line| Some(line.strip_prefix("not ok ")?.split_once(" - ")?.1))
}

/// The names of the passed tests in a TAP report, without those that were skipped.
fn passed(report: &str) -> impl Iterator<Item = &str> {
    let names =
        report.lines().filter_map(|line| Some(line.strip_prefix("ok ")?.split_once(" - ")?.1));
    names.filter(|name| !name.contains(" # SKIP"))
}

/// A regular expression of JavaScript for a name.
fn pattern(name: &str) -> String {
    // TAP writes some characters in its own way; a point is any of them.
    name.replace(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != ' ', ".*")
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

    #[test]
    fn failed_tests_are_named() {
        let report = "ok 1 - a\nnot ok 2 - b - c: 1,5\n  ---\n    not ok 1 - within\nok 3 - d\n";
        assert_eq!(failed(report).collect::<Vec<_>>(), ["b - c: 1,5"]);
        let report = format!("{report}ok 4 - e # SKIP not chosen\n");
        assert_eq!(passed(&report).collect::<Vec<_>>(), ["a", "d"]);
        assert_eq!(pattern("b - c: 1,5 \\#2 二"), "b .* c.* 1.*5 .*.*2 二");
    }
}
