//! `/v1/payment-methods`: how one can pay here.

use super::api::{Api, answer};
use super::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The ways to pay.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Methods {
    /// What an order may have as its `payment_method`: those of the catalog's that somebody takes
    /// here, and providers that are none of the catalog's.
    #[schema(example = json!(["card", "alipay"]))]
    methods: Vec<String>,
    /// Nothing is real.
    sandbox: bool,
}

/// How one can pay
///
/// A catalog lists ways to pay for all its shops; here are those that work at this one.
#[utoipa::path(
    get, path = "/v1/payment-methods", tag = "orders",
    responses(
        (status = 200, description = "The ways to pay", body = Methods),
        (status = 503, description = "No orders are taken", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(State(api): State<Arc<Api>>) -> Result<Response, Problem> {
    let payments = &api.shop()?.payments;
    let methods = payments.names(&api.seller.sold().catalog);
    Ok(answer(StatusCode::OK, &Methods { methods, sandbox: payments.sandbox }))
}
