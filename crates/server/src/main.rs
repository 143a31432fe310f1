//! `simfare`, the native side: answers from the command line with the engine that also runs
//! in the page, serves the widget's files, and takes orders.

mod check;
mod cli;
mod clock;
mod config;
mod failure;
mod import;
mod input;
mod metrics;
mod order;
mod orders;
mod output;
mod page;
mod payment;
mod quote;
mod schema;
mod secret;
mod serve;
mod shop;
mod signing;
mod store;

use clap::Parser;
use cli::{Cli, Command};
use failure::Failure;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Quote(arguments) => quote::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Orders(arguments) => orders::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Openapi => openapi(),
        Command::ShopKey => shop_key(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing goes before it: each fault's line starts with its JSON pointer.
            // Where nobody can be told, the exit code still says it.
            let _ = writeln!(std::io::stderr(), "{failure}");
            failure.exit_code()
        }
    }
}

fn openapi() -> Result<(), Failure> {
    let document = serve::openapi()
        .map_err(|error| Failure::System(format!("the description can't be written: {error}")))?;
    output::line(&document)
}

/// The key for the shop's own system; only its hash is for the service to know.
fn shop_key() -> Result<(), Failure> {
    let bytes = secret::random::<32>().map_err(|error| Failure::System(error.to_string()))?;
    let key = format!("shop_{}", secret::hex(&bytes));
    output::line(&format!("key:  {key}"))?;
    output::line(&format!("hash: {}", secret::sha256(key.as_bytes())))
}
