//! What the calls share: what they work on, who may make them, how bodies come and go.

use super::limit::Limits;
use super::problem::Problem;
use crate::metrics::Metrics;
use crate::order::Order;
use crate::order::view::OrderView;
use crate::secret;
use crate::shop::{Refusal, Seller, Shop};
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use simfare_engine::format::Json;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything the calls work on.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) seller: Arc<Seller>,
    /// None where nobody takes money: then there are quotes and no orders.
    pub(crate) shop: Option<Arc<Shop>>,
    /// Whether the shop's own system is told of orders.
    pub(crate) tells_shop: bool,
    /// Whether the site that is served has a page to begin at.
    pub(crate) has_home: bool,
    /// SHA-256 of the shop's key, in hexadecimal.
    pub(crate) shop_key_hash: Option<String>,
    /// The most bytes a body may have.
    pub(crate) most_body: usize,
    /// Pages that may call this service.
    pub(crate) origins: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Arc<Metrics>,
    /// Whether the database took what was written, and when that was tried.
    pub(crate) writable: tokio::sync::Mutex<Option<(Instant, bool)>>,
    /// How many messages waited for the shop, and when they were counted.
    pub(crate) waiting: tokio::sync::Mutex<Option<(Instant, i64)>>,
    /// Set when the service has been told to end.
    pub(crate) ending: AtomicBool,
}

impl Api {
    pub(super) fn shop(&self) -> Result<&Arc<Shop>, Problem> {
        self.shop.as_ref().ok_or_else(Problem::no_orders)
    }

    /// Whether the request comes from the shop's own system.
    pub(super) fn is_shop(&self, headers: &HeaderMap) -> bool {
        match (bearer(headers), &self.shop_key_hash) {
            (Some(key), Some(hash)) => secret::same(&secret::sha256(key.as_bytes()), hash),
            _ => false,
        }
    }

    /// Only the shop's own system.
    pub(super) fn only_shop(&self, headers: &HeaderMap) -> Result<(), Problem> {
        match &self.shop_key_hash {
            Some(_) if self.is_shop(headers) => Ok(()),
            Some(_) => Err(Problem::unauthorized("the shop's key")),
            None => Err(Problem::no_shop_key()),
        }
    }

    /// The whole body.
    pub(super) async fn bytes(&self, body: Body) -> Result<Vec<u8>, Problem> {
        let reading = axum::body::to_bytes(body, self.most_body);
        match tokio::time::timeout(PATIENCE, reading).await {
            Err(_) => Err(Problem::unfinished_body()),
            Ok(Ok(bytes)) => Ok(bytes.into()),
            Ok(Err(error)) => {
                let is_long = std::error::Error::source(&error)
                    .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
                Err(if is_long {
                    Problem::too_large(self.most_body)
                } else {
                    Problem::unfinished_body()
                })
            }
        }
    }

    /// The whole body of a request that says it is JSON. That it has to say so keeps other
    /// pages' forms away: no form can.
    pub(super) async fn json(&self, request: Request) -> Result<Vec<u8>, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
            return Err(Problem::not_json());
        }
        self.bytes(request.into_body()).await
    }

    /// An order as its owner sees it; with the token that shows it again where it was just made.
    pub(super) async fn view(&self, order: &Order, with_token: bool) -> Result<OrderView, Problem> {
        let shop = self.shop()?;
        let history = shop.store.history(&order.id).await.map_err(Refusal::from)?;
        let mut view = OrderView::of(order, &history, shop.payments.instructions());
        view.receipt = Some(shop.receipt_url(order));
        view.token = with_token.then(|| order.token.clone());
        Ok(view)
    }

    /// An order as the shop sees it.
    pub(super) async fn shop_view(&self, order: &Order) -> Result<OrderView, Problem> {
        let shop = self.shop()?;
        let history = shop.store.history(&order.id).await.map_err(Refusal::from)?;
        Ok(shop.view(order, &history))
    }
}

/// A name in a path. One that can't be decoded names nothing.
#[derive(Debug)]
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Path::<String>::from_request_parts(parts, state).await;
        found.map(|Path(name)| Self(name)).map_err(|_| Problem::not_found())
    }
}

/// The secret a request shows.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// A document as the answer.
pub(super) fn answer(status: StatusCode, document: &impl Serialize) -> Response {
    match serde_json::to_vec(document) {
        Ok(body) => (status, [(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => Problem::from(Refusal::Broken("an answer couldn't be written")).into_response(),
    }
}

/// The tree of a body.
pub(super) fn tree(bytes: &[u8]) -> Result<Json<'_>, Problem> {
    Ok(Json::parse(bytes).map_err(Refusal::NotJson)?)
}
