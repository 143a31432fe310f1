//! `POST /v1/webhooks/stripe`: what Stripe says about payments.

use super::api::Api;
use super::problem::Problem;
use crate::shop::Refusal;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use std::sync::Arc;
use tracing::Instrument;

/// An event of Stripe
///
/// Signed by Stripe. Replayed, late and out-of-order events never undo a later status.
#[utoipa::path(
    post, path = "/v1/webhooks/stripe", tag = "providers",
    params(("Stripe-Signature" = String, Header, description = "t=…,v1=…")),
    request_body(content = Object, description = "Stripe's event"),
    responses(
        (status = 204, description = "Dealt with, or none of our business"),
        (status = 400, description = "Not signed by Stripe lately", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Stripe isn't configured", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn stripe(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let shop = Arc::clone(api.shop()?);
    let signature = request
        .headers()
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let bytes = api.bytes(request.into_body()).await?;
    let stripe = shop.payments.stripe.as_ref().ok_or_else(Problem::not_found)?;
    let event = stripe.event(&bytes, &signature).map_err(Problem::bad_signature)?;
    tokio::spawn(async move { shop.stripe_event(event).await }.in_current_span())
        .await
        .map_err(|_| Refusal::Broken("an event came to no end"))??;
    Ok(StatusCode::NO_CONTENT)
}
