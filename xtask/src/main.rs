//! The project's chores, as `cargo xtask …`: set-up of a bare machine, the build of the
//! site, the demo, and every check.

mod bench;
mod bench_orders;
mod build;
mod compress;
mod demo;
mod docs;
mod first;
mod functions;
mod fuzz;
mod loader;
mod locales;
mod order;
mod package;
mod project;
mod reference;
mod run;
mod setup;
mod test;
mod widget;

use std::process::ExitCode;

/// Anything that stops a chore; shown to the person who started it.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask setup             installs what the other commands need; each does its share itself
cargo xtask build [--quick]   the site, into dist/; quick: large, but soon there
cargo xtask demo [--port N]   builds the demo shop and serves it (port 8080)
cargo xtask package           the npm package, into target/npm/, of the site in dist/
cargo xtask test [OPTIONS]    every check; the last line of output is their count
    --only NAME               just this one: fmt, clippy, cargo, build, clippy-wasm, sizes,
                              package, browser (may be repeated)
    --no-browser              all but the browser tests
    --no-build                take the site in dist/ as it is
cargo xtask sizes             takes what the built widget is made of as the measure of what grows
cargo xtask bench [OPTIONS]   how fast engine, planner and order service are, as tables
    --only NAME               just this part: native, chromium, highs, cold, hand, heap, peers,
                              orders (may be repeated)
cargo xtask fuzz [--seconds N]
                              bytes that break the readers or the engine: N seconds a target (60)
cargo xtask finish            splits what Trunk has built and fills in its names (Trunk calls it)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        ["setup"] => setup::everything()?,
        ["build"] => build::site(build::Kind::Shipped)?,
        ["build", "--quick"] => build::site(build::Kind::Quick)?,
        ["package"] => package::build()?,
        ["demo", options @ ..] => demo::serve(&demo::Options::parse(options)?)?,
        ["test", options @ ..] => return test::all(&test::Options::parse(options)?),
        ["sizes"] => test::parts::take()?,
        ["bench", options @ ..] => bench::all(&bench::Options::parse(options)?)?,
        ["fuzz", options @ ..] => fuzz::all(&fuzz::Options::parse(options)?)?,
        ["finish"] => build::finish()?,
        ["help" | "--help" | "-h"] => println!("{USAGE}"),
        _ => return Err(format!("no such command\n\n{USAGE}").into()),
    }
    Ok(ExitCode::SUCCESS)
}
