//! Errors as RFC 9457 problems, with a JSON pointer for each fault.

use crate::shop::Refusal;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use simfare_engine::Faults;
use utoipa::ToSchema;

/// What went wrong (`application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The kind of problem, `urn:simfare:problem:…`.
    #[schema(example = "urn:simfare:problem:total-changed")]
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Every fault of the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<PointedFault>,
    /// The new quote, where the total has changed (`simfare.quote/1`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    quote: Option<Box<RawValue>>,
    #[serde(skip)]
    header: Option<Header>,
}

/// What a problem says outside its body.
#[derive(Clone, Copy, Debug)]
enum Header {
    /// When to try again, in seconds.
    RetryAfter(u64),
    /// That a secret is to be shown.
    Authenticate,
}

/// One fault of a body.
#[derive(Debug, Serialize, ToSchema)]
struct PointedFault {
    /// JSON pointer (RFC 6901).
    #[schema(example = "/contact/email")]
    pointer: String,
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, r#type: &'static str, title: &'static str) -> Self {
        Self {
            r#type,
            title,
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            quote: None,
            header: None,
        }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn faults(mut self, faults: Faults) -> Self {
        self.errors = faults
            .into_iter()
            .map(|fault| PointedFault { pointer: fault.pointer, detail: fault.message })
            .collect();
        self
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.header = Some(Header::RetryAfter(seconds));
        self
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "urn:simfare:problem:not-found", "There is no such thing")
    }

    pub(super) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "urn:simfare:problem:method",
            "This can't be done with that method",
        )
    }

    pub(super) fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "urn:simfare:problem:media-type",
            "The body must be application/json",
        )
    }

    pub(super) fn too_large(most: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "urn:simfare:problem:too-large",
            "The body is too large",
        )
        .detail(format!("at most {most} bytes"))
    }

    pub(super) fn unfinished_body() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "urn:simfare:problem:body", "The body came to no end")
    }

    pub(super) fn no_key() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "urn:simfare:problem:idempotency-key-missing",
            "A usable Idempotency-Key is required",
        )
        .detail(
            "send the header Idempotency-Key with 1 to 255 visible ASCII characters, \
             a new one for each order and the same for each try",
        )
    }

    pub(super) fn no_orders() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:simfare:problem:no-orders",
            "This service takes no orders",
        )
        .detail("it was started without a payment provider")
    }

    pub(super) fn unauthorized(who: &str) -> Self {
        let mut problem =
            Self::new(StatusCode::UNAUTHORIZED, "urn:simfare:problem:unauthorized", "Who are you?")
                .detail(format!("send Authorization: Bearer with {who}"));
        problem.header = Some(Header::Authenticate);
        problem
    }

    /// No key can be the shop's where none has been set.
    pub(super) fn no_shop_key() -> Self {
        let mut problem =
            Self::new(StatusCode::UNAUTHORIZED, "urn:simfare:problem:unauthorized", "Who are you?")
                .detail("this service was started without --shop-key-hash: no key is the shop's");
        problem.header = Some(Header::Authenticate);
        problem
    }

    pub(super) fn bad_signature(why: &'static str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "urn:simfare:problem:signature",
            "The event isn't accepted",
        )
        .detail(why)
    }

    pub(super) fn too_many(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "urn:simfare:problem:too-many",
            "Too many requests",
        )
        .retry_after(seconds)
    }

    fn broken() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:simfare:problem:unavailable",
            "The service can't do it now",
        )
        .detail("try again in a moment, an order with the Idempotency-Key it has")
        .retry_after(2)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotJson(faults) => Self::new(
                StatusCode::BAD_REQUEST,
                "urn:simfare:problem:not-json",
                "The body is no JSON document",
            )
            .faults(faults),
            Refusal::Faulty(faults) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "urn:simfare:problem:faulty",
                "The body has faults",
            )
            .faults(faults),
            Refusal::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "urn:simfare:problem:idempotency-key-reused",
                "This Idempotency-Key was used for another order",
            )
            .detail("use a new key for another order; send the same body to see the first one"),
            Refusal::TotalChanged(quote) => {
                let (title, detail) = match quote.total {
                    Some(_) => (
                        "The total is another now",
                        "show the customer the new quote, and order with its total",
                    ),
                    None => (
                        "The trip can't be had any more",
                        "no offer serves it: the quote says why, and has no total to order with",
                    ),
                };
                let problem =
                    Self::new(StatusCode::CONFLICT, "urn:simfare:problem:total-changed", title);
                let mut problem = problem.detail(detail);
                problem.quote = RawValue::from_string(quote.to_json()).ok();
                problem
            }
            Refusal::NotFound => Self::not_found(),
            Refusal::WrongStatus(status, wanted) => Self::new(
                StatusCode::CONFLICT,
                "urn:simfare:problem:status",
                "The order isn't where this can be done",
            )
            .detail(format!("it is {}: {wanted}", status.word())),
            Refusal::Provider { message, again } => {
                let problem = Self::new(
                    StatusCode::BAD_GATEWAY,
                    "urn:simfare:problem:payment-provider",
                    "The payment provider didn't do its part",
                );
                // Its words are for the log; here only what to do.
                tracing::warn!(message, again, "the payment provider didn't do its part");
                if again {
                    problem
                        .detail("try again in a moment, an order with the Idempotency-Key it has")
                        .retry_after(5)
                } else {
                    problem.detail("an order needs another way to pay, and a new Idempotency-Key")
                }
            }
            // For the shop alone, which has to find out why.
            Refusal::Unrefunded { message, again } => {
                let problem = Self::new(
                    StatusCode::BAD_GATEWAY,
                    "urn:simfare:problem:payment-provider",
                    "The payment provider didn't send the money back",
                );
                if again {
                    problem.detail(format!("{message}; it is tried again")).retry_after(5)
                } else {
                    problem.detail(format!("{message}; the order is as it was"))
                }
            }
            Refusal::Store(error) => {
                tracing::error!(%error, "the database failed");
                Self::broken()
            }
            Refusal::NoRandomness(error) => {
                tracing::error!(%error, "no randomness");
                Self::broken()
            }
            Refusal::Busy => {
                tracing::warn!("a quote took too long, or there were too many");
                Self::broken().retry_after(10)
            }
            Refusal::Broken(what) => {
                tracing::error!(what, "broken");
                Self::broken()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let header = self.header;
        // Texts and numbers only: this can't fail.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response =
            (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        match header {
            Some(Header::RetryAfter(seconds)) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Some(Header::Authenticate) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            None => {}
        }
        response
    }
}
