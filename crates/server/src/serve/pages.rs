//! The pages: receipts, the sandbox's payment page, and their style.

use super::api::{Api, Named};
use super::orders::owned;
use super::problem::Problem;
use crate::clock::{self, SECOND};
use crate::order::ProviderKind;
use crate::page::sandbox::Outcome;
use crate::page::{self, receipt, sandbox};
use crate::secret;
use crate::shop::{Refusal, Shop};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::sync::Arc;

/// How long a slow payment of the sandbox takes.
const SLOW: i64 = 5 * SECOND;

/// The receipt, or before payment how to pay
///
/// In English, or in Chinese for customers who read that.
#[utoipa::path(
    get, path = "/v1/orders/{id}/receipt", tag = "orders",
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "The receipt's own token, as in the order's `receipt`; needs no header then")),
    security(("token" = [])),
    responses(
        (status = 200, description = "A page to read or print", body = String, content_type = "text/html"),
        (status = 401, description = "No token", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such order, or another's token", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn receipt(
    State(api): State<Arc<Api>>,
    Named(id): Named,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shop = api.shop()?;
    let shown =
        uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("token=")));
    let order = match shown {
        None => owned(shop, &id, &headers).await?,
        Some(token) => {
            let order = shop.order(&id).await?;
            if !secret::same(token, &order.receipt_token()) {
                return Err(Problem::not_found());
            }
            order
        }
    };
    let history = shop.store.history(&order.id).await.map_err(Refusal::from)?;
    let back = match shop.return_url {
        Some(_) => Some(shop.after_payment(&order)),
        None => api.has_home.then(|| format!("{}/", shop.path())),
    };
    Ok(Html(receipt::page(
        &order,
        &history,
        shop.payments.instructions(),
        shop.path(),
        back.as_deref(),
    ))
    .into_response())
}

/// The style of the pages.
pub(super) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

/// The sandbox's payment page.
pub(super) async fn sandbox(
    State(api): State<Arc<Api>>,
    Named(session): Named,
) -> Result<Response, Problem> {
    let shop = sandbox_of(&api)?;
    let order = session_order(shop, &session).await?;
    Ok(Html(sandbox::page(&order, false, shop.path(), &shop.after_payment(&order))).into_response())
}

/// What the tester chose.
pub(super) async fn sandbox_outcome(
    State(api): State<Arc<Api>>,
    Named(session): Named,
    request: Request,
) -> Result<Response, Problem> {
    let shop = sandbox_of(&api)?;
    let form = api.bytes(request.into_body()).await?;
    let Some(outcome) = Outcome::from_form(&form) else {
        let known = "must be one of succeed, decline, slow, confirm, confirmed, deliver";
        return Err(Refusal::at("/outcome", known).into());
    };
    let order = session_order(shop, &session).await?;
    let order = match outcome {
        Outcome::Succeed | Outcome::Confirmed => shop.paid(order, "sandbox", None, None).await?,
        Outcome::Decline => {
            let reason = ["The test payment was declined.", "测试付款被拒绝。"];
            shop.payment_failed(order, "sandbox", None, reason).await?
        }
        Outcome::Deliver => {
            shop.deliver_in_sandbox(order).await?;
            return Ok(
                Redirect::to(&format!("{}/v1/sandbox/{session}", shop.path())).into_response()
            );
        }
        Outcome::Slow => shop.settle_later(order, clock::now() + SLOW).await?,
        Outcome::Confirm => {
            let back = shop.after_payment(&order);
            return Ok(Html(sandbox::page(&order, true, shop.path(), &back)).into_response());
        }
    };
    // Content policies also hold for where a form leads in the end: to a page of another
    // origin it goes by a link.
    let next = match shop.return_url {
        Some(_) => format!("{}/v1/sandbox/{session}", shop.path()),
        None => shop.receipt_path(&order),
    };
    Ok(Redirect::to(&next).into_response())
}

/// The shop, where its sandbox is open.
fn sandbox_of(api: &Api) -> Result<&Arc<Shop>, Problem> {
    let shop = api.shop()?;
    if shop.payments.sandbox { Ok(shop) } else { Err(Problem::not_found()) }
}

async fn session_order(shop: &Shop, session: &str) -> Result<crate::order::Order, Problem> {
    let found = shop.store.by_provider_ref(ProviderKind::Sandbox, session).await;
    Ok(found.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?)
}
