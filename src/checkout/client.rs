//! Talking to the order service: one call, with its time limit.

use std::time::Duration;

use leptos::prelude::set_timeout_with_handle;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, RequestCredentials, RequestInit, RequestRedirect, Response,
};

/// Longer than this nobody waits for one answer.
const LIMIT: Duration = Duration::from_secs(15);

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) text: String,
    /// In how many seconds one may come again, where it says so.
    pub(super) retry_after: Option<u32>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Call<'a> {
    /// To take an order.
    Order { key: &'a str, body: &'a str },
    /// What became of one.
    Look { id: &'a str, token: &'a str },
    /// Which ways to pay there are.
    Methods,
}

/// Calls the service; nothing where no answer came. `abort` ends it.
pub(super) async fn call(endpoint: &str, call: Call<'_>, abort: &AbortController) -> Option<Reply> {
    let limit = abort.clone();
    let timer = set_timeout_with_handle(move || limit.abort(), LIMIT).ok();
    let reply = answer(endpoint, call, abort).await.ok();
    if let Some(timer) = timer {
        timer.clear();
    }
    reply
}

async fn answer(endpoint: &str, call: Call<'_>, abort: &AbortController) -> Result<Reply, JsValue> {
    let headers = Headers::new()?;
    let options = RequestInit::new();
    options.set_signal(Some(&abort.signal()));
    // It knows an order by its token alone.
    options.set_credentials(RequestCredentials::Omit);
    // What it is told is for it alone: not for whomever it would send us on to.
    options.set_redirect(RequestRedirect::Error);
    let url = match call {
        Call::Order { key, body } => {
            headers.set("content-type", "application/json")?;
            headers.set("idempotency-key", key)?;
            options.set_method("POST");
            options.set_body(&body.into());
            format!("{endpoint}/v1/orders")
        }
        Call::Look { id, token } => {
            headers.set("authorization", &format!("Bearer {token}"))?;
            format!("{endpoint}/v1/orders/{}", js_sys::encode_uri_component(id))
        }
        Call::Methods => format!("{endpoint}/v1/payment-methods"),
    };
    options.set_headers(&headers);
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(&url, &options)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    let retry_after = response.headers().get("retry-after")?;
    Ok(Reply {
        status: response.status(),
        text: text.as_string().unwrap_or_default(),
        retry_after: retry_after.and_then(|text| text.trim().parse().ok()),
    })
}

/// A pause before the `tries`th try: ever longer, and not for everybody the same.
pub(super) fn backoff(tries: u32) -> Duration {
    let most = 1000u64 << tries.min(4);
    // A share between a half and the whole; nothing that had to be exact.
    let share = 0.5 + js_sys::Math::random() / 2.0;
    Duration::from_millis((most as f64 * share) as u64)
}
