//! `/v1/catalog`: what this shop sells.

use crate::shop::Seller;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
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
    let (encoding, bytes) = match accepts(&headers, "br") {
        true => (Some("br"), &sold.brotli),
        false if accepts(&headers, "gzip") => (Some("gzip"), &sold.gzip),
        false => (None, &sold.bytes),
    };
    let kind = [(CONTENT_TYPE, "application/json")];
    let encoding = encoding.map(|encoding| [(CONTENT_ENCODING, encoding)]);
    (etag, kind, AppendHeaders(encoding.into_iter().flatten()), bytes.clone()).into_response()
}

/// Whether a client names an encoding, and doesn't refuse it (RFC 9110, 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|accepted| {
        let mut parts = accepted.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let is_refused = |weight: &str| {
            let digits = weight.strip_prefix("q=").or(weight.strip_prefix("Q="));
            digits.is_some_and(|digits| digits.bytes().all(|byte| matches!(byte, b'0' | b'.')))
        };
        is_it && !parts.any(is_refused)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_a_client_refuses_it_does_not_get() {
        for (value, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=0.1", true),
            ("BR", true),
            ("br;q=0", false),
            ("br; q=0.000", false),
            ("gzip", false),
            ("*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts(&headers, "br"), expected, "{value}");
        }
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
