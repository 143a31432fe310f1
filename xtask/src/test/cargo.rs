//! The Rust tests of the whole workspace.

use super::tally::Tally;
use crate::run::{cargo, show};
use crate::{Result, setup};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// Runs them all, shows their output as it comes, and adds up their counts.
pub(super) fn tests() -> Result<Tally> {
    let localstripe = setup::for_order_tests()?;
    let mut cargo = cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]).stdout(Stdio::piped());
    cargo.env("SIMFARE_LOCALSTRIPE", localstripe);
    println!("$ {}", show(&cargo));
    let mut child = cargo.spawn()?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally += counts(&line).unwrap_or_default();
        }
    }
    Ok(tally.of_runner(child.wait()?.success()))
}

/// Reads `test result: ok. 3 passed; 0 failed; …`, which closes each test binary's output.
fn counts(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |label: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(label)?.trim().parse().ok())
    };
    Some(Tally { passed: number("passed")?, failed: number("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_closing_line() {
        let line = "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; \
                    0 filtered out; finished in 0.00s";
        assert_eq!(counts(line), Some(Tally { passed: 3, failed: 2 }));
        assert_eq!(counts("test a::b ... ok"), None);
    }
}
