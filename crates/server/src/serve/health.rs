//! `/healthz`, `/readyz`, `/metrics`: for who runs the service.

use super::api::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// It can take orders: its database answers, and it hasn't been told to end.
pub(super) async fn ready(State(api): State<Arc<Api>>) -> Response {
    if api.ending.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "ending\n").into_response();
    }
    if let Some(shop) = &api.shop
        && let Err(error) = shop.store.ping().await
    {
        tracing::warn!(%error, "not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "no database\n").into_response();
    }
    "ready\n".into_response()
}

/// What is counted.
pub(super) async fn metrics(State(api): State<Arc<Api>>) -> Response {
    let waiting = match &api.shop {
        Some(shop) => shop.store.parcels_waiting().await.ok(),
        None => None,
    };
    let text = api.metrics.text(waiting);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
