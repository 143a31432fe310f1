//! `simfare`, the native side: answers from the command line with the engine that also runs
//! in the page, and serves the widget's files.

mod check;
mod cli;
mod failure;
mod input;
mod output;
mod quote;
mod serve;

use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Quote(arguments) => quote::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing goes before it: each fault's line starts with its JSON pointer.
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}
