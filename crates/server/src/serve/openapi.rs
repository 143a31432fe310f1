//! The API's description, made from the calls themselves: `/v1/openapi.json` and
//! `simfare openapi`.

use super::{catalog, methods, orders, pages, quotes, webhooks};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Simfare order service",
        description = "For shops that resell SIM and eSIM service and have no checkout of their \
            own. It quotes again with the engine that also runs in the page, takes payment \
            through a provider, and keeps orders and receipts. Money is decimal strings; errors \
            are RFC 9457 problems with JSON pointers.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        catalog::serve,
        quotes::quote,
        methods::list,
        orders::create,
        orders::show,
        pages::receipt,
        orders::fulfil,
        orders::fail,
        orders::refund,
        orders::paid,
        webhooks::stripe,
    ),
    modifiers(&Secrets, &Refusals),
    tags(
        (name = "catalog", description = "What is sold, and for how much"),
        (name = "orders", description = "For customers' pages"),
        (name = "shop", description = "For the shop's own system, with its key"),
        (name = "providers", description = "For payment providers"),
    ),
)]
struct Description;

/// The two secrets callers show.
struct Secrets;

impl Modify for Secrets {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        for (name, text) in
            [("token", "An order's token"), ("shop_key", "The shop's key (simfare shop-key)")]
        {
            let scheme =
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
    }
}

/// What any call may be answered, or any with a body: the layers around the calls say it.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut description.paths.paths {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                let has_body = operation.request_body.is_some();
                let mut add = |status: &str, what: &str| {
                    let there = operation.responses.responses.entry(status.to_owned());
                    there.or_insert_with(|| RefOr::T(problem(what)));
                };
                // Stripe's events aren't counted, and are read as they come; nor is who looks for a new
                // catalog.
                let is_event = path.starts_with("/v1/webhooks");
                if !is_event && path != "/v1/catalog" {
                    add("429", "Too many requests; Retry-After says when to come again");
                }
                add("503", "Not now; Retry-After says when to come again");
                if is_event {
                    add("413", "The event is too large");
                } else if has_body {
                    add("400", "No JSON document, or one that came to no end");
                    add("413", "The body is too large");
                    add("415", "The body isn't application/json");
                    add("422", "Faults in the body, each with its JSON pointer");
                }
            }
        }
    }
}

fn problem(what: &str) -> utoipa::openapi::Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(what).content("application/problem+json", content).build()
}

/// The document, as JSON.
pub(crate) fn document() -> Result<String, serde_json::Error> {
    Description::openapi().to_pretty_json()
}

pub(super) async fn serve() -> Response {
    match document() {
        Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => super::problem::Problem::not_found().into_response(),
    }
}
