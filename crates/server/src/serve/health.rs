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

/// How old what is known of the database may be: anybody may ask, and asking it takes its time.
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
    match &api.shop {
        Some(shop) if !can_write(&api, shop).await => {
            (StatusCode::SERVICE_UNAVAILABLE, "no database\n").into_response()
        }
        _ => "ready\n".into_response(),
    }
}

/// Whether the database takes what is written, tried once for all who ask at the same time: orders
/// write too.
async fn can_write(api: &Api, shop: &Shop) -> bool {
    let mut known = api.writable.lock().await;
    if let Some((at, is_writable)) = *known
        && at.elapsed() < FRESH
    {
        return is_writable;
    }
    let tried = shop.store.ping().await;
    if let Err(error) = &tried {
        tracing::warn!(%error, "not ready");
    }
    *known = Some((Instant::now(), tried.is_ok()));
    tried.is_ok()
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
