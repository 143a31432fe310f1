//! The command line's grammar.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The exactly cheapest way to renew, top up or buy phone plans.
///
/// Exit status: 0 for an answer, 2 for bad input, 1 for anything else.
#[derive(Debug, Parser)]
#[command(name = "simfare", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArgs),
    Quote(QuoteArgs),
    Serve(ServeArgs),
}

/// Validate a catalog, naming every fault with its JSON pointer
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The catalog (simfare.catalog/1)
    pub(crate) file: PathBuf,
}

/// Print the cheapest schedule for a request, as JSON
#[derive(Args, Debug)]
pub(crate) struct QuoteArgs {
    /// The catalog (simfare.catalog/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: PathBuf,
    /// The request (simfare.request/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) request: PathBuf,
}

/// Serve the built site over HTTP
#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// The built site
    #[arg(long, default_value = "dist")]
    pub(crate) dir: PathBuf,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The catalog this shop sells, served as /v1/catalog
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
}
