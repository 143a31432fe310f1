//! A name for each request, in its answer and in the log; how long it took, counted. The log
//! has the call's pattern, never its address: that may hold an order's token.

use super::api::Api;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, header::HeaderName};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn follow(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    // A proxy's name is kept, so that both logs can be read together.
    let id = request
        .headers()
        .get(&REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (8..=64).contains(&id.len()) && id.bytes().all(is_plain))
        .map(str::to_owned)
        .or_else(|| crate::secret::random::<8>().ok().map(|bytes| crate::secret::hex(&bytes)))
        .unwrap_or_default();
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let call = format!("{} {path}", request.method());
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = start.elapsed();
    let status = response.status().as_u16();
    api.metrics.response(&call, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(%call, status, ms, "answered"));
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
