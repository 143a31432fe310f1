//! Looks for bytes that break what must hold for any (`fuzz/checks.rs`), starting from those in
//! `fuzz/corpus`, which ordinary tests go through. What breaks is written to `fuzz/artifacts`, and
//! belongs into the corpus once it is mended; what only reaches new code stays in `target`.

use crate::run::{cargo, run};
use crate::{Result, project, setup};
use std::fs;

const TARGETS: [&str; 3] = ["catalog", "request", "quote"];

#[derive(Debug)]
pub(crate) struct Options {
    seconds: u32,
}

impl Options {
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self> {
        match arguments {
            [] => Ok(Self { seconds: 60 }),
            ["--seconds", seconds] => {
                let seconds = seconds.parse().map_err(|_| format!("no number: {seconds}"))?;
                Ok(Self { seconds })
            }
            _ => Err("fuzz takes --seconds N and nothing else".into()),
        }
    }
}

/// Runs each target for some time.
pub(crate) fn all(options: &Options) -> Result {
    let path = setup::for_fuzzing()?;
    for target in TARGETS {
        let found = project::target().join("fuzz-corpus").join(target);
        fs::create_dir_all(&found)?;
        let mut fuzz = cargo();
        fuzz.args(["fuzz", "run", target, "--sanitizer", "none"])
            .arg("--target-dir")
            .arg(project::target().join("fuzz"))
            .arg(found)
            .arg(project::root().join("fuzz/corpus").join(target))
            .args(["--", "-max_len=4096", "-timeout=20"])
            .arg(format!("-max_total_time={}", options.seconds))
            // The engine has no `unsafe`, so that no sanitizer is needed: the compiler that is
            // there will do, told that it may use what is for nightly ones.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("PATH", &path);
        run(&mut fuzz)?;
    }
    Ok(())
}
