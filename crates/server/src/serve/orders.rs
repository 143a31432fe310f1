//! `/v1/orders`: taking orders, showing them, and what the shop does with them.

use super::api::{Api, Named, answer, bearer, tree};
use super::problem::Problem;
use crate::order::body::OrderBodySchema;
use crate::order::view::OrderView;
use crate::order::{Order, Status};
use crate::secret;
use crate::shop::{Delivery, Refusal, Shop, read_reason};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Take an order
///
/// The service quotes the request again on its own catalog. The same key and body answer the
/// same order, however often they are sent.
#[utoipa::path(
    post, path = "/v1/orders", tag = "orders",
    params(("Idempotency-Key" = String, Header, description = "A new one for each order, the same for each try; 1 to 255 visible ASCII characters")),
    request_body = OrderBodySchema,
    responses(
        (status = 201, description = "The order", body = OrderView),
        (status = 400, description = "No JSON, or no Idempotency-Key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The total is another now; with the new quote", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Faults in the body, each with its JSON pointer; or the key was used with another body", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The payment provider didn't do its part", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No orders are taken, or not now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(api): State<Arc<Api>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let shop = api.shop()?;
    let key = idempotency_key(&headers)?;
    let client = api.limits.client_of(&request);
    let bytes = api.json(request).await?;
    let taken = shop.create(key, &bytes, client).await?;
    let view = api.view(&taken.order, true).await?;
    let mut response = answer(StatusCode::CREATED, &view);
    if taken.replayed {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert("idempotency-replayed", yes);
    }
    if let Ok(place) =
        HeaderValue::try_from(format!("{}/v1/orders/{}", shop.path(), taken.order.id))
    {
        response.headers_mut().insert(axum::http::header::LOCATION, place);
    }
    Ok(response)
}

/// An order
///
/// For who holds its token, and for the shop.
#[utoipa::path(
    get, path = "/v1/orders/{id}", tag = "orders",
    params(("id" = String, Path, description = "The order")),
    security(("token" = []), ("shop_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderView),
        (status = 401, description = "No token", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order, or another's token", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shop = api.shop()?;
    if api.is_shop(&headers) {
        let order = shop.order(&id).await?;
        return Ok(answer(StatusCode::OK, &api.shop_view(&order).await?));
    }
    let order = owned(shop, &id, &headers).await?;
    Ok(answer(StatusCode::OK, &api.view(&order, false).await?))
}

/// Say that an order is fulfilled
///
/// For the shop. An order for a new eSIM needs its activation code; others may have a reference.
#[utoipa::path(
    post, path = "/v1/orders/{id}/fulfil", tag = "shop",
    params(("id" = String, Path, description = "The order")),
    request_body = FulfilBody,
    security(("shop_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderView),
        (status = 401, description = "Not the shop's key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The order isn't where it could be fulfilled", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a well-formed activation code", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn fulfil(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    api.only_shop(&headers)?;
    let bytes = api.json(request).await?;
    let delivery = Delivery::read(&tree(&bytes)?).map_err(Refusal::Faulty)?;
    moved(&api, &id, async |shop, order| shop.fulfil(order, delivery).await).await
}

/// Say that an order can't be fulfilled
#[utoipa::path(
    post, path = "/v1/orders/{id}/fail", tag = "shop",
    params(("id" = String, Path, description = "The order")),
    request_body = ReasonBody,
    security(("shop_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderView),
        (status = 401, description = "Not the shop's key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The order isn't paid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn fail(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    api.only_shop(&headers)?;
    let reason = reason(&api, request).await?;
    moved(&api, &id, async |shop, order| shop.fail(order, reason).await).await
}

/// Send the money back
#[utoipa::path(
    post, path = "/v1/orders/{id}/refund", tag = "shop",
    params(("id" = String, Path, description = "The order")),
    request_body = ReasonBody,
    security(("shop_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderView),
        (status = 401, description = "Not the shop's key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The order isn't paid", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The payment provider didn't do its part", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn refund(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    api.only_shop(&headers)?;
    let reason = reason(&api, request).await?;
    moved(&api, &id, async |shop, order| shop.refund(order, reason).await).await
}

/// Say that a bank transfer or a payment at the counter is there
#[utoipa::path(
    post, path = "/v1/orders/{id}/paid", tag = "shop",
    params(("id" = String, Path, description = "The order")),
    request_body = ReasonBody,
    security(("shop_key" = [])),
    responses(
        (status = 200, description = "The order", body = OrderView),
        (status = 401, description = "Not the shop's key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its payment isn't confirmed by hand", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn paid(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    api.only_shop(&headers)?;
    // Read for its faults: there is nobody to tell why money came.
    reason(&api, request).await?;
    moved(&api, &id, async |shop, order| {
        let order = shop.received(order).await?;
        let is_there = order.status.is_paid() || order.status == Status::Refunded;
        if is_there { Ok(order) } else { Err(Refusal::WrongStatus(order.status, "try again")) }
    })
    .await
}

/// `{"activation_code": "LPA:1$…"}`, or for several new lines `{"activation_codes": […]}`, or
/// `{"reference": "…"}`, or codes and a reference where an order has both to bring.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema; the body is read with all its faults elsewhere")]
pub(super) struct FulfilBody {
    /// What the customer's phone downloads the eSIM with (GSMA SGP.22).
    #[schema(example = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815", nullable = false)]
    activation_code: Option<String>,
    /// The same, one for each new line, in the order of the purchases.
    #[schema(min_items = 1, nullable = false)]
    activation_codes: Option<Vec<String>>,
    /// The carrier's reference of a top-up or renewal.
    #[schema(nullable = false)]
    reference: Option<String>,
}

/// `{"reason": "…"}`, or `{}`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema; the body is read with all its faults elsewhere")]
pub(super) struct ReasonBody {
    /// Why; shown to the customer, except by `/paid`.
    #[schema(nullable = false)]
    reason: Option<String>,
}

async fn reason(api: &Api, request: Request) -> Result<Option<String>, Problem> {
    let bytes = api.json(request).await?;
    Ok(read_reason(&tree(&bytes)?).map_err(Refusal::Faulty)?)
}

/// Does something with an order for the shop, and shows what became of it.
async fn moved(
    api: &Api,
    id: &str,
    what: impl AsyncFnOnce(&Shop, Order) -> Result<Order, Refusal>,
) -> Result<Response, Problem> {
    let shop = api.shop()?;
    let order = what(shop, shop.order(id).await?).await?;
    Ok(answer(StatusCode::OK, &api.shop_view(&order).await?))
}

/// The order, for who holds its token. Whether there is one, others don't learn.
pub(super) async fn owned(shop: &Shop, id: &str, headers: &HeaderMap) -> Result<Order, Problem> {
    let Some(token) = bearer(headers) else {
        return Err(Problem::unauthorized("the order's token"));
    };
    let order = shop.order(id).await?;
    if secret::same(token, &order.token) { Ok(order) } else { Err(Problem::not_found()) }
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    // Of two nobody knows which is meant.
    let mut keys = headers.get_all("idempotency-key").iter();
    let only = keys.next().filter(|_| keys.next().is_none());
    let key = only.and_then(|value| value.to_str().ok());
    let is_one =
        |key: &&str| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    key.filter(is_one).ok_or_else(Problem::no_key)
}
