//! The documents' schemas: the engine's, and that of an order, which the native binary knows.

use crate::run::{command, output_of};
use crate::{Result, build, project};
use std::env;

/// Each document's name and schema.
pub(super) fn all() -> Result<Vec<(String, String)>> {
    let mut schemas = Vec::new();
    for name in simfare_engine::schema::DOCUMENTS {
        let schema = simfare_engine::schema::of(name).ok_or_else(|| format!("no {name}"))?;
        schemas.push((name.to_owned(), schema));
    }
    // Where tests have a binary already, that one.
    let binary = match env::var_os("SIMFARE_BINARY") {
        Some(binary) => binary.into(),
        None => {
            build::server()?;
            project::server_binary()
        }
    };
    let order = output_of(command(binary).args(["schema", "order"]))?;
    schemas.push(("order".to_owned(), order));
    Ok(schemas)
}
