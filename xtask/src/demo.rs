//! The demo shop, served as a shop would serve it.

use crate::run::{command, run};
use crate::{Result, build, project};

#[derive(Debug)]
pub(crate) struct Options {
    port: u16,
}

impl Options {
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self> {
        match arguments {
            [] => Ok(Self { port: 8080 }),
            ["--port", port] => {
                let port = port.parse().map_err(|_| format!("no port number: {port}"))?;
                Ok(Self { port })
            }
            _ => Err("the demo takes --port N and nothing else".into()),
        }
    }
}

/// Sets up, builds, and serves until stopped; the server prints the address.
pub(crate) fn serve(options: &Options) -> Result {
    build::site(build::Kind::Shipped)?;
    build::server()?;
    run(command(project::server_binary())
        .args(["serve", "--dir"])
        .arg(project::dist())
        .args(["--listen", &format!("127.0.0.1:{}", options.port)]))
}
