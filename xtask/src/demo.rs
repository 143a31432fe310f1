//! The demo shop, served as a shop would serve it, with orders paid in the sandbox.

use crate::run::{command, run};
use crate::{Result, build, project};
use std::fs;

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
    // Beside the build's output: orders of the demo are kept until that is cleaned.
    let orders = project::target().join("demo");
    fs::create_dir_all(&orders)?;
    let address = format!("127.0.0.1:{}", options.port);
    run(command(project::server_binary())
        .args(["serve", "--dir"])
        .arg(project::dist())
        .args(["--listen", &address])
        // Whoever has paid comes back to the shop, whose page knows their order.
        .args(["--return-url", &format!("http://{address}/")])
        .arg("--catalog")
        .arg(project::root().join("public/catalog.json"))
        .args(["--sandbox", "--log-format", "text", "--database"])
        .arg(orders.join("orders.db")))
}
