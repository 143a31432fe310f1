//! `POST /v1/quotes`: request in, quote out.

use super::api::{Api, tree};
use super::problem::Problem;
use crate::shop::Refusal;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The cheapest schedule for a trip
///
/// Body: `simfare.request/1`; answer: `simfare.quote/1`. An infeasible request has an answer too.
#[utoipa::path(
    post, path = "/v1/quotes", tag = "catalog",
    request_body(content = Object, description = "simfare.request/1"),
    responses(
        (status = 200, description = "simfare.quote/1", body = Object),
        (status = 400, description = "No JSON document", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Faults in the request, each with its JSON pointer", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn quote(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<Response, Problem> {
    let client = api.limits.client_of(&request);
    let bytes = api.json(request).await?;
    tree(&bytes)?;
    let sold = api.seller.sold();
    let request =
        simfare_engine::Request::from_json(&bytes, &sold.catalog).map_err(Refusal::Faulty)?;
    let quote = api.seller.quote(sold, request, client).await?.map_err(Refusal::Faulty)?;
    Ok(([(CONTENT_TYPE, "application/json")], quote.to_json()).into_response())
}
