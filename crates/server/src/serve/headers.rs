//! Headers every response has: what the page may do, and for how long an answer is good.

use super::files::is_hashed;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// The policy under which the widget promises to work, and three directives that
/// `default-src` doesn't cover.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    require-trusted-types-for 'script'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// The policy of this service's own pages, which have no script.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The name of such a file changes with its content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// May be kept, but is asked for again each time (and then mostly answered with 304).
const ASK_AGAIN: &str = "no-cache";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Adds them to the response of everything behind it.
pub(super) async fn add(request: Request, next: Next) -> Response {
    let may_be_kept =
        is_hashed(request.uri().path()) && matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    // An error under such a name (an old page's, during an update) must not be kept.
    let is_good = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let cache = if may_be_kept && is_good { FOREVER } else { ASK_AGAIN };

    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CACHE_CONTROL, cache);
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "strict-origin-when-cross-origin");
    // Shops load the widget's files from here into pages of their own origin; there is
    // nothing private in them.
    set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin");
    // One address, several encodings.
    set(VARY, "accept-encoding");
    if let Some(value) = headers.get(CONTENT_TYPE).and_then(with_charset) {
        headers.insert(CONTENT_TYPE, value);
    }
    response
}

/// The same for calls and pages about orders: nothing of them may be kept, framed, or named to
/// other sites. Who may read them is [`super::cors`]'s to say.
pub(super) async fn add_private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CACHE_CONTROL, "no-store");
    set(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    response
}

/// Text is UTF-8, and says so.
fn with_charset(value: &HeaderValue) -> Option<HeaderValue> {
    let value = value.to_str().ok()?;
    let is_bare_text = value.starts_with("text/") && !value.contains(';');
    is_bare_text.then(|| HeaderValue::try_from(format!("{value}; charset=utf-8")).ok())?
}
