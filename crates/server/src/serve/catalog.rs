//! `/v1/catalog`: what this shop sells.

use crate::failure::Failure;
use crate::input;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use simfare_engine::Catalog;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

/// The file's bytes, known to be a valid catalog, and a name for exactly these bytes.
#[derive(Debug)]
struct Served {
    bytes: Vec<u8>,
    etag: String,
}

/// The routes; a faulty catalog is refused here.
pub(super) fn routes(path: &Path) -> Result<Router, Failure> {
    let bytes = input::bytes(path)?;
    Catalog::from_json(&bytes)?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    // Weak, since the response may be compressed.
    let etag = format!("W/\"{:016x}\"", hasher.finish());
    Ok(Router::new().route("/v1/catalog", get(serve)).with_state(Arc::new(Served { bytes, etag })))
}

async fn serve(State(catalog): State<Arc<Served>>, headers: HeaderMap) -> Response {
    let etag = [(ETAG, catalog.etag.clone())];
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == catalog.etag));
    if known {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    (etag, [(CONTENT_TYPE, "application/json")], catalog.bytes.clone()).into_response()
}
