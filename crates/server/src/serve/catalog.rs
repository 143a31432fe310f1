//! `/v1/catalog`: what this shop sells.

use crate::shop::Seller;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_EXPOSE_HEADERS,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Whether a tag is the one there is, as `If-None-Match` compares them (RFC 9110, 13.1.2): whether
/// they are weak is all the same.
fn is_same(tag: &str, there: &str) -> bool {
    let strong = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    tag == "*" || strong(tag) == strong(there)
}

/// What a browser asks before a page elsewhere says which catalog it has.
pub(super) async fn ask() -> impl IntoResponse {
    let may =
        [(ACCESS_CONTROL_ALLOW_METHODS, "GET"), (ACCESS_CONTROL_ALLOW_HEADERS, "if-none-match")];
    (StatusCode::NO_CONTENT, may)
}

/// The catalog
///
/// `simfare.catalog/1`, with an ETag.
#[utoipa::path(
    get, path = "/v1/catalog", tag = "catalog",
    responses(
        (status = 200, description = "simfare.catalog/1", body = Object),
        (status = 304, description = "The one you have"),
    )
)]
pub(super) async fn serve(State(seller): State<Arc<Seller>>, headers: HeaderMap) -> Response {
    let sold = seller.sold();
    let etag = [(ETAG, sold.etag.as_str()), (ACCESS_CONTROL_EXPOSE_HEADERS, "etag")];
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| is_same(tag.trim(), &sold.etag)));
    if known {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    (etag, [(CONTENT_TYPE, "application/json")], sold.bytes.clone()).into_response()
}
