//! Every check, each counted; one that fails stops none of the others.

mod browser;
mod cargo;
mod node;
mod package;
pub(crate) mod parts;
mod sizes;
mod tally;

use crate::run::{command, run};
use crate::setup;
use crate::{Result, build};
use std::io::Write;
use std::process::ExitCode;
use tally::Tally;

/// What can be asked for by name, in the order in which they run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Fmt,
    Clippy,
    Cargo,
    Build,
    ClippyWasm,
    Sizes,
    Package,
    Browser,
}

impl Check {
    const ALL: [Self; 8] = [
        Self::Fmt,
        Self::Clippy,
        Self::Cargo,
        Self::Build,
        Self::ClippyWasm,
        Self::Sizes,
        Self::Package,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Cargo => "cargo",
            Self::Build => "build",
            Self::ClippyWasm => "clippy-wasm",
            Self::Sizes => "sizes",
            Self::Package => "package",
            Self::Browser => "browser",
        }
    }

    fn by_name(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|check| check.name() == name)
            .ok_or_else(|| format!("no check is called {name}").into())
    }

    fn needs_the_site(self) -> bool {
        matches!(self, Self::Sizes | Self::Package | Self::Browser)
    }

    fn run(self) -> Result<Tally> {
        match self {
            Self::Fmt => run(command("cargo").args(["fmt", "--all", "--check"]))?,
            Self::Clippy => run(command("cargo")
                .args(["clippy", "--workspace", "--all-targets"])
                .args(["--", "-D", "warnings"]))?,
            Self::Cargo => return cargo::tests(),
            Self::Build => {
                build::site(build::Kind::Shipped)?;
                build::server()?;
            }
            Self::ClippyWasm => clippy_wasm()?,
            Self::Sizes => return sizes::check(),
            Self::Package => return package::tests(),
            Self::Browser => return browser::tests(),
        }
        Ok(Tally::PASSED)
    }
}

/// The widget once more, as the browser gets it: code for that target alone is seen here.
fn clippy_wasm() -> Result {
    let toolchain = setup::for_site()?;
    setup::for_wasm_clippy(toolchain)?;
    let mut clippy = command("cargo");
    clippy.args(["clippy", "--package", "simfare-widget", "--lib"]).args([
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ]);
    toolchain.configure(&mut clippy);
    run(&mut clippy)
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    checks: Vec<Check>,
}

impl Options {
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self> {
        let mut only = Vec::new();
        let mut browser = true;
        let mut build = true;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--only" => {
                    let name = rest.next().ok_or("--only wants the name of a check")?;
                    only.push(Check::by_name(name)?);
                }
                "--no-browser" => browser = false,
                "--no-build" => build = false,
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        let mut checks = if only.is_empty() { Check::ALL.to_vec() } else { only };
        checks.retain(|check| browser || *check != Check::Browser);
        checks.retain(|check| build || *check != Check::Build);
        if build && checks.iter().any(|check| check.needs_the_site()) {
            checks.push(Check::Build);
        }
        // In the order of `ALL`, each once.
        let checks = Check::ALL.into_iter().filter(|check| checks.contains(check)).collect();
        Ok(Self { checks })
    }
}

/// Runs the checks; the last line printed is their count.
pub(crate) fn all(options: &Options) -> Result<ExitCode> {
    let mut total = Tally::default();
    let mut failing = Vec::new();
    for check in &options.checks {
        println!("\n=== {} ===", check.name());
        let outcome = if check.needs_the_site() && failing.contains(&Check::Build.name()) {
            Err("not run: the site wasn't built".into())
        } else {
            check.run()
        };
        let tally = outcome.unwrap_or_else(|error| {
            println!("{}: {error}", check.name());
            Tally::FAILED
        });
        if tally.failed > 0 {
            failing.push(check.name());
        }
        total += tally;
    }
    println!();
    if !failing.is_empty() {
        println!("failing: {}", failing.join(", "));
    }
    println!("{total}");
    std::io::stdout().flush()?;
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checks(arguments: &[&str]) -> Vec<Check> {
        Options::parse(arguments).map(|options| options.checks).unwrap_or_default()
    }

    #[test]
    fn all_checks_unless_told_otherwise() {
        assert_eq!(checks(&[]), Check::ALL);
        assert!(!checks(&["--no-browser"]).contains(&Check::Browser));
    }

    #[test]
    fn what_needs_the_site_builds_it() {
        assert_eq!(checks(&["--only", "browser"]), [Check::Build, Check::Browser]);
        assert_eq!(checks(&["--only", "browser", "--no-build"]), [Check::Browser]);
        assert_eq!(checks(&["--only", "fmt"]), [Check::Fmt]);
    }

    #[test]
    fn unknown_names_are_refused() {
        assert!(Options::parse(&["--only", "nothing"]).is_err());
        assert!(Options::parse(&["--only"]).is_err());
        assert!(Options::parse(&["--fast"]).is_err());
    }
}
