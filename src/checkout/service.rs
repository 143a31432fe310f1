//! The order service a checkout talks to: where it is, how one may pay there, and where its
//! payment pages may be.

use simfare_engine::format::Json;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::client::{self, Call};
use super::offer;
use crate::handoff::{self, Destination, Kind, Refusal};
use crate::state::State;

/// The ways to pay that a service takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// Of which service.
    endpoint: String,
    /// Nothing where it doesn't say: then those of the catalog are offered, and it may refuse one.
    pub(super) names: Option<Vec<String>>,
}

/// The address of the service, without a slash at its end.
pub(super) fn endpoint(state: State) -> Result<String, Refusal> {
    let setup = state.handoff.setup.get_untracked();
    let base = web_sys::window().and_then(|window| window.document());
    let base = base.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    let written = setup.endpoint.as_deref().map(str::trim);
    // An address within the page's own site is one too.
    let whole = written.and_then(|endpoint| web_sys::Url::new_with_base(endpoint, &base).ok());
    let whole = whole.map(|url| url.href());
    handoff::service(whole.as_deref(), &setup.allow_origins)
}

/// The page to pay at, where an order may go there.
pub(super) fn payment_page(state: State, url: &str) -> Result<Destination, Refusal> {
    let setup = state.handoff.setup.get_untracked();
    handoff::payment_page(url, &endpoint(state)?, &setup.allow_origins)
}

/// Asks a service, once, how one can pay there.
pub(super) fn ask_methods(state: State) {
    let Ok(endpoint) = endpoint(state) else { return };
    // A shop's own address may be an endpoint, too.
    if offer::kind(state) != Kind::Service {
        return;
    }
    if state.till.accepted.get_untracked().endpoint == endpoint {
        return;
    }
    state.till.accepted.set(Accepted { endpoint: endpoint.clone(), names: None });
    spawn_local(async move {
        let Ok(abort) = AbortController::new() else { return };
        let reply = client::call(&endpoint, Call::Methods, &abort).await;
        let reply = reply.filter(|reply| reply.status == 200);
        let names = reply.and_then(|reply| read(&reply.text));
        // Gone, or elsewhere, meanwhile.
        let is_same = |accepted: Accepted| accepted.endpoint == endpoint;
        if !state.till.accepted.try_get_untracked().is_some_and(is_same) {
            return;
        }
        if names.is_some() {
            state.till.accepted.set(Accepted { endpoint, names });
            offer::refresh(state);
        } else {
            // Whoever goes on asks once more.
            state.till.accepted.set(Accepted::default());
        }
    });
}

/// `{"methods": ["card", …]}`
fn read(text: &str) -> Option<Vec<String>> {
    let json = Json::parse(text.as_bytes()).ok()?;
    let Some(Json::List(items)) = json.member("methods") else { return None };
    Some(items.iter().filter_map(|item| item.text().map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_ways_to_pay_are_read() {
        let names = read(r#"{"sandbox": true, "methods": ["card", "bank"]}"#);
        assert_eq!(names, Some(vec!["card".to_owned(), "bank".to_owned()]));
        for text in ["", "<!doctype html>", "[]", r#"{"methods": "card"}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
