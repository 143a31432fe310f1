//! Reading the files a command is given.

use crate::failure::Failure;
use simfare_engine::format::MAX_BYTES;
use simfare_engine::{Catalog, Request};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads and validates a catalog.
pub(crate) fn catalog(path: &Path) -> Result<Catalog, Failure> {
    Ok(Catalog::from_json(&bytes(path)?)?)
}

/// Reads and validates a request for this catalog.
pub(crate) fn request(path: &Path, catalog: &Catalog) -> Result<Request, Failure> {
    Ok(Request::from_json(&bytes(path)?, catalog)?)
}

/// Whether a request is right as far as can be told with a catalog that isn't.
pub(crate) fn request_beside(path: &Path, catalog: &Path) -> Result<(), Failure> {
    Ok(Request::check_beside(&bytes(path)?, &bytes(catalog).unwrap_or_default())?)
}

/// The whole file, or a little more of it than is allowed: enough for the engine to refuse
/// it, without an endless file filling the memory.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))?;
    Ok(bytes)
}

/// The whole of a file that isn't for the engine.
pub(crate) fn whole(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = bytes(path)?;
    if bytes.len() > MAX_BYTES {
        let message = format!("{}: larger than {} MiB", path.display(), MAX_BYTES >> 20);
        return Err(Failure::BadInput(message));
    }
    Ok(bytes)
}
