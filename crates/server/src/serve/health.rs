//! `/healthz`, `/readyz`, `/metrics`: for who runs the service.

use super::api::Api;
use crate::shop::Shop;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How old a count of messages may be: anybody may ask, and counting takes the database time.
const FRESH: Duration = Duration::from_secs(2);

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
        // Where nobody is to be told, messages wait for nothing.
        Some(shop) if api.tells_shop => waiting(&api, shop).await,
        _ => None,
    };
    let text = api.metrics.text(waiting);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// How many messages wait for the shop, counted once for all who ask at the same time.
async fn waiting(api: &Api, shop: &Shop) -> Option<i64> {
    let mut known = api.waiting.lock().await;
    if let Some((at, count)) = *known
        && at.elapsed() < FRESH
    {
        return Some(count);
    }
    let count = shop.store.parcels_waiting().await.ok()?;
    *known = Some((Instant::now(), count));
    Some(count)
}
